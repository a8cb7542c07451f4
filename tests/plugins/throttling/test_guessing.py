"""How many guesses a day: measured at devices that throttle soundly, badly and not at all."""

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.throttling import GuessingRun
from hoshitori.model.verdict import Cause
from hoshitori.probe import Unavailable
from hoshitori_plugins.throttling import guessing as guessing_module
from hoshitori_plugins.throttling.probe import run_guesses
from tests.plugins.support import Notes, declare, endpoint, interface, password_row, reach_for, row_target
from tests.plugins.webservers import (
    CLOCK,
    RIGHT,
    AcceptsEverything,
    BreaksOnWrong,
    CountsInCookie,
    Gate,
    HoldsAccount,
    HoldsConnection,
    LocksAccount,
    web_device,
)


def run(gate: Gate, *, style: str = "basic", value: str = RIGHT, second: str = "127.0.0.2") -> GuessingRun:
    """Guess at a device."""
    paths = {"basic": "/", "form": "/login", "json": "/api/login", "digest": "/"}
    declared = password_row(style, user_name="admin", login_path=paths[style], protected_path="/home")
    with web_device(style, gate) as port:
        reach = reach_for(
            Notes(), declare(declared, interface(port)), secrets={"1-AuthMech/AM-1": value}, second_address=second
        )
        fact = run_guesses(row_target(declared, endpoint(port, "http")), reach)
    assert decode(GuessingRun, encode(fact)) == fact
    return fact


@pytest.mark.parametrize("style", ["basic", "form"])
def test_device_without_throttling_gives_millions(style: str) -> None:
    """Where nothing slows guesses down, the rate is far beyond any limit, and the control holds."""
    fact = run(Gate(), style=style)
    assert fact.guesses_a_day > 1_000_000
    assert fact.control.held
    assert not fact.lock_seen
    assert [mode.id for mode in fact.modes] == ["1-at-once-1-address", "4-at-once-2-addresses"]


def test_count_in_the_clients_cookie_is_no_throttling() -> None:
    """A device that counts in the client's own cookie is wide open to whoever sends none."""
    fact = run(CountsInCookie(), style="form")
    assert fact.guesses_a_day > 1_000_000
    assert not fact.lock_seen


def test_a_hold_of_the_account_stands_against_any_number_at_once() -> None:
    """Half a second for each failure of an account, whoever comes from wherever: 172,800 a day."""
    fact = run(HoldsAccount(milliseconds=500))
    assert 172_000 < fact.guesses_a_day <= 172_800
    assert fact.control.held
    assert fact.opened_after
    assert {mode.at_once for mode in fact.modes} == {1, 4}


def test_delay_of_each_connection_alone_is_seen_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second on each connection is not a second for the attacker: four at once get four times as many."""
    monkeypatch.setattr(CLOCK, "stands", False)  # waits side by side: by the machine's own clock
    fact = run(HoldsConnection(milliseconds=1_000))
    one, four = fact.modes
    assert four.guesses_a_day > 3 * one.guesses_a_day
    assert fact.guesses_a_day == max(mode.guesses_a_day for mode in fact.modes)


def test_time_of_a_lock_is_part_of_the_price() -> None:
    """Five quick failures and then a second locked: ten in two seconds, not five in no time."""
    fact = run(LocksAccount(milliseconds=1_000))
    assert 300_000 < fact.guesses_a_day <= 5 * 86_400
    assert fact.lock_seen
    assert fact.control.held
    assert all(mode.locked for mode in fact.modes)


def test_lock_by_address_is_seen_from_two() -> None:
    """A lock of each address alone gives two addresses twice as much."""
    one_address, two_addresses = run(LocksAccount(milliseconds=1_000, by_address=True)).modes
    assert two_addresses.guesses_a_day * 10 > one_address.guesses_a_day * 15


def tried(source: str, looked: bool, start: int, end: int) -> guessing_module.Try:
    """One try of a mode."""
    return guessing_module.Try(source=source, looked=looked, start=start, end=end)


def two_addresses(tries: list[guessing_module.Try], *, counted: int, until: int) -> int:
    """Return the guesses a day of a mode from two addresses that ended when the first one's lock was over again."""
    tally = guessing_module.Tally(tries=tries, counted=counted, measured=until, now=until, stretches=[900, 900])
    plan = guessing_module.Plan(at_once=4, sources=("a", "b"), milliseconds=60_000, guesses=1_000)
    return guessing_module.measured(plan, tally, silent_milliseconds=0, recovery_milliseconds=0).guesses_a_day


def test_locks_out_of_step_take_nothing_from_the_second_address() -> None:
    """Each address is measured to the end of its own lock: five a second each, though one had only its first five."""
    a = [tried("a", True, 10 * n, 10 * n + 5) for n in range(5)] + [tried("a", False, 900, 905)]  # noqa: FBT003
    a += [tried("a", True, 1_000 + 10 * n, 1_005 + 10 * n) for n in range(5)]  # noqa: FBT003
    a += [tried("a", False, 1_900, 1_905), tried("a", True, 2_000, 2_005)]  # noqa: FBT003
    b = [tried("b", True, 500 + 10 * n, 505 + 10 * n) for n in range(5)]  # noqa: FBT003
    b += [tried("b", False, 1_400, 1_405), tried("b", True, 1_500, 1_505)]  # noqa: FBT003

    rate = two_addresses(sorted(a + b, key=lambda one: one.start), counted=15, until=2_000)

    assert rate == 10 * 86_400_000 // 2_000 + 5 * 86_400_000 // 1_500


def test_tries_side_by_side_are_no_end_of_a_lock() -> None:
    """Of tries of one round the order says nothing: what was looked at beside a refused look does not end a lock."""
    tries = [tried("a", False, 0, 20), tried("a", True, 1, 21), tried("b", True, 1, 20)]  # noqa: FBT003
    tries += [tried("a", False, 30_000, 30_010), tried("b", False, 30_000, 30_010)]  # noqa: FBT003

    assert two_addresses(tries, counted=2, until=30_000) == 2 * 86_400_000 // 30_000


def test_lock_that_lets_the_right_value_in_is_none() -> None:
    """Answers that say "locked" and look all the same are guesses."""
    fact = run(LocksAccount(milliseconds=600_000, hollow=True))
    assert fact.guesses_a_day > 1_000_000


@pytest.mark.parametrize("refusals", [0, 5])
def test_breaking_off_at_wrong_values_alone_is_no_throttling(refusals: int) -> None:
    """Tries without an answer are guesses where the right value opens a session at the same moment."""
    fact = run(BreaksOnWrong(refusals=refusals))
    assert fact.guesses_a_day > 1_000_000
    assert fact.control.held


def test_breaking_off_at_whoever_comes_is_not_counted() -> None:
    """A device that answers nobody any more has looked at nothing, and leaves no control."""
    fact = run(BreaksOnWrong(refusals=5, whoever=True))
    assert fact.modes[0].dropped
    assert fact.modes[0].guesses == 5
    assert not fact.control.held


def test_silent_lock_is_found_by_the_right_value() -> None:
    """A device that answers "wrong" while it is locked is not charged with guesses it never looked at."""
    fact = run(LocksAccount(milliseconds=1_000, status=401))
    assert any(mode.silenced for mode in fact.modes)
    assert fact.lock_seen


def test_long_announced_lock_is_an_upper_bound() -> None:
    """A lock that outlasts the run makes the rate an upper bound; the device's own word for it keeps the control."""
    fact = run(LocksAccount(milliseconds=600_000))
    assert fact.modes[0].lock_outlasted
    assert fact.guesses_a_day <= 5 * 86_400_000 // 4_500
    assert not fact.opened_after
    assert fact.control.held


def test_long_silent_lock_leaves_no_control() -> None:
    """Where even the right value is refused to the end, a refusal shows nothing."""
    fact = run(LocksAccount(milliseconds=600_000, status=401))
    assert not fact.control.held


def test_wrong_declared_value_is_no_run_at_all() -> None:
    """Without a right value that opens a session no guess is made."""
    with pytest.raises(Unavailable) as raised:
        run(Gate(), value="Not-This-One-1")
    assert raised.value.cause is Cause.EFFORT


def test_well_known_value_serves_as_control_where_the_declared_one_does_not() -> None:
    """A device that was left on its default is measured all the same, and the remark says with what."""
    fact = run(Gate(password="admin"), value="Not-This-One-1")
    assert fact.control.held
    assert fact.guesses_a_day > 1_000_000


def test_device_that_takes_anything_is_told_apart() -> None:
    """Where a wrong value opens a session there is nothing to guess."""
    fact = run(AcceptsEverything())
    assert fact.accepts_anything


def test_bench_with_one_address_says_so() -> None:
    """Without a second address the mode from two is left out, and the fact says so."""
    fact = run(Gate(), second="")
    assert not fact.two_addresses
    assert fact.modes[1].id == "4-at-once-1-address"


@pytest.mark.parametrize(("gap", "steady"), [(500, False), (900, False), (1_000, True), (2_000, True)])
def test_answers_that_merely_take_their_time_are_no_delay_yet(
    gap: int, steady: bool
) -> None:  # a parameter of the test
    """A device that checks slowly may lock after twenty failures: less than a second each, and guessing goes on."""
    tally = guessing_module.Tally(ends=list(range(gap, 12_000, gap)))

    assert tally.steady is steady
