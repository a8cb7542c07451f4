"""The probe that offers update images."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import replace
from typing import Final, TypeVar

from hoshitori.facts.base import Control
from hoshitori.facts.update import UpdateAttempt, UpdateImage, UpdateSeries
from hoshitori.instrument import Disk, Power, Ui, UpdateDelivery
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Row
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.update.bench import UpdateBench
from hoshitori_plugins.update.mutants import Offer, Supplied, container_of, offers, older

Instrument = TypeVar("Instrument")

_HOURS_TWO: Final = 7_200_000
_MOST_UNFETCHED: Final = 3
_MAY_STAY_UNFETCHED: Final = frozenset({UpdateImage.OLDER, UpdateImage.REPLAYED})


@probe(provides=UpdateSeries, impact=Impact.DESTRUCTIVE, uses=[UpdateDelivery, Ui], timeout_ms=_HOURS_TWO)
def offer_updates(target: Row, reach: Reach) -> UpdateSeries:
    """A series of update images over one mechanism: altered, foreign, old, and last the genuine one as control.

    Impact: destructive; a device without checks installs what it is offered, and may not start again. Every attempt
    starts from the same snapshot of the storage. Where the bench has no disk instrument, the series stops as soon as
    the device has taken something.

    Method: mutants carry the genuine image's version, and outer checksums of the container are mended, so that a
    refusal means that the software was looked at. After each offer the device's version, its canary and what an
    update may write are looked at; after the first refused image of each kind, and whenever something was written
    though the version stayed, the power is cut to see what the device boots.

    What makes it wrong:
    - A form that is not known (`format` is `generic`) is altered without mending: a refusal may come from an outer
      checksum, and a change may hit bytes that mean nothing; places that look like padding are avoided.
    - A device that fetches nothing has refused nothing: an image that was not fetched is offered once more, and then
      listed as not tried.
    - Without sight of the storage (`sees_writes` is false) a write before the check shows only after a power cut.
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
    )
    genuine = bench.delivery.image(bench.row, "genuine")
    newer, running = bench.delivery.version(bench.row, "genuine"), bench.version()
    if not genuine:
        raise Unavailable("the supplier gave no genuine image, without which a refusal shows nothing")
    if not running or running == newer:
        raise Unavailable(
            f"the device shows version {running!r}; the genuine image carries {newer!r}, so nothing could change"
        )
    bench.keep_snapshot()
    series = _Series(bench, running)
    supplied = Supplied(
        image=lambda kind: bench.delivery.image(bench.row, kind),
        version=lambda kind: bench.delivery.version(bench.row, kind),
    )
    control = Offer(image=UpdateImage.GENUINE, variant="control", data=genuine, version=newer)
    for offer in (*offers(genuine, newer, supplied), control):
        series.make(offer)
    accepted = any(one.image is UpdateImage.GENUINE and one.accepted and one.alive for one in series.attempts)
    if accepted:
        series.replay(replace(control, image=UpdateImage.REPLAYED, variant="same-version"))
    series.make(older(supplied))
    restored = series.put_back()
    if not series.attempts:
        raise Unavailable(series.stopped or "no image could be offered")
    what = f"the genuine image {newer} was {'' if accepted else 'not '}seen to be installed from the same state"
    return UpdateSeries(
        format=container_of(genuine),
        attempts=tuple(series.attempts),
        not_tried=tuple(series.not_tried),
        sees_writes=bool(bench.delivery.written()),
        stopped=series.stopped,
        restored=restored,
        control=Control(held=accepted, what=what),
    )


class _Series:
    """The attempts so far."""

    def __init__(self, bench: UpdateBench, running: str) -> None:
        self._bench = bench
        self._running = running
        self._cut_for: set[UpdateImage] = set()
        self._unfetched = 0
        self.attempts: list[UpdateAttempt] = []
        self.not_tried: list[str] = []
        self.stopped = ""

    def make(self, offer: Offer | str) -> None:
        """Offer an image from the snapshot, a second time where the device did not fetch it.

        A sentence in place of an image says why there is none. Once the series has stopped nothing more is offered.
        """
        if isinstance(offer, str) or self._ended():
            self.not_tried.append(offer if isinstance(offer, str) else f"{offer.id}: the series had stopped")
            return
        self._bench.reach.progress(len(self.attempts), len(self.attempts) + 1)
        for _ in range(2):
            with self._stopping():
                if not self._bench.return_to_snapshot():
                    self.stopped = (
                        f"before {offer.id}: the device is no longer as it was, and this bench cannot bring it back"
                    )
                    return
                attempt = self._bench.offer(offer, cut_power=self._wants_power_cut(offer))
                if attempt.fetched is not False or offer.image in _MAY_STAY_UNFETCHED:
                    self._cut_for.add(offer.image)
                    self.attempts.append(attempt)
                    return
            if self._ended():
                return
        self.not_tried.append(f"{offer.id}: the device did not fetch it")
        self._unfetched += 1
        if self._unfetched >= _MOST_UNFETCHED and not self.attempts:
            self.stopped = f"the device fetched none of the first {self._unfetched} images: it has refused nothing"

    def replay(self, offer: Offer) -> None:
        """Offer the genuine image once more while it runs; only the storage can tell whether it was installed."""
        if not self._bench.delivery.written():
            self.not_tried.append("REPLAYED: this bench cannot see whether the same version is written again")
            return
        # A cut image may be taken and given up at the start; a flipped one that is refused was refused by a check.
        flipped = [one for one in self.attempts if one.image is UpdateImage.BIT_FLIP]
        writes_first = any(one.written and not one.accepted for one in flipped)
        with self._stopping():
            attempt = self._bench.offer(offer, cut_power=False)
            if writes_first and attempt.written:
                self.not_tried.append("REPLAYED: this device writes what it refuses, so that a write tells nothing")
                return
            self.attempts.append(replace(attempt, accepted=bool(attempt.written), from_snapshot=False))

    def put_back(self) -> bool:
        """Return the device to the snapshot, and see that it shows its first version."""
        with contextlib.suppress(Unavailable):
            self._bench.return_to_snapshot()
        return self._bench.version() == self._running

    def _ended(self) -> bool:
        return bool(self.stopped)

    def _wants_power_cut(self, offer: Offer) -> bool:
        return offer.image in {UpdateImage.BIT_FLIP, UpdateImage.TRUNCATED} and offer.image not in self._cut_for

    @contextlib.contextmanager
    def _stopping(self) -> Generator[None]:
        """Turn a fault of the bench into the series' end, so that what was seen before is kept."""
        try:
            yield
        except Unavailable as error:
            if not self.attempts:
                raise
            self.stopped = error.reason


def _optional(reach: Reach, kind: type[Instrument]) -> Instrument | None:
    try:
        return reach.instrument(kind)
    except Unavailable:
        return None
