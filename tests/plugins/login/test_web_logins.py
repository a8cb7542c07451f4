"""Default credentials over HTTP: each kind of log-in is tried, told apart and controlled."""

import json

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.login import DefaultLogin, LoginKind, UserClass
from hoshitori.model.subject import FieldValue
from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.login.credentials import credentials_for
from hoshitori_plugins.login.probe import try_default_logins
from tests.plugins.support import Notes, declare, endpoint, interface, password_row, reach_for
from tests.plugins.webservers import RIGHT, AcceptsEverything, Gate, LocksAccount, web_device

METHODS: dict[str, dict[str, FieldValue]] = {
    "form": {"login_path": "/login", "protected_path": "/home"},
    "json": {"login_path": "/api/login", "success_status": 200, "failure_status": 401},
    "basic": {"login_path": "/"},
    "digest": {"login_path": "/"},
}


def look(port: int, style: str, notes: Notes, *, declared: bool = True) -> DefaultLogin:
    """Run the probe, with the right value declared or with nothing declared at all."""
    row = password_row(style, user_name="admin", **METHODS[style])
    declaration = declare(row, interface(port)) if declared else declare()
    reach = reach_for(notes, declaration, secrets={"1-AuthMech/AM-1": RIGHT} if declared else {})
    fact = try_default_logins(endpoint(port, "http"), reach)
    assert decode(DefaultLogin, encode(fact)) == fact
    return fact


@pytest.mark.parametrize("style", METHODS)
def test_sound_device_refuses_the_list_and_lets_the_declared_value_in(style: str) -> None:
    """Where only the declared value opens a session, nothing is found and the control holds."""
    gate, notes = Gate(), Notes()
    with web_device(style, gate) as port:
        fact = look(port, style, notes)
    assert fact.withstood
    assert fact.control.held
    assert fact.tried == fact.refused > 8
    assert [one.kind for one in fact.offered] == [LoginKind[f"HTTP_{style.upper()}"]]
    assert len(gate.seen) >= fact.tried + 2
    assert notes.effort["tries"] == fact.tried


@pytest.mark.parametrize("style", METHODS)
def test_default_password_is_found_and_kept_out_of_the_fact(style: str) -> None:
    """A device that takes admin/1234 is found out; the value stands in the sealed artefact alone."""
    notes = Notes()
    with web_device(style, Gate(password="1234")) as port:
        fact = look(port, style, notes)
    assert [(one.id, one.user) for one in fact.opened] == [("credential-1", UserClass.ADMINISTRATOR)]
    assert not fact.withstood
    assert "1234" not in json.dumps(encode(fact))
    kept = notes.artefacts["opened-sessions.json"]
    assert kept["sealed"]
    assert b'"1234"' in kept["data"]


@pytest.mark.parametrize("style", ["form", "basic", "digest"])
def test_undeclared_login_is_found_by_looking(style: str) -> None:
    """Where nothing is declared, the log-in is found on the page; without a declared value no control holds."""
    with web_device(style, Gate(user="guest", password="guest")) as port:
        found = look(port, style, Notes(), declared=False)
    with web_device(style, Gate()) as port:
        sound = look(port, style, Notes(), declared=False)
    assert [one.user for one in found.opened] == [UserClass.ORDINARY]
    assert not sound.opened
    assert not sound.control.held


def test_page_that_asks_by_script_is_not_taken_for_one_without_log_in() -> None:
    """A password field that only a script sends leaves the question open."""
    with web_device("json", Gate()) as port:
        fact = look(port, "json", Notes(), declared=False)
    assert not fact.offered
    assert not fact.control.held
    assert "by-script" in fact.other_ways


@pytest.mark.parametrize("style", ["form", "json", "basic"])
def test_server_that_takes_anything_is_told_apart(style: str) -> None:
    """Where a random value opens a session, no pair is said to have been the one."""
    with web_device(style, AcceptsEverything()) as port:
        fact = look(port, style, Notes())
    assert fact.accepts_anything
    assert fact.opened == ()
    assert fact.tried == 0
    assert not fact.withstood
    assert not fact.control.held


def test_long_lock_stops_the_list_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a lock that outlasts the probe's patience the rest of the list is left alone and counted as unanswered."""
    notes = Notes()
    with web_device("form", LocksAccount(milliseconds=600_000)) as port:
        fact = look_quickly(port, notes, monkeypatch)
    assert fact.locked_out
    assert fact.unanswered > 0
    assert (
        fact.refused
        < fact.refused + fact.unanswered
        == len(credentials_for(LoginKind.HTTP_FORM, ["admin"], ["EX-100"]))
    )
    assert any("left alone" in remark for remark in notes.remarks)
    assert not fact.control.held


def look_quickly(port: int, notes: Notes, monkeypatch: pytest.MonkeyPatch) -> DefaultLogin:
    """Run the probe with a clock on which waiting costs nothing."""

    def at_once(_reach: object, _milliseconds: int) -> None:
        pass

    monkeypatch.setattr(WorkerReach, "wait", at_once)
    row = password_row("form", user_name="admin", **METHODS["form"])
    reach = reach_for(notes, declare(row, interface(port)), secrets={"1-AuthMech/AM-1": RIGHT})
    return try_default_logins(endpoint(port, "http"), reach)


def test_undeclared_service_with_the_accounts_of_a_declared_one() -> None:
    """A second door to the same accounts is controlled with the value declared for the first."""
    declaration = declare(password_row("form", user_name="admin"), interface(1))
    with web_device("basic", Gate()) as port:
        fact = try_default_logins(
            endpoint(port, "http"), reach_for(Notes(), declaration, secrets={"1-AuthMech/AM-1": RIGHT})
        )
    assert fact.withstood
    assert fact.control.held


def test_declared_value_that_opens_nothing_leaves_no_control() -> None:
    """A refusal seen where even the declared value is refused shows nothing."""
    with web_device("basic", Gate(password="Something-Else-9")) as port:
        fact = look(port, "basic", Notes())
    assert not fact.opened
    assert fact.control.held is False
    assert fact.offered[0].declared_opened is False
