"""The instruments of an update series, with what they showed before and after an offer."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.update import UpdateAttempt
from hoshitori.instrument import DeliveryOutcome, Disk, Power, Ui, UpdateDelivery
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import shown
from hoshitori_plugins.outage.cutting import patience
from hoshitori_plugins.update.mutants import Offer

_SNAPSHOT: Final = "before-updates"
_LOOKS: Final = 8
_PAUSE_MILLISECONDS: Final = 1_000
_ANSWER_LETTERS: Final = 300
_CLEAR_AFTER: Final = 2


@dataclass(slots=True, kw_only=True)
class UpdateBench:
    """What an update series is worked with.

    Attributes:
        disk, power: nothing where the bench has none.
        longest_seconds: the supplier's word for how long an update may take; 0 where there is none.
        changed: whether the device may no longer be as in the snapshot.
    """

    row: str
    reach: Reach
    delivery: UpdateDelivery
    ui: Ui
    disk: Disk | None
    power: Power | None
    longest_seconds: int = 0
    changed: bool = field(default=False, init=False)
    _booted_old: int = field(default=0, init=False)
    _booted_new: bool = field(default=False, init=False)

    def version(self) -> str:
        """Return the version that the device shows, asked again for a while where it does not answer."""
        for _ in range(_LOOKS):
            with contextlib.suppress(Unavailable):
                if version := self.ui.identity().version:
                    return version
            self.reach.wait(_PAUSE_MILLISECONDS)
        return ""

    def keep_snapshot(self) -> None:
        """Keep the state to which every attempt returns, where the bench can."""
        if self.disk is not None:
            self.disk.snapshot(_SNAPSHOT)
        self.changed = False

    def return_to_snapshot(self) -> bool:
        """Bring the storage back where it may have changed; return whether it is as in the snapshot.

        Raises:
            Unavailable: if the bench's disk failed.
        """
        if self.changed and self.disk is not None:
            self.disk.restore(_SNAPSHOT)
            self.changed = False
        return not self.changed

    def offer(self, offer: Offer, *, cut_power: bool) -> UpdateAttempt:
        """Offer an image once and look what became of the device.

        Args:
            offer: the image.
            cut_power: whether the power is cut after a refusal, to see what the device then boots; it is also cut
                where something was written though the version stayed, as an update that waits for a restart does,
                until it is clear that this device does not wait for one.

        Raises:
            Unavailable: if the device shows no version beforehand, so that no change of it could be seen.
        """
        before, written_before, already = self.version(), self.delivery.written(), self.changed
        if not before:
            raise Unavailable(f"before {offer.id}: the device shows no version, so that no change could be seen")
        self.changed = True
        began = self.reach.milliseconds()
        outcome = self.delivery.offer(self.row, offer.data, offer.version)
        after, alive = self._settled_version(before, began, settled=outcome.settled)
        written_after = self.delivery.written()
        written = written_after != written_before if written_before and written_after else None
        boots_old: bool | None = None
        if after == before and self.power is not None and (cut_power or (written and self._may_wait_for_restart())):
            self.power.cut()
            began = self.reach.milliseconds()
            self.power.restore()
            after, alive = self._settled_version(before, began, settled=True)
            boots_old = after == before if after else None
            self._booted_old += bool(written) and boots_old is True
            self._booted_new = self._booted_new or boots_old is not True
        waited = self.reach.milliseconds() - began
        self.changed = already or written is not False or after != before or not alive or not outcome.settled
        self.reach.spend(images=1)
        return self._attempt(
            offer, outcome, before, after, waited=waited, alive=alive, written=written, boots_old=boots_old
        )

    def _settled_version(self, before: str, began: int, *, settled: bool) -> tuple[str, bool]:
        """Return the version shown and whether the canary answers, waiting for a device that is slow.

        A device that gives no sign of life, or that was not at rest when the delivery had waited enough, is looked at
        again until it is at rest on another version, or the time that an update may take it is over.
        """
        over = began + patience(self.longest_seconds)
        while True:
            version, alive = self.version(), self.reach.alive()
            answers = alive and bool(version)
            if (answers and (settled or version != before)) or self.reach.milliseconds() >= over:
                return version, alive
            self.reach.wait(_PAUSE_MILLISECONDS)

    def _may_wait_for_restart(self) -> bool:
        return self._booted_new or self._booted_old < _CLEAR_AFTER

    def _attempt(
        self,
        offer: Offer,
        outcome: DeliveryOutcome,
        before: str,
        after: str,
        *,
        waited: int,
        alive: bool,
        written: bool | None,
        boots_old: bool | None,
    ) -> UpdateAttempt:
        digest = hashlib.sha256(offer.data).hexdigest()
        name = f"{offer.id.replace('/', '-').lower()}.bin"
        self.reach.keep(name, "application/octet-stream", offer.data, role="offered-image", sealed=True)
        return UpdateAttempt(
            id=offer.id,
            image=offer.image,
            variant=offer.variant,
            sha256=digest,
            bytes=len(offer.data),
            carries_version=shown(offer.version),
            version_before=shown(before),
            version_after=shown(after),
            fetched=outcome.fetched,
            answer=shown(outcome.answer[:_ANSWER_LETTERS]),
            settled=outcome.settled,
            waited_milliseconds=waited,
            alive=alive,
            accepted=bool(after) and after != before,
            written=written,
            boots_old=boots_old,
            from_snapshot=True,
            offers=1,
            busy=False,
        )
