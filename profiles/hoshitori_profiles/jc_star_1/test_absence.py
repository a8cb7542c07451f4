"""What does not apply: each claim of an absence, checked over everything that discovery found."""

from __future__ import annotations

from hoshitori.facts.login_surface import LoginSurface
from hoshitori.facts.ports import PortSurvey
from hoshitori.facts.update_paths import UpdatePaths
from hoshitori.profile import Case, Need, case, the_device
from hoshitori_profiles.jc_star_1.ports import EVERY_OPEN_PORT, EVERY_PORT, NO_PASSWORD, listed


@case(
    "S1.1-01/2",
    subject=the_device,
    tcp=Need(PortSurvey, transport="tcp", effort=EVERY_PORT),
    udp=Need(PortSurvey, transport="udp", effort=EVERY_PORT),
    tcp6=Need(PortSurvey, transport="tcp", family="ipv6"),
    udp6=Need(PortSurvey, transport="udp", family="ipv6"),
)
def test_no_ip_service_is_open(
    case: Case, tcp: PortSurvey, udp: PortSurvey, tcp6: PortSurvey, udp6: PortSurvey
) -> None:
    """No port is open through which anything over IP could reach the device."""
    for survey in (tcp, tcp6):
        seen = f"open TCP ports: {listed(survey.open_numbers)}"
        case.expect(not survey.open, on=survey, expected="no-open-tcp-port", observed=seen)
    ours = {port.number for port in case.declaration.ports if port.transport == "udp" and not port.interface}
    # A client's own socket keeps silent towards strangers; one that answers is a service, whatever it is declared as.
    for survey in (udp, udp6):
        answering = set(survey.open_numbers).union(set(survey.silent_numbers) - ours)
        seen = f"UDP ports that answer, or keep silent: {listed(answering)}"
        case.expect(not answering, on=survey, expected="no-open-udp-port", observed=seen)
    if tcp.undetermined_count or udp.undetermined_count or not udp.icmp_answers:
        case.undecided(on=(tcp, udp), reason="undecided-ports")
    for survey in (tcp6, udp6):
        told = survey.every_port and not survey.undetermined_count and (survey.icmp_answers or survey is tcp6)
        if survey.left_out or (survey.addresses and not told):
            case.undecided(on=survey, reason="undecided-ports")


@case("S1.1-03/1", subject=EVERY_OPEN_PORT, surface=Need(LoginSurface))
def test_no_service_asks_for_authentication(case: Case, surface: LoginSurface) -> None:
    """No service that was found asks a person to authenticate."""
    people = ", ".join(asked.id for asked in surface.asked if asked.for_people)
    case.expect(not people, on=surface, expected="no-authentication-asked", observed=people or surface.protocol)
    if not surface.conclusive:
        case.undecided(on=surface, reason="undecided-login-look")


@case("S1.1-02/1", subject=EVERY_OPEN_PORT, surface=Need(LoginSurface))
def test_no_service_asks_for_a_password(case: Case, surface: LoginSurface) -> None:
    """No service that was found takes a password from a person."""
    people = ", ".join(asked.id for asked in surface.asked if asked.for_people and asked.way not in NO_PASSWORD)
    case.expect(not people, on=surface, expected="no-password-asked", observed=people or surface.protocol)
    if not surface.conclusive:
        case.undecided(on=surface, reason="undecided-login-look")


@case("S1.1-08/1", subject=the_device, paths=Need(UpdatePaths))
def test_no_network_update_is_seen(case: Case, paths: UpdatePaths) -> None:
    """Nothing on the wire or on the device's pages speaks of updates over a network."""
    case.expect(
        not paths.plain,
        on=paths,
        expected="no-network-update-seen",
        observed=", ".join(trace.id for trace in paths.plain),
    )
    if paths.traces or not paths.capture_read:
        case.undecided(on=paths, reason="undecided-update-traces")
    least: int = case.threshold("update-watch")
    if paths.seconds < least:
        case.undecided(on=paths, reason="undecided-update-watch")
    if paths.unread:
        case.undecided(on=paths, reason="undecided-uploads-unread")
    case.limit("limit-update-absence")
