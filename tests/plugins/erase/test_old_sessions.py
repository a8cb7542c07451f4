"""Sessions through an erasure, at a small web device: one that outlives it is seen, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.erase import Erase, OldSession
from hoshitori_plugins.erase.probe import erase_and_look
from tests.plugins.account.camera import Camera, booted
from tests.plugins.keeping import (
    DECLARED,
    PERSONAL,
    RESET,
    SECRETS_ROW,
    UPDATES,
    KeepingDevice,
    bench_of,
    mechanism,
)
from tests.plugins.support import declare, reach_for, row, row_target

COLUMNS: dict[str, Any] = {
    "interface": "28-LogIntf/LI-1",
    "login_method": "form",
    "user_name": "admin",
    "login_path": "/login",
    "user_field": "user",
    "password_field": "password",
    "failure_status": 401,
    "protected_path": "/settings",
}


@dataclass
class WebDevice(KeepingDevice):
    """A keeping device whose password opens the pages of a camera; a reset ends their sessions unless it forgets to.

    Attributes:
        keeps_sessions: the defect.
        loses_pages: whether no log-in works any more once it was reset.
    """

    camera: Camera = field(default_factory=lambda: Camera(password=DECLARED))
    keeps_sessions: bool = False
    loses_pages: bool = False

    def change_password(self, row: str, old: str, new: str) -> bool:
        done = super().change_password(row, old, new)
        self.camera.password = self.password
        return done

    def factory_reset(self) -> None:
        super().factory_reset()
        self.camera.password = None
        if not self.keeps_sessions:
            self.camera.sessions.clear()

    def set_up(self) -> None:
        super().set_up()
        self.camera.password = "another-one" if self.loses_pages else self.password


def erased(device: WebDevice, **columns: Any) -> Erase:  # noqa: ANN401  # columns of a row
    """Erase a device with a web interface."""
    with booted(device.camera) as port:
        pages = row("28-LogIntf", "LI-1", transport="tcp", port=port, path="/", protocol="http")
        login = mechanism(**{**COLUMNS, **columns})
        declared = declare(login, pages, UPDATES, RESET, SECRETS_ROW, PERSONAL)
        reach = reach_for(bench_of(device), declared, secrets={"1-AuthMech/AM-1": DECLARED})
        fact = erase_and_look(row_target(RESET), reach)
    assert decode(Erase, encode(fact)) == fact
    return fact


def told(fact: Erase) -> list[bool | None]:
    """Return what became of the one session that was open."""
    assert [one.id.partition(" ")[2] for one in fact.sessions] == ["/settings"]
    return [one.opened for one in fact.sessions]


def test_a_session_ends_with_a_sound_reset() -> None:
    """The old cookie is turned away like a stranger, where a new session reads the page."""
    assert told(erased(WebDevice())) == [False]


def test_a_session_that_outlives_the_reset_is_seen() -> None:
    """Whoever held the cookie before reads the page of the new owner; everything else is gone."""
    fact = erased(WebDevice(keeps_sessions=True))

    assert told(fact) == [True]
    assert fact.control.held
    assert (fact.asked_first_use, fact.used_again) == (True, True)


def test_where_no_new_session_can_be_opened_nothing_is_told() -> None:
    """That an old session is turned away shows nothing where the page is not there for anybody."""
    assert told(erased(WebDevice(loses_pages=True))) == [None]


@pytest.mark.parametrize(
    "columns", [{"protected_path": ""}, {"protected_path": "/nothing"}, {"login_path": "/nothing"}]
)
def test_without_a_page_or_a_log_in_no_session_is_tried(columns: dict[str, Any]) -> None:
    """A device whose declaration leads to no session is erased all the same."""
    fact = erased(WebDevice(keeps_sessions=True), **columns)

    assert fact.sessions == ()
    assert fact.control.held


def test_records_from_before_are_read() -> None:
    """A record that knows nothing of sessions is read as one where none was tried."""
    fact = erased(WebDevice())
    old = {name: value for name, value in encode(fact).items() if name != "sessions"}

    assert decode(Erase, old).sessions == ()
    assert fact.sessions != ()
    assert all(isinstance(one, OldSession) for one in fact.sessions)
