"""What a server shows in its first flight besides its choice: certificates, requests for one, application protocols."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hoshitori.probe import Unavailable
from hoshitori_plugins.tls.answer import (
    CERTIFICATE,
    CERTIFICATE_REQUEST,
    SERVER_HELLO_DONE,
    FlightReader,
    NotTlsError,
    read_certificates,
)
from hoshitori_plugins.tls.asking import PATIENCE_MS, Asker
from hoshitori_plugins.tls.enumerating import Accepted
from hoshitori_plugins.tls.hello import ALPN, EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO, Hello
from hoshitori_plugins.tls.modern import (
    P256,
    P384,
    READABLE,
    X25519,
    Opener,
    Shown,
    chosen_protocol,
    make_share,
    opener,
)
from hoshitori_plugins.tls.registry import TLS13, suite_names, take_apart

_PROTOCOLS: Final = ("h2", "http/1.1", "http/1.0", "mqtt", "coap")
_SIGNED_BY: Final = (
    ("ECDSA", ("ECDSA",)),
    ("RSA", ("RSA", "RSA_EXPORT", "RSA_EXPORT1024", "RSA_FIPS")),
    ("DSS", ("DSS",)),
)


@dataclass(slots=True, kw_only=True)
class Display:
    """What was shown to several clients.

    Attributes:
        chains: kind of client and the DER of each certificate it saw.
    """

    chains: list[tuple[str, tuple[bytes, ...]]] = field(default_factory=list[tuple[str, tuple[bytes, ...]]])
    asks_certificate: bool | None = None
    alpn: list[str] = field(default_factory=list[str])
    compression: bool = False
    secure_renegotiation: bool | None = None
    extended_master_secret: bool | None = None
    incomplete: list[str] = field(default_factory=list[str])


def show(asker: Asker, accepted: Sequence[Accepted], server_name: str) -> Display:
    """Return what the server shows under the newest version of each kind that it accepts."""
    display = Display()
    older = next((found for found in reversed(accepted) if found.suites and found.version < TLS13), None)
    modern = next((found for found in accepted if found.suites and found.version == TLS13), None)
    if older is not None:
        _older(asker, older, server_name, display)
    elif modern is not None:
        _modern(asker, modern, server_name, display)
    return display


def _older(asker: Asker, found: Accepted, server_name: str, display: Display) -> None:
    for name, suites in _by_signature(found.suites):
        hello = Hello(
            version=found.version, suites=suites, server_name=server_name, compression=b"\x01\x00", alpn=_PROTOCOLS
        )
        flight = asker.ask(hello, wanted=SERVER_HELLO_DONE)
        if flight.hello is None:
            # some servers take no hello that offers compression or ALPN
            flight = asker.ask(replace(hello, compression=b"\0", alpn=()), wanted=SERVER_HELLO_DONE)
        if flight.hello is None:
            display.incomplete.append(f"the certificate for {name} suites was not shown")
            continue
        display.compression |= flight.hello.compression == 1
        display.secure_renegotiation = RENEGOTIATION_INFO in flight.hello.extensions
        display.extended_master_secret = EXTENDED_MASTER_SECRET in flight.hello.extensions
        if SERVER_HELLO_DONE in flight.messages:
            display.asks_certificate = CERTIFICATE_REQUEST in flight.messages
        try:
            if ALPN in flight.hello.extensions and not display.alpn:
                display.alpn.append(chosen_protocol(flight.hello.extensions[ALPN]))
            ders = read_certificates(flight.messages[CERTIFICATE]) if CERTIFICATE in flight.messages else ()
        except NotTlsError:
            display.incomplete.append(f"the certificate message for {name} suites is malformed")
            continue
        if ders and all(ders != seen for _, seen in display.chains):
            display.chains.append((name, ders))
    if display.alpn:
        display.alpn += _further_protocols(asker, found, server_name, display.alpn[0])


def _further_protocols(asker: Asker, found: Accepted, server_name: str, first: str) -> Iterator[str]:
    left = [protocol for protocol in _PROTOCOLS if protocol != first]
    while left:
        flight = asker.ask(Hello(version=found.version, suites=found.suites, server_name=server_name, alpn=left))
        data = flight.hello.extensions.get(ALPN, b"") if flight.hello is not None else b""
        try:
            chosen = chosen_protocol(data) if data else ""
        except NotTlsError:
            return
        if chosen not in left:
            return
        left.remove(chosen)
        yield chosen


def _by_signature(suites: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield suites grouped by the kind of certificate that goes with them."""
    for name, endings in _SIGNED_BY:
        fitting = [
            code
            for code in suites
            if take_apart(suite_names().get(code, ""))[0].replace("_EXPORT", "").split("_")[-1] in endings
        ]
        if fitting:
            yield name, fitting


def _modern(asker: Asker, found: Accepted, server_name: str, display: Display) -> None:
    suites = [code for code in found.suites if code in READABLE]
    if not suites:
        display.incomplete.append("the certificate is encrypted under a suite that cannot be opened here")
        return
    for group in (X25519, P256, P384):
        try:
            shown = _handshake(asker, suites, group, server_name)
        except (NotTlsError, ValueError) as error:
            display.incomplete.append(f"the encrypted certificate could not be read: {error}")
            return
        if shown is not None:
            display.asks_certificate = shown.asks_certificate
            display.chains.append(("TLS 1.3", shown.certificates))
            if shown.alpn:
                display.alpn.append(shown.alpn)
            return
    display.incomplete.append("the certificate is encrypted under a group that cannot be agreed on here")


def _handshake(asker: Asker, suites: Sequence[int], group: int, server_name: str) -> Shown | None:
    """Return what the server shows under TLS 1.3, or nothing if it does not take the group.

    Raises:
        NotTlsError: if its flight cannot be opened.
        Unavailable: if it cannot be reached.
    """
    share = make_share(group)
    hello = Hello(
        version=TLS13,
        suites=suites,
        groups=(group,),
        shares=((group, share.public),),
        server_name=server_name,
        alpn=_PROTOCOLS,
        random=bytes(range(32)),
    )
    own = hello.handshake()
    reach = asker.reach
    until = reach.milliseconds() + PATIENCE_MS
    with reach.tcp(asker.target, timeout_ms=PATIENCE_MS) as wire:
        asker.handshakes += 1
        reader = FlightReader(wanted=2)
        opening: Opener | None = None
        try:
            wire.send(hello.records())
            while (left := until - reach.milliseconds()) > 0 and (data := wire.receive(16_384, timeout_ms=left)):
                if opening is None:
                    if not reader.feed(data):
                        continue
                    chosen = reader.flight.hello
                    if chosen is None or chosen.retry or chosen.suite not in READABLE or chosen.group != group:
                        return None
                    opening = opener(chosen.suite, share.agree(chosen.share), own + reader.flight.raw)
                    data = reader.flight.rest
                if (shown := opening.feed(data)) is not None:
                    return shown
        except Unavailable as error:
            raise NotTlsError(error.reason) from error
    raise NotTlsError("the flight broke off")
