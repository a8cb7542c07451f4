"""What stands on the bench: the device's identity, its firmware file and each unit of it."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.model.predicate_parties import Custody, Received, SampleRole, Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwareFile:
    """A firmware image handed over with the device; `path` is relative to the declaration's folder."""

    path: str
    sha256: str
    version: str


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
        ipv6: likewise; an empty one does not say that the device has no IPv6.
    """

    id: str
    role: SampleRole
    serial: str = ""
    mac: str = ""
    ipv4: tuple[str, ...] = ()
    ipv6: tuple[str, ...] = ()
    received: Received | None = None
    condition: str = ""
    custody: tuple[Custody, ...] = ()
    disposal: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every IP address declared for the unit, IPv4 first."""
        return self.ipv4 + self.ipv6
