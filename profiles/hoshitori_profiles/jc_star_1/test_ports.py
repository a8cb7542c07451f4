"""S1.1-13: every IP port that is open, or may be, is declared."""

from __future__ import annotations

from collections.abc import Iterable

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.ports import PortSurvey, ServiceNames
from hoshitori.facts.presence import NetworkPresence
from hoshitori.profile import Case, Need, case, the_device
from hoshitori_profiles.jc_star_1.ports import EVERY_PORT, declared, listed
from hoshitori_profiles.jc_star_1.reading import expect_element


@case("S1.1-13/1", subject=the_device, survey=Need(PortSurvey, transport="tcp", effort=EVERY_PORT))
def test_open_tcp_ports_are_declared(case: Case, survey: PortSurvey) -> None:
    """Every open TCP port is declared."""
    allowed = declared(case.declaration, "tcp")
    case.expect(
        allowed.issuperset(survey.open_numbers),
        on=survey,
        expected="port-declared",
        observed=(
            f"{_left(survey.open_numbers, allowed)}open: {listed(survey.open_numbers)}; declared: {listed(allowed)}"
        ),
        transport="TCP",
    )
    _say_what_is_left(case, survey, allowed)


@case(
    "S1.1-13/1",
    subject=the_device,
    survey=Need(PortSurvey, transport="udp", effort=EVERY_PORT),
    sockets=Need(DocumentElement, document="socket-list", element="e-udp-sockets", optional=True),
)
def test_open_udp_ports_are_declared(case: Case, survey: PortSurvey, sockets: DocumentElement | None) -> None:
    """Every UDP port that answers is declared, and so is every one that keeps silent where closed ones do not."""
    allowed = declared(case.declaration, "udp")
    facts = survey if sockets is None else (survey, sockets)
    silent = survey.silent_numbers if survey.icmp_answers else ()
    case.expect(
        allowed.issuperset((*survey.open_numbers, *silent)),
        on=facts,
        expected="port-declared",
        observed=(
            f"{_left((*survey.open_numbers, *silent), allowed)}"
            f"open: {listed(survey.open_numbers)}; silent: {listed(silent)}; declared: {listed(allowed)}"
        ),
        transport="UDP",
    )
    if not survey.icmp_answers:
        if sockets is None:
            case.undecided(on=survey, reason="undecided-socket-list")
        else:
            expect_element(case, sockets)
            case.limit("limit-socket-list")
    _say_what_is_left(case, survey, allowed)


def _left(seen: Iterable[int], allowed: frozenset[int]) -> str:
    """Return the ports that were seen and are not declared, for the beginning of a sentence."""
    undeclared = set(seen) - allowed
    return f"not declared: {listed(undeclared)}; " if undeclared else ""


def _say_what_is_left(case: Case, survey: PortSurvey, allowed: frozenset[int]) -> None:
    if survey.undetermined_count:
        case.undecided(on=survey, reason="undecided-ports")
    if not allowed.issubset((*survey.open_numbers, *survey.silent_numbers)):
        case.limit("limit-declared-not-seen")
    case.limit("limit-one-vantage")


@case(
    "S1.1-13/1",
    subject=the_device,
    tcp=Need(PortSurvey, transport="tcp", effort=EVERY_PORT),
    names=Need(ServiceNames),
)
def test_another_tool_sees_the_same_ports(case: Case, tcp: PortSurvey, names: ServiceNames) -> None:
    """Another tool finds the same TCP ports open (note)."""
    called = ", ".join(f"{one.id} {one.name}" for one in names.services)
    case.expect(
        not names.disagreements,
        on=(tcp, names),
        expected="same-ports-seen",
        observed=", ".join(names.disagreements) or called,
        tool=f"nmap {names.scanner}",
    )


@case(
    "S1.1-13/1",
    subject=the_device,
    tcp=Need(PortSurvey, transport="tcp", family="ipv6"),
    udp=Need(PortSurvey, transport="udp", family="ipv6"),
    presence=Need(NetworkPresence),
)
def test_addresses_of_version_six_are_scanned(
    case: Case, tcp: PortSurvey, udp: PortSurvey, presence: NetworkPresence
) -> None:
    """At every IPv6 address that the device has, every open port is declared; or it has none."""
    for survey in (tcp, udp):
        if survey.addresses or survey.open or survey.open_or_filtered_ranges:
            _expect_declared_over_ipv6(case, survey)
    surveys = (tcp, udp)
    known = {*presence.ipv6, *(one for survey in surveys for one in (*survey.addresses, *survey.left_out))}
    absent = not known and presence.ipv6_up is False
    if absent:
        case.expect(absent, on=(*surveys, presence), expected="no-ipv6", observed=presence.ipv6_how)
        return
    left = {one for one in known if any(one not in survey.addresses for survey in surveys)}
    if left or not known:
        case.undecided(on=(*surveys, presence), reason="undecided-ipv6")
    else:
        scanned = ", ".join(sorted(known))
        case.expect(not left, on=(*surveys, presence), expected="ipv6-addresses-scanned", observed=scanned)


def _expect_declared_over_ipv6(case: Case, survey: PortSurvey) -> None:
    allowed = declared(case.declaration, survey.transport)
    case.expect(
        allowed.issuperset((*survey.open_numbers, *survey.silent_numbers)),
        on=survey,
        expected="port-declared-ipv6",
        observed=(
            f"{_left((*survey.open_numbers, *survey.silent_numbers), allowed)}"
            f"open={listed(survey.open_numbers)} silent={listed(survey.silent_numbers)} declared={listed(allowed)}"
        ),
        transport=survey.transport.upper(),
    )
    if survey.undetermined_count or not survey.every_port:
        case.undecided(on=survey, reason="undecided-ports")
    if survey.transport == "udp" and not survey.icmp_answers:
        case.undecided(on=survey, reason="undecided-socket-list")
    case.limit("limit-one-vantage")
