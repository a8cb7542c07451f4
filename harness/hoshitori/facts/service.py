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


class LeadsTo(enum.Enum):
    """What ties the host of a redirect to the device.

    `ITS_ADDRESS` is an address of the device, `ITS_CERTIFICATE` a name in the certificate that it shows at the port of
    the redirect, `ITS_NAME` a name that it resolves to its own address by mDNS. `ELSEWHERE` is another address, and
    `UNKNOWN` a name that nothing ties to the device.
    """

    ITS_ADDRESS = "ITS_ADDRESS"
    ITS_CERTIFICATE = "ITS_CERTIFICATE"
    ITS_NAME = "ITS_NAME"
    ELSEWHERE = "ELSEWHERE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedInClear:
    """A path that a port in clear answers by itself, rather than sending the visitor to HTTPS.

    Attributes:
        id: the path; of what was sent to it, with the method before it (`POST /login`).
        what: status and kind of the answer, at most 160 characters.
    """

    id: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where a port in clear sends people, and what else it answers.

    Attributes:
        leads: what ties the host of the redirect to the device.
        answers: whether the device answers HTTP within TLS at the port of the redirect.
        asked: paths that were asked for in clear, one that no device has among them.
        served: those that were answered otherwise than by a redirect to HTTPS or a refusal, at most 64.
        incomplete: why not everything could be looked at or told; empty where it could.
        sent: what was sent in clear beside that, log-ins above all, as method and path (`POST /login`).
    """

    leads: LeadsTo
    answers: bool
    asked: int
    served: tuple[ServedInClear, ...]
    incomplete: str
    sent: tuple[str, ...] = ()

    @property
    def leads_home(self) -> bool:
        """Whether it leads to the device itself."""
        return self.leads in {LeadsTo.ITS_ADDRESS, LeadsTo.ITS_CERTIFICATE, LeadsTo.ITS_NAME}


@fact("service-identity", about=Endpoint)
class ServiceIdentity:
    """Which protocol an endpoint speaks, by our own dialogue with it and never by its number.

    Attributes:
        transport: `tcp` or `udp`.
        port: 1 to 65,535.
        protocol: `https`, `http`, `ssh`, `mqtt`, `mqtts`, `telnet`, `ftp`, `smtp`, `imap`, `pop3`, `rtsp`, `sip`,
            `dns`, `ntp`, `snmp`, `ssdp`, `mdns`, `coap`, `nat-pmp`, `tftp`, `dhcp`, `dtls`, `tls` (something unknown
            inside TLS), `text` (an unknown greeting in clear), or `unknown`.
        encrypted: whether what it carries is encrypted (TLS, DTLS, SSH; SNMPv3 where a declared user was answered
            under authentication and privacy, and nobody known with less); None where that could not be told.
        starttls: whether it speaks in clear and offers to turn to TLS (SMTP, IMAP, POP3, FTP).
        versions: protocol versions that it answered to, where that matters (`v1`, `v2c`, `v3` of SNMP).
        greeting: what it says first, escaped, at most 200 characters.
        dialogues: what was tried, in order.
        redirects_to: for `http`, where its front page sends everybody, if that is an `https` address; else empty.
        redirect: for such a port, whether it leads to the device itself and does nothing else; None elsewhere.
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
    redirect: Redirect | None = None

    @property
    def identified(self) -> bool:
        """Whether it is known what it speaks."""
        return self.protocol not in {"unknown", "text", "tls"}
