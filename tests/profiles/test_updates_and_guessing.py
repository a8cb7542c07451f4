"""S1.1-04 and -08: PASS on what a sound device showed, FAIL on each single defect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.base import Control
from hoshitori.facts.throttling import Detour, GuessingMode, GuessingRun
from hoshitori.facts.update import ComponentChange, KeptThrough, UpdateAttempt, UpdateImage, UpdateSeries
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles.support import judged, row

OPEN = inconclusive(Cause.UNAVAILABLE)
HELD = Control(held=True, what="the right one was accepted")
MODE = GuessingMode(
    id="4-at-once-2-addresses",
    at_once=4,
    addresses=2,
    guesses=20,
    locked=0,
    dropped=0,
    silenced=0,
    milliseconds=40_000,
    quickest_milliseconds=2_000,
    longest_lock_milliseconds=0,
    lock_outlasted=False,
    guesses_a_day=43_200,
)
RUN = GuessingRun(
    login="HTTP_FORM",
    modes=(MODE,),
    guesses_a_day=43_200,
    milliseconds_per_guess=2_000,
    lock_seen=False,
    two_addresses=True,
    opened_before=True,
    opened_after=True,
    waited_milliseconds=0,
    accepts_anything=False,
    control=HELD,
)
WEB = row("1-AuthMech/AM-web")
UPLOAD = row("7-UpdMech/UM-upload")


def attempt(image: UpdateImage) -> UpdateAttempt:
    """An image that a sound device refused."""
    return UpdateAttempt(
        id=f"{image.value}/payload",
        image=image,
        variant="payload",
        sha256="1" * 64,
        bytes=1_000,
        carries_version="1.1.0",
        version_before="1.0.0",
        version_after="1.0.0",
        fetched=True,
        answer="signature does not fit",
        settled=True,
        waited_milliseconds=1_000,
        alive=True,
        accepted=False,
        written=False,
        boots_old=True,
        from_snapshot=True,
        offers=1,
        busy=False,
    )


ATTEMPTS: dict[UpdateImage, UpdateAttempt] = {
    image: attempt(image) for image in UpdateImage if image not in {UpdateImage.GENUINE, UpdateImage.SUPPLIED}
}


def series(**changes: UpdateAttempt | None) -> UpdateSeries:
    """A sound device's series, with attempts altered or left out by the name of the image."""
    altered: dict[UpdateImage, UpdateAttempt | None] = {
        **ATTEMPTS,
        **{UpdateImage[name]: value for name, value in changes.items()},
    }
    return UpdateSeries(
        format="swu",
        attempts=tuple(value for value in altered.values() if value is not None),
        not_tried=(),
        sees_writes=True,
        stopped="",
        restored=True,
        components=(ComponentChange(id="6-SoftComp/SC-firmware", before="1.0.0", after="1.1.0"),),
        kept=(KeptThrough(id="setting", before=True, after=True),),
        control=HELD,
    )


WAITED: dict[str, Any] = {"waited_milliseconds": 300_000}
WRITES = "nothing_is_written_before_the_check"
INSTALLED: dict[str, Any] = {"accepted": True, "version_after": "1.1.0"}
ON_SERIES = {
    "altered_images_are_refused": ("BIT_FLIP", "TRUNCATED"),
    "unsigned_images_are_refused": ("UNSIGNED",),
    "foreign_signed_images_are_refused": ("FOREIGN_SIGNED", "RESEALED"),
    "older_images_are_refused": ("OLDER",),
    "replayed_images_are_refused": ("REPLAYED",),
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("claimed-address", "no-way-around-claimed-address"),
        ("other-account", "no-way-around-other-account"),
        ("claimed-address+other-account", "no-way-around-claimed-address"),
    ],
)
def test_a_way_around_counts_like_a_mode(name: str, expected: str) -> None:
    """One that gives more guesses than there may be fails; one that gives fewer, or leads nowhere, does not."""
    fast = Detour(id=name, led_around=True, guesses=20, milliseconds=2_000, guesses_a_day=864_000)
    slow = replace(fast, milliseconds=20_000, guesses_a_day=86_400)
    astray = replace(fast, led_around=False, guesses=0, milliseconds=0, guesses_a_day=0)
    failed = judged("guessing_takes_too_long", {"run": replace(RUN, detours=(fast,))}, WEB)
    sound = judged("guessing_takes_too_long", {"run": replace(RUN, detours=(slow, astray))}, WEB)

    assert failed.decision == FAIL
    assert [(one.expected, one.observed) for one in failed.expectations if not one.held] == [
        (expected, "864000 (1-at-once-1-address, 100 ms)")
    ]
    assert sound.decision == PASS
    assert "limit-guessing-ways-around" not in sound.limits
    assert "limit-guessing-ways-around" in judged("guessing_takes_too_long", {"run": RUN}, WEB).limits


def test_two_seconds_a_failure_pass() -> None:
    """43,200 guesses a day are less than a tenth of what users choose from; both thresholds are on record."""
    result = judged("guessing_takes_too_long", {"run": RUN}, WEB)

    assert result.decision == PASS
    assert result.thresholds == ("guessing-share", "user-chosen-space")


@pytest.mark.parametrize(
    "change",
    [{"guesses_a_day": 100_001}, {"guesses_a_day": 43_200_000}, {"accepts_anything": True}],
    ids=str,
)
def test_one_guessing_defect_fails(change: dict[str, Any]) -> None:
    """More than a tenth of the values in a day, or a wrong value that opens a session, is FAIL."""
    assert judged("guessing_takes_too_long", {"run": replace(RUN, **change)}, WEB).decision == FAIL


@pytest.mark.parametrize(
    ("columns", "most"),
    [
        ({"origin": "generated", "entropy_bits": 16}, 6_553),
        ({"origin": "user-chosen", "minimum_length": 4}, 1_000),
        ({"origin": "user-chosen", "minimum_length": 12}, 100_000),
    ],
    ids=str,
)
def test_the_space_is_that_of_the_secret(columns: dict[str, str | int], most: int) -> None:
    """A generated value has its declared strength, a chosen one never more than short digits allow."""
    subject = row("1-AuthMech/AM-web", **columns)

    assert judged("guessing_takes_too_long", {"run": replace(RUN, guesses_a_day=most)}, subject).decision == PASS
    assert judged("guessing_takes_too_long", {"run": replace(RUN, guesses_a_day=most + 1)}, subject).decision == FAIL


def test_a_generated_value_of_unknown_strength_is_open() -> None:
    """Without the declared strength of a generated value nobody can say how long guessing takes."""
    subject = row("1-AuthMech/AM-web", origin="generated", entropy_bits=0)

    assert judged("guessing_takes_too_long", {"run": RUN}, subject).decision == inconclusive(Cause.UNAVAILABLE)


def test_guessing_without_control_is_open() -> None:
    """A run in which the right value never opened a session shows nothing."""
    uncontrolled = replace(RUN, control=Control(held=False, what="the right value was refused"))

    assert judged("guessing_takes_too_long", {"run": uncontrolled}, WEB).decision == inconclusive(Cause.EFFORT)


@pytest.mark.parametrize("case", [*ON_SERIES, "nothing_is_written_before_the_check"])
def test_a_sound_series_passes(case: str) -> None:
    """A device that refuses every image but the genuine one passes every update case."""
    assert judged(case, {"series": series()}, UPLOAD).decision == PASS


@pytest.mark.parametrize(("case", "image"), [(case, image) for case, images in ON_SERIES.items() for image in images])
def test_an_installed_image_fails_its_case_alone(case: str, image: str) -> None:
    """An image that was installed makes the case about it FAIL and leaves every other as it is."""
    installed = series(**{image: replace(ATTEMPTS[UpdateImage[image]], **INSTALLED)})

    assert {name: judged(name, {"series": installed}, UPLOAD).decision for name in ON_SERIES} == {
        name: FAIL if name == case else PASS for name in ON_SERIES
    }


@pytest.mark.parametrize("image", ["BIT_FLIP", "TRUNCATED"])
@pytest.mark.parametrize(
    "change",
    [
        {"alive": False, **WAITED},
        {"version_after": "", **WAITED},
        {"boots_old": False},
        {"settled": False, **INSTALLED},
    ],
    ids=str,
)
def test_a_device_lost_to_an_altered_image_fails(image: str, change: dict[str, Any]) -> None:
    """A refusal counts only if the device lives on with the old version, after a power cut too."""
    hurt = series(**{image: replace(ATTEMPTS[UpdateImage[image]], **change)})

    assert judged("altered_images_are_refused", {"series": hurt}, UPLOAD).decision == FAIL


@pytest.mark.parametrize(
    ("seconds", "declared", "decision"),
    [(99, 100, OPEN), (100, 100, FAIL), (299, 0, OPEN), (300, 0, FAIL)],
)
def test_silence_counts_once_it_was_waited_for(seconds: int, declared: int, decision: object) -> None:
    """A device that is slow is not dead: it gets its declared time, else five minutes."""
    silent = replace(ATTEMPTS[UpdateImage.TRUNCATED], alive=False, waited_milliseconds=seconds * 1_000)
    subject = row("7-UpdMech/UM-upload", longest_seconds=declared)
    result = judged("altered_images_are_refused", {"series": series(TRUNCATED=silent)}, subject)

    assert result.decision == decision
    assert result.thresholds == (() if declared else ("undeclared-wait",))


@pytest.mark.parametrize(
    ("case", "image"),
    [*((case, image) for case, images in ON_SERIES.items() for image in images), (WRITES, "BIT_FLIP")],
)
def test_a_device_that_never_comes_to_rest_is_open(case: str, image: str) -> None:
    """An attempt that did not end within the wait could not be measured: neither a refusal nor its contrary."""
    slow = series(**{image: replace(ATTEMPTS[UpdateImage[image]], settled=False)})

    assert judged(case, {"series": slow}, UPLOAD).decision == OPEN


def test_a_write_that_was_seen_counts_though_the_device_never_came_to_rest() -> None:
    """What was written before the check is there, whatever the device does later."""
    slow = series(BIT_FLIP=replace(ATTEMPTS[UpdateImage.BIT_FLIP], settled=False, written=True))

    assert judged(WRITES, {"series": slow}, UPLOAD).decision == FAIL


def test_a_device_that_does_not_start_with_its_old_version_is_told_as_such() -> None:
    """That the version was as before until power was cut is no explanation; what came after is."""
    hurt = series(BIT_FLIP=replace(ATTEMPTS[UpdateImage.BIT_FLIP], boots_old=False))

    (seen,) = [
        one.observed
        for one in judged("altered_images_are_refused", {"series": hurt}, UPLOAD).expectations
        if not one.held
    ]
    assert seen == "BIT_FLIP/payload: 1.0.0 → 1.0.0; another version after a power cut"


@pytest.mark.parametrize("image", ["BIT_FLIP", "TRUNCATED"])
@pytest.mark.parametrize("change", [{"written": True}, {"boots_old": False}], ids=str)
def test_writing_first_fails(image: str, change: dict[str, Any]) -> None:
    """An image that was written before it was refused is FAIL."""
    written = series(**{image: replace(ATTEMPTS[UpdateImage[image]], **change)})

    assert judged("nothing_is_written_before_the_check", {"series": written}, UPLOAD).decision == FAIL


def test_writes_that_cannot_be_seen_are_open() -> None:
    """Where the bench sees neither writes nor the boot after a power cut, nothing is said of writing."""
    unseen = series(BIT_FLIP=replace(ATTEMPTS[UpdateImage.BIT_FLIP], written=None, boots_old=None))

    assert judged("nothing_is_written_before_the_check", {"series": unseen}, UPLOAD).decision == inconclusive(
        Cause.UNAVAILABLE
    )


@pytest.mark.parametrize("case", [*ON_SERIES, "nothing_is_written_before_the_check"])
def test_an_image_not_tried_leaves_its_case_open(case: str) -> None:
    """A kind of image that was never offered is not one that was refused."""
    for image in ON_SERIES.get(case, ("BIT_FLIP", "TRUNCATED")):
        assert judged(case, {"series": series(**{image: None})}, UPLOAD).decision == inconclusive(Cause.UNAVAILABLE)


@pytest.mark.parametrize("case", [*ON_SERIES, "nothing_is_written_before_the_check"])
def test_a_variant_not_tried_leaves_its_case_open(case: str) -> None:
    """One altered image that the device never fetched is not made good by another that it refused."""
    for image in ON_SERIES.get(case, ("BIT_FLIP", "TRUNCATED")):
        partial = replace(series(), not_tried=(f"{image}/other: the device did not fetch it",))
        assert judged(case, {"series": partial}, UPLOAD).decision == inconclusive(Cause.UNAVAILABLE)


@pytest.mark.parametrize("fetched", [None, False])
def test_an_altered_image_that_never_arrived_was_not_refused(fetched: bool | None) -> None:  # an example
    """A device that did not take the whole image, or that nobody saw take it, has refused nothing."""
    attempts = tuple(
        replace(one, fetched=fetched) if one.image is UpdateImage.TRUNCATED else one for one in series().attempts
    )
    unseen = replace(series(), attempts=attempts)

    result = judged("altered_images_are_refused", {"series": unseen}, UPLOAD)

    assert result.decision == inconclusive(Cause.UNAVAILABLE)


@pytest.mark.parametrize("case", [*ON_SERIES, "nothing_is_written_before_the_check"])
def test_refusals_without_control_are_open(case: str) -> None:
    """A device that refuses the genuine image too has shown nothing."""
    uncontrolled = replace(series(), control=Control(held=False, what="the genuine image was refused"))

    assert judged(case, {"series": uncontrolled}, UPLOAD).decision == inconclusive(Cause.EFFORT)
