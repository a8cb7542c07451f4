"""The probe that offers update images."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import replace
from typing import Final, TypeVar

from hoshitori.facts.base import Control
from hoshitori.facts.update import UpdateImage, UpdateSeries
from hoshitori.instrument import Disk, Power, Ui, UpdateDelivery
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Row
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.update.bench import UpdateBench
from hoshitori_plugins.update.mutants import Offer, Supplied, container_of, offers, older
from hoshitori_plugins.update.series import LAST, Series
from hoshitori_plugins.update.witness import Witness

Instrument = TypeVar("Instrument")

_HOURS_TWO: Final = 7_200_000


@probe(
    provides=UpdateSeries, impact=Impact.DESTRUCTIVE, uses=[UpdateDelivery, Ui], timeout_ms=_HOURS_TWO, usual_ms=14_000
)
def offer_updates(target: Row, reach: Reach) -> UpdateSeries:
    """A series of update images over one mechanism: altered, foreign and old ones between two genuine ones as control.

    Impact: destructive; a device without checks installs what it is offered, and may not start again. Every attempt
    starts from the same snapshot of the storage. Where the bench has no disk instrument, the series stops as soon as
    the device has taken something.

    Method: the genuine image is offered first and last, from the same snapshot. Mutants carry its version, and outer
    checksums of the container are mended, so that a refusal means that the software was looked at. Each is offered as
    often as the genuine image had to be at first: a device that turns away what comes too soon has refused nothing
    by that. After each offer the device's version, its canary and what an
    update may write are looked at; after the first refused image of each kind, and whenever something was written
    though the version stayed, the power is cut to see what the device boots. Before and after the genuine image a
    planted setting, the declared passwords and the versions of components are looked at.

    What makes it wrong:
    - A form that is not known (`format` is `generic`) is altered without mending: a refusal may come from an outer
      checksum, and a change may hit bytes that mean nothing; places that look like padding are avoided.
    - A device that fetches nothing has refused nothing: an image that was not fetched is offered once more, and then
      listed as not tried.
    - Without sight of the storage (`sees_writes` is false) a write before the check shows only after a power cut.
    - Without a disk instrument the genuine image is offered last alone: a device that was busy during the others and
      said so in no known words would seem to have refused them.
    - A device that gives no sign of life is looked at for twice the declared time of an update (`longest_seconds`),
      half a minute at least, five minutes where none is declared; one that takes longer still seems dead. The fact says
      how long it was looked at.
    - A device that never comes to rest has neither refused nor installed anything by then; it may do so later.
    - A device that refuses by version alone would refuse mutants for that: they carry the genuine version, which the
      control shows to be acceptable.
    """
    bench = UpdateBench(
        row=target.subject.id,
        reach=reach,
        delivery=reach.instrument(UpdateDelivery),  # type: ignore[type-abstract]  # Protocols name instruments
        ui=reach.instrument(Ui),  # type: ignore[type-abstract]  # likewise
        disk=_optional(reach, Disk),  # type: ignore[type-abstract]  # likewise
        power=_optional(reach, Power),  # type: ignore[type-abstract]  # likewise
        longest_seconds=longest if isinstance(longest := target.fields.get("longest_seconds", 0), int) else 0,
    )
    genuine = bench.delivery.image(bench.row, "genuine")
    newer, running = bench.delivery.version(bench.row, "genuine"), bench.version()
    if not genuine:
        raise Unavailable("the supplier gave no genuine image, without which a refusal shows nothing")
    if not running or running == newer:
        raise Unavailable(
            f"the device shows version {running!r}; the genuine image carries {newer!r}, so nothing could change"
        )
    witness = Witness(target=target, reach=reach, ui=bench.ui)
    witness.look_before()
    bench.keep_snapshot()
    series = Series(bench, witness, running)
    supplied = Supplied(
        image=lambda kind: bench.delivery.image(bench.row, kind),
        version=lambda kind: bench.delivery.version(bench.row, kind),
    )
    control = Offer(image=UpdateImage.GENUINE, variant=LAST, data=genuine, version=newer)
    series.begin(control)
    for offer in offers(genuine, newer, supplied):
        series.make(offer)
    held = series.end(control)
    if series.attempts and series.attempts[-1].accepted and series.attempts[-1].image is UpdateImage.GENUINE:
        series.replay(replace(control, image=UpdateImage.REPLAYED, variant="same-version"))
    series.make(older(supplied))
    series.supply(_declared_file(bench, reach))
    restored = series.put_back()
    if not series.attempts:
        raise Unavailable(series.stopped or "no image could be offered")
    ends = "last" if bench.disk is None else "first and last"
    what = f"the genuine image {newer}, offered {ends}, was {'' if held else 'not '}seen to be installed each time"
    return UpdateSeries(
        format=container_of(genuine),
        attempts=tuple(series.attempts),
        not_tried=tuple(series.not_tried),
        sees_writes=bool(bench.delivery.written()),
        stopped=series.stopped,
        restored=restored,
        components=series.components,
        kept=series.kept,
        control=Control(held=held, what=what),
    )


def _declared_file(bench: UpdateBench, reach: Reach) -> Offer | str:
    """Return the file of the version under test, as declared, or why there is none to offer."""
    declared = {one.sha256: one.version for one in reach.declaration.firmware}
    data = b""
    with contextlib.suppress(Unavailable):
        data = bench.delivery.image(bench.row, "supplied")
    digest = hashlib.sha256(data).hexdigest()
    if not data:
        return "SUPPLIED: the bench has no way to offer the declared file of the version under test"
    if digest not in declared:
        return "SUPPLIED: the file to be offered is not one whose digest is declared"
    return Offer(image=UpdateImage.SUPPLIED, variant="declared-file", data=data, version=declared[digest])


def _optional(reach: Reach, kind: type[Instrument]) -> Instrument | None:
    try:
        return reach.instrument(kind)
    except Unavailable:
        return None
