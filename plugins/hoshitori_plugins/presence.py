"""Under which addresses the device stands on the bench's network, and whether IPv6 is up: by listening alone.

Impact: passive; it reads the bench's capture.

Known sources of false results: a device that has IPv6 and never sends a packet of it while the capture runs would look
as if it had none; since bringing an interface up with IPv6 sends neighbour solicitations and listener reports by itself
(RFC 4862 §5.4, RFC 3810), a capture that began before power-on sees it, and `ipv6_up` is left open where the capture
shows nothing of the device's start.
"""

from __future__ import annotations

import ipaddress
from typing import Final

from hoshitori.facts.presence import NetworkPresence, Scope, SeenAddress
from hoshitori.instrument import Capture as CaptureInstrument
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.traffic.packet import ARP, IPV6, Packet, read_packet
from hoshitori_plugins.traffic.pcap import Capture

_MOST_ADDRESSES: Final = 64
_FIRST_PACKETS: Final = 16
_DHCP_SERVER: Final = 67


@probe(provides=NetworkPresence, impact=Impact.PASSIVE, uses=[CaptureInstrument], timeout_ms=300_000)
def read_presence(target: Device, reach: Reach) -> NetworkPresence:
    """The device's addresses, and whether IPv6 is up."""
    capture = Capture(reach.instrument(CaptureInstrument).read())  # type: ignore[type-abstract]  # a Protocol
    mac, own, heard = _own_packets(capture, target)
    reach.spend(packets=capture.frames, milliseconds=1000 * capture.seconds)
    if not mac:
        raise Unavailable("the capture holds no packet of the device, so nothing can be said of its addresses")
    if not own:
        raise Unavailable(f"the capture holds no packet of {mac}")
    addresses = _addresses(own, mac)
    up, how = _ipv6(own, addresses)
    others = heard - {mac, reach.network.mac}
    return NetworkPresence(mac=mac, addresses=addresses, ipv6_up=up, ipv6_how=how, others=len(others))


def _own_packets(capture: Capture, target: Device) -> tuple[str, list[Packet], set[str]]:
    """Return the device's Ethernet address, its own packets, and every sender's address."""
    frames = [frame for _, frame in capture]
    mac = target.mac or next(
        (packet.mac for frame in frames if (packet := read_packet(frame)) and packet.source == target.address), ""
    )
    wanted = bytes.fromhex(mac.replace(":", ""))
    own = [packet for frame in frames if frame[6:12] == wanted and (packet := read_packet(frame)) is not None]
    return mac, own, {address.hex(":") for address in {frame[6:12] for frame in frames}}


def _addresses(own: list[Packet], mac: str) -> tuple[SeenAddress, ...]:
    seen: dict[str, SeenAddress] = {}
    for packet in own:
        if not packet.source or packet.source in seen or len(seen) == _MOST_ADDRESSES:
            continue
        address = ipaddress.ip_address(packet.source)
        if address.is_unspecified or address.is_multicast:
            continue
        seen[packet.source] = SeenAddress(
            id=packet.source,
            family=f"ipv{address.version}",
            scope=_scope(address),
            mac=mac,
            how="ARP" if packet.kind == ARP else "source of a packet",
        )
    return tuple(sorted(seen.values(), key=lambda one: (one.family, one.id)))


def _scope(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Scope:
    if address.is_link_local:
        return Scope.LINK_LOCAL
    return Scope.UNIQUE_LOCAL if address.is_private else Scope.GLOBAL


def _ipv6(own: list[Packet], addresses: tuple[SeenAddress, ...]) -> tuple[bool | None, str]:
    """Return whether IPv6 is up: any IPv6 packet of the device's own says so, duplicate address detection included."""
    count = sum(packet.kind == IPV6 for packet in own)
    named = [one.id for one in addresses if one.family == "ipv6"]
    if count:
        return True, f"{count} IPv6 packets of the device, from {', '.join(named) or 'the unspecified address'}"
    if _started_in(own):
        return False, f"no IPv6 packet among {len(own)} of the device's since its start"
    return None, f"no IPv6 packet among {len(own)} of the device's, but its start is not in the capture"


def _started_in(own: list[Packet]) -> bool:
    """Whether the capture shows the device coming up: a DHCP request without an address, or ARP before anything else.

    A few packets may come before the request, such as the IGMP reports of a service that is up first.
    """
    requests = (p.source in {"0.0.0.0", "::"} and p.destination_port == _DHCP_SERVER for p in own[:_FIRST_PACKETS])  # noqa: S104
    return own[0].kind == ARP or any(requests)
