"""The TLS survey of one endpoint: versions, suites, groups, certificates and their faults."""

from __future__ import annotations

import base64
import datetime
import ipaddress
from collections.abc import Sequence
from typing import Final

from hoshitori.facts.tls import Answer, KeyGroup, TlsSurvey
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.tls.asking import Asker
from hoshitori_plugins.tls.certificates import read_chain
from hoshitori_plugins.tls.enumerating import (
    Accepted,
    accepted_suites,
    measure_preference,
    modern_groups,
    older_groups,
    refuses_fallback,
)
from hoshitori_plugins.tls.registry import GROUPS, TLS13, VERSIONS, suite, version_name
from hoshitori_plugins.tls.showing import Display, show
from hoshitori_plugins.tls.trust import Parsed, check_trust, declared_channels

_BUDGET_MS: Final = 100_000
_PEM: Final = "application/pem-certificate-chain"


@probe(provides=TlsSurvey, impact=Impact.ACTIVE, timeout_ms=150_000)
def survey_tls(target: Endpoint, reach: Reach) -> TlsSurvey:
    """What a TLS server accepts and shows, by raw hellos, one connection at a time.

    Impact: active; about 90 handshakes that are given up after the server's first flight (a server that logs or counts
    failed handshakes will see them), at most 100 s.

    Known sources of false results: STARTTLS is not spoken, so a service that turns to TLS in mid-dialogue looks as if
    it spoke none; suites of PSK and SRP are found only where the server takes them without knowing the user; a server
    that chooses by server name shows what it has for the declared name, or for none; a middlebox that ends TLS in the
    device's place is what is surveyed; a server that limits handshakes by time leaves gaps, which are said.
    """
    if target.transport != "tcp":
        raise Unavailable(f"{target.subject.id}: TLS is surveyed over TCP; DTLS is not")
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    channels = declared_channels(reach.declaration, target)
    declared = [name for row in channels if (name := row.text("server_name"))]
    server_name = next((name for name in declared if not _is_address(name)), "")
    asker = Asker(target=target, reach=reach, deadline_ms=reach.milliseconds() + _BUDGET_MS)
    accepted = [accepted_suites(asker, version, server_name) for version in VERSIONS.values()]
    speaks = _speaks(target, accepted)
    for found in accepted:
        measure_preference(asker, found, server_name)
    display = show(asker, accepted, server_name) if speaks else Display()
    names = declared or [target.address]
    parsed: list[Parsed] = [read_chain(kind, ders, now, names=names) for kind, ders in display.chains]
    groups = _groups(asker, accepted, server_name, parsed)
    fallback = refuses_fallback(asker, accepted, server_name)
    _keep_chains(reach, display)
    incomplete = [*display.incomplete, *(found.incomplete for found in accepted if found.incomplete)]
    reach.spend(handshakes=asker.handshakes, suites=sum(len(found.suites) for found in accepted))
    return TlsSurvey(
        speaks_tls=speaks,
        versions=tuple(found.support() for found in accepted),
        suites=tuple(suite(code, version_name(found.version)) for found in accepted for code in found.suites),
        groups=groups,
        chains=tuple(chain for chain, _ in parsed),
        trust=tuple(check_trust(reach, channels, parsed, now)),
        alpn=tuple(protocol.encode("unicode_escape").decode("ascii")[:40] for protocol in display.alpn),
        compression=display.compression,
        secure_renegotiation=display.secure_renegotiation,
        extended_master_secret=display.extended_master_secret,
        asks_client_certificate=display.asks_certificate,
        fallback_scsv=fallback,
        observed_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        incomplete=tuple(incomplete),
    )


def _speaks(target: Endpoint, accepted: Sequence[Accepted]) -> bool:
    """Return whether TLS is spoken at all; an alert is TLS, too.

    Raises:
        Unavailable: if nothing can be said, since no version was accepted or plainly refused.
    """
    if any(found.suites for found in accepted):
        return True
    answers = [found.refusal.answer for found in accepted if found.refusal is not None]
    if Answer.ALERT in answers or Answer.OTHER_VERSION in answers:
        return True
    if not set(answers) & {Answer.NOT_TLS, Answer.CLOSED}:
        words = ", ".join(sorted({answer.value.lower() for answer in answers}))
        raise Unavailable(f"{target.subject.id}: hellos of every version came to nothing ({words})")
    return False


def _groups(
    asker: Asker, accepted: Sequence[Accepted], server_name: str, parsed: Sequence[Parsed]
) -> tuple[KeyGroup, ...]:
    groups: list[KeyGroup] = []
    older = next((found for found in reversed(accepted) if found.suites and found.version < TLS13), None)
    if older is not None:
        groups += older_groups(asker, older, server_name, _certificate_group(parsed))
    modern = next((found for found in accepted if found.suites and found.version == TLS13), None)
    if modern is not None:
        groups += modern_groups(asker, modern, server_name)
    return tuple(groups)


def _certificate_group(parsed: Sequence[Parsed]) -> int:
    curves = {chain.certificates[0].curve for chain, _ in parsed if chain.certificates}
    return next((code for code, (name, _) in GROUPS.items() if name in curves), 0)


def _keep_chains(reach: Reach, display: Display) -> None:
    for kind, ders in display.chains:
        bodies = (base64.encodebytes(der).decode("ascii") for der in ders)
        text = "".join(f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n" for body in bodies)
        reach.keep(f"chain-{kind.replace(' ', '-').lower()}.pem", _PEM, text.encode(), role="certificates")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
