"""What a server accepts, found by leaving out what it has chosen until it refuses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hoshitori.facts.tls import Answer, KeyGroup, VersionSupport
from hoshitori_plugins.tls.answer import SERVER_KEY_EXCHANGE, Flight, NotTlsError, key_exchange_group, prime_bits
from hoshitori_plugins.tls.asking import Asker
from hoshitori_plugins.tls.hello import EVERY_GROUP, Hello
from hoshitori_plugins.tls.registry import (
    FALLBACK_SCSV,
    GROUPS,
    TLS13,
    VERSIONS,
    group_name,
    offered,
    suite_names,
    take_apart,
    version_name,
)

_AT_ONCE: Final = 120
"""Suites in one hello: fewer than some servers choke on, and everyday ones fit into one."""
_LONGEST: Final = 400
_PROTOCOL_VERSION: Final = 70
_INAPPROPRIATE_FALLBACK: Final = 86
_FINAL: Final = frozenset({Answer.ALERT, Answer.CLOSED, Answer.RESET, Answer.OTHER_VERSION})
"""Refusals that end an enumeration; silence and garbage do not tell."""


@dataclass(slots=True, kw_only=True)
class Accepted:
    """What is accepted under one version.

    Attributes:
        suites: numbers, in the order in which the server chose them.
        first: the first flight with a ServerHello.
        incomplete: why the list may have gaps; empty where it has none.
    """

    version: int
    suites: list[int] = field(default_factory=list[int])
    first: Flight | None = None
    refusal: Flight | None = None
    prefers: bool | None = None
    incomplete: str = ""

    def support(self) -> VersionSupport:
        """Return the version's line in the survey."""
        name = version_name(self.version)
        refused = self.refusal
        return VersionSupport(
            id=name,
            order=list(VERSIONS).index(name),
            accepted=bool(self.suites),
            why=Answer.ACCEPTED if self.suites or refused is None else refused.answer,
            alert=refused.alert if refused is not None and not self.suites else None,
            server_prefers=self.prefers,
        )


def accepted_suites(asker: Asker, version: int, server_name: str) -> Accepted:
    """Return the suites accepted under a version: everyday ones first, in hellos of 120."""
    found = Accepted(version=version)
    pieces = [offered(version)[start : start + _AT_ONCE] for start in range(0, len(offered(version)), _AT_ONCE)]
    while pieces:
        piece = list(pieces.pop(0))
        while piece:
            hello = Hello(version=version, suites=piece, server_name=server_name)
            flight = asker.ask(hello)
            if flight.answer is Answer.CLOSED and found.suites:
                # it may have hung up for another reason, such as too many connections at once
                flight = asker.ask_later(hello)
            if flight.hello is None or flight.hello.version != version or flight.hello.suite not in piece:
                break
            found.suites.append(flight.hello.suite)
            found.first = found.first or flight
            piece.remove(flight.hello.suite)
        else:
            continue
        if flight.hello is not None:
            flight.answer = Answer.OTHER_VERSION
        if flight.answer not in _FINAL and found.suites:
            found.incomplete = f"{version_name(version)}: a hello was answered by {flight.answer.value}"
        found.refusal = found.refusal or flight
        if not found.suites and (flight.alert == _PROTOCOL_VERSION or flight.answer is not Answer.ALERT):
            # the version itself is refused, whatever the suites
            break
    return found


def measure_preference(asker: Asker, found: Accepted, server_name: str) -> None:
    """Find out whether the server picks suites in an order of its own, by offering them in two opposite orders."""
    if len(found.suites) < 2:
        return
    picks: list[int] = []
    for order in (found.suites, found.suites[::-1]):
        flight = asker.ask(Hello(version=found.version, suites=order, server_name=server_name))
        if flight.hello is None:
            found.incomplete = found.incomplete or f"{version_name(found.version)}: preference was not told"
            return
        picks.append(flight.hello.suite)
    found.prefers = picks[0] == picks[1]


def modern_groups(asker: Asker, found: Accepted, server_name: str) -> Iterator[KeyGroup]:
    """Yield the groups accepted under TLS 1.3: without a key share, each retry request names the server's choice."""
    groups = list(EVERY_GROUP)
    while groups:
        flight = asker.ask(Hello(version=TLS13, suites=found.suites, groups=groups, server_name=server_name))
        if flight.hello is None or flight.hello.group not in groups:
            return
        groups.remove(flight.hello.group)
        yield _group("TLS 1.3", flight.hello.group)


def older_groups(asker: Asker, found: Accepted, server_name: str, certificate_group: int) -> Iterator[KeyGroup]:
    """Yield the groups accepted under TLS 1.2 or older, as ServerKeyExchange names them.

    A server with an ECDSA certificate wants its curve among the client's groups (RFC 8422 section 5.1), so that one
    stays in every hello, last. Where the server prefers it to all others, those are asked for without it; a server
    that then refuses hides them.
    """
    elliptic = [code for code in found.suites if _exchange(code).startswith("ECDHE") or _exchange(code) == "ECDH_anon"]
    groups = [code for code in EVERY_GROUP if code < 256]
    hello = Hello(version=found.version, suites=elliptic, server_name=server_name)
    chosen: set[int] = set()
    while elliptic and groups:
        flight = asker.ask(replace(hello, groups=groups), wanted=SERVER_KEY_EXCHANGE)
        group = key_exchange_group(flight.messages.get(SERVER_KEY_EXCHANGE, b""))
        if group not in groups:
            break
        groups.remove(group)
        if group in chosen:
            # the certificate's curve a second time: what is left can only be had without it, if at all
            continue
        chosen.add(group)
        yield _group("TLS 1.2 and older", group)
        if group == certificate_group:
            groups.append(group)
    yield from _primes(asker, found, server_name)


def _primes(asker: Asker, found: Accepted, server_name: str) -> Iterator[KeyGroup]:
    for marker in ("DHE", "DH_anon"):
        for export in (False, True):
            suites = [
                c for c in found.suites if _exchange(c).startswith(marker) and ("EXPORT" in _exchange(c)) is export
            ]
            if not suites:
                continue
            hello = Hello(version=found.version, suites=suites, server_name=server_name, groups=())
            message = asker.ask(hello, wanted=SERVER_KEY_EXCHANGE).messages.get(SERVER_KEY_EXCHANGE, b"")
            try:
                bits = prime_bits(message) if message else 0
            except NotTlsError:
                bits = 0
            if bits:
                name = f"dh {bits} bits"
                yield KeyGroup(
                    id=f"TLS 1.2 and older {name}", version="TLS 1.2 and older", name=name, code=0, bits=bits
                )


def refuses_fallback(asker: Asker, accepted: Sequence[Accepted], server_name: str) -> bool | None:
    """Return whether a hello that says it fell back is refused (RFC 7507); nothing with fewer than two versions."""
    spoken = [found for found in accepted if found.suites]
    if len(spoken) < 2:
        return None
    lower = spoken[-2]
    suites = [*lower.suites[:_LONGEST], FALLBACK_SCSV]
    flight = asker.ask(Hello(version=lower.version, suites=suites, server_name=server_name))
    return flight.alert == _INAPPROPRIATE_FALLBACK


def _exchange(code: int) -> str:
    return take_apart(suite_names().get(code, ""))[0]


def _group(version: str, code: int) -> KeyGroup:
    name = group_name(code)
    return KeyGroup(id=f"{version} {name}", version=version, name=name, code=code, bits=GROUPS.get(code, ("", 0))[1])
