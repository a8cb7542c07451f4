"""S1.1-12 over everything that was found open: no service speaks in clear or by outdated TLS, declared or not."""

from __future__ import annotations

from hoshitori.facts.service import ServiceIdentity
from hoshitori.facts.tls import TlsSurvey
from hoshitori.profile import Case, Need, case
from hoshitori_profiles.jc_star_1.ports import EVERY_OPEN_PORT, OPEN_TCP
from hoshitori_profiles.jc_star_1.protection import expect_current_versions


@case("S1.1-12/2", subject=EVERY_OPEN_PORT, service=Need(ServiceIdentity))
def test_no_service_speaks_in_clear(case: Case, service: ServiceIdentity) -> None:
    """A service is encrypted, or is a declared one of discovery or attachment that carries no asset."""
    assetless: tuple[str, ...] = case.threshold("assetless-protocols")
    entry = next(
        (p for p in case.declaration.ports if (p.transport, p.number) == (service.transport, service.port)), None
    )
    unidentified_as_declared = service.transport == "udp" and not service.identified
    spoken = entry.protocol if entry is not None and unidentified_as_declared else service.protocol
    harmless = entry is not None and spoken in assetless
    in_clear = service.encrypted is False and service.identified
    if not (harmless or service.encrypted or in_clear):
        case.undecided(on=service, reason="undecided-service-unknown")
        return
    case.expect(
        harmless or service.encrypted is True,
        on=service,
        expected="service-encrypted",
        observed=f"{service.protocol} {service.greeting}".strip(),
    )
    if harmless and not service.encrypted:
        case.limit("limit-no-asset-protocols")


@case("S1.1-12/2", subject=OPEN_TCP, survey=Need(TlsSurvey))
def test_every_tls_service_is_current(case: Case, survey: TlsSurvey) -> None:
    """A service that speaks TLS, declared or not, accepts no outdated version."""
    if survey.speaks_tls:
        expect_current_versions(case, survey)
    else:
        case.expect(not survey.accepted, on=survey, expected="no-tls-accepted")
