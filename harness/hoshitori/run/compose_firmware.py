"""The three facts on firmware of the report: what the device says, what was supplied, and what links the two."""

from __future__ import annotations

from collections.abc import Iterator

from hoshitori.facts.base import decode, fact_type
from hoshitori.facts.inventory import Inventory
from hoshitori.facts.update import UpdateAttempt, UpdateImage, UpdateSeries
from hoshitori.model.observation import Observation
from hoshitori.model.predicate_parties import Firmware, FirmwareLink, FirmwareRead, FirmwareSupplied
from hoshitori.run.folder import RunContents

_INVENTORY = fact_type(Inventory).name
_UPDATE_SERIES = fact_type(UpdateSeries).name


def firmware_of(contents: RunContents) -> Firmware:
    """Return what a run shows of the firmware under test; what nobody saw stays declared."""
    bodies = contents.bodies("firmware-file")
    supplied = bodies[0] if bodies else None
    file = (
        FirmwareSupplied(name=str(supplied["name"]), sha256=str(supplied["sha256"]), size=int(supplied["size"]))
        if supplied
        else None
    )
    read = version_read(contents.observations)
    linked = file is not None and read is not None and _was_installed(contents.observations, file, read)
    return Firmware(
        link=FirmwareLink.SHOWN_BY_INSTALLING if linked else FirmwareLink.DECLARED_ONLY, read=read, supplied=file
    )


def version_read(observations: tuple[Observation, ...]) -> FirmwareRead | None:
    """Return the version that the device itself showed before anything was done to it; nothing where it named none."""
    for observation in observations:
        if observation.key.fact == _INVENTORY and observation.fact is not None:
            version = decode(Inventory, observation.fact).version
            if version:
                return FirmwareRead(version=version, observation=observation.id)
    for observation, attempts in _series(observations):
        if attempts[0].version_before:
            return FirmwareRead(version=attempts[0].version_before, observation=observation.id)
    return None


def _was_installed(observations: tuple[Observation, ...], file: FirmwareSupplied, read: FirmwareRead) -> bool:
    """Return whether the supplied file itself was seen to bring a device that ran another version to the one read."""
    return any(
        one.image is UpdateImage.SUPPLIED
        and one.sha256 == file.sha256
        and one.accepted
        and one.alive
        and one.version_after == read.version != one.version_before
        for _, attempts in _series(observations)
        for one in attempts
    )


def _series(observations: tuple[Observation, ...]) -> Iterator[tuple[Observation, tuple[UpdateAttempt, ...]]]:
    for observation in observations:
        if observation.key.fact == _UPDATE_SERIES and observation.fact is not None:
            yield observation, decode(UpdateSeries, observation.fact).attempts
