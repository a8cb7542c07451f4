"""One try of one credential, and the four things a device can make of it."""

from __future__ import annotations

import enum
import secrets
from typing import Final, Protocol

from hoshitori.facts.login import LoginKind
from hoshitori.probe import Reach, Unavailable

_PAUSE_MILLISECONDS: Final = 300
_LONGEST_PAUSE_MILLISECONDS: Final = 2_000
_PATIENCE_MILLISECONDS: Final = 30_000
_DROPS: Final = 10
_TEXT_LIMIT: Final = 160


class Answered(enum.Enum):
    """What a device made of one try; only REFUSED means that it looked at the value and did not like it."""

    OPENED = "OPENED"
    REFUSED = "REFUSED"
    LOCKED = "LOCKED"
    DROPPED = "DROPPED"


class Login(Protocol):
    """A place where a password can be tried, each time on a fresh connection without cookies."""

    @property
    def kind(self) -> LoginKind:
        """The way it takes a password."""
        ...

    @property
    def where(self) -> str:
        """Path, realm or nothing."""
        ...

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Try one credential once, from a source address where one is named; a lost connection is DROPPED."""
        ...


def login_id(login: Login) -> str:
    """Return the name a log-in goes by in facts."""
    return f"{login.kind.value} {shown(login.where)}".strip()


def patiently(login: Login, reach: Reach, user: str, value: str) -> Answered:
    """Try one credential again while connections are dropped: servers drop some at random when many knock.

    Ten tries, no more once 30 s are over: who hangs or is gone is not waited for.
    """
    began = reach.milliseconds()
    for number in range(_DROPS):
        answered = login.attempt(user, value)
        if answered is not Answered.DROPPED or reach.milliseconds() - began > _PATIENCE_MILLISECONDS:
            return answered
        reach.wait(min(_PAUSE_MILLISECONDS * (number + 1), _LONGEST_PAUSE_MILLISECONDS))
    return Answered.DROPPED


def random_value() -> str:
    """Return a value that nobody set: 16 letters and digits, upper and lower, so that no rule refuses its form."""
    return f"Xq7{secrets.token_hex(6)}Z"


def shown(text: str) -> str:
    """Return a device's words fit to be kept: printable, one line, cut."""
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text[:_TEXT_LIMIT])


def was_silent(error: Unavailable) -> bool:
    """Return whether a connection was lost because nothing came in time."""
    return isinstance(error.__cause__, TimeoutError)


def was_refused(error: Unavailable) -> bool:
    """Return whether the device said that nothing listens there."""
    return isinstance(error.__cause__, ConnectionRefusedError)


def lost(error: Exception) -> Unavailable:
    """Return what a library's error means for a probe."""
    words = str(error) or type(error).__name__
    return Unavailable(shown(words))
