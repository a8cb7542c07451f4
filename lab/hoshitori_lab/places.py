"""Where a unit stands: an address on a bench's wire, or one on loopback with every port moved up."""

from __future__ import annotations

import getpass
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori_lab.services.vendor import CLOUD, UPDATES
from hoshitori_lab.topology.wire import Addresses

LOOPBACK_OFFSET: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a unit and the servers it calls are found.

    Attributes:
        device: the unit's address.
        servers: the address of cloud and update server; `second` another one of the observer's.
        offset: what is added to every port of the unit.
        user: as whom the unit's programs run, and people log in to it.
        names: the names that the servers' certificate is for.
    """

    device: str
    servers: str
    second: str
    offset: int = 0
    user: str = "root"
    names: tuple[str, ...] = (UPDATES, CLOUD)


def wired() -> Place:
    """Return the place on a bench's own wire, the same on each."""
    given = Addresses()
    return Place(device=given.device, servers=given.gateway, second=given.second)


def on_loopback(folder: Path) -> Place:
    """Return a place on loopback: for each folder another network of 127.0.0.0/8, so that several units get along."""
    digest = hashlib.sha256(str(folder.resolve()).encode()).digest()
    network = f"127.{64 + digest[0] % 128}.{digest[1]}"
    servers = f"{network}.1"
    return Place(
        device=f"{network}.10",
        servers=servers,
        second=f"{network}.2",
        offset=LOOPBACK_OFFSET,
        user=getpass.getuser(),
        names=(UPDATES, CLOUD, servers),
    )
