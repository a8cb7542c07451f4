"""Under which addresses a device stands on the bench's network."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import fact
from hoshitori.model.subject import Device


class Scope(enum.Enum):
    """How far an address reaches."""

    LINK_LOCAL = "LINK_LOCAL"
    UNIQUE_LOCAL = "UNIQUE_LOCAL"
    GLOBAL = "GLOBAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAddress:
    """An address that the device used or answered for.

    Attributes:
        id: the address.
        family: `ipv4` or `ipv6`.
        scope: how far it reaches (private IPv4 ranges count as `UNIQUE_LOCAL`).
        mac: the Ethernet address it was seen with.
        how: what showed it (`ARP reply`, `neighbour advertisement`, `source of a packet`).
    """

    id: str
    family: str
    scope: Scope
    mac: str
    how: str


@fact("network-presence", about=Device)
class NetworkPresence:
    """The addresses a device answers under, and whether IPv6 is up.

    Effort: `packets` (frames read), `milliseconds` (time listened).

    Attributes:
        mac: the device's Ethernet address.
        addresses: all that were seen, IPv4 first.
        ipv6_up: whether the device uses IPv6; None where that could not be told.
        ipv6_how: what was asked and what came back, in a sentence.
        others: how many further Ethernet addresses were heard on the wire (not the device's, not the bench's).
    """

    mac: str
    addresses: tuple[SeenAddress, ...]
    ipv6_up: bool | None
    ipv6_how: str
    others: int

    @property
    def ipv6(self) -> tuple[str, ...]:
        """The IPv6 addresses that were seen."""
        return tuple(address.id for address in self.addresses if address.family == "ipv6")
