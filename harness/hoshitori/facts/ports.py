"""Which TCP and UDP ports of a device are open, and how surely each of them is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.base import NonEmpty, fact
from hoshitori.model.subject import Device

ALL_PORTS: Final = 65_535
"""How many ports a transport has; 0 is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPort:
    """One port that is open, or that may be.

    Attributes:
        id: `tcp/443`; `tcp/443@ipv6` where it was found over IPv6, which makes it a subject of its own.
        transport: `tcp` or `udp`.
        port: 1 to 65,535.
        evidence: what shows it (`SYN-ACK`, `answered a dns request`, `no answer to 6 tries`).
        protocol: for UDP, the protocol whose request it answered; else empty.
        address: over IPv6, the address at which it was found; else empty, the device's own.
    """

    id: str
    transport: str
    port: int
    evidence: str
    protocol: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortRange:
    """Ports next to each other, `first` to `last`, both included."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many ports it holds."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PortControl:
    """Something known to answer that was asked all along, so that silence elsewhere means something.

    Attributes:
        what: `tcp/22 SYN-ACK`, `tcp/1 RST`, `udp/9 ICMP port unreachable`, `ARP`.
        asked: how often; `answered`: how often of these.
    """

    what: str
    asked: int
    answered: int


@fact("port-survey", about=Device)
class PortSurvey:
    """The state of all 65,535 ports of one transport; parameters `transport` (`tcp`, `udp`) and `family`.

    Every port is in exactly one of `open`, `closed` (counted), `open_or_filtered`, `filtered`, `undetermined`.
    Silent ports are classified as DESIGN §4 says; "closed" is only what the device itself said (RST, ICMP
    port unreachable). Over IPv6 every address of the device is asked; a port that differs between them is in the first
    of these states that holds anywhere, "closed" only if it is closed at all of them. Effort: `ports` (65535 once all
    were asked), `packets`, `milliseconds`.

    Attributes:
        transport: `tcp` or `udp`.
        family: `ipv4` or `ipv6`.
        address: the address that was scanned; over IPv6 the first of them, empty where there is none.
        open: ports that answered (SYN-ACK; for UDP any datagram).
        open_or_filtered: silent UDP ports of a device that proves other ports closed by ICMP. At most 1,024 are
            listed; `open_or_filtered_ranges` holds them all.
        filtered: silent although the controls answered in the same minutes: TCP ports, and UDP where no port answers.
        undetermined: everything that cannot be told (controls failed, time ran out).
        closed: how many ports were proven closed.
        tries: how often a silent port was asked before it was called silent.
        controls: what was asked all along; empty only where nothing of the device ever answered.
        icmp_answers: for UDP, whether the device sends ICMP port unreachable at all.
        rate: packets a second that the device bore at the end of the scan.
        addresses: over IPv6, all addresses that were scanned.
        left_out: over IPv6, addresses that the device has or had and that were not scanned: they did not answer
            neighbour discovery, no authorisation covers them, or there were too many.
    """

    transport: str
    family: str
    address: str
    open: tuple[OpenPort, ...]
    open_or_filtered: tuple[OpenPort, ...]
    open_or_filtered_ranges: tuple[PortRange, ...]
    filtered: tuple[PortRange, ...]
    undetermined: tuple[PortRange, ...]
    closed: int
    tries: int
    controls: tuple[PortControl, ...]
    icmp_answers: bool
    rate: int
    addresses: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def open_numbers(self) -> tuple[int, ...]:
        """The numbers of the ports that answered."""
        return tuple(port.port for port in self.open)

    @property
    def silent_numbers(self) -> tuple[int, ...]:
        """The numbers of all ports that are open or filtered."""
        return tuple(expand(self.open_or_filtered_ranges))

    @property
    def filtered_count(self) -> int:
        """How many ports are filtered."""
        return sum(part.count for part in self.filtered)

    @property
    def every_port(self) -> bool:
        """Whether all 65,535 ports are in one of the states."""
        told = len(self.open) + len(self.silent_numbers) + self.filtered_count + self.undetermined_count
        return told + self.closed == ALL_PORTS

    @property
    def undetermined_count(self) -> int:
        """How many ports could not be told."""
        return sum(part.count for part in self.undetermined)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedService:
    """What nmap says of one port; all texts are the device's or nmap's, escaped and bounded.

    Attributes:
        id: `tcp/443`.
        state: nmap's word (`open`, `open|filtered`, `closed`, `filtered`).
        name: nmap's service name (`http`); `tunnel` is `ssl` where it saw TLS.
        confidence: 0 to 10, nmap's own; 3 means that it only looked the number up in a table.
    """

    id: str
    transport: str
    port: int
    state: str
    name: str
    tunnel: str
    product: str
    version: str
    confidence: int


@fact("service-names", about=Device)
class ServiceNames:
    """What nmap's own version detection calls the open ports: a second opinion, never the only one.

    Attributes:
        scanner: nmap's version (`7.93`).
        services: one entry for each port asked.
        disagreements: ids of ports that nmap calls not open though ours answered.
    """

    scanner: str
    services: NonEmpty[NamedService]
    disagreements: tuple[str, ...]


def expand(ranges: tuple[PortRange, ...]) -> Iterator[int]:
    """Yield every port number of some ranges."""
    for part in ranges:
        yield from range(part.first, part.last + 1)


def ranges_of(ports: tuple[int, ...]) -> tuple[PortRange, ...]:
    """Return sorted, distinct port numbers as ranges."""
    found: list[PortRange] = []
    for port in sorted(set(ports)):
        if found and found[-1].last == port - 1:
            found[-1] = PortRange(first=found[-1].first, last=port)
        else:
            found.append(PortRange(first=port, last=port))
    return tuple(found)
