"""From frames to the device's conversations: who began, what is charged to the device, which servers DHCP named."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.traffic import Began, Role
from hoshitori_plugins.traffic.conversation import Conversation, Direction
from hoshitori_plugins.traffic.frames import Seen, dissect
from hoshitori_plugins.traffic.names import dhcp_servers, read_dns
from hoshitori_plugins.traffic.packet import TCP, UDP
from hoshitori_plugins.traffic.search import Hit, Search

_SYN: Final = 0x02
_ACK: Final = 0x10
_MOST: Final = 200_000
_MOST_SOCKETS: Final = 500_000
_DNS: Final = 53
_DHCP_SERVER: Final = 67
_TRANSPORTS: Final = {TCP: "tcp", UDP: "udp"}

Key = tuple[int, int, str, int]


@dataclass(slots=True)
class Listening:
    """Everything that the device said, gathered frame by frame.

    Attributes:
        mac: the device's Ethernet address.
        required: places (`tcp/80`) to which the declaration makes users send what authenticates them.
        conversations: all that were seen, at most 200,000.
        elsewhere: what was found in frames that belong to no conversation (other protocols, fragments).
        asked: names looked up; `names`: address → names that DNS gave it for; `servers`: named by DHCP.
        fragments: packets of the device that came in parts, which are looked at one by one only.
    """

    mac: bytes
    search: Search
    required: frozenset[str]
    conversations: list[Conversation] = field(default_factory=list[Conversation])
    elsewhere: Counter[Hit] = field(default_factory=Counter[Hit])
    asked: Counter[str] = field(default_factory=Counter[str])
    names: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    servers: set[str] = field(default_factory=set[str])
    packets: int = 0
    fragments: int = 0
    _open: dict[Key, Conversation] = field(default_factory=dict[Key, Conversation])
    _strangers: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    def hear(self, frames: Iterable[tuple[int, bytes]]) -> None:
        """Take all frames of a capture, and look at what is left open at its end."""
        for second, frame in frames:
            if len(frame) < 15:  # noqa: PLR2004  # an Ethernet header and something
                continue
            if frame[6:12] == self.mac:
                self.packets += 1
                if (seen := dissect(frame)) is not None:
                    self._said(second, seen)
            elif (frame[:6] == self.mac or frame[0] & 1) and (seen := dissect(frame)) is not None:
                self._told(second, seen)
        for conversation in self.conversations:
            conversation.end()

    def _said(self, second: int, seen: Seen) -> None:
        """Take what the device sent."""
        if seen.fragment or seen.protocol not in _TRANSPORTS:
            self.fragments += seen.fragment
            self.elsewhere.update(self.search.hits(seen.payload))
            return
        key = (seen.protocol, seen.source_port, seen.destination, seen.destination_port)
        if seen.protocol == UDP:
            began = Began.OTHER if key[2:] in self._strangers and key not in self._open else Began.DEVICE
            one = self._open.get(key) or self._begin(key, began, second)
            one.note(one.sent.datagram(seen.payload), Role.SENT)
            if seen.destination_port == _DNS and (message := read_dns(seen.payload)) and not message.is_answer:
                self.asked.update(message.asked)
            return
        if seen.flags & _SYN:
            self._greeted(key, seen, second)
        if seen.payload:
            one = self._open.get(key) or self._begin(key, Began.UNSEEN, second)
            one.note(one.sent.segment(seen.sequence, seen.payload, one.service_port), Role.SENT)

    def _greeted(self, key: Key, seen: Seen, second: int) -> None:
        """Take the device's SYN, or its answer to another's."""
        following = (seen.sequence + 1) & 0xFFFFFFFF
        known = self._open.get(key)
        if known is not None and known.sent.ordered.following == following and not known.sent.total:
            return
        if not seen.flags & _ACK:
            self._begin(key, Began.DEVICE, second).sent.ordered.following = following
        elif known is not None and known.began is Began.OTHER and known.sent.ordered.following is None:
            known.sent.ordered.following = following
        else:
            self._begin(key, Began.OTHER, second).sent.ordered.following = following

    def _told(self, second: int, seen: Seen) -> None:
        """Take what was sent to the device, or to everybody."""
        if seen.protocol not in _TRANSPORTS or seen.fragment:
            return
        key = (seen.protocol, seen.destination_port, seen.source, seen.source_port)
        known = self._open.get(key)
        if seen.protocol == UDP:
            self._datagram_told(key, known, seen, second)
        elif seen.flags & _SYN:
            following = (seen.sequence + 1) & 0xFFFFFFFF
            if seen.flags & _ACK:
                if known is not None and known.received is not None:
                    known.received.ordered.following = following
            elif f"tcp/{seen.destination_port}" in self.required:
                one = self._begin(key, Began.OTHER, second)
                if one.received is not None:
                    one.received.ordered.following = following
            else:
                self._open.pop(key, None)
        elif seen.payload and known is not None and (side := known.received) is not None:
            known.note(side.segment(seen.sequence, seen.payload, known.service_port), side.role)

    def _datagram_told(self, key: Key, known: Conversation | None, seen: Seen, second: int) -> None:
        if seen.source_port == _DHCP_SERVER:
            self.servers.update(dhcp_servers(seen.payload))
        if known is None or known.began is Began.OTHER:
            if len(self._strangers) < _MOST_SOCKETS:
                self._strangers.add((seen.source, seen.source_port))
            if known is None and f"udp/{seen.destination_port}" in self.required:
                known = self._begin(key, Began.OTHER, second)
        if known is not None and known.received is not None:
            known.note(known.received.datagram(seen.payload), known.received.role)
            if seen.source_port == _DNS and (message := read_dns(seen.payload)) is not None and message.is_answer:
                for address in message.addresses:
                    self.names.setdefault(address, set()).update(message.asked)

    def _begin(self, key: Key, began: Began, second: int) -> Conversation:
        transport, own_port, peer, peer_port = key
        role: Role | None = Role.RECEIVED
        if began is Began.OTHER:
            role = Role.REQUIRED if f"{_TRANSPORTS[transport]}/{own_port}" in self.required else None
        one = Conversation(
            transport=transport,
            own_port=own_port,
            peer=peer,
            peer_port=peer_port,
            began=began,
            first_at=second,
            sent=Direction(self.search, Role.SENT),
            received=Direction(self.search, role) if role is not None else None,
        )
        self._open[key] = one
        if len(self.conversations) < _MOST:
            self.conversations.append(one)
        return one


def is_for_all(address: str) -> bool:
    """Return whether an address is a multicast group or the broadcast address of everybody's."""
    parsed = ipaddress.ip_address(address)
    return parsed.is_multicast or address == "255.255.255.255"
