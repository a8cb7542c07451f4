"""What an endpoint speaks, learnt by speaking with it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import NonEmpty, fact
from hoshitori.model.subject import Endpoint


class Heard(enum.Enum):
    """How an endpoint took one way of speaking to it."""

    UNDERSTOOD = "UNDERSTOOD"
    OTHER_PROTOCOL = "OTHER_PROTOCOL"
    CLOSED = "CLOSED"
    RESET = "RESET"
    SILENT = "SILENT"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One way of speaking that was tried.

    Attributes:
        id: the protocol spoken (`tls`, `http`, `ssh`, `mqtt`, `listen` for waiting in silence).
        heard: how it was taken.
        evidence: what came back, escaped, at most 160 characters.
    """

    id: str
    heard: Heard
    evidence: str = ""


@fact("service-identity", about=Endpoint)
class ServiceIdentity:
    """Which protocol an endpoint speaks, by our own dialogue with it and never by its number.

    Attributes:
        transport: `tcp` or `udp`.
        port: 1 to 65,535.
        protocol: `https`, `http`, `ssh`, `mqtt`, `mqtts`, `telnet`, `ftp`, `smtp`, `imap`, `pop3`, `rtsp`, `sip`,
            `dns`, `ntp`, `snmp`, `ssdp`, `mdns`, `coap`, `nat-pmp`, `tftp`, `dhcp`, `dtls`, `tls` (something unknown
            inside TLS), `text` (an unknown greeting in clear), or `unknown`.
        encrypted: whether what it carries is encrypted (TLS, DTLS, SSH); None where that could not be told.
        starttls: whether it speaks in clear and offers to turn to TLS (SMTP, IMAP, POP3, FTP).
        versions: protocol versions that it answered to, where that matters (`v1`, `v2c`, `v3` of SNMP).
        greeting: what it says first, escaped, at most 200 characters.
        dialogues: what was tried, in order.
        redirects_to: for `http`, where its front page sends everybody, if that is an `https` address; else empty.
    """

    transport: str
    port: int
    protocol: str
    encrypted: bool | None
    starttls: bool
    versions: tuple[str, ...]
    greeting: str
    dialogues: NonEmpty[Dialogue]
    redirects_to: str = ""

    @property
    def identified(self) -> bool:
        """Whether it is known what it speaks."""
        return self.protocol not in {"unknown", "text", "tls"}
