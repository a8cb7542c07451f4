"""The three moments of a cut: an idle device, one that writes a setting, one that installs an update."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import Final

from hoshitori.facts.outage import KeptKind, OutageCut, Supply, Written
from hoshitori.instrument import DeliveryOutcome, Disk, Ui, UpdateDelivery
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import shown
from hoshitori_plugins.outage.cutting import Cutter, Recovery
from hoshitori_plugins.outage.things import Things, fresh_marker

_SNAPSHOT: Final = "before-outage"
_INTERFACE: Final = "user-interface"
_PERCENT: Final = 100
_WRITE_CUTS: Final = (85, 60, 30, 0)
_UPDATE_CUTS: Final = (70, 40, 15, 0, 60, 80)
"""Where a write or an update is cut, in percent of its length, until it was met often enough before its end."""
_ROUNDS: Final = 3
_ENOUGH: Final = {Supply.POWER: 2, Supply.NETWORK: 1}
_STARTED_BY_US: Final = ("user-upload",)


class Interrupted(Unavailable):
    """That the series ended before its last cut; what was seen until then stays."""


@dataclass(slots=True, kw_only=True)
class Experiment:
    """One outage experiment under way.

    Attributes:
        way: the row of 7-UpdMech that images are delivered by.
        installs: whether the genuine image was seen to be installed without a cut.
        length: milliseconds that this took.
        refused: ways by which it was offered before without being installed, as a device does that is busy at first.
    """

    reach: Reach
    ui: Ui
    disk: Disk | None
    things: Things
    cutter: Cutter
    cuts: list[OutageCut] = field(default_factory=list[OutageCut])
    way: str = ""
    installs: bool = False
    length: int = 0
    refused: list[str] = field(default_factory=list[str])
    stopped: str = ""

    def note(
        self,
        recovery: Recovery,
        before: dict[str, bool | None],
        *,
        version_before: str,
        version: str,
        after_milliseconds: int = 0,
        of_milliseconds: int = 0,
        interrupted: bool | None = None,
        written: Written | None = None,
    ) -> None:
        """Look for everything, and put the cut on record.

        Raises:
            Interrupted: if nothing could be looked at beforehand, or the device did not come back.
        """
        missing = recovery.missing
        kept = self.things.kept(before, {} if _INTERFACE in missing else self.things.seen())
        if not kept:
            raise Interrupted("nothing that must outlive an outage could be looked at beforehand")
        self.cuts.append(
            OutageCut(
                id=str(len(self.cuts) + 1),
                after_milliseconds=after_milliseconds,
                of_milliseconds=of_milliseconds,
                interrupted=interrupted,
                seen=recovery.seen,
                outage_milliseconds=recovery.outage_milliseconds,
                recovery_most_milliseconds=recovery.most_milliseconds,
                recovery_least_milliseconds=recovery.least_milliseconds,
                recovered=not missing,
                missing=missing,
                kept=kept,
                written=written,
                version_before=shown(version_before),
                version_after=shown(version),
            )
        )
        self.reach.spend(cuts=1)
        if missing:
            raise Interrupted(f"after cut {len(self.cuts)} the device did not come back")

    def shown_again(self, recovery: Recovery, version_before: str) -> tuple[Recovery, str]:
        """Return what was seen with the device's own interface as one more service, and the version that it shows."""
        version = self.things.version()
        if version or not version_before:
            return recovery, version
        if recovery.missing:
            return replace(recovery, missing=(*recovery.missing, _INTERFACE)), ""
        recovery = self.cutter.wait_for(lambda: bool(self.things.version()), recovery, _INTERFACE)
        return recovery, "" if recovery.missing else self.things.version()

    def met_often_enough(self) -> bool:
        """Return whether cuts enough came before the end of what they were to interrupt."""
        return sum(cut.interrupted is True for cut in self.cuts) >= _ENOUGH[self.cutter.supply]


def idle(experiment: Experiment) -> None:
    """Cut a device at rest, an updated version in place where one can be had."""
    things = experiment.things
    shipped = things.version()
    if experiment.disk is not None:
        install(experiment)
    running = things.version()
    things.put()
    if running:
        things.expect_version(running, shipped=shipped)
    before = things.seen()
    recovery, version = experiment.shown_again(experiment.cutter.cut_now(), running)
    experiment.note(recovery, before, version_before=running, version=version)


def write(experiment: Experiment) -> None:
    """Cut a device while it writes a setting, at fractions of the time that this takes it."""
    things, clock = experiment.things, experiment.reach.milliseconds
    things.put()
    things.things = [one for one in things.things if one.kind is not KeptKind.SETTING]
    for percent in _WRITE_CUTS:
        if experiment.met_often_enough():
            return
        old, new = fresh_marker(), fresh_marker()
        began = clock()
        if not experiment.ui.plant("setting", old):
            raise Interrupted("the device keeps no setting that takes free text")
        length = clock() - began
        if things.which(old, new) is not Written.OLD:
            raise Interrupted("a setting was not shown after it had been set")
        running, before = things.version(), things.seen()
        delay = length * percent // _PERCENT
        interrupted: bool | None = False
        experiment.cutter.arm(delay)
        try:
            experiment.ui.plant("setting", new)
        except Unavailable:
            interrupted = True if experiment.cutter.came_due() else None
        recovery, version = experiment.shown_again(experiment.cutter.come_back(), running)
        experiment.note(
            recovery,
            before,
            version_before=running,
            version=version,
            after_milliseconds=delay,
            of_milliseconds=length,
            interrupted=interrupted,
            written=things.which(old, new),
        )


def update(experiment: Experiment) -> None:
    """Cut a device while it installs an update, from the same state each time."""
    things, disk = experiment.things, experiment.disk
    if disk is None:
        raise Interrupted("this bench cannot bring the device back to the version before the update")
    old = things.version()
    disk.snapshot(_SNAPSHOT)
    things.put()
    image, new = install(experiment)
    length = experiment.length
    if not image or not old or old == new:
        raise Interrupted(f"the device shows version {old!r}; there is no genuine image of another one for it")
    lost = [thing.id for thing in things.things if things.patiently(thing.look) is not True]
    if lost:
        experiment.reach.remark(f"not looked for, as an update without any cut takes it away too: {', '.join(lost)}")
    delivery = experiment.reach.instrument(UpdateDelivery)  # type: ignore[type-abstract]  # Protocols name instruments
    for percent in _UPDATE_CUTS:
        if experiment.met_often_enough():
            return
        disk.restore(_SNAPSHOT)
        things.things.clear()
        things.put()
        things.things = [one for one in things.things if one.id not in lost]
        before, delay = things.seen(), length * percent // _PERCENT
        for way in experiment.refused if experiment.installs else ():
            with contextlib.suppress(Unavailable):
                delivery.offer(way, image, new)
        written, outcome = delivery.written(), DeliveryOutcome(fetched=None, answer="", settled=False)
        experiment.cutter.arm(delay)
        with contextlib.suppress(Unavailable):
            outcome = delivery.offer(experiment.way, image, new)
        under_way = experiment.cutter.came_due()
        recovery, version = experiment.shown_again(experiment.cutter.come_back(), old)
        begun = outcome.fetched is True or version == new or (bool(written) and written != delivery.written())
        found = {old: Written.OLD, new: Written.NEW, "": Written.UNKNOWN}.get(version, Written.NEITHER)
        experiment.note(
            recovery,
            before,
            version_before=old,
            version=version,
            after_milliseconds=delay,
            of_milliseconds=length,
            interrupted=_interrupted(found, settled=outcome.settled, in_the_middle=under_way and begun),
            written=found,
        )


def _interrupted(found: Written, *, settled: bool, in_the_middle: bool) -> bool | None:
    """Return whether a cut came in the middle of an update; None where that is not known.

    A device that was not seen to come to rest may never have begun, or may be slow without any cut: the cut must have
    come while the image was being delivered, and the device must have taken the image or written something of it.
    """
    if settled:
        return False if found is Written.NEW else None
    return True if in_the_middle else None


def install(experiment: Experiment) -> tuple[bytes, str]:
    """Install a genuine image without a cut, by the first way that does it; ways that begin when we say so come first.

    Returns the image with its version; nothing where there is none.
    """
    image, version = b"", ""
    for _ in range(_ROUNDS):
        for way in _ways(experiment):
            with contextlib.suppress(Unavailable):
                delivery = experiment.reach.instrument(UpdateDelivery)  # type: ignore[type-abstract]  # likewise
                if not (found := delivery.image(way, "genuine")):
                    continue
                image, version, experiment.way = found, delivery.version(way, "genuine"), way
                began = experiment.reach.milliseconds()
                delivery.offer(way, image, version)
                experiment.installs = experiment.things.version() == version
                experiment.length = experiment.reach.milliseconds() - began
                if experiment.installs:
                    return image, version
                experiment.refused.append(way)
    return image, version


def _ways(experiment: Experiment) -> list[str]:
    rows = experiment.reach.declaration.rows("7-UpdMech")
    return [row.reference for row in sorted(rows, key=lambda one: one.text("path") not in _STARTED_BY_US)]
