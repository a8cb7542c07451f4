"""The ways by which update images reach the device: its own page, and the vendor's server that it asks by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast

import msgspec

from hoshitori.instrument import DeliveryOutcome
from hoshitori.model.errors import BenchError
from hoshitori.run.watch import FolderWatch
from hoshitori_lab.device import swu
from hoshitori_lab.device.swu import Signed
from hoshitori_lab.instruments.disk import tree_digest
from hoshitori_lab.instruments.outlet import Folders, Outlet
from hoshitori_lab.instruments.ui import Operator
from hoshitori_lab.services.vendor import Vendor

Way = Literal["automatic", "user-upload"]

SETTLE_MILLISECONDS: Final = 30_000
"""How long a device may take to deal with an image."""
ASKED_WITHIN_MILLISECONDS: Final = 15_000
"""How long a device may take to ask its update server, which it does every second here."""

_INSTALLED: Final = "INSTALLED"
_LOG_MILLISECONDS: Final = 2_000
_LOOK_MILLISECONDS: Final = 100
_LARGEST_LOG: Final = 1024 * 1024
_LARGEST_IMAGE: Final = 32 * 1024 * 1024

_KINDS: Final[Mapping[str, tuple[str, Signed]]] = {
    "genuine": (swu.NEWER, Signed.GENUINE),
    "older": (swu.OLDER, Signed.GENUINE),
    "unsigned": (swu.NEWER, Signed.UNSIGNED),
    "foreign-signed": (swu.NEWER, Signed.FOREIGN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabDelivery:
    """Delivers images to the virtual device, by the way that each row of 7-UpdMech declares.

    Attributes:
        ways: row reference (`7-UpdMech/UM-auto`) and row id (`UM-auto`) → the column `path`.
    """

    ways: Mapping[str, str]
    operator: Operator
    outlet: Outlet
    vendor: Vendor
    folders: Folders

    def image(self, row: str, kind: str) -> bytes:
        """Return an image of a kind; empty where the maker supplies none of it."""
        self._way(row)
        if kind == "supplied":
            return self._supplied()
        return _built(kind) if kind in _KINDS else b""

    def version(self, row: str, kind: str) -> str:
        """Return the version that an image of that kind carries, or nothing."""
        self._way(row)
        return _KINDS[kind][0] if kind in _KINDS else ""

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        """Deliver an image by the row's way and wait until the device has dealt with it.

        Raises:
            BenchError: if the row has no such way here.
        """
        if self._way(row) == "user-upload":
            return self._upload(image)
        return self._offer_on_server(image, version)

    def written(self) -> str:
        """Return a digest over both slots and the boot selection."""
        return tree_digest(self.folders.application)

    def _way(self, row: str) -> Way:
        way = self.ways.get(row, "")
        if way in {"automatic", "vendor-server", "associated-service"}:
            return "automatic"
        if way == "user-upload":
            return "user-upload"
        raise BenchError(f"no way leads an image to {row[:80]!a}", where="UpdateDelivery")

    def _upload(self, image: bytes) -> DeliveryOutcome:
        session = self.operator.log_in()
        before, logged = self.outlet.ready_time(), self._log_size()
        try:
            answer = self.operator.web.request(
                "POST", "/api/update", image, cookie=session, kind="application/octet-stream",
                timeout_ms=SETTLE_MILLISECONDS,
            )  # fmt: skip
        except BenchError as error:
            return self._after_a_break(error.message, before, logged)
        settled = True
        if answer.document().get("accepted") is True:
            settled = self._restarted(before)
        return DeliveryOutcome(fetched=True, answer=f"{answer.status} {answer.text()}", settled=settled)

    def _after_a_break(self, told: str, before: float, logged: int) -> DeliveryOutcome:
        """See by its log, a restart or its pages what became of a device that gave no answer to an upload."""
        outcome = self._logged_outcome(logged, source="upload")
        installed = _INSTALLED in outcome.values()
        settled = self._restarted(before) if installed else self._until(self._answers)
        answer = f"{told}; {dict(outcome) or 'nothing in its log'}"
        return DeliveryOutcome(fetched=True if outcome else None, answer=answer[:2_000], settled=settled)

    def _answers(self, milliseconds: int) -> bool:
        """Ask for a public page; a device that does not answer gives no other sign, so it is asked again later."""
        try:
            return self.operator.web.request("GET", "/api/about").status == 200  # noqa: PLR2004  # HTTP's own number
        except BenchError:
            time.sleep(milliseconds / 1000)
            return False

    def _supplied(self) -> bytes:
        """Return the file of the version under test that came with the device."""
        for path in sorted((self.folders.top / "firmware").glob("*.swu"))[:1]:
            with path.open("rb") as stream:
                return stream.read(_LARGEST_IMAGE)
        return b""

    def _offer_on_server(self, image: bytes, version: str) -> DeliveryOutcome:
        ready, logged = self.outlet.ready_time(), self._log_size()
        self.vendor.offer(version, image)
        seen = self._until(
            lambda slice_: self.vendor.wait_taken_or_passed_over(milliseconds=slice_), ASKED_WITHIN_MILLISECONDS
        )
        fetched = self.vendor.wait_taken(milliseconds=0)
        if not fetched:
            self.vendor.withdraw()
            told = "the device looked at the offer and left it" if seen else "the device did not ask its update server"
            return DeliveryOutcome(fetched=False, answer=told, settled=True)
        outcome = self._logged_outcome(logged)
        at_rest = bool(outcome) or self._asked_or_restarted(ready)
        self.vendor.withdraw()
        if not at_rest:
            return DeliveryOutcome(fetched=True, answer="the device came to no end with it", settled=False)
        outcome = outcome or self._last()
        settled = True
        if _INSTALLED in outcome.values():
            settled = self._restarted(ready)
        return DeliveryOutcome(fetched=True, answer=str(dict(outcome))[:2_000], settled=settled)

    def _logged_outcome(self, since: int, source: str = "server") -> Mapping[str, object]:
        """Return what the device wrote of the image into the log on its storage, or nothing where it does not say."""
        self._log.parent.mkdir(exist_ok=True)
        with FolderWatch(self._log.parent) as watch:
            self._until(
                lambda slice_: watch.until(lambda: bool(self._entry(since, source)), milliseconds=slice_),
                _LOG_MILLISECONDS,
            )
        return self._entry(since, source)

    def _restarted(self, before: float) -> bool:
        return self._until(lambda slice_: self.outlet.after_restart(before, milliseconds=slice_))

    def _until(self, seen: Callable[[int], bool], milliseconds: int = 0) -> bool:
        """Look slice by slice until it is seen, the limit is over, or the device has lost its power or cable."""
        for _ in range((milliseconds or SETTLE_MILLISECONDS) // _LOOK_MILLISECONDS):
            if seen(_LOOK_MILLISECONDS):
                return True
            if self.outlet.supplies.missing:
                return seen(0)
        return False

    def _entry(self, since: int, source: str) -> Mapping[str, object]:
        try:
            with self._log.open("rb") as stream:
                stream.seek(since)
                lines = stream.read(_LARGEST_LOG).split(b"\n")[:-1]
        except OSError:
            return {}
        for line in lines:
            try:
                entry: object = msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError):
                continue
            found = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
            if found.get("event") == "update" and found.get("source") == source:
                return found
        return {}

    def _asked_or_restarted(self, ready: float) -> bool:
        """Wait until the device asks its server again, or has started anew: it is done with the image then."""
        return self._until(
            lambda slice_: self.vendor.wait_asked_again(milliseconds=slice_) or self.outlet.ready_time() > ready
        )

    @property
    def _log(self) -> Path:
        return self.folders.data / "log" / "events.jsonl"

    def _log_size(self) -> int:
        return self._log.stat().st_size if self._log.exists() else 0

    def _last(self) -> Mapping[str, object]:
        """Return what the device says came of the latest image, as far as it says so to its administrator."""
        if self.outlet.supplies.missing:
            return {}
        try:
            session = self.operator.log_in()
            shown = self.operator.web.request("GET", "/api/update", cookie=session).document().get("last")
        except BenchError:
            return {}
        return cast("dict[str, object]", shown) if isinstance(shown, dict) else {}


@cache
def _built(kind: str) -> bytes:
    version, signed = _KINDS[kind]
    return swu.build(version, signed)
