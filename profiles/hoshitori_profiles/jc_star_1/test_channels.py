"""S1.1-12 over the declared channels: versions, algorithms and certificates of TLS, algorithms of SSH."""

from __future__ import annotations

from hoshitori.facts.client_hello import ClientHellos
from hoshitori.facts.client_trust import ClientTrust, Shown
from hoshitori.facts.ssh import SshSurvey
from hoshitori.facts.tls import Certificate, ChainFault, TlsSurvey, older
from hoshitori.profile import Case, Need, case, if_any, rows
from hoshitori_profiles.jc_star_1.protection import expect_current_versions, not_listed, unsuitable

TLS_SERVERS = rows("11-SecComMech", protection="tls", role="server")
EDWARDS = frozenset({"Ed25519", "Ed448"})
"""Keys of one length alone, which is enough."""

OUT_OF_TIME = frozenset({ChainFault.EXPIRED, ChainFault.NOT_YET_VALID, ChainFault.UNREADABLE})


@case("S1.1-12/1", subject=TLS_SERVERS, survey=Need(TlsSurvey))
def test_tls_versions_are_current(case: Case, survey: TlsSurvey) -> None:
    """A declared TLS server accepts a current version and none that is outdated."""
    said = "" if survey.speaks_tls else "no TLS was spoken"
    case.expect(survey.speaks_tls, on=survey, expected="tls-spoken", observed=said)
    expect_current_versions(case, survey)


@case("S1.1-12/1", subject=TLS_SERVERS, survey=Need(TlsSurvey))
def test_tls_algorithms_are_suitable(case: Case, survey: TlsSurvey) -> None:
    """Cipher suites and groups that a declared TLS server accepts are all on the lists."""
    weak = unsuitable(case, survey.suites)
    seen = not_listed(weak) or ", ".join(suite.name for suite in survey.suites)
    case.expect(not weak, on=survey, expected="tls-suite-suitable", observed=seen)
    groups: tuple[str, ...] = case.threshold("tls-groups")
    least: int = case.threshold("prime-length")
    small = [g.name for g in survey.groups if g.name not in groups and not (g.code == 0 and g.bits >= least)]
    shown = not_listed(dict.fromkeys(small)) or ", ".join(dict.fromkeys(group.name for group in survey.groups))
    case.expect(not small, on=survey, expected="tls-group-suitable", observed=shown)
    pressed = "compression was accepted" if survey.compression else ""
    case.expect(not survey.compression, on=survey, expected="tls-compression-refused", observed=pressed)
    if survey.incomplete or not survey.suites:
        case.undecided(on=survey, reason="undecided-tls-incomplete")


@case("S1.1-12/1", subject=TLS_SERVERS, survey=Need(TlsSurvey))
def test_tls_certificate_is_trustworthy(case: Case, survey: TlsSurvey) -> None:
    """The certificate is within its validity, strong, and trusted in the way that is declared."""
    for chain in survey.chains:
        late = [fault for fault in chain.faults if fault in OUT_OF_TIME]
        own = chain.certificates[0] if chain.certificates else None
        until = f"valid from {own.not_before} to {own.not_after}" if own and own.not_after else "; ".join(chain.details)
        case.expect(not late, on=survey, expected="certificate-in-validity", observed=until)
        for certificate in chain.certificates:
            _expect_strong(case, survey, certificate)
    checks = [check for check in survey.trust if check.id in {case.subject.id, case.subject.id.partition("/")[2]}]
    for check in checks:
        if check.held is None:
            case.undecided(on=survey, reason="undecided-trust-not-checked")
        else:
            case.expect(check.held, on=survey, expected="certificate-trusted-as-declared", observed=check.why)
    if not (checks and survey.chains):
        case.undecided(on=survey, reason="undecided-trust-not-declared")


def _expect_strong(case: Case, survey: TlsSurvey, certificate: Certificate) -> None:
    """Expect a key of the least length and, where another key signed the certificate, a hash that is not outdated."""
    prime: int = case.threshold("prime-length")
    least: dict[str, int] = {"RSA": prime, "DSA": prime, "EC": case.threshold("curve-length")}
    outdated: tuple[str, ...] = case.threshold("outdated-hashes")
    hashed = certificate.signature or certificate.signature_algorithm.lower() in {"ed25519", "ed448"}
    if certificate.key not in {*least, *EDWARDS} or not (certificate.self_signed or hashed):
        case.undecided(on=survey, reason="undecided-certificate-kind")
    case.expect(
        certificate.key_bits >= least.get(certificate.key, 0)
        and (certificate.self_signed or certificate.signature.lower().replace("-", "") not in outdated),
        on=survey,
        expected="certificate-key-strong",
        observed=f"{certificate.subject}: {certificate.key} {certificate.key_bits}, {certificate.signature}",
    )


@case("S1.1-12/1", subject=rows("11-SecComMech", protection="tls", role="client"), seen=Need(ClientHellos))
def test_tls_client_offers_are_current(case: Case, seen: ClientHellos) -> None:
    """What the device offers its declared peer as TLS client is current."""
    least: str = case.threshold("tls-minimum-version")
    host = case.subject.text("peer").rpartition(":")[0]
    hellos = seen.to(case.subject.text("server_name") or host, host)
    if not hellos:
        case.undecided(on=seen, reason="undecided-client-hello-not-seen")
    for hello in hellos:
        case.expect(
            bool(hello.versions) and not any(older(version, least) for version in hello.versions),
            on=seen,
            expected="tls-client-version-current",
            observed=f"{hello.id}: {', '.join(hello.versions)}",
            least=least,
        )
        weak = unsuitable(case, hello.suites)
        case.expect(not weak, on=seen, expected="tls-client-suite-suitable", observed=not_listed(weak) or hello.id)
    case.limit("limit-tls-client")


@case("S1.1-12/1", subject=if_any(rows("11-SecComMech", protection="tls", role="client")), trust=Need(ClientTrust))
def test_false_certificates_are_refused(case: Case, trust: ClientTrust) -> None:
    """The device sends nothing to a server in its peer's place that shows a false certificate (note)."""
    for meeting in trust.meetings:
        if meeting.shown is Shown.GENUINE:
            continue
        case.expect(
            meeting.taken == 0,
            on=trust,
            expected="false-certificate-refused",
            observed=f"{meeting.id}: {meeting.refused}/{meeting.calls}, {trust.server}",
        )
        if not (meeting.refused or meeting.taken):
            case.undecided(on=trust, reason="undecided-no-call")


@case("S1.1-12/1", subject=rows("11-SecComMech", protection="ssh", role="server"), survey=Need(SshSurvey))
def test_ssh_algorithms_are_suitable(case: Case, survey: SshSurvey) -> None:
    """A declared SSH server speaks SSH 2.0 alone, with algorithms and host keys that are on the lists."""
    case.expect(
        survey.speaks_ssh and survey.version_two and not survey.version_one,
        on=survey,
        expected="ssh-spoken",
        observed=survey.banner,
    )
    exchanges: tuple[str, ...] = case.threshold("ssh-key-exchanges")
    keys: tuple[str, ...] = case.threshold("ssh-host-keys")
    ciphers: tuple[str, ...] = case.threshold("ssh-ciphers")
    macs: tuple[str, ...] = case.threshold("ssh-macs")
    held, seen = _all_listed(survey.key_exchanges, exchanges)
    case.expect(held, on=survey, expected="ssh-key-exchange-suitable", observed=seen)
    held, seen = _all_listed(survey.host_key_algorithms, keys)
    case.expect(held, on=survey, expected="ssh-host-key-suitable", observed=seen)
    held, seen = _all_listed(survey.ciphers, ciphers)
    case.expect(held, on=survey, expected="ssh-cipher-suitable", observed=seen)
    held, seen = _all_listed(survey.macs, macs)
    case.expect(held, on=survey, expected="ssh-mac-suitable", observed=seen)
    least: int = case.threshold("prime-length")
    short = [f"{key.id} {key.bits}" for key in survey.host_keys if "rsa" in key.key and key.bits < least]
    shown = ", ".join(short or [f"{key.id} {key.bits}" for key in survey.host_keys])
    case.expect(not short, on=survey, expected="ssh-host-key-long-enough", observed=shown)


def _all_listed(offered: tuple[str, ...], allowed: tuple[str, ...]) -> tuple[bool, str]:
    """Return whether something is offered and all of it allowed, with what is not, or else with all."""
    weak = [name for name in offered if name not in allowed]
    return bool(offered) and not weak, not_listed(weak) or ", ".join(offered)
