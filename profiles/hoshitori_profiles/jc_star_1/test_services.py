"""S1.1-12 over everything that was found open: no service speaks in clear or by outdated TLS, declared or not."""

from __future__ import annotations

from hoshitori.facts.service import Heard, LeadsTo, ServiceIdentity
from hoshitori.facts.tls import TlsSurvey
from hoshitori.profile import Case, Need, case
from hoshitori_profiles.jc_star_1.ports import EVERY_OPEN_PORT, OPEN_TCP, led_to, service_of
from hoshitori_profiles.jc_star_1.protection import expect_current_versions, not_listed, unsuitable

OWN_PORTS = {"dhcp": {67, 68}, "mdns": {5353}, "ssdp": {1900}, "ntp": {123}, "dns": {53, 5353}}
"""Where a service that answered in no known way may be what it is declared as; elsewhere anything could hide."""

MOST_NAMED = 8
"""Of the paths that are served in clear, how many the sheet names."""


@case("S1.1-12/2", subject=EVERY_OPEN_PORT, service=Need(ServiceIdentity))
def test_no_service_speaks_in_clear(case: Case, service: ServiceIdentity) -> None:
    """A service is encrypted, or is a declared one of discovery or attachment that carries no asset."""
    assetless: tuple[str, ...] = case.threshold("assetless-protocols")
    entry = next(
        (p for p in case.declaration.ports if (p.transport, p.number) == (service.transport, service.port)), None
    )
    declared_at_home = entry is not None and service.port in OWN_PORTS.get(entry.protocol, ())
    unidentified_as_declared = service.transport == "udp" and not service.identified and declared_at_home
    spoken = entry.protocol if entry is not None and unidentified_as_declared else service.protocol
    if entry is not None and service.redirects_to:
        _expect_mere_redirect(case, service)
        return
    harmless = entry is not None and spoken in assetless
    in_clear = service.encrypted is False and service.identified
    if not (harmless or service.encrypted or in_clear):
        case.undecided(on=service, reason="undecided-service-unknown")
        return
    case.expect(
        harmless or service.encrypted is True,
        on=service,
        expected="service-encrypted",
        observed=_said(service, in_clear=in_clear and not harmless),
    )
    if harmless and not service.encrypted:
        case.limit("limit-no-asset-protocols")


def _said(service: ServiceIdentity, *, in_clear: bool) -> str:
    """Return what a service was seen to say, its first line alone; of SNMP, to which ways of asking it answered."""
    if service.protocol != "snmp":
        first = service.greeting.partition("\\r\\n")[0].strip()
        told = service.redirects_to or first
        if in_clear:
            return f"{service.protocol} in clear; {told}" if told else f"{service.protocol} in clear"
        return f"{service.protocol} {told}".strip()
    asked = [one for one in service.dialogues if one.id.startswith("snmp ") and one.heard is Heard.UNDERSTOOD]
    return ", ".join(["snmp", *(one.id.removeprefix("snmp ") for one in asked)])


def _expect_mere_redirect(case: Case, service: ServiceIdentity) -> None:
    """Expect that a declared port in clear sends everybody to HTTPS on the device itself and does nothing else."""
    redirect = service.redirect
    if redirect is None:
        case.undecided(on=service, reason="undecided-redirect-not-followed")
        return
    served = ", ".join(f"{one.id} ({one.what})" for one in redirect.served[:MOST_NAMED])
    case.expect(
        not redirect.served,
        on=service,
        expected="nothing-served-beside-redirect",
        observed=f"served in clear: {served}" if served else f"{redirect.asked} paths, {service.redirects_to}",
    )
    case.expect(
        redirect.leads is not LeadsTo.ELSEWHERE,
        on=service,
        expected="redirect-leads-to-device",
        observed=f"{service.redirects_to}: {redirect.leads.value}",
    )
    if redirect.leads is LeadsTo.UNKNOWN:
        case.undecided(on=service, reason="undecided-redirect-name")
    elif redirect.incomplete or not redirect.answers:
        case.undecided(on=service, reason="undecided-redirect-not-followed")
    case.limit("limit-redirect-paths")


@case("S1.1-12/2", subject=OPEN_TCP, service=Need(ServiceIdentity), survey=Need(TlsSurvey, optional=True))
def test_every_tls_service_is_current(case: Case, service: ServiceIdentity, survey: TlsSurvey | None) -> None:
    """A service that speaks TLS, declared or not, accepts no outdated version and no unsuitable suite; of SSH is told.

    Declared SSH has a case of its own; of an SSH server that no row leads to, nobody looked at what it takes.
    """
    if service.protocol == "ssh" and service_of(case.subject) not in _surveyed_ssh(case):
        case.undecided(on=service, reason="undecided-ssh-not-declared")
    another = service.identified and (service.encrypted is False or service.protocol == "ssh")
    if survey is None and another:
        case.expect(another, on=service, expected="no-tls-accepted", observed=service.protocol)
    elif survey is None:
        case.undecided(on=service, reason="undecided-tls-incomplete")
    elif survey.speaks_tls:
        expect_current_versions(case, survey, beside=(service,))
        weak = unsuitable(case, survey.suites)
        seen = not_listed(weak) or ", ".join(suite.name for suite in survey.suites)
        case.expect(not weak, on=(survey, service), expected="tls-suite-suitable", observed=seen)
        if survey.incomplete:
            case.undecided(on=survey, reason="undecided-tls-incomplete")
    else:
        accepted = ", ".join(survey.accepted)
        case.expect(
            not accepted, on=(service, survey), expected="no-tls-accepted", observed=accepted or service.protocol
        )


def _surveyed_ssh(case: Case) -> frozenset[str]:
    """Return the ports of declared SSH servers: what those offer is held against the lists."""
    channels = case.declaration.rows("11-SecComMech", protection="ssh", role="server")
    return frozenset(led_to(case.declaration, channel) for channel in channels)
