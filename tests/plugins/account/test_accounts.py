"""First use and change of password, against a small web device: each defect shows, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from hoshitori.facts.account import AccountWay, FirstUse, ValueChange, WeakValue
from hoshitori.facts.base import decode, encode
from hoshitori.probe import Unavailable
from hoshitori_plugins.account import change as change_module
from hoshitori_plugins.account.change import change_value
from hoshitori_plugins.account.first_use import use_first
from tests.plugins.account.camera import Camera, booted
from tests.plugins.support import Notes, declare, endpoint, password_row, reach_for, row, row_target

RIGHT, OTHER = "Correct-Horse-7", "Battery-Staple-8"
COLUMNS: dict[str, Any] = {
    "subject": "user",
    "user_name": "admin",
    "minimum_length": 8,
    "login_path": "/login",
    "user_field": "user",
    "password_field": "password",
    "failure_status": 401,
    "protected_path": "/settings",
    "change_path": "/account",
    "current_password_field": "old",
    "new_password_field": "new",
    "first_use_path": "/first-use",
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again at once: the cameras count what was tried, not the time."""
    monkeypatch.setattr(change_module, "_LATER_MILLISECONDS", (10, 10, 10))


class Hand:
    """A person at the device, who sets it up and notes what else is asked."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.asked: list[tuple[str, str, str]] = []

    def set_up(self) -> None:
        """Take the device into use."""
        self.camera.password = RIGHT

    def change_password(self, row: str, old: str, new: str) -> bool:
        """Change the value."""
        self.asked.append((row, old, new))
        self.camera.change(new)
        return True

    def opens(self, row: str, value: str) -> bool | None:
        """Try a value."""
        del row
        return self.camera.right(value)


def first_use(camera: Camera, notes: Notes | None = None, **columns: Any) -> FirstUse:  # noqa: ANN401  # columns of a row
    """Run the probe for first use on a camera."""
    with booted(camera) as port:
        declared = password_row("form", **{**COLUMNS, **columns})
        api = row("28-LogIntf", "LI-2", transport="tcp", port=port, path="/api/")
        pages = row("28-LogIntf", "LI-1", transport="tcp", port=port, path="/")
        reach = reach_for(notes or Notes(), declare(declared, pages, api), secrets={"1-AuthMech/AM-1": RIGHT})
        fact = use_first(row_target(declared, endpoint(port, "http")), reach)
    assert decode(FirstUse, encode(fact)) == fact
    return fact


def change(camera: Camera, notes: Notes | None = None, *, other: bool = True, **columns: Any) -> ValueChange:  # noqa: ANN401  # columns of a row
    """Run the probe for a change of value on a camera."""
    with booted(camera) as port:
        declared = password_row("form", **{**COLUMNS, **columns})
        pages = row("28-LogIntf", "LI-1", transport="tcp", port=port, path="/")
        secrets = {"1-AuthMech/AM-1": RIGHT} | ({"1-AuthMech/AM-1/other_secret": OTHER} if other else {})
        reach = reach_for(notes or Notes(), declare(declared, pages), secrets=secrets)
        fact = change_value(row_target(declared, endpoint(port, "http")), reach)
    assert decode(ValueChange, encode(fact)) == fact
    return fact


def test_a_sound_first_use_is_seen_as_such() -> None:
    """Guarded paths, derived ones too, turn strangers away; weak values are refused, the declared one is set."""
    camera = Camera()
    fact = first_use(camera)

    assert {one.id for one in fact.guarded} == {"/settings", "/account", "/api/settings"}
    assert not any(one.open_before for one in fact.guarded)
    assert [(one.id, one.taken) for one in fact.weak] == [(WeakValue.EMPTY, False), (WeakValue.SHORT, False)]
    assert fact.control.held
    assert camera.password == RIGHT


def test_what_works_before_a_password_is_set_is_seen() -> None:
    """A path that answered before and is guarded afterwards is named; weak values are then not judged by log-in."""
    fact = first_use(Camera(open_before=True))

    assert {one.id for one in fact.guarded if one.open_before} >= {"/settings", "/api/settings"}


WELCOME = "<h1>Welcome</h1><p>Choose a language to begin.</p><a href=/first-use>English</a>"


def test_a_welcome_at_every_path_is_no_function() -> None:
    """A device that shows the first step of its set-up whatever is asked for has nothing open."""
    fact = first_use(Camera(welcome=WELCOME))

    assert {one.id for one in fact.guarded} == {"/settings", "/account", "/api/settings"}
    assert not any(one.open_before for one in fact.guarded)
    assert fact.control.held


def test_what_works_beside_a_welcome_is_seen() -> None:
    """Settings that answer with what no other path gives are open, welcome or not."""
    fact = first_use(Camera(welcome=WELCOME, open_before=True))

    assert {one.id for one in fact.guarded if one.open_before} >= {"/settings", "/api/settings"}


@pytest.mark.parametrize(("shortest", "kind"), [(4, WeakValue.SHORT), (0, WeakValue.EMPTY)])
def test_a_weak_first_password_that_is_taken_is_seen_and_replaced(shortest: int, kind: WeakValue) -> None:
    """The weak value is named by its kind, and the declared one takes its place."""
    camera = Camera(shortest=shortest)
    fact = first_use(camera)

    assert [one.id for one in fact.weak if one.taken] == [kind]
    assert camera.password == RIGHT
    assert fact.control.held


def test_a_device_that_was_taken_into_use_shows_no_first_use() -> None:
    """Whether the declared password is set already or another one, there is no fact."""
    for password in (RIGHT, "Somebody-elses-1"):
        with pytest.raises(Unavailable, match=r"taken into use|no first value"):
            first_use(Camera(password=password))


def test_without_a_page_the_hand_sets_the_first_value() -> None:
    """Where no first-use page is declared the paths are looked at all the same, weak values are not tried."""
    camera = Camera()
    fact = first_use(camera, Notes(instruments={"Ui": Hand(camera)}), first_use_path="")

    assert (fact.way, fact.weak, fact.control.held) == (AccountWay.UI, (), True)
    with pytest.raises(Unavailable) as lacking:
        first_use(Camera(), first_use_path="")
    assert lacking.value.impossible_adapter == "Ui"


def test_a_page_that_answers_alike_for_all_is_no_evidence() -> None:
    """A device that shows the same page under every path shows no guarded one where it has none: no control."""
    camera = Camera(single_page=True)
    fact = first_use(camera, Notes(instruments={"Ui": Hand(camera)}), first_use_path="", protected_path="")

    assert not fact.control.held


def test_a_change_that_takes_effect_is_seen_and_undone() -> None:
    """The new value opens, the old one does not, and at the end the old one is back."""
    camera = Camera(password=RIGHT)
    fact = change(camera)

    assert (fact.said_done, fact.new_opened, fact.old_opened, fact.changed_back) == (True, True, False, True)
    assert fact.common_taken is True
    assert fact.control.held
    assert camera.password == RIGHT


def test_a_change_without_effect_is_seen() -> None:
    """The device says done, the new value opens nothing and the old one still does."""
    fact = change(Camera(password=RIGHT, changes=False))

    assert (fact.said_done, fact.new_opened, fact.old_opened) == (True, False, True)
    assert not fact.control.held


def test_an_old_value_that_survives_is_seen() -> None:
    """Both values open a session."""
    fact = change(Camera(password=RIGHT, keeps_old=True))

    assert (fact.new_opened, fact.old_opened) == (True, True)


def test_a_change_that_takes_effect_later_is_waited_for() -> None:
    """The device says done and goes on with the old value for a while: in the end it changed, and it changes back."""
    camera = Camera(password=RIGHT, slow=3)
    fact = change(camera)

    assert (fact.said_done, fact.new_opened, fact.old_opened, fact.changed_back) == (True, True, False, True)
    assert "new value: refused" in fact.tries
    assert fact.common_taken is None, "it might take that after the old value is back"
    assert fact.control.held
    assert camera.password == RIGHT


def test_a_value_that_the_device_refuses_was_not_changed() -> None:
    """A value of our own that breaks the device's rules is not said to be done, nor to be the declarer's."""
    fact = change(Camera(password=RIGHT, shortest=40), other=False)

    assert (fact.said_done, fact.new_opened, fact.value_declared) == (False, False, False)


def test_a_declared_value_that_opens_nothing_gives_no_fact() -> None:
    """Without a session before, a refusal afterwards would mean nothing."""
    with pytest.raises(Unavailable, match="opened no session"):
        change(Camera(password="Somebody-elses-1"))


def test_without_a_page_the_hand_changes_it() -> None:
    """Where no change page is declared the bench's hand is asked, and nobody where there is none."""
    camera = Camera(password=RIGHT)
    hand = Hand(camera)
    fact = change(camera, Notes(instruments={"Ui": hand}), change_path="")

    assert (fact.way, fact.new_opened, fact.old_opened, fact.changed_back) == (AccountWay.UI, True, False, True)
    assert hand.asked == [("1-AuthMech/AM-1", RIGHT, OTHER), ("1-AuthMech/AM-1", OTHER, RIGHT)]
    with pytest.raises(Unavailable) as lacking:
        change(Camera(password=RIGHT), change_path="")
    assert lacking.value.impossible_adapter == "Ui"


def test_other_kinds_are_worked_and_tried_by_the_hand() -> None:
    """A token is changed and tried by hand; a new client certificate nobody can make up."""
    camera = Camera(password=RIGHT)
    notes = Notes(instruments={"Ui": Hand(camera)})

    assert change(camera, notes, authentication_kind="token").old_opened is False
    with pytest.raises(Unavailable):
        change(camera, notes, other=False, authentication_kind="client-certificate")
