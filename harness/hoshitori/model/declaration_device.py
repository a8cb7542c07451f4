"""What stands on the bench: the device's identity, its firmware file and each sample of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class SampleRole(enum.Enum):
    """What a sample is for: the one that is judged, others to compare with it or to wear out."""

    MAIN = "main"
    TWIN_UNIT = "twin-unit"
    SACRIFICIAL = "sacrificial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The versions declared for every sample, written as the product writes them."""

    hardware: str
    firmware: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwareFile:
    """A firmware image handed over with the device; `path` is relative to the declaration's folder."""

    path: str
    sha256: str
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceIdentity:
    """The identification sheet of the DUT: what its maker says this product is.

    Attributes:
        virtual: whether no hardware exists; such a device can only ever be a training object.
        constrained: TS 103 701's "constrained device"; `constrained_reason` says what it is too small for.
    """

    maker: str
    model: str
    versions: Versions
    brand: str = ""
    name: str = ""
    category: str = ""
    description: str = ""
    hardware_configuration: str = ""
    virtual: bool = False
    constrained: bool = False
    constrained_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One unit of the DUT, as it came to the laboratory and as it leaves again (ISO/IEC 17025 clause 7.4).

    Attributes:
        mac: Ethernet address, lower case with colons; empty where unknown.
        ipv4: addresses it has on the bench; empty where the bench hands them out and knows the unit by its `mac`.
        received: day of arrival, `YYYY-MM-DD`; empty where not recorded.
    """

    id: str
    role: SampleRole
    serial: str = ""
    mac: str = ""
    ipv4: tuple[str, ...] = ()
    ipv6: tuple[str, ...] = ()
    received: str = ""
    received_from: str = ""
    condition: str = ""
    custody: str = ""
    disposal: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every IP address declared for the unit, IPv4 first."""
        return self.ipv4 + self.ipv6
