"""Where the application finds its disk, keys and services: the document the device's init writes at each boot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from .behaviour import Behaviour, Throttling, UpdateCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the device says of itself."""

    maker: str
    model: str
    hardware: str
    serial: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The application's surroundings; paths are those of the device's own mount namespace."""

    identity: Identity
    behaviour: Behaviour
    disk: Path
    keys: Path
    slots: Path
    socket: Path
    scratch: Path
    """A folder in memory, empty at every boot."""
    service_keys: Path
    """The file from which the SSH server reads the public keys it takes."""
    interface: str
    update_url: str
    update_seconds: int
    cloud_url: str
    cloud_seconds: int

    @classmethod
    def read(cls, path: Path) -> Environment:
        """Read the document init wrote.

        Raises:
            KeyError, TypeError, ValueError: the document is not one of init's; the application does not start.
        """
        plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        given: dict[str, Any] = {
            name: tuple(cast("list[str]", value)) if isinstance(value, list) else value
            for name, value in plain["behaviour"].items()
        }
        given["throttling"] = Throttling(given["throttling"])
        given["update_check"] = UpdateCheck(given["update_check"])
        return cls(
            identity=Identity(**plain["identity"]),
            behaviour=Behaviour(**given),
            disk=Path(plain["disk"]),
            keys=Path(plain["keys"]),
            slots=Path(plain["slots"]),
            socket=Path(plain["socket"]),
            scratch=Path(plain["scratch"]),
            service_keys=Path(plain["service_keys"]),
            interface=plain["interface"],
            update_url=plain["update_url"],
            update_seconds=plain["update_seconds"],
            cloud_url=plain["cloud_url"],
            cloud_seconds=plain["cloud_seconds"],
        )
