"""S1.1-04: how many guesses an attacker gets, held against how many values there are."""

from __future__ import annotations

from hoshitori.facts.judgement import Judgement
from hoshitori.facts.login_surface import LoginSurface
from hoshitori.facts.throttling import GuessingRun
from hoshitori.model.subject import Subject
from hoshitori.profile import Case, Need, case, rows, union
from hoshitori_profiles.jc_star_1.ports import NO_PASSWORD, OPEN_TCP, guessed_at, service_of
from hoshitori_profiles.jc_star_1.reading import expect_judgement


@case(
    "S1.1-04/1",
    subject=rows("1-AuthMech", subject="user", authentication_kind="password"),
    run=Need(GuessingRun),
)
def test_guessing_takes_too_long(case: Case, run: GuessingRun) -> None:
    """In a day an attacker can try only a small share of the possible values, however the guesses are made."""
    percent: int = case.threshold("guessing-share")
    space = possible_values(case.subject, case.threshold("user-chosen-space"))
    if space:
        case.expect(
            run.guesses_a_day * 100 <= percent * space,
            on=run,
            expected="guesses-a-day",
            observed=f"{run.guesses_a_day} ({run.worst.id}, {run.milliseconds_per_guess} ms)",
            percent=percent,
            space=f"{space:,}",
            most=f"{percent * space // 100:,}",
        )
        expect_no_way_around(case, run, most=percent * space // 100)
        if case.subject.text("origin") == "generated":
            case.limit("limit-generated-strength")
    else:
        case.undecided(on=run, reason="undecided-strength-not-declared")
    seen = f"{run.login}: a random wrong value opened a session" if run.accepts_anything else run.login
    case.expect(not run.accepts_anything, on=run, expected="wrong-value-refused", observed=seen)
    case.limit("limit-guessing-sources" if run.two_addresses else "limit-guessing-one-address")
    if not run.detours:
        case.limit("limit-guessing-ways-around")
    if not run.opened_after:
        case.limit("limit-user-locked-out")


def expect_no_way_around(case: Case, run: GuessingRun, *, most: int) -> None:
    """Expect that nothing that leads around a lock or delay gives more guesses a day than there may be."""
    for detour in run.detours:
        claims = detour.id.startswith("claimed-address")
        rate = f"{detour.guesses_a_day} (1-at-once-1-address, {detour.each_milliseconds} ms)"
        case.expect(
            detour.guesses_a_day <= most,
            on=run,
            expected="no-way-around-claimed-address" if claims else "no-way-around-other-account",
            observed=rate if detour.led_around else "0",
            most=f"{most:,}",
        )


def possible_values(row: Subject, user_chosen: int) -> int:
    """Return how many values a password may have: as generated, or as users choose; 0 where that is not declared.

    Users choose from far fewer than the characters allow, and never from more than digits of the least length give.
    """
    if row.text("origin") == "generated":
        bits = row.number("entropy_bits")
        return int(2**bits) if bits else 0
    shortest = row.number("minimum_length")
    return min(user_chosen, int(10**shortest)) if shortest else user_chosen


@case(
    "S1.1-04/1",
    subject=union(
        rows("1-AuthMech", subject="user", authentication_kind="key"),
        rows("1-AuthMech", subject="user", authentication_kind="client-certificate"),
        rows("1-AuthMech", subject="user", authentication_kind="token"),
        rows("1-AuthMech", subject="user", authentication_kind="community"),
    ),
    judged=Need(Judgement, question="q-not-guessable"),
)
def test_value_cannot_be_guessed(case: Case, judged: Judgement) -> None:
    """A key, certificate, token or community is too strong to be found by brute force."""
    least: int = case.threshold("unguessable-strength")
    declared = case.subject.number("entropy_bits")
    seen = f"declared: {declared}"
    case.expect(declared >= least, on=judged, expected="value-strong-enough", observed=seen, least=least)
    expect_judgement(case, judged, "value-not-guessable")
    case.limit("limit-strength-declared")


@case("S1.1-04/1", subject=OPEN_TCP, surface=Need(LoginSurface))
def test_every_password_login_was_guessed_at(case: Case, surface: LoginSurface) -> None:
    """Every log-in that was found to take a password is the one that a declared mechanism had guessed at."""
    asked = [one for one in surface.asked if one.for_people and one.way not in NO_PASSWORD]
    guessed, service = guessed_at(case.declaration), service_of(case.subject)
    strange = [one.id for one in asked if (service, one.way, one.where) not in guessed]
    asking = ", ".join(one.id for one in asked)
    if strange:
        case.undecided(on=surface, reason="undecided-login-not-declared")
    elif not (asking or surface.conclusive):
        case.undecided(on=surface, reason="undecided-login-look")
    else:
        case.expect(not strange, on=surface, expected="password-login-declared", observed=asking or surface.protocol)
