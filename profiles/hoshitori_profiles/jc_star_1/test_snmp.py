"""S1.1-12 over declared SNMP agents: answers to requests that are authenticated and encrypted, and to no others."""

from __future__ import annotations

from hoshitori.facts.snmp import SnmpLevel, SnmpSurvey
from hoshitori.profile import Case, Need, case, rows


@case("S1.1-12/1", subject=rows("11-SecComMech", protection="snmp", role="server"), survey=Need(SnmpSurvey))
def test_snmp_answers_under_protection_alone(case: Case, survey: SnmpSurvey) -> None:
    """A declared SNMP agent answers its user's authenticated and encrypted requests alone, and no guessed value."""
    below = [one.id for one in survey.tries if one.opened and one.level is not SnmpLevel.AUTH_PRIV]
    shown = ", ".join(below) or "; ".join(f"{one.id}: {', '.join(one.answers)}" for one in survey.tries)
    case.expect(not below, on=survey, expected="snmp-weaker-refused", observed=shown)
    guessed = [one.id for one in survey.tries if one.opened and one.who != "declared"]
    case.expect(not guessed, on=survey, expected="snmp-not-guessed", observed=", ".join(guessed))
    suitable: tuple[str, ...] = case.threshold("snmp-authentication")
    if survey.authentication:
        case.expect(
            survey.authentication in suitable,
            on=survey,
            expected="snmp-authentication-suitable",
            observed=f"{survey.authentication}, {survey.privacy}",
        )
    else:
        case.undecided(on=survey, reason="undecided-snmp-not-opened")
    case.limit("limit-snmp")
