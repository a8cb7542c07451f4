"""What the device offers as a TLS client, read from the capture of its own connections."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.facts.base import fact
from hoshitori.facts.tls import CipherSuite
from hoshitori.model.subject import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHello:
    """A ClientHello that the device sent; equal ones to the same peer are counted, not repeated.

    Attributes:
        id: `tcp/192.0.2.7:443 cloud.example` and a number where several differ.
        destination: address and port, `192.0.2.7:443`.
        server_name: SNI, escaped; empty where none was sent.
        versions: offered, oldest first, by their names (`TLS 1.2`). Before TLS 1.3 a hello names its newest version
            alone; what older ones the device would put up with cannot be seen then.
        suites: offered, in the device's order, without signalling values.
        groups: names of the key-exchange groups offered.
        signatures: names of the signature schemes offered.
        alpn: application protocols offered, escaped.
        compression: whether TLS compression is offered.
        seen: how many such hellos were in the capture.
        first_at: RFC 3339, UTC, by the capture's clock.
        quiet_seconds: before one of these connections, the longest time in which nobody had sent the device data over
            TCP or UDP that it had not asked for; counted from the begin of the capture where nobody had before. Whole
            seconds, never more than it was.
    """

    id: str
    destination: str
    server_name: str
    versions: tuple[str, ...]
    suites: tuple[CipherSuite, ...]
    groups: tuple[str, ...]
    signatures: tuple[str, ...]
    alpn: tuple[str, ...]
    compression: bool
    seen: int
    first_at: str
    quiet_seconds: int = 0


@fact("client-hellos", about=Device)
class ClientHellos:
    """All ClientHellos of the device in the capture; none at all is a finding with its effort.

    Effort: `packets` (frames read), `connections` (TCP connections that the device opened).

    Attributes:
        hellos: what was offered, in order of first sight, at most 256.
        connections: TCP connections that the device opened.
        unreadable: of these, how many began like TLS and could not be read.
        complete: whether the capture could be read to its end.
        watched_seconds: from the first frame of the capture to the last.
    """

    hellos: tuple[SeenHello, ...]
    connections: int
    unreadable: int
    complete: bool
    watched_seconds: int = 0

    def to(self, server_name: str, address: str = "") -> tuple[SeenHello, ...]:
        """Return the hellos sent to a server, by its name in SNI or by its address."""
        wanted = server_name.lower().rstrip(".")
        return tuple(
            hello
            for hello in self.hellos
            if (wanted and hello.server_name.lower().rstrip(".") == wanted)
            or (address and hello.destination.rpartition(":")[0] == address)
        )
