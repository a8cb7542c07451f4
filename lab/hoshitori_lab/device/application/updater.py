"""The update mechanism: an image comes by upload or from the vendor's server, is checked, written, switched to."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from .behaviour import Behaviour, UpdateCheck
from .checks import Checker, Refused
from .description import version_key
from .disk import Disk
from .logbook import Logbook
from .outgoing import Trust
from .slots import Slots

LARGEST_IMAGE_BYTES: Final = 32 * 1024 * 1024
_LARGEST_INDEX_BYTES: Final = 64_000
_TIMEOUT_SECONDS: Final = 5.0
_DOCUMENT: Final = "update.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an image or of a look at the update server."""

    accepted: bool
    code: str
    message: str
    version: str

    def plain(self) -> dict[str, Any]:
        """The outcome as JSON."""
        return {"accepted": self.accepted, "code": self.code, "message": self.message, "version": self.version}


class Updater:
    """Installs one image at a time; ``restart`` starts the application anew from the active slot."""

    def __init__(
        self,
        *,
        behaviour: Behaviour,
        checker: Checker,
        slots: Slots,
        disk: Disk,
        logbook: Logbook,
        trust: Trust,
        index_url: str,
        restart: Callable[[], None],
    ) -> None:
        self._behaviour = behaviour
        self._checker = checker
        self._slots = slots
        self._disk = disk
        self._logbook = logbook
        self._trust = trust
        self._index_url = index_url
        self._restart = restart
        self._guard = threading.Lock()
        self._turned_away = 0
        self._wake = threading.Event()

    @property
    def version(self) -> str:
        """The version that runs."""
        return self._checker.running

    def status(self) -> dict[str, Any]:
        """What runs, from where, and what came of the latest image."""
        return {
            "version": self.version,
            "slot": self._slots.active,
            "automatic": self._behaviour.automatic_update,
            "last": self._disk.read(_DOCUMENT, None),
        }

    def install(self, image: bytes, *, source: str, check: UpdateCheck | None = None) -> Outcome:
        """Check an image (as this device does, unless told otherwise), write it, switch to it and restart."""
        check = check or self._behaviour.update_check
        with self._guard:
            try:
                self._turn_away_early_ones()
                release = self._checker.before_writing(check, image)
                in_place = self._behaviour.updates_in_place
                slot = self._slots.active if in_place else self._slots.inactive
                (self._slots.overwrite if in_place else self._slots.write)(slot, release)
                if check is UpdateCheck.AFTER_WRITING:
                    self._checker.signed(image)
                if self._behaviour.update_takes_effect:
                    self._slots.switch(slot)
                for name in self._behaviour.forgets_at_update:
                    (self._disk.folder / name).unlink(missing_ok=True)
            except Refused as refusal:
                outcome = Outcome(accepted=False, code=refusal.code, message=str(refusal), version=self.version)
            else:
                outcome = Outcome(
                    accepted=True, code="INSTALLED", message="更新しました。再起動します。", version=release.version
                )
            self._disk.write(_DOCUMENT, {"source": source, **outcome.plain()})
            self._logbook.note("update", source=source, code=outcome.code, version=outcome.version)
        if outcome.accepted:
            self._restart()
        return outcome

    def _turn_away_early_ones(self) -> None:
        """Take no image before the device has turned away as many as this one does after a start.

        Raises:
            Refused: it is too early.
        """
        if self._turned_away < self._behaviour.busy_offers:
            self._turned_away += 1
            raise Refused("NOT_NOW", "いまは更新できません。")

    def check_server(self) -> Outcome:
        """Ask the vendor's server for a newer version and install it."""
        try:
            index = json.loads(self._download(self._index_url, _LARGEST_INDEX_BYTES))
            newer = version_key(str(index["version"])) > version_key(self.version)
            if not newer and self._behaviour.refuses_older:
                return Outcome(accepted=False, code="UP_TO_DATE", message="最新の版です。", version=self.version)
            image = self._download(urllib.parse.urljoin(self._index_url, str(index["image"])), LARGEST_IMAGE_BYTES)
        except (OSError, ValueError, KeyError, TypeError, urllib.error.URLError) as error:
            self._logbook.note("update-check-failed", reason=type(error).__name__)
            return Outcome(
                accepted=False, code="UNREACHABLE", message="更新サーバーを利用できません。", version=self.version
            )
        return self.install(image, source="server")

    def watch(self, seconds: int) -> None:
        """Look at the update server again and again, for ever."""
        while True:
            self._wake.wait(seconds)
            self._wake.clear()
            self.check_server()

    def _download(self, url: str, limit: int) -> bytes:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError("not a web address")
        request = urllib.request.Request(url, headers={"User-Agent": f"HDC-100/{self.version}"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS, context=self._trust.context()) as answer:  # noqa: S310
            content: bytes = answer.read(limit + 1)
        if len(content) > limit:
            raise ValueError("too long")
        return content
