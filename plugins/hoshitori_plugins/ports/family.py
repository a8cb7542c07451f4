"""What differs between the passes over IPv4 and over IPv6: the frames, their reading, and where questions come from."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from hoshitori.probe import BenchNetwork
from hoshitori_plugins.ports import frame, frame6
from hoshitori_plugins.ports.frame import Path, Reply, ip_bytes

_SPARE: Final = 2_000

Reader = Callable[[bytes], tuple[int, Reply, int] | None]


class Witness(Protocol):
    """Who answers for the device whatever its ports do: ARP, or neighbour discovery."""

    round_trip_us: int

    def ask(self, wait_ms: int = 700) -> bytes | None:
        """Return the Ethernet address that answers, or nothing."""

    def answers(self) -> bool:
        """Return whether one of a few questions is answered."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One version of IP.

    Attributes:
        name: `ipv4` or `ipv6`.
        syns, datagrams, request: make frames; `read_syn`, `read_datagram`, `payload` read them.
        sources: the source addresses that datagrams may come from.
    """

    name: str
    ether_type: int
    syns: Callable[[Path, int], Callable[[int], bytes]]
    datagrams: Callable[[Path, int], Callable[[int, bytes], bytes]]
    request: Callable[[Path, int, int, bytes], bytes]
    read_syn: Reader
    read_datagram: Reader
    payload: Callable[[bytes], bytes | None]
    sources: Callable[[Path, BenchNetwork], tuple[bytes, ...]]


def spread(path: Path, network: BenchNetwork) -> tuple[bytes, ...]:
    """Return the IPv4 addresses that questions may come from; spare ones only where the bench is the gateway."""
    del path
    if not (network.is_gateway and network.spare_sources):
        own = (network.address, network.second_address)
        return tuple(ip_bytes(address) for address in own if address)
    spare = ipaddress.IPv4Network(network.spare_sources)
    count = min(_SPARE, spare.num_addresses - 2)
    return tuple((int(spare.network_address) + 1 + index).to_bytes(4, "big") for index in range(max(1, count)))


def spread_ipv6(path: Path, network: BenchNetwork) -> tuple[bytes, ...]:
    """Return the IPv6 addresses that questions may come from, likewise; else our own on that link."""
    if not (network.is_gateway and network.spare_sources6):
        return (path.own,)
    spare = ipaddress.IPv6Network(network.spare_sources6)
    count = min(_SPARE, spare.num_addresses - 2)
    return tuple((int(spare.network_address) + 1 + index).to_bytes(16, "big") for index in range(max(1, count)))


FOUR: Final = Family(
    name="ipv4",
    ether_type=0x0800,
    syns=frame.syn_maker,
    datagrams=frame.datagram_maker,
    request=frame.request_frame,
    read_syn=frame.read_syn_answer,
    read_datagram=frame.read_datagram_answer,
    payload=frame.payload,
    sources=spread,
)
SIX: Final = Family(
    name="ipv6",
    ether_type=frame6.ETHER_TYPE,
    syns=frame6.syn_maker,
    datagrams=frame6.datagram_maker,
    request=frame6.request_frame,
    read_syn=frame6.read_syn_answer,
    read_datagram=frame6.read_datagram_answer,
    payload=frame6.payload,
    sources=spread_ipv6,
)
