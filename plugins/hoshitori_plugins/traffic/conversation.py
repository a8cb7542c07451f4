"""One conversation of the device, in both directions as far as they are charged to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.traffic import Began, Role
from hoshitori_plugins.traffic.packet import TCP
from hoshitori_plugins.traffic.protocols import ENCRYPTED, protocol_of
from hoshitori_plugins.traffic.search import Hit, Seamless, Search, unpacked
from hoshitori_plugins.traffic.streams import Ordered

_HEAD: Final = 65_536
_KEPT: Final = 1024 * 1024


@dataclass(slots=True)
class Direction:
    """What one side said, in order; the search runs along with it."""

    search: Search
    role: Role
    ordered: Ordered = field(default_factory=Ordered)
    head: bytearray = field(default_factory=bytearray)
    total: int = 0
    _seam: Seamless | None = None

    def segment(self, sequence: int, payload: bytes, port: int) -> Iterable[Hit]:
        """Take a TCP segment."""
        return self._take(self.ordered.take(sequence, payload), port)

    def datagram(self, payload: bytes) -> Iterable[Hit]:
        """Take a datagram, which stands for itself."""
        self.total += len(payload)
        if len(self.head) < _HEAD:
            self.head += payload[:_HEAD]
        return self.search.hits(payload)

    def end(self, port: int) -> Iterable[Hit]:
        """Return what the rest of a stream holds, and its HTTP bodies once they are unpacked."""
        found = list(self._take(self.ordered.rest(), port))
        if self._seam is not None:
            found += self._seam.end()
            for body in unpacked(bytes(self.head)):
                found += self.search.hits(body)
        return found

    def cut_short(self, port: int) -> bool:
        """Whether more was said, in clear and as HTTP, than could be kept for unpacking."""
        begins = bytes(self.head[:_HEAD])
        is_http = begins[:5] == b"HTTP/" or protocol_of(TCP, port, begins) == "http"
        return is_http and self.total > _KEPT

    def _take(self, parts: Iterable[bytes], port: int) -> Iterable[Hit]:
        found: list[Hit] = []
        seam = self._seam = self._seam or Seamless(self.search)
        for part in parts:
            if not part:
                found += seam.end()
                continue
            self.total += len(part)
            secret = len(self.head) >= _HEAD and protocol_of(TCP, port, bytes(self.head[:_HEAD])) in ENCRYPTED
            if secret:
                # what follows the first 64 KiB of an encrypted stream is nothing that could be read
                continue
            if len(self.head) < _KEPT:
                self.head += part[: _KEPT - len(self.head)]
            found += seam.feed(part)
        return found


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A TCP connection, or the datagrams between two sockets.

    Attributes:
        transport: IP protocol number of TCP or UDP.
        first_at: second since 1970 of its first packet.
        sent: what the device said; `received`: what was said to it, where that is charged to it.
        found: what was found, by role.
    """

    transport: int
    own_port: int
    peer: str
    peer_port: int
    began: Began
    first_at: int
    sent: Direction
    received: Direction | None
    found: Counter[tuple[Hit, Role]] = field(default_factory=Counter[tuple[Hit, Role]])

    @property
    def service_port(self) -> int:
        """The port that tells what is spoken: the peer's where the device began, else the device's own."""
        return self.own_port if self.began is Began.OTHER else self.peer_port

    @property
    def protocol(self) -> str:
        """What is spoken."""
        said = bytes(self.sent.head[:_HEAD])
        spoken = protocol_of(self.transport, self.service_port, said)
        if spoken in {"", "unknown"} and self.received is not None and self.received.head:
            answered = protocol_of(self.transport, self.service_port, bytes(self.received.head[:_HEAD]))
            return answered if answered != "unknown" or not spoken else spoken
        return "http" if said[:7] == b"HTTP/1." and self.transport == TCP else spoken

    def note(self, hits: Iterable[Hit], role: Role) -> None:
        """Keep what was found."""
        for hit in hits:
            self.found[hit, role] += 1

    def end(self) -> None:
        """Look at what is left of it."""
        for side in (self.sent, self.received):
            if side is not None and self.transport == TCP:
                self.note(side.end(self.service_port), side.role)

    @property
    def cut_short(self) -> bool:
        """Whether something of it, in clear, could not be looked at."""
        return self.transport == TCP and any(
            side is not None and side.cut_short(self.service_port) for side in (self.sent, self.received)
        )
