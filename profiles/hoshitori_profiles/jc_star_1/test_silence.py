"""Declared UDP services that keep silent towards strangers: nobody could look at them, so nobody may pass them."""

from __future__ import annotations

from hoshitori.facts.ports import PortSurvey
from hoshitori.profile import Case, Need, case, the_device
from hoshitori_profiles.jc_star_1.ports import EVERY_PORT, listed


@case("S1.1-12/2", subject=the_device, survey=Need(PortSurvey, transport="udp", effort=EVERY_PORT))
def test_no_declared_service_keeps_silent(case: Case, survey: PortSurvey) -> None:
    """No declared UDP service that may carry an asset was left without a look because it never answered."""
    if not _all_heard(case, survey):
        case.undecided(on=survey, reason="undecided-silent-service")


@case("S1.1-02/1", subject=the_device, survey=Need(PortSurvey, transport="udp", effort=EVERY_PORT))
def test_no_silent_service_was_left_untried(case: Case, survey: PortSurvey) -> None:
    """No declared UDP service was left untried because it never answered (counter-evidence)."""
    if not _all_heard(case, survey):
        case.undecided(on=survey, reason="undecided-silent-login")


def _all_heard(case: Case, survey: PortSurvey) -> bool:
    """Return whether every declared UDP service answered, or carries nothing worth protecting by its protocol."""
    assetless: tuple[str, ...] = case.threshold("assetless-protocols")
    answered = frozenset(survey.open_numbers)
    unknown = frozenset(survey.silent_numbers) if survey.icmp_answers else None
    silent = [
        port.number
        for port in case.declaration.ports
        if port.transport == "udp"
        and port.protocol not in assetless
        and port.number not in answered
        and (unknown is None or port.number in unknown)
    ]
    if not silent:
        case.expect(not silent, on=survey, expected="declared-services-answered", observed=listed(answered))
    if survey.undetermined_count:
        case.undecided(on=survey, reason="undecided-ports")
    return not silent
