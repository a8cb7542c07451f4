"""The series itself: what is offered in which order, how often, and what is made of the answers."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Final

from hoshitori.facts.update import ComponentChange, KeptThrough, UpdateAttempt, UpdateImage
from hoshitori.probe import Unavailable
from hoshitori_plugins.update.bench import UpdateBench
from hoshitori_plugins.update.mutants import Offer
from hoshitori_plugins.update.witness import Witness

FIRST: Final = "first"
LAST: Final = "control"
_MOST_UNFETCHED: Final = 3
_MOST_OFFERS: Final = 6
_PAUSE_MILLISECONDS: Final = 1_000
_MAY_STAY_UNFETCHED: Final = frozenset({UpdateImage.OLDER, UpdateImage.REPLAYED, UpdateImage.SUPPLIED})
_BUSY: Final = re.compile(r"^(503|429|423)\b|\bbusy\b|\bin progress\b|ビジー|処理中|混み合|取り込み中", re.IGNORECASE)


class Series:
    """The attempts so far.

    A device that was just started, or has just dealt with an image, may turn the next one away without a look. So the
    genuine image is offered first, as often as it takes; every other image is then offered as often as that, and an
    answer that the genuine image got before it was taken, or that speaks of being busy, is no refusal.
    """

    def __init__(self, bench: UpdateBench, witness: Witness, running: str) -> None:
        """Begin at a device that runs a version."""
        self._bench = bench
        self._witness = witness
        self._running = running
        self._cut_for: set[UpdateImage] = set()
        self._unfetched = 0
        self._needed = 1
        self._put_off: set[str] = set()
        self.attempts: list[UpdateAttempt] = []
        self.not_tried: list[str] = []
        self.stopped = ""
        self.components: tuple[ComponentChange, ...] = ()
        self.kept: tuple[KeptThrough, ...] = ()

    def begin(self, control: Offer) -> None:
        """Offer the genuine image before all others, where the bench can bring the device back afterwards."""
        if self._bench.disk is None:
            return
        with self._stopping():
            tried = list(self._until_taken(replace(control, variant=FIRST)))
            if not tried:
                self.stopped = "the device did not fetch the genuine image: it would have refused nothing"
                return
            self.attempts.append(tried[-1])
            if tried[-1].accepted:
                self._needed, self._put_off = len(tried), {one.answer for one in tried[:-1]}
            self._look_after(tried[-1])

    def make(self, offer: Offer | str) -> None:
        """Offer an image from the snapshot, as often as the genuine one had to be, and again where it was not fetched.

        A sentence in place of an image says why there is none. Once the series has stopped nothing more is offered.
        """
        if isinstance(offer, str) or self._ended():
            self.not_tried.append(offer if isinstance(offer, str) else f"{offer.id}: the series had stopped")
            return
        self._bench.reach.progress(len(self.attempts), len(self.attempts) + 1)
        with self._stopping():
            attempt = self._decided(
                lambda needed: self._fetched(offer, cut_power=needed and self._wants_power_cut(offer))
            )
            if attempt is not None:
                self._cut_for.add(offer.image)
                self.attempts.append(attempt)
                return
        if self._ended():
            return
        self.not_tried.append(f"{offer.id}: the device did not fetch it")
        self._unfetched += 1
        if self._unfetched >= _MOST_UNFETCHED and not self.attempts:
            self.stopped = f"the device fetched none of the first {self._unfetched} images: it has refused nothing"

    def end(self, control: Offer) -> bool:
        """Offer the genuine image after all others; return whether it was taken at both ends, or at the only one."""
        self.make(replace(control, variant=LAST))
        genuine = [one for one in self.attempts if one.image is UpdateImage.GENUINE]
        last = next((one for one in genuine if one.variant == LAST), None)
        if last is not None and not self.components:
            self._look_after(last)
        wanted = 1 if self._bench.disk is None else 2
        return sum(one.accepted and one.alive for one in genuine) == wanted

    def replay(self, offer: Offer) -> None:
        """Offer the genuine image once more while it runs; only the storage can tell whether it was installed."""
        if not self._bench.delivery.written():
            self.not_tried.append("REPLAYED: this bench cannot see whether the same version is written again")
            return
        # A cut image may be taken and given up at the start; a flipped one that is refused was refused by a check.
        flipped = [one for one in self.attempts if one.image is UpdateImage.BIT_FLIP]
        writes_first = any(one.written and not one.accepted for one in flipped)
        with self._stopping():
            attempt = self._decided(lambda _: self._bench.offer(offer, cut_power=False))
            if attempt is None:
                return
            if writes_first and attempt.written:
                self.not_tried.append("REPLAYED: this device writes what it refuses, so that a write tells nothing")
                return
            self.attempts.append(replace(attempt, accepted=bool(attempt.written), from_snapshot=False))

    def supply(self, offer: Offer | str) -> None:
        """Offer the declared file of the version under test to a device that took an older one just before."""
        latest = self.attempts[-1] if self.attempts else None
        took_older = latest is not None and latest.image is UpdateImage.OLDER and latest.accepted and latest.alive
        if isinstance(offer, str) or self.stopped or not took_older:
            why = (
                "SUPPLIED: the device runs this version already, and could not be brought to an older one by an update"
            )
            self.not_tried.append(offer if isinstance(offer, str) else why)
            return
        with self._stopping():
            attempt = self._decided(lambda _: self._bench.offer(offer, cut_power=False))
            if attempt is not None:
                self.attempts.append(replace(attempt, from_snapshot=False))

    def put_back(self) -> bool:
        """Return the device to the snapshot, and see that it shows its first version."""
        with contextlib.suppress(Unavailable):
            self._bench.return_to_snapshot()
        return self._bench.version() == self._running

    def _ended(self) -> bool:
        return bool(self.stopped)

    def _until_taken(self, first: Offer) -> Generator[UpdateAttempt]:
        """Yield offers of the genuine image until it is taken; none where it is not fetched."""
        for number in range(1, _MOST_OFFERS + 1):
            attempt = self._fetched(first)
            if attempt is None:
                return
            yield replace(attempt, offers=number, busy=_says_busy(attempt))
            if attempt.accepted or attempt.written or not attempt.alive:
                return
            self._bench.reach.wait(_PAUSE_MILLISECONDS)

    def _decided(self, once: Callable[[bool], UpdateAttempt | None]) -> UpdateAttempt | None:
        """Return the offer after which the device had looked at the image; nothing where it never fetched it.

        Args:
            once: offers the image, told whether it was offered as often as the genuine one had to be.
        """
        attempt: UpdateAttempt | None = None
        for number in range(1, _MOST_OFFERS + 1):
            attempt = once(number >= self._needed)
            if attempt is None:
                return None
            attempt = replace(attempt, offers=number, busy=self._was_put_off(attempt))
            if attempt.accepted or attempt.written or not attempt.alive:
                break
            if number >= self._needed and not attempt.busy:
                break
            if number < _MOST_OFFERS:
                self._bench.reach.wait(_PAUSE_MILLISECONDS)
        return attempt

    def _fetched(self, offer: Offer, *, cut_power: bool = False) -> UpdateAttempt | None:
        """Offer an image from the snapshot, a second time where it was not fetched; nothing where it never was.

        Raises:
            Unavailable: if the bench failed, or cannot bring the device back.
        """
        for _ in range(2):
            if not self._bench.return_to_snapshot():
                raise Unavailable(
                    f"before {offer.id}: the device is no longer as it was, and this bench cannot bring it back"
                )
            attempt = self._bench.offer(offer, cut_power=cut_power)
            if attempt.fetched is not False or offer.image in _MAY_STAY_UNFETCHED:
                return attempt
        return None

    def _was_put_off(self, attempt: UpdateAttempt) -> bool:
        """Return whether an image was turned away without a look at it."""
        if attempt.accepted or attempt.written:
            return False
        return _says_busy(attempt) or (bool(attempt.answer) and attempt.answer in self._put_off)

    def _look_after(self, attempt: UpdateAttempt) -> None:
        """See what the genuine image changed, while it runs."""
        self.components = self._witness.changes(installed=attempt.accepted and attempt.alive)
        if attempt.accepted and attempt.alive:
            self.kept = self._witness.kept()

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


def _says_busy(attempt: UpdateAttempt) -> bool:
    return not attempt.accepted and not attempt.written and _BUSY.search(attempt.answer) is not None
