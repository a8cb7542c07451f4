"""The running device as its pages and its REST interface see it: what it is, what it keeps, what it can do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from .accounts import Accounts
from .behaviour import Behaviour
from .disk import Disk, write_whole
from .environment import Environment
from .logbook import Logbook
from .service_key import ServiceKey
from .sessions import Sessions
from .throttle import Ruling, Throttle
from .updater import Updater

ERASE_MARKER: Final = ".erase"
"""Standing in the data folder, it tells init to erase the data part, however often the power is cut meanwhile."""
_SETTINGS: Final = "settings.json"
_CREDENTIALS: Final = "acquired/credentials.json"
_LONGEST_VALUE: Final = 200
_MOST_RECORDINGS: Final = 50
DEFAULT_SETTINGS: Final = {
    "device_name": "HDC-100",
    "location": "",
    "owner_name": "",
    "owner_contact": "",
    "time_zone": "Asia/Tokyo",
    "picture_interval_seconds": "60",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Everything a request can reach."""

    environment: Environment
    disk: Disk
    accounts: Accounts
    sessions: Sessions
    throttle: Throttle
    updater: Updater
    logbook: Logbook
    service_key: ServiceKey
    services: dict[str, str]
    """State of the outgoing connections, kept up to date by their threads."""
    components: dict[str, str]
    """Versions of the firmware's parts."""
    bill_of_materials: dict[str, Any]
    erase_and_restart: Callable[[], None]
    guard: threading.Lock

    @property
    def behaviour(self) -> Behaviour:
        """The design decisions of this device."""
        return self.environment.behaviour

    @property
    def model_shown(self) -> str:
        """The model as pages and REST interface name it; empty on a device that does not say."""
        named = self.behaviour.model_shown or self.environment.identity.model
        return named if self.behaviour.shows_model else ""

    def log_in(self, name: str, password: str, cookie: str, client: str) -> tuple[Ruling, str | None]:
        """Try a password under the throttle; answers the ruling and, when accepted, the new session's token."""
        ruling = self.throttle.attempt(name, lambda: self.accounts.check(name, password) is not None, cookie)
        account = self.accounts.find(name) if ruling.accepted else None
        if account is None:
            self.logbook.note("log-in-refused" if ruling.looked else "log-in-too-soon", client=client)
            return ruling, None
        self.logbook.note("log-in", user=account.name, client=client)
        return ruling, self.sessions.open(account.name).token

    def settings(self) -> dict[str, str]:
        """The settings, defaults included."""
        kept: dict[str, str] = self.disk.read(_SETTINGS, {})
        return {**DEFAULT_SETTINGS, **kept}

    def change_settings(self, changes: dict[str, Any]) -> dict[str, str]:
        """Change settings.

        Raises:
            ValueError: there is no such setting, or its value is no short text.
        """
        for name, value in changes.items():
            if name not in DEFAULT_SETTINGS or not isinstance(value, str) or len(value) > _LONGEST_VALUE:
                raise ValueError("設定の名前または値が正しくありません。")
        with self.guard:
            settings = {**self.settings(), **changes}
            self.disk.write(_SETTINGS, settings)
        self.logbook.note("settings-changed", names=",".join(sorted(changes)))
        return settings

    def credentials(self) -> dict[str, str]:
        """The secrets acquired in use, by the service they are for."""
        kept: dict[str, str] = self.disk.read(_CREDENTIALS, {})
        return kept

    def keep_credential(self, service: str, secret: str) -> None:
        """Keep a secret for an external service; it is never shown again.

        Raises:
            ValueError: name or secret is empty or too long.
        """
        if not 0 < len(service) <= _LONGEST_VALUE or not 0 < len(secret) <= _LONGEST_VALUE:
            raise ValueError("接続先または認証値が正しくありません。")
        with self.guard:
            self.disk.write(_CREDENTIALS, {**self.credentials(), service: secret})
        self.logbook.note("credential-kept", service=service)

    def recordings(self) -> list[str]:
        """The names of the recordings, which may show people."""
        return [name.partition("/")[2] for name in self.disk.names("recordings")]

    def keep_recording(self, name: str, content: bytes) -> None:
        """Keep a recording.

        Raises:
            ValueError: the name is no file name, or there are too many.
        """
        if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError("録画の名前は英数字で指定してください。")
        if len(self.recordings()) >= _MOST_RECORDINGS:
            raise ValueError("録画がいっぱいです。")
        self.disk.write_bytes(f"recordings/{name}", content)
        self.logbook.note("recording-kept", name=name)

    def recording(self, name: str) -> bytes | None:
        """A recording's content."""
        return self.disk.read_bytes(f"recordings/{name}") if name in self.recordings() else None

    def erase(self) -> None:
        """Give the order to erase the data part; from here on not even a power cut keeps the data."""
        write_whole(self.environment.disk / ERASE_MARKER, b"erase\n")
        self.erase_and_restart()
