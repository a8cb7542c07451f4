"""The report's three facts on firmware: read, supplied, and linked only where that file itself was installed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from hoshitori.facts.base import encode, fact_type
from hoshitori.facts.inventory import Inventory
from hoshitori.facts.update import UpdateImage, UpdateSeries
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.model.predicate_parties import FirmwareLink
from hoshitori.run.compose_firmware import firmware_of
from hoshitori.run.folder import RunContents
from tests.profiles.support import observation
from tests.profiles.test_components import FIRMWARE, PAGE, inventory
from tests.profiles.test_updates_and_guessing import attempt, series

FILE: Mapping[str, Any] = {"name": "firmware.bin", "sha256": "1" * 64, "size": 3}
SUPPLIED = replace(
    attempt(UpdateImage.SUPPLIED),
    accepted=True,
    written=True,
    carries_version=FIRMWARE,
    version_before="0.9",
    version_after=FIRMWARE,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What is on record of a run, as far as firmware goes."""

    observations: tuple[Observation, ...]
    files: tuple[Mapping[str, Any], ...] = field(default=(FILE,))

    def bodies(self, kind: str) -> tuple[Mapping[str, Any], ...]:
        assert kind == "firmware-file"
        return self.files


def on_record(fact: object, subject: str = "device") -> Observation:
    """A fact on record."""
    key = ObservationKey(fact=fact_type(type(fact)).name, subject=subject, sample="S-1", firmware=FIRMWARE)
    return replace(observation(key, fact, {}), fact=encode(fact))


def firmware(*facts: object, files: tuple[Mapping[str, Any], ...] = (FILE,)) -> Any:  # noqa: ANN401  # as composed
    """The three facts of a run with these facts on record."""
    return firmware_of(cast("RunContents", Contents(tuple(on_record(one) for one in facts), files)))


def offered(**changes: Any) -> UpdateSeries:  # noqa: ANN401  # columns of the fact
    """A series in which the declared file was offered."""
    return series(SUPPLIED=replace(SUPPLIED, **changes))


def test_the_supplied_file_that_was_installed_is_linked() -> None:
    """A device of another version that shows the version read after the supplied file was installed links the two."""
    made = firmware(inventory(), offered())

    assert (made.link, made.read.version, made.supplied.sha256) == (
        FirmwareLink.SHOWN_BY_INSTALLING,
        FIRMWARE,
        FILE["sha256"],
    )


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "2" * 64},
        {"accepted": False},
        {"alive": False},
        {"version_after": "0.9.1"},
        {"version_before": FIRMWARE},
        {"image": UpdateImage.GENUINE},
    ],
    ids=str,
)
def test_anything_else_is_declared_only(change: dict[str, Any]) -> None:
    """Another file, one that was refused, another version, or a device that ran it before link nothing."""
    assert firmware(inventory(), offered(**change)).link is FirmwareLink.DECLARED_ONLY


def test_what_nobody_saw_is_left_out() -> None:
    """Without a page that names a version the update series says it; without a file there is no digest."""
    unnamed: Inventory = inventory(replace(PAGE, versions=()))
    without = firmware(unnamed, files=())

    assert (without.link, without.read, without.supplied) == (FirmwareLink.DECLARED_ONLY, None, None)
    assert firmware(unnamed, series()).read.version == "1.0.0"
    assert firmware(inventory(replace(PAGE, versions=("1", "2")))).read is None
