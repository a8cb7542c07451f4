"""Ways around a lock or a delay: each is found where it leads around, and nothing is made of it where it does not."""

from __future__ import annotations

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.throttling import GuessingRun
from hoshitori.model.declaration_ixit import Row, SecretReference, SecretSource
from hoshitori_plugins.throttling.probe import run_guesses
from tests.plugins.support import Notes, declare, endpoint, interface, password_row, reach_for, row_target
from tests.plugins.webservers import (
    RIGHT,
    BreaksOnWrong,
    CountsInCookie,
    Gate,
    HoldsAccount,
    HoldsConnection,
    LocksAccount,
    web_device,
)

PATHS = {"basic": "/", "form": "/login", "digest": "/"}
OTHER = {"guest": "Quiet-Otter-5"}
A_MILLION = 1_000_000


def run(gate: Gate, *, style: str = "form", other: bool = False) -> tuple[GuessingRun, Notes]:
    """Guess at a device, whose account with fewer rights is declared or not."""
    named = {"lesser_user_name": "guest"} if other else {}
    plain = password_row(style, user_name="admin", login_path=PATHS[style], protected_path="/home", **named)
    given = {"lesser_user_secret": SecretReference(source=SecretSource.ENV, location="NOWHERE")} if other else {}
    declared = Row(table=plain.table, id=plain.id, fields=plain.fields, secrets=given)
    values = {"1-AuthMech/AM-1": RIGHT, "1-AuthMech/AM-1/lesser_user_secret": OTHER["guest"]}
    notes = Notes()
    with web_device(style, gate) as port:
        reach = reach_for(notes, declare(declared, interface(port)), secrets=values)
        fact = run_guesses(row_target(declared, endpoint(port, "http")), reach)
    assert decode(GuessingRun, encode(fact)) == fact
    return fact, notes


def around(fact: GuessingRun) -> list[str]:
    """Return the detours that led around."""
    for one in fact.detours:
        assert one.led_around == bool(one.guesses and one.milliseconds and one.guesses_a_day > A_MILLION)
    return [one.id for one in fact.detours if one.led_around]


@pytest.mark.parametrize("style", PATHS)
def test_claimed_addresses_that_are_believed_are_found(style: str) -> None:
    """Ten minutes after five failures of an address, and an address is what one says: there is no lock at all."""
    fact, _ = run(LocksAccount(milliseconds=600_000, by_address=True, believes=True), style=style)

    assert fact.modes[0].lock_outlasted
    assert around(fact) == ["claimed-address"]
    assert fact.guesses_a_day < A_MILLION


def test_a_log_in_of_another_account_that_forgives_is_found() -> None:
    """An address's failures are forgotten when it logs in as somebody else: five guesses, one log-in, and so on."""
    gate = LocksAccount(milliseconds=1_000, by_address=True, others=OTHER)
    fact, _ = run(gate, other=True)

    assert [one.id for one in fact.detours] == ["other-account", "claimed-address"]
    assert around(fact) == ["other-account"]
    assert fact.guesses_a_day < A_MILLION
    assert fact.opened_after


def test_each_of_two_ways_around_is_named() -> None:
    """Where both lead around, both are on record."""
    gate = LocksAccount(milliseconds=1_000, by_address=True, believes=True, others=OTHER)

    assert around(run(gate, other=True)[0]) == ["other-account", "claimed-address"]


@pytest.mark.parametrize(
    "gate",
    [
        LocksAccount(milliseconds=1_000, others=OTHER),
        LocksAccount(milliseconds=1_000, by_address=True),
        HoldsAccount(milliseconds=1_000, others=OTHER, believes=True),
        HoldsConnection(milliseconds=1_000, others=OTHER),
        LocksAccount(milliseconds=1_000, by_address=True, shuns=True),
        BreaksOnWrong(refusals=5, whoever=True),
    ],
    ids=["lock", "lock-by-address", "hold", "hold-of-connection", "claims-are-shunned", "breaks"],
)
def test_nothing_leads_around_a_sound_lock(gate: Gate) -> None:
    """By account, by address, said or unsaid: what is held back or refused whoever claims what is no way around."""
    plain, _ = run(gate, other=bool(gate.others))

    assert around(plain) == []
    assert plain.detours


def test_a_device_that_holds_failures_back_is_asked_but_once() -> None:
    """One guess that costs a second ends it, whatever else was tried with it: a sound device pays two seconds."""
    gate = HoldsAccount(milliseconds=2_000, others=OTHER)
    _, notes = run(gate, other=True)
    with_account = notes.effort["tries"]
    _, notes = run(HoldsAccount(milliseconds=2_000), other=False)

    assert with_account == notes.effort["tries"]


@pytest.mark.parametrize("gate", [Gate(), CountsInCookie(), LocksAccount(milliseconds=1_000, status=401)])
def test_where_nothing_is_seen_to_hold_a_guesser_up_no_way_around_is_tried(gate: Gate) -> None:
    """An open road needs no detour; where a lock begins that says nothing is not known, nor whether one led around."""
    fact, _ = run(gate)

    assert fact.detours == ()


def test_records_from_before_are_read() -> None:
    """A record that knows nothing of detours is read as one where none was tried."""
    fact, _ = run(HoldsAccount(milliseconds=2_000))
    old = {name: value for name, value in encode(fact).items() if name != "detours"}

    assert decode(GuessingRun, old).detours == ()
    assert fact.detours != ()
