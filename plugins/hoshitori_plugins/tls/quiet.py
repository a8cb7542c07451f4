"""When data reached the device that it had not asked for, read from captured frames as they pass by."""

from __future__ import annotations

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

_TCP: Final = 6
_UDP: Final = 17
_SYN: Final = 0x02
_ACK: Final = 0x10
_DHCP_CLIENT: Final = 68
_MOST: Final = 65_536

Peer = tuple[int, bytes, int, int]
"""IP protocol, the other's address, its port and the device's own."""


@dataclass(slots=True, kw_only=True)
class Quiet:
    """The seconds in which something reached the device on a conversation that another had begun.

    A conversation is the device's own if its SYN, or its first datagram, came from the device. Frames without data
    (the SYNs of a port scan) tell a device nothing. DHCP and whatever goes to a group of devices is left out.

    Attributes:
        mac, address: the device's; frames are known by either.
        first: second of the first frame, 0 while there was none.
    """

    mac: bytes
    address: str
    first: int = field(default=0, init=False)
    _told: list[int] = field(default_factory=list[int], init=False)
    _own: set[Peer] = field(default_factory=set[Peer], init=False)
    _others: set[Peer] = field(default_factory=set[Peer], init=False)

    def watch(self, frames: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        """Yield the frames as they are, and note what they say."""
        ip = ipaddress.ip_address(self.address).packed if self.address else b""
        for second, frame in frames:
            self.first = self.first or second
            if ip and len(ip) == 4 and frame[12:14] == b"\x08\x00":
                self._note(second, frame, sent=frame[26:30] == ip, received=frame[30:34] == ip)
            else:
                self._note(second, frame, sent=frame[6:12] == self.mac, received=frame[:6] == self.mac)
            yield second, frame

    def before(self, second: int) -> int:
        """Return for how many whole seconds before a second nothing had reached the device; never too many."""
        place = bisect_right(self._told, second)
        since = self._told[place - 1] if place else self.first
        return max(0, second - since - 1)

    def _note(self, second: int, frame: bytes, *, sent: bool, received: bool) -> None:
        if not (sent or received) or (found := _transport(frame)) is None:
            return
        protocol, source, destination, offset, end = found
        source_port, own_port = (
            int.from_bytes(frame[offset : offset + 2]),
            int.from_bytes(frame[offset + 2 : offset + 4]),
        )
        if protocol == _TCP:
            flags = frame[offset + 13]
            empty = offset + (frame[offset + 12] >> 4) * 4 >= end
        else:
            flags, empty = 0, offset + 8 >= end
        if sent:
            peer = (protocol, destination, own_port, source_port)
            begins = flags & (_SYN | _ACK) == _SYN if protocol == _TCP else peer not in self._others
            if begins and len(self._own) < _MOST:
                self._own.add(peer)
            return
        peer = (protocol, source, source_port, own_port)
        if empty or peer in self._own or (protocol == _UDP and own_port == _DHCP_CLIENT):
            return
        if len(self._others) < _MOST:
            self._others.add(peer)
        if not self._told or self._told[-1] < second:
            self._told.append(second)


def _transport(frame: bytes) -> tuple[int, bytes, bytes, int, int] | None:
    """Return protocol, source, destination, and where the TCP or UDP header begins and its packet ends."""
    kind = frame[12:14]
    if kind == b"\x08\x00" and len(frame) >= 42:
        protocol, offset = frame[23], 14 + (frame[14] & 0x0F) * 4
        end, source, destination = 14 + int.from_bytes(frame[16:18]), frame[26:30], frame[30:34]
    elif kind == b"\x86\xdd" and len(frame) >= 62:
        protocol, offset = frame[20], 54
        end, source, destination = 54 + int.from_bytes(frame[18:20]), frame[22:38], frame[38:54]
    else:
        return None
    least = {_TCP: 20, _UDP: 8}.get(protocol)
    return None if least is None or len(frame) < offset + least else (protocol, source, destination, offset, end)
