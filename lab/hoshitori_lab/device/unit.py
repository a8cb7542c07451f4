"""One unit of the device on one bench: what it is called, where it stands, whom it calls."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from hoshitori_lab.device.build import Build
from hoshitori_lab.device.mounts import Folders


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What init was told when the power came on."""

    build: Build
    folders: Folders
    serial: str
    address: str
    prefix: int
    gateway: str
    interface: str
    update_url: str
    update_seconds: int
    cloud_url: str
    cloud_seconds: int
    icmp_unlimited: bool

    @property
    def host_name(self) -> str:
        """The name the device gives itself on its network."""
        return self.serial.lower()


def serial_number(number: int) -> str:
    """The serial number of the n-th unit: the same at every start, and for every twin of it."""
    return f"HDC100-{hashlib.sha256(f'unit {number}'.encode()).hexdigest()[:8].upper()}"
