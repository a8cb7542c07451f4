"""Success told from failure: by the declared page, and by where the answer leads for those who may not see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest

from hoshitori.facts.login import LoginKind
from hoshitori_plugins.login.attempt import Answered
from hoshitori_plugins.login.browser import Answer, Browser
from hoshitori_plugins.login.credentials import credentials_for
from hoshitori_plugins.login.marks import Judge, Marks, failure_of

FORM = '<form method="post"><input type="password" name="p"></form>'
MARKS = Marks(success_status=303, failure_status=401, protected_path="/settings")


def answer(status: int, text: str = "", location: str = "") -> Answer:
    """An answer of a device."""
    headers = (("location", location),) if location else ()
    return Answer(status=status, headers=headers, body=text.encode())


class Pages:
    """A visitor to whom the device shows these pages and none other; a stranger sees `public` alone."""

    def __init__(self, pages: Mapping[str, Answer], public: Mapping[str, Answer]) -> None:
        self.pages = pages
        self.public = public

    def afresh(self) -> Pages:
        """Return a stranger."""
        return Pages(self.public, self.public)

    def get(self, path: str) -> Answer:
        """Return a page."""
        return self.pages.get(path, answer(403, "no"))


def judged(
    given: Answer,
    pages: Mapping[str, Answer],
    marks: Marks = MARKS,
    *,
    failure: Answer | None = None,
    public: Mapping[str, Answer] | None = None,
) -> Answered:
    """What an answer to a log-in means to a visitor who is shown these pages, and a stranger the public ones."""
    visitor = cast("Browser", Pages(pages, public or {}))
    return Judge(marks=marks, page="/login", failure=failure_of(failure) if failure else None).judge(given, visitor)


def test_whoever_sees_the_protected_page_is_in() -> None:
    """The declared page decides where it is shown."""
    assert judged(answer(303, location="/home"), {"/settings": answer(200, "all")}) is Answered.OPENED


def test_an_account_with_fewer_rights_is_in_too() -> None:
    """A session that may not see the declared page is one all the same, if what the answer leads to opens to it."""
    assert judged(answer(303, location="/home"), {"/home": answer(200, "hello")}) is Answered.OPENED


@pytest.mark.parametrize(
    ("given", "pages"),
    [
        (answer(401, "no"), {}),
        (answer(303, location="/login"), {"/login": answer(200, FORM)}),
        (answer(303, location="/home"), {}),
        (answer(200, "wrong"), {"/login": answer(200, "app")}),
    ],
)
def test_whoever_is_shown_nothing_is_not_in(given: Answer, pages: dict[str, Answer]) -> None:
    """A refusal, a way back to the log-in, a page that stays shut, and an answer that leads nowhere are no session."""
    assert judged(given, pages) is Answered.REFUSED


def test_an_answer_like_a_sure_failure_is_none() -> None:
    """Where no failure is declared, an answer that leads where failures lead decides nothing for success."""
    marks, failed = Marks(protected_path="/settings"), answer(303, location="/start")

    assert judged(failed, {"/start": answer(200, "welcome")}, marks, failure=failed) is Answered.REFUSED
    assert judged(answer(303, location="/home"), {"/home": answer(200, "x")}, marks, failure=failed) is Answered.OPENED


LOCK = {"/locked": answer(200, "Too many failures. Wait five minutes.")}


@pytest.mark.parametrize("marks", [Marks(), Marks(protected_path="/settings"), MARKS])
def test_being_led_to_a_page_that_tells_of_a_lock_is_no_session(marks: Marks) -> None:
    """A sound device that sends who guessed too often to a page of its own has let nobody in."""
    failed = answer(302, location="/login?again=1")

    assert judged(answer(303, location="/locked"), LOCK, marks, failure=failed, public=LOCK) is Answered.LOCKED


def test_words_of_a_lock_on_a_page_for_members_are_a_session_all_the_same() -> None:
    """What strangers do not get was opened by the value, whatever it speaks of."""
    failed = answer(302, location="/login?again=1")
    given = answer(303, location="/locked")

    assert judged(given, LOCK, Marks(protected_path="/settings"), failure=failed) is Answered.OPENED


def test_what_stands_on_the_label_is_tried_first() -> None:
    """Model and serial number come before the list, for every declared user, each once, and never empty."""
    pairs = credentials_for(LoginKind.HTTP_FORM, ["boss", "boss"], ["EX-100", "", "EX-100", "SN-1"])

    assert [(one.user, one.value) for one in pairs[:2]] == [("boss", "EX-100"), ("boss", "SN-1")]
    assert len(pairs) == 2 + len(credentials_for(LoginKind.HTTP_FORM, ["boss"]))
