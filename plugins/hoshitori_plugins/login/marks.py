"""How to tell an opened session from a refusal on the web: by declared marks, else by comparison with a failure."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hoshitori.model.subject import FieldValue
from hoshitori.probe import Unavailable
from hoshitori_plugins.login.attempt import Answered
from hoshitori_plugins.login.browser import Answer, Browser, local_path
from hoshitori_plugins.login.page import asks_for_password

_LOCK_STATUS: Final = frozenset({423, 429, 503})
_REFUSAL_STATUS: Final = frozenset({400, 401, 403, 422})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SERVER_ERROR: Final = 500
_LOCK_WORDS: Final = re.compile(
    r"too many|locked|lock(?:ed)? out|try again (?:later|in)|temporarily|ロック|しばらく|一時的に|回数", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a 1-AuthMech row says of success and failure; empty and 0 where it says nothing."""

    success_status: int = 0
    failure_status: int = 0
    success_mark: str = ""
    failure_mark: str = ""
    protected_path: str = ""

    @property
    def tell_failure(self) -> bool:
        """Whether a failure is known without having seen one."""
        return bool(self.failure_status or self.failure_mark)


def marks_of(fields: Mapping[str, FieldValue]) -> Marks:
    """Return the marks that a row declares."""

    def text(name: str) -> str:
        value = fields.get(name, "")
        return value if isinstance(value, str) else ""

    def number(name: str) -> int:
        value = fields.get(name, 0)
        return value if isinstance(value, int) else 0

    return Marks(
        success_status=number("success_status"),
        failure_status=number("failure_status"),
        success_mark=text("success_mark"),
        failure_mark=text("failure_mark"),
        protected_path=text("protected_path"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What a sure failure looked like: the answer to a random value in a fresh state."""

    status: int
    location: str
    cookies: frozenset[str]
    asks_again: bool
    lock_words: frozenset[str]


def failure_of(answer: Answer) -> Failure:
    """Return what is compared of an answer."""
    return Failure(
        status=answer.status,
        location=_location(answer),
        cookies=frozenset(line.partition("=")[0].strip() for line in answer.all("set-cookie")),
        asks_again=asks_for_password(answer.text),
        lock_words=_lock_words(answer),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Who says what an answer to a try means.

    Attributes:
        failure: how a sure failure looks; without it only declared marks and plain statuses speak.
        page: path of the log-in page.
    """

    marks: Marks
    page: str
    failure: Failure | None = None

    def judge(self, answer: Answer, visitor: Browser) -> Answered:
        """Return what an answer means; the visitor, with the cookies just got, may ask for one page more.

        A refusal that also carries words of a lock counts as LOCKED only where a failure in a fresh state did not
        carry them: many pages warn of the lock on every failure, and a try must not be taken for none because of that.
        An answer that leads elsewhere than a failure does, to a page of such words that anybody gets, is a lock too.
        """
        if _locked(answer, self.marks, self.failure):
            return Answered.LOCKED
        if _plainly_refused(answer, self.marks):
            return Answered.REFUSED
        if answer.status >= _SERVER_ERROR and answer.status != self.marks.success_status:
            return Answered.DROPPED
        if self.marks.protected_path and _shows(visitor, self.marks.protected_path):
            return Answered.OPENED
        if not self._let_in(answer, visitor):
            return Answered.REFUSED
        return Answered.LOCKED if self._led_to_a_lock(answer, visitor) else Answered.OPENED

    def _led_to_a_lock(self, answer: Answer, visitor: Browser) -> bool:
        """Whether an answer leads to a page that tells of a lock, and tells a stranger so as well."""
        place = _location(answer)
        if not place:
            return False
        try:
            told = visitor.afresh().get(place)
        except Unavailable:
            return False
        known = self.failure.lock_words if self.failure is not None else frozenset[str]()
        return told.status not in _REDIRECTS and bool(_lock_words(told) - known)

    def _let_in(self, answer: Answer, visitor: Browser) -> bool:
        marks, moved = self.marks, self.failure is None or _moved(answer, self.failure)
        if marks.protected_path:
            # a session with fewer rights may be shut out there: then what the answer leads to must open to it
            told_apart = marks.tell_failure if self.failure is None else moved
            return told_apart and bool(_location(answer)) and _shows(visitor, _location(answer))
        if marks.success_mark:
            return marks.success_mark in answer.text and marks.success_status in {0, answer.status}
        if marks.success_status:
            # A failure that is declared apart was ruled out before; else only a difference speaks for success.
            told_apart = marks.tell_failure or moved
            return answer.status == marks.success_status and told_apart
        return self.failure is not None and moved and _shows(visitor, _location(answer) or self.page)


def _locked(answer: Answer, marks: Marks, failure: Failure | None) -> bool:
    if answer.status in _LOCK_STATUS and answer.status not in {marks.failure_status, marks.success_status}:
        return True
    new = _lock_words(answer) - (failure.lock_words if failure else frozenset())
    return failure is not None and bool(new) and answer.status in {*_REFUSAL_STATUS, 200}


def _plainly_refused(answer: Answer, marks: Marks) -> bool:
    if marks.failure_status and answer.status == marks.failure_status:
        return True
    if marks.failure_mark and marks.failure_mark in answer.text:
        return True
    return answer.status in _REFUSAL_STATUS and answer.status != marks.success_status


def _moved(answer: Answer, failure: Failure) -> bool:
    """Whether an answer differs from a sure failure in anything that log-ins differ in."""
    seen = failure_of(answer)
    return (
        seen.status != failure.status
        or seen.location != failure.location
        or bool(seen.cookies - failure.cookies)
        or (failure.asks_again and not seen.asks_again)
    )


def _shows(visitor: Browser, path: str) -> bool:
    """Whether a page is shown to a visitor, and is no log-in page."""
    try:
        answer = visitor.get(path)
        if answer.status in _REDIRECTS and (next_path := _location(answer)):
            answer = visitor.get(next_path)
            if urllib.parse.urlsplit(next_path).path != urllib.parse.urlsplit(path).path and asks_for_password(
                answer.text
            ):
                return False
    except Unavailable:
        return False
    return 200 <= answer.status < 300 and not asks_for_password(answer.text)  # noqa: PLR2004  # success statuses


def _location(answer: Answer) -> str:
    return local_path(answer.header("location"), "/") if answer.status in _REDIRECTS else ""


def _lock_words(answer: Answer) -> frozenset[str]:
    return frozenset(found[0].lower() for found in _LOCK_WORDS.finditer(answer.text[:100_000]))
