"""One unit of the device on one bench: what it is called, where it stands, whom it calls."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

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
    icmp_unlimited: bool = False
    address6: str = ""
    """The unit's IPv6 address, where it has one; `gateway6` is its way to others."""
    gateway6: str = ""
    run: Path = Path("/run")
    """Where sockets and settings files lie while the device runs."""
    namespaces: bool = True
    """Whether the device has namespaces of its own; on loopback it has none, and no network to speak of."""
    port_offset: int = 0
    """What is added to every port on loopback, where the low ones are not to be had."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The addresses that services listen on, as a host part of a URL."""
        if not self.namespaces:
            return (self.address,)
        version_4 = ("0.0.0.0",) if self.build.ipv4_services else ()
        return (*version_4, "[::]") if self.build.ipv6 else version_4

    @property
    def application_socket(self) -> Path:
        """Where the application listens behind the TLS front."""
        return self.run / "hdc" / "application.socket"

    def port(self, number: int) -> int:
        """Where a well-known port is found on this unit."""
        return number + self.port_offset

    @property
    def host_name(self) -> str:
        """The name the device gives itself on its network."""
        return self.serial.lower()


def serial_number(number: int) -> str:
    """The serial number of the n-th unit: the same at every start, and for every twin of it."""
    return f"HDC100-{hashlib.sha256(f'unit {number}'.encode()).hexdigest()[:8].upper()}"
