"""S1.1-12 and -01 over declared SNMP agents: what they answer, and to whom."""

from __future__ import annotations

from hoshitori.facts.snmp import SnmpLevel, SnmpSurvey
from hoshitori.profile import Case, Need, case, if_any, rows

AGENTS = rows("11-SecComMech", protection="snmp", role="server")


@case("S1.1-12/1", subject=AGENTS, survey=Need(SnmpSurvey))
def test_snmp_answers_under_protection_alone(case: Case, survey: SnmpSurvey) -> None:
    """A declared SNMP agent answers its user's authenticated and encrypted requests alone, and no guessed value."""
    full = [one for one in survey.tries if one.level is SnmpLevel.AUTH_PRIV]
    below = [one.id for one in survey.tries if one.answered and one not in full]
    shown = (
        f"requests answered: {', '.join(below)}"
        if below
        else "; ".join(f"{one.id}: {', '.join(one.answers)}" for one in survey.tries)
    )
    case.expect(not below, on=survey, expected="snmp-weaker-refused", observed=shown)
    bare = [one.id for one in full if one.in_clear]
    shown = (
        f"requests answered in clear: {', '.join(bare)}"
        if bare
        else "; ".join(f"{one.id}: {', '.join(one.answers)}" for one in full)
    )
    case.expect(not bare, on=survey, expected="snmp-answer-encrypted", observed=shown)
    own = [one for one in survey.tries if one.who == "declared"]
    guessed = [one.id for one in survey.tries if one.answered and one not in own]
    shown = f"requests answered: {', '.join(guessed)}" if guessed else f"0/{len(survey.tries) - len(own)}"
    case.expect(not guessed, on=survey, expected="snmp-not-guessed", observed=shown)
    hashes: tuple[str, ...] = case.threshold("snmp-authentication")
    ciphers: tuple[str, ...] = case.threshold("snmp-privacy")
    if survey.authentication and survey.privacy:
        shown = f"{survey.authentication}, {survey.privacy}"
        suitable = survey.authentication in hashes
        case.expect(suitable, on=survey, expected="snmp-authentication-suitable", observed=shown)
        case.expect(survey.privacy in ciphers, on=survey, expected="snmp-privacy-suitable", observed=shown)
    elif not bare:
        case.undecided(on=survey, reason="undecided-snmp-not-opened")
    case.limit("limit-snmp")


@case("S1.1-01/2", subject=if_any(AGENTS), survey=Need(SnmpSurvey))
def test_snmp_asks_for_proof(case: Case, survey: SnmpSurvey) -> None:
    """A declared SNMP agent answers nobody who proves nothing but a user's name (counter-evidence)."""
    bare = [one for one in survey.tries if one.level is SnmpLevel.NO_AUTH]
    opened = ", ".join(one.id for one in bare if one.opened)
    seen = (
        f"requests answered: {opened}" if opened else "; ".join(f"{one.id}: {', '.join(one.answers)}" for one in bare)
    )
    case.expect(not opened, on=survey, expected="snmp-proof-asked", observed=seen)
    case.limit("limit-snmp-names")
