"""The service identity of one endpoint: every dialogue that was tried, and what it showed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.service import Dialogue, Heard, ServiceIdentity
from hoshitori.facts.tls import Answer
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable, Wire, probe
from hoshitori_plugins.ports.requests import Request, all_asked, recognise
from hoshitori_plugins.service.greetings import STARTTLS, by_answer, by_greeting, is_text
from hoshitori_plugins.service.inside import say
from hoshitori_plugins.service.questions import answers_dns, openings
from hoshitori_plugins.service.redirect import look_behind
from hoshitori_plugins.snmp.protection import snmp_protection
from hoshitori_plugins.tls.asking import Asker
from hoshitori_plugins.tls.hello import Hello
from hoshitori_plugins.tls.registry import VERSIONS, offered

_GREETING_MS: Final = 700
_PATIENT_MS: Final = 6_000
_ANSWER_MS: Final = 2_000
_LIMIT: Final = 4_096
_SUITES: Final = 120
_ENCRYPTED: Final = frozenset({"https", "mqtts", "rtsps", "sips", "ssh", "tls", "dtls", "quic"})
_SECURED: Final = {"http": "https", "mqtt": "mqtts", "rtsp": "rtsps", "sip": "sips"}


@dataclass(slots=True)
class _Notes:
    """What was tried so far."""

    dialogues: list[Dialogue] = field(default_factory=list[Dialogue])

    def add(self, name: str, heard: Heard, data: bytes = b"") -> None:
        """Note how one dialogue went."""
        self.dialogues.append(Dialogue(id=name, heard=heard, evidence=escaped(data, 160)))


@probe(provides=ServiceIdentity, impact=Impact.ACTIVE, timeout_ms=420_000)
def identify_service(target: Endpoint, reach: Reach) -> ServiceIdentity:
    """What an endpoint speaks: by its greeting, else by what it answers to one opening of each common protocol.

    Impact: active; up to 14 short connections or two dozen datagrams. A server that cannot cope with bytes of another
    protocol may hang up or, if it is badly made, stop. At a port that sends people to HTTPS, some hundred pages are
    asked for in clear, one session of the declared administrator reads the pages over HTTPS, and up to sixty requests
    that nobody can take are sent in clear, among them one failed log-in of a made-up user at each declared one.

    Known sources of false results: a server that speaks only to those who knock in its own way stays `unknown`; what
    runs inside TLS behind a client certificate stays `tls`; a gateway that answers HTTP on a port that also carries
    something else is called `http`; TFTP, which answers from another port, is not seen here but by the port survey;
    an agent that speaks SNMPv3 alone gets some dozens of requests: it is called encrypted by what declared and
    well-known users and communities are answered, and where none of them is answered nothing is said.
    """
    notes = _Notes()
    if target.transport == "udp":
        return _udp(target, reach, notes)
    greeting = _listen(target, reach, notes, _GREETING_MS, first=True)
    if protocol := by_greeting(greeting):
        return _named(target, reach, protocol, greeting, notes)
    if not greeting and _speaks_tls(target, reach, notes):
        return _named(target, reach, _inside(target, reach, notes), b"", notes)
    if not greeting:
        protocol, answer = _by_opening(target, reach, notes)
        if protocol:
            return _named(target, reach, protocol, answer, notes)
        greeting = _listen(target, reach, notes, _PATIENT_MS)
    protocol = by_greeting(greeting) or ("text" if is_text(greeting) else "unknown")
    return _named(target, reach, protocol, greeting, notes)


def escaped(data: bytes, limit: int) -> str:
    """Return a device's bytes as one line of ASCII, at most `limit` characters."""
    return data[:limit].decode("latin-1").encode("unicode_escape").decode("ascii")[:limit]


def _named(target: Endpoint, reach: Reach, protocol: str, said: bytes, notes: _Notes) -> ServiceIdentity:
    encrypted = True if protocol in _ENCRYPTED else None if protocol == "unknown" else False
    redirects_to = _redirect(said) if protocol == "http" else ""
    return ServiceIdentity(
        transport=target.transport,
        port=target.port,
        protocol=protocol,
        encrypted=encrypted,
        starttls=protocol in STARTTLS and _offers_starttls(target, reach, protocol, said),
        versions=(),
        greeting=escaped(said, 200),
        dialogues=tuple(notes.dialogues),
        redirects_to=redirects_to,
        redirect=look_behind(target, reach, redirects_to) if redirects_to else None,
    )


def _listen(target: Endpoint, reach: Reach, notes: _Notes, wait_ms: int, *, first: bool = False) -> bytes:
    """Return what the server says by itself; if even the first connection cannot be made, there is no service."""
    try:
        with reach.tcp(target) as wire:
            data, heard = _heard(wire, wait_ms)
    except Unavailable as error:
        reset = "reset" in error.reason  # somebody answered the handshake, and hung up before we had noticed
        if first and not reset:
            raise
        data, heard = b"", Heard.RESET if reset else Heard.REFUSED
    if data and (by_greeting(data) or is_text(data)):
        heard = Heard.UNDERSTOOD
    notes.add("listen", heard, data)
    return data


def _heard(wire: Wire, wait_ms: int) -> tuple[bytes, Heard]:
    try:
        data = wire.receive(_LIMIT, timeout_ms=wait_ms)
    except Unavailable as error:
        return b"", Heard.RESET if "reset" in error.reason else Heard.SILENT
    return data, Heard.OTHER_PROTOCOL if data else Heard.CLOSED


def _speaks_tls(target: Endpoint, reach: Reach, notes: _Notes) -> bool:
    asker = Asker(target=target, reach=reach, deadline_ms=reach.milliseconds() + 30_000)
    for name in ("TLS 1.2", "TLS 1.3", "TLS 1.0", "SSLv3"):
        version = VERSIONS[name]
        suites = offered(version)[:_SUITES]
        try:
            flight = asker.ask(Hello(version=version, suites=suites))
        except Unavailable as error:
            notes.add("tls", Heard.REFUSED, error.reason.encode())
            return False
        if flight.answer in {Answer.ACCEPTED, Answer.ALERT}:
            told = "ServerHello" if flight.hello else f"alert {flight.alert}"
            notes.add("tls", Heard.UNDERSTOOD, f"{name}: {told}".encode())
            return True
        if flight.answer in {Answer.SILENT, Answer.NOT_TLS}:
            break
    heard = {Answer.NOT_TLS: Heard.OTHER_PROTOCOL, Answer.CLOSED: Heard.CLOSED, Answer.RESET: Heard.RESET}
    notes.add("tls", heard.get(flight.answer, Heard.SILENT))
    return False


def _inside(target: Endpoint, reach: Reach, notes: _Notes) -> str:
    """Return what is spoken inside TLS."""
    for protocol, data in openings(target.address):
        answer = say(target, reach, data, timeout_ms=_ANSWER_MS)
        known = by_answer(answer)
        notes.add(f"tls {protocol}", Heard.UNDERSTOOD if known else Heard.SILENT, answer)
        if known in _SECURED:
            return _SECURED[known]
        if protocol == "rtsp":
            break
    return "tls"


def _by_opening(target: Endpoint, reach: Reach, notes: _Notes) -> tuple[str, bytes]:
    for protocol, data in openings(target.address):
        try:
            with reach.tcp(target) as wire:
                wire.send(data)
                answer, heard = _heard(wire, _ANSWER_MS)
        except Unavailable as error:
            notes.add(protocol, Heard.REFUSED, error.reason.encode())
            continue
        known = "dns" if protocol == "dns" and answers_dns(answer) else by_answer(answer) or by_greeting(answer)
        notes.add(protocol, Heard.UNDERSTOOD if known == protocol else heard, answer)
        if known:
            return known, answer
    return "", b""


def _offers_starttls(target: Endpoint, reach: Reach, protocol: str, greeting: bytes) -> bool:
    """Ask what can be done, and look for the offer to turn to TLS (RFC 3207, RFC 2595, RFC 4217)."""
    if protocol == "imap" and b"STARTTLS" in greeting:
        return True
    question = {"smtp": b"EHLO probe.invalid\r\n", "imap": b"a CAPABILITY\r\n", "pop3": b"CAPA\r\n", "ftp": b"FEAT\r\n"}
    offer = {"smtp": b"STARTTLS", "imap": b"STARTTLS", "pop3": b"STLS", "ftp": b"AUTH TLS"}
    with contextlib.suppress(Unavailable), reach.tcp(target) as wire:
        wire.receive(_LIMIT, timeout_ms=_PATIENT_MS)
        return offer[protocol] in wire.exchange(question[protocol], limit=_LIMIT).upper()
    return False


def _redirect(answer: bytes) -> str:
    if not re.match(rb"HTTP/\d\.\d 30[12378]\b", answer):
        return ""
    match = re.search(rb"\r\nlocation:[ \t]*(https://[^\r\n]{1,200})", answer, re.IGNORECASE)
    return escaped(match[1], 200) if match else ""


def _udp(target: Endpoint, reach: Reach, notes: _Notes) -> ServiceIdentity:
    """Ask a UDP port in every protocol at once, each on a flow of its own."""
    answered: list[tuple[Request, bytes]] = []
    odd = b""
    with all_asked(target, reach) as flows:
        until = reach.milliseconds() + _ANSWER_MS
        for request, wire in flows:
            data, heard = _datagram(wire, max(20, until - reach.milliseconds()))
            if data and recognise(request, data):
                answered.append((request, data))
                heard = Heard.UNDERSTOOD
                until = min(until, reach.milliseconds() + 500)
            elif data:
                odd = odd or data
                heard = Heard.OTHER_PROTOCOL
            notes.add(f"{request.protocol} {request.version}".strip(), heard, data)
    if not answered and all(one.heard is Heard.REFUSED for one in notes.dialogues):
        raise Unavailable(f"{target.subject.id}: the device says that nobody listens there")
    return _udp_identity(target, reach, answered, odd, notes)


def _udp_identity(
    target: Endpoint, reach: Reach, answered: Sequence[tuple[Request, bytes]], odd: bytes, notes: _Notes
) -> ServiceIdentity:
    protocol = answered[0][0].protocol if answered else "unknown"
    versions = tuple(request.version for request, _ in answered if request.protocol == protocol and request.version)
    encrypted: bool | None = protocol in _ENCRYPTED
    if protocol == "unknown":
        encrypted = None
    elif protocol == "snmp" and versions == ("v3",):
        encrypted, tried = snmp_protection(target, reach)
        notes.dialogues += tried
    return ServiceIdentity(
        transport="udp",
        port=target.port,
        protocol=protocol,
        encrypted=encrypted,
        starttls=False,
        versions=versions,
        greeting=escaped(answered[0][1] if answered else odd, 200),
        dialogues=tuple(notes.dialogues),
    )


def _datagram(wire: Wire, wait_ms: int) -> tuple[bytes, Heard]:
    try:
        return wire.receive(65_535, timeout_ms=wait_ms), Heard.OTHER_PROTOCOL
    except Unavailable as error:
        return b"", Heard.REFUSED if "refused" in error.reason else Heard.SILENT
