"""S1.1-06, -07 and -10 by what the device shows: PASS on the sound facts, FAIL on each single bad one, else open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.base import Control
from hoshitori.facts.client_hello import ClientHellos, SeenHello
from hoshitori.facts.inventory import ComponentVersion, Inventory, ListedComponent, ShownBy, ShownIdentity
from hoshitori.facts.judgement import Judgement
from hoshitori.facts.update import KeptThrough, UpdateImage
from hoshitori.model.declaration import Declaration
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles.support import camera, judged, row
from tests.profiles.test_updates_and_guessing import ATTEMPTS, INSTALLED, WAITED, attempt, series

OPEN = inconclusive(Cause.UNAVAILABLE)
MODEL = camera().device.model
FIRMWARE = camera().device.versions.firmware
UPLOAD, AUTOMATIC = row("7-UpdMech/UM-upload"), row("7-UpdMech/UM-auto")
WHOLE, BOOT = row("6-SoftComp/SC-firmware"), row("6-SoftComp/SC-boot")
SERVER = AUTOMATIC.text("server")
YES = Judgement(
    question="q",
    given=True,
    holds=True,
    reason="Looked at it.",
    person="A",
    role="assessor",
    simulated=False,
    attachments=("label.jpg",),
    digests=("1" * 64,),
)
PAGE = ShownIdentity(
    id="27-UserIntf/UI-web tcp/443 /settings/about",
    by=ShownBy.NETWORK,
    models=(MODEL,),
    model_word=True,
    look_alikes=(),
    versions=(FIRMWARE,),
    version_word=True,
    letters=100,
)
LISTED = ListedComponent(
    id=f"mh-cam200 {FIRMWARE}", name="mh-cam200", version=FIRMWARE, kind="firmware", purl="", source="document D-sbom"
)


DECIDED_HERE = {
    "component_has_means_or_reason",
    "declared_way_of_updating_is_there",
    "listed_software_is_declared",
    "model_is_printed_on_the_product",
    "model_is_shown_by_the_device",
    "update_changes_the_version",
    "update_keeps_settings_and_passwords",
}


def inventory(*places: ShownIdentity, components: tuple[ListedComponent, ...] = (LISTED,), **more: Any) -> Inventory:  # noqa: ANN401  # columns of the fact
    """What a device shows."""
    return Inventory(
        shown=places or (PAGE,),
        components=components,
        lists=("document D-sbom",) if components else (),
        versions=(ComponentVersion(id="6-SoftComp/SC-firmware", version=FIRMWARE),),
        not_read=more.get("not_read", ()),
    )


def hellos(*names: str, seconds: int = 200, quiet: int = 5) -> ClientHellos:
    """What a device offered as TLS client while it was watched, so long after anybody had sent it something."""
    seen = tuple(
        SeenHello(
            id=f"tcp/192.0.2.7:443 {name}",
            destination="192.0.2.7:443",
            server_name=name,
            versions=("TLS 1.3",),
            suites=(),
            groups=(),
            signatures=(),
            alpn=(),
            compression=False,
            seen=3,
            first_at="2026-11-21T00:00:00Z",
            quiet_seconds=quiet,
        )
        for name in names
    )
    return ClientHellos(hellos=seen, connections=len(seen), unreadable=0, complete=True, watched_seconds=seconds)


def genuine(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  # columns of the fact
    """A series with the genuine image installed, and that attempt altered."""
    installed = replace(
        attempt(UpdateImage.GENUINE), **{**INSTALLED, "written": True, "answer": "installed", **changes}
    )
    return {"series": series(GENUINE=installed)}


def test_components_with_means_or_a_sound_reason_pass() -> None:
    """A component that an update reaches passes, and so does one that has a good reason; without a list too."""
    for subject in (WHOLE, BOOT):
        assert (
            judged("component_has_means_or_reason", {"judged": YES, "inventory": inventory()}, subject).decision == PASS
        )
        assert judged("component_has_means_or_reason", {"judged": YES}, subject).decision == PASS


@pytest.mark.parametrize("subject", [WHOLE, BOOT], ids=lambda one: one.id)
def test_a_component_whose_means_or_reason_is_none_fails(subject: Any) -> None:  # noqa: ANN401  # a subject
    """An assessor's no is FAIL."""
    facts = {"judged": replace(YES, holds=False), "inventory": inventory()}

    assert judged("component_has_means_or_reason", facts, subject).decision == FAIL


def test_a_component_of_another_version_than_listed_fails() -> None:
    """Where the list of components has it in another version, the declaration is not about this software."""
    facts = {"judged": YES, "inventory": inventory(components=(replace(LISTED, version="0.9"),))}

    assert judged("component_has_means_or_reason", facts, WHOLE).decision == FAIL


@pytest.mark.parametrize(
    ("versions", "decision", "limited"),
    [
        ((FIRMWARE, "0.9"), PASS, True),
        ((f"v{FIRMWARE}",), PASS, False),
        (("0.9", "0.8"), FAIL, False),
    ],
    ids=["the declared one and another", "with a v", "two others"],
)
def test_a_component_may_be_listed_in_several_versions(
    versions: tuple[str, ...], decision: object, *, limited: bool
) -> None:
    """A device may ship a component twice; the declared version has to be among those that are listed."""
    listed = tuple(replace(LISTED, id=f"mh-cam200 {one}", version=one) for one in versions)
    result = judged("component_has_means_or_reason", {"judged": YES, "inventory": inventory(components=listed)}, WHOLE)

    assert result.decision == decision
    assert decision == FAIL or ("limit-component-other-versions" in result.limits) == limited


@pytest.mark.parametrize(
    ("purl", "version", "decision"),
    [
        ("pkg:deb/debian/mh-cam200", f"{FIRMWARE}-3", PASS),
        ("pkg:deb/debian/mh-cam200", f"1:{FIRMWARE}-3+deb12u1", PASS),
        ("pkg:apk/alpine/mh-cam200", f"{FIRMWARE}-r3", PASS),
        ("pkg:deb/debian/mh-cam200", f"{FIRMWARE}.1-3", FAIL),
        ("pkg:generic/mh-cam200", f"{FIRMWARE}-3", FAIL),
        ("pkg:deb/debian/mh-cam200", f"{FIRMWARE}-beta-3", FAIL),
    ],
)
def test_a_packages_revision_is_not_the_components_version(purl: str, version: str, decision: object) -> None:
    """What a distribution adds to the version of what it packs is not held against the declaration; all else is."""
    packed = replace(LISTED, version=version, purl=f"{purl}@{version}")
    facts = {"judged": YES, "inventory": inventory(components=(packed,))}
    result = judged("component_has_means_or_reason", facts, WHOLE)

    assert result.decision == decision
    assert "limit-component-other-versions" not in result.limits or decision == FAIL


def test_each_list_by_itself_has_the_declared_version() -> None:
    """What the maker's list says right does not mend what the device's own says otherwise."""
    own = replace(LISTED, id="of the device", version="0.9", source="tcp/443 /api/sbom")
    facts = {"judged": YES, "inventory": inventory(components=(LISTED, own))}

    assert judged("component_has_means_or_reason", facts, WHOLE).decision == FAIL


def test_versions_that_have_rows_of_their_own_are_no_limit() -> None:
    """A component declared once for each of its versions is listed as declared."""
    whole = next(one for one in camera().rows("6-SoftComp") if one.id == "SC-firmware")
    second = replace(whole, id="SC-second", fields={**whole.fields, "version": "0.9"})
    declaration = replace(camera(), ixit=(*camera().ixit, second))
    older = replace(LISTED, id="older", version="0.9")
    facts = {"judged": YES, "inventory": inventory(components=(LISTED, older))}
    result = judged("component_has_means_or_reason", facts, WHOLE, declaration=declaration)

    assert result.decision == PASS
    assert "limit-component-other-versions" not in result.limits


def test_a_package_url_names_a_component_whatever_its_version() -> None:
    """An entry under another name, with its version in the package URL alone, is held against the declaration."""
    purl = "pkg:generic/maker/camera-firmware"
    whole = replace(WHOLE, fields={**WHOLE.fields, "purl": f"{purl}@{FIRMWARE}"})
    rows = tuple(
        replace(one, fields={**one.fields, "purl": f"{purl}@{FIRMWARE}"}) if one.reference == WHOLE.id else one
        for one in camera().ixit
    )
    for version, decision in ((FIRMWARE, PASS), ("0.9", FAIL)):
        other = replace(LISTED, id="x", name="camera-image", version="", purl=f"{purl}@{version}?arch=arm")
        facts = {"judged": YES, "inventory": inventory(components=(other,))}
        declaration = replace(camera(), ixit=rows)
        result = judged("component_has_means_or_reason", facts, whole, declaration=declaration)
        assert result.decision == decision


def test_a_list_without_versions_holds_against_nothing() -> None:
    """An entry without a version contradicts no declared one, and the case says that nothing was compared."""
    facts = {"judged": YES, "inventory": inventory(components=(replace(LISTED, version=""),))}
    result = judged("component_has_means_or_reason", facts, WHOLE)

    assert result.decision == PASS
    assert "limit-component-not-listed" in result.limits


def test_software_that_is_listed_and_not_declared_is_seen() -> None:
    """An operating system that nobody declared fails the note; a library does not; without a list it is open."""
    system = replace(LISTED, id="os 1", name="os", kind="operating-system")
    library = replace(system, id="expat 2", name="expat", kind="library")
    case = "listed_software_is_declared"

    assert judged(case, {"inventory": inventory(components=(LISTED, library))}).decision == PASS
    assert judged(case, {"inventory": inventory(components=(LISTED, system))}).decision == FAIL
    assert judged(case, {"inventory": inventory(components=())}).decision == OPEN


def test_a_version_that_changes_passes() -> None:
    """The genuine image brings its version, by either end of the series."""
    assert judged("update_changes_the_version", genuine(), UPLOAD).decision == PASS


@pytest.mark.parametrize(
    "change",
    [{"accepted": False, "version_after": "1.0.0"}, {"version_after": "1.0.9"}, {"alive": False, **WAITED}],
    ids=str,
)
def test_a_version_that_does_not_change_as_it_should_fails(change: dict[str, Any]) -> None:
    """A device that stays as it was, shows a third version or never answers again was not updated."""
    assert judged("update_changes_the_version", genuine(**change), UPLOAD).decision == FAIL


@pytest.mark.parametrize(
    "change", [{"fetched": None}, {"fetched": False}, {"busy": True}, {"settled": False}, {"alive": False}], ids=str
)
def test_a_genuine_image_that_was_not_looked_at_decides_nothing(change: dict[str, Any]) -> None:
    """Whether an update works cannot be told of an image that the device did not take, or had no time for."""
    unmoved: dict[str, Any] = {"accepted": False, "version_after": "1.0.0", **change}

    assert judged("update_changes_the_version", genuine(**unmoved), UPLOAD).decision == OPEN


def test_a_component_that_stays_leaves_the_case_open() -> None:
    """A component that is declared to be updated and shows its old version was not seen to be."""
    facts = genuine()
    (component,) = facts["series"].components
    facts["series"] = replace(facts["series"], components=(replace(component, after=component.before),))

    assert judged("update_changes_the_version", facts, UPLOAD).decision == OPEN


def test_components_that_are_not_shown_are_a_limit() -> None:
    """Most devices show one version; then the case says what it did not see."""
    facts = genuine()
    facts["series"] = replace(facts["series"], components=(replace(facts["series"].components[0], after=""),))
    result = judged("update_changes_the_version", facts, UPLOAD)

    assert result.decision == PASS
    assert "limit-components-not-shown" in result.limits


@pytest.mark.parametrize(
    ("kept", "decision"),
    [
        ((KeptThrough(id="setting", before=True, after=True),), PASS),
        ((KeptThrough(id="setting", before=True, after=False),), FAIL),
        ((KeptThrough(id="setting", before=True, after=None),), OPEN),
        ((KeptThrough(id="1-AuthMech/AM-web", before=False, after=False),), OPEN),
        ((), OPEN),
    ],
    ids=str,
)
def test_what_an_update_takes_away_fails_the_note(kept: tuple[KeptThrough, ...], decision: object) -> None:
    """Only what was there before can be lost, and only what was looked for can be kept."""
    facts = genuine()
    facts["series"] = replace(facts["series"], kept=kept)

    assert judged("update_keeps_settings_and_passwords", facts, UPLOAD).decision == decision


@pytest.mark.parametrize("place", [PAGE, replace(PAGE, models=()), replace(PAGE, by=ShownBy.INSTRUMENT)], ids=str)
def test_the_declared_model_on_a_page_passes(place: ShownIdentity) -> None:
    """A page that names the declared model passes; one that merely says the word does, with a limit."""
    result = judged("model_is_shown_by_the_device", {"inventory": inventory(place)})

    assert result.decision == PASS
    assert ("limit-model-as-word" in result.limits) is not bool(place.models)
    assert ("limit-read-by-instrument" in result.limits) is (place.by is ShownBy.INSTRUMENT)


@pytest.mark.parametrize(
    "place",
    [
        replace(PAGE, models=(f"{MODEL}0",), model_word=False),
        replace(PAGE, models=(MODEL.lower(),), model_word=False),
        replace(PAGE, models=(), model_word=False, look_alikes=(f"{MODEL}0",)),
    ],
    ids=str,
)
def test_another_model_or_none_fails(place: ShownIdentity) -> None:
    """A model that merely looks alike is another; one that is nowhere on the page is not shown."""
    assert judged("model_is_shown_by_the_device", {"inventory": inventory(place)}).decision == FAIL


def test_another_products_model_beside_the_own_is_no_failure() -> None:
    """A hub that lists what is paired with it, on the same page or on one that is to show the firmware, passes."""
    paired = replace(PAGE, models=(MODEL, "LENS-2", "bulb 7"))
    elsewhere = replace(PAGE, id="27-UserIntf/UI-devices tcp/443 /devices", models=("LENS-2",), model_word=False)
    for places in ((paired,), (PAGE, elsewhere)):
        result = judged("model_is_shown_by_the_device", {"inventory": inventory(*places)})
        assert result.decision == PASS
        assert "limit-other-models-beside" in result.limits
    alone = judged("model_is_shown_by_the_device", {"inventory": inventory(PAGE)})
    assert "limit-other-models-beside" not in alone.limits


def test_the_model_has_to_stand_at_a_declared_place() -> None:
    """Where the declared place names only another product's, or the model stands at another place alone, it fails."""
    other = replace(PAGE, models=("LENS-2",), model_word=False)
    undeclared = replace(PAGE, id="27-UserIntf/UI-devices tcp/443 /devices")
    nothing = replace(PAGE, models=(), model_word=False)

    assert judged("model_is_shown_by_the_device", {"inventory": inventory(other)}).decision == FAIL
    assert judged("model_is_shown_by_the_device", {"inventory": inventory(other, undeclared)}).decision == FAIL
    assert judged("model_is_shown_by_the_device", {"inventory": inventory(nothing, undeclared)}).decision == FAIL


def test_a_wrong_model_beside_a_right_one_fails() -> None:
    """Two places that are both declared to show the model and disagree leave the user in the dark."""
    places = (PAGE, replace(PAGE, id="27-UserIntf/UI-app tcp/443 /app", models=("OTHER-1",), model_word=False))
    page = next(one for one in camera().rows("27-UserIntf") if one.id == "UI-web")
    declaration = replace(camera(), ixit=(*camera().ixit, replace(page, id="UI-app")))
    facts = {"inventory": inventory(*places)}

    assert judged("model_is_shown_by_the_device", facts, declaration=declaration).decision == FAIL


@pytest.mark.parametrize(
    "shown",
    [
        inventory(replace(PAGE, models=(MODEL, f"{MODEL}0"), look_alikes=(f"{MODEL}0",))),
        inventory(replace(PAGE, models=("LENS-2",))),
        inventory(replace(PAGE, models=(), model_word=False, letters=0)),
        inventory(replace(PAGE, models=(), model_word=False), not_read=("27-UserIntf/UI-app: no page",)),
    ],
    ids=["two alike", "word beside another model", "empty page", "place not read"],
)
def test_what_was_not_read_or_is_not_clear_is_open(shown: Inventory) -> None:
    """Neither an empty page nor a place that could not be read shows that the model is missing."""
    assert judged("model_is_shown_by_the_device", {"inventory": shown}).decision == OPEN


def labelled(text: str) -> Declaration:
    """The camera with a wording of its print."""
    rows = tuple(
        replace(one, fields={**one.fields, "model_label_text": text}) if one.table == "2-UserInfo" else one
        for one in camera().ixit
    )
    return replace(camera(), ixit=rows)


@pytest.mark.parametrize(
    ("answer", "wording", "decision"),
    [
        (YES, f"型番：{MODEL}", PASS),
        (replace(YES, holds=False), f"型番：{MODEL}", FAIL),
        (YES, f"型番：{MODEL}0", FAIL),
        (YES, "", FAIL),
        (replace(YES, digests=("",)), f"型番：{MODEL}", OPEN),
        (replace(YES, attachments=(), digests=()), f"型番：{MODEL}", OPEN),
    ],
    ids=["sound", "assessor says no", "another model", "no wording", "photograph not read", "no photograph"],
)
def test_the_print_needs_wording_judgement_and_photograph(answer: Judgement, wording: str, decision: object) -> None:
    """The declared wording holds the model, the assessor saw it, and the photograph is kept by its digest."""
    result = judged("model_is_printed_on_the_product", {"judged": answer}, declaration=labelled(wording))

    assert result.decision == decision


WAY = "declared_way_of_updating_is_there"
STAYED: dict[str, Any] = {"accepted": False, "version_after": "1.0.0"}


def by_tls(**columns: Any) -> Any:  # noqa: ANN401  # a subject
    """The automatic mechanism with an interval, over a protected channel."""
    return replace(AUTOMATIC, fields={**AUTOMATIC.fields, "check_seconds": 60, **columns})


def both(found: ClientHellos) -> dict[str, Any]:
    """The hellos where no series could be had: as the one fact and as the other."""
    return {"either": found, "hellos": found}


def tried(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  # columns of the fact
    """A series as the one fact and as the other."""
    return {"either": genuine(**changes)["series"], **genuine(**changes)}


def test_a_device_that_asks_by_itself_has_automatic_updates() -> None:
    """A TLS connection to the declared server shows it, if nothing had reached the device for a while."""
    result = judged(WAY, both(hellos(SERVER)), AUTOMATIC)

    assert result.decision == PASS
    assert result.thresholds == ("unprompted-quiet",)
    assert judged(WAY, {**tried(), "hellos": hellos(SERVER)}, AUTOMATIC).decision == PASS


def test_a_device_that_may_have_been_told_to_ask_is_open() -> None:
    """Requests right after somebody sent the device something, and images fetched, do not tell who began."""
    told = hellos(SERVER, quiet=4)

    assert judged(WAY, both(told), AUTOMATIC).decision == OPEN
    assert judged(WAY, both(told), by_tls()).decision == OPEN
    assert judged(WAY, tried(), AUTOMATIC).decision == OPEN
    assert judged(WAY, {**tried(), "hellos": hellos()}, by_tls()).decision == OPEN


@pytest.mark.parametrize(
    ("seconds", "columns", "decision"),
    [
        (120, {}, FAIL),
        (119, {}, OPEN),
        (1_000, {"check_seconds": 0}, OPEN),
        (1_000, {"communication": ()}, OPEN),
        (1_000, {"server": ""}, OPEN),
    ],
    ids=["long enough", "too short", "no interval", "not by TLS", "no server"],
)
def test_a_device_that_never_asks_fails_once_watched_long_enough(
    seconds: int, columns: dict[str, Any], decision: object
) -> None:
    """Twice the declared interval without a request is FAIL; anything that could hide one leaves it open."""
    assert judged(WAY, both(hellos("cloud.example", seconds=seconds)), by_tls(**columns)).decision == decision


@pytest.mark.parametrize(
    ("change", "decision"),
    [
        ({}, PASS),
        (STAYED, PASS),
        ({**STAYED, "written": False}, FAIL),
        ({**STAYED, "written": None}, OPEN),
        ({**STAYED, "written": False, "fetched": None}, OPEN),
        ({**STAYED, "written": False, "busy": True}, OPEN),
        ({**STAYED, "written": False, "settled": False}, OPEN),
    ],
    ids=["installed", "written", "not there", "unseen", "not sent whole", "busy", "slow"],
)
def test_a_declared_way_takes_an_image(change: dict[str, Any], decision: object) -> None:
    """A way that neither installs nor writes the genuine image is not there, as far as the bench could see."""
    facts = {**tried(**change), "hellos": hellos()}

    assert judged(WAY, facts, UPLOAD).decision == decision


def test_a_way_that_takes_nothing_fails_though_there_is_no_control() -> None:
    """A series in which the genuine image was never taken is the finding itself, whatever else was seen meanwhile."""
    facts = tried(accepted=False, version_after="1.0.0", written=False)
    facts["series"] = replace(facts["series"], control=Control(held=False, what="never installed"))

    assert judged(WAY, {"either": hellos(), "series": facts["series"], "hellos": hellos()}, UPLOAD).decision == FAIL


def test_a_way_that_was_never_tried_is_open() -> None:
    """Where no image could be offered, connections of the device say nothing of uploads."""
    assert judged(WAY, both(hellos(SERVER)), UPLOAD).decision == OPEN


@pytest.mark.parametrize("image", ["BIT_FLIP", "TRUNCATED"])
def test_being_turned_away_is_no_refusal(image: str) -> None:
    """An altered image for which the device had no time leaves both cases about it open."""
    busy = series(**{image: replace(ATTEMPTS[UpdateImage[image]], busy=True)})

    assert judged("altered_images_are_refused", {"series": busy}, UPLOAD).decision == OPEN
    assert judged("nothing_is_written_before_the_check", {"series": busy}, UPLOAD).decision == OPEN
