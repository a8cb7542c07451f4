"""How guessing is slowed down, by account and independent of where the guesses come from."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from .accounts import normalised
from .behaviour import Throttling

FIRST_DELAY_MILLISECONDS: Final = 2000
"""Held back after each of the first ten failures."""
_PATIENT_FAILURES: Final = 10
_GROWTH_MILLISECONDS: Final = 500
_LONGEST_DELAY_MILLISECONDS: Final = 12_000
_MOST_WAITING: Final = 4
_MOST_WAITING_ALTOGETHER: Final = 24
"""So that a flood of names leaves the server threads for those who are logged in."""
_FORGET_SECONDS: Final = 900.0
_UNKNOWN_BUCKETS: Final = 64
_TRIES_OF_A_KNOWN_BROWSER: Final = 10
_BAD_PATIENCE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What came of one try: accepted, refused after looking, or not looked at at all."""

    accepted: bool
    looked: bool
    retry_after_milliseconds: int = 0
    cookie: str | None = None
    """A cookie the client is to keep."""


class Throttle(Protocol):
    """Decides whether, and when, a try is looked at."""

    def attempt(self, name: str, check: Callable[[], bool], cookie: str) -> Ruling:
        """Judge one try of account ``name``; ``check`` compares the password and is called at most once."""
        ...


def delay_milliseconds(failures: int) -> int:
    """How long the n-th failure in a row holds an account back: two seconds, growing from the eleventh on."""
    grown = FIRST_DELAY_MILLISECONDS + _GROWTH_MILLISECONDS * max(0, failures - _PATIENT_FAILURES)
    return min(grown, _LONGEST_DELAY_MILLISECONDS)


@dataclass(slots=True)
class _Bucket:
    turn: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0
    failures: int = 0
    last: float = 0.0
    closed_until: float = 0.0

    def count_failure(self) -> int:
        now = time.monotonic()
        self.failures = 1 if now - self.last > _FORGET_SECONDS else self.failures + 1
        self.last = now
        return delay_milliseconds(self.failures)


class _Buckets:
    """One bucket for each known account; names nobody has share a fixed number, so that memory is bounded."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        self._known = known
        self._guard = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def of(self, name: str) -> _Bucket:
        folded = normalised(name)
        digest = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).digest()
        key = f"account {folded}" if self._known(folded) else f"unknown {digest[0] % _UNKNOWN_BUCKETS}"
        with self._guard:
            return self._buckets.setdefault(key, _Bucket())


class ByAccount:
    """Tries of one account are looked at one after another; a failed one holds the account's turn for its delay.

    More tries, more connections, more addresses, no cookies: all of them wait for the same turn. Whoever gives up
    waiting does not shorten it. The owner's right password is answered as soon as its turn comes.
    """

    def __init__(self, known: Callable[[str], bool], sleep: Callable[[float], None] = time.sleep) -> None:
        self._buckets = _Buckets(known)
        self._guard = threading.Lock()
        self._waiting = 0
        self._sleep = sleep

    @property
    def buckets(self) -> int:
        """How many counts are kept."""
        return len(self._buckets)

    def attempt(self, name: str, check: Callable[[], bool], cookie: str) -> Ruling:  # noqa: ARG002
        """Judge one try when its turn comes; beyond four waiting ones it is turned away unseen."""
        bucket = self._buckets.of(name)
        with self._guard:
            if bucket.waiting >= _MOST_WAITING or self._waiting >= _MOST_WAITING_ALTOGETHER:
                return Ruling(
                    accepted=False, looked=False, retry_after_milliseconds=delay_milliseconds(bucket.failures)
                )
            bucket.waiting += 1
            self._waiting += 1
        try:
            with bucket.turn:
                if check():
                    bucket.failures = 0
                    return Ruling(accepted=True, looked=True)
                delay = bucket.count_failure()
                self._sleep(delay / 1000)
                return Ruling(accepted=False, looked=True)
        finally:
            with self._guard:
                bucket.waiting -= 1
                self._waiting -= 1


class ByAccountAtOnce:
    """Tries during an account's closed time are turned away at once and unseen, the right password too.

    A browser that once logged in carries a random token; it is counted apart from strangers, ten failures at most, so
    that an attacker cannot keep the owner out. The token comes only with a successful log-in: guessing gains nothing.
    """

    def __init__(self, known: Callable[[str], bool], now: Callable[[], float] = time.monotonic) -> None:
        self._buckets = _Buckets(known)
        self._browsers: dict[tuple[str, str], _Bucket] = {}
        self._guard = threading.Lock()
        self._now = now

    def attempt(self, name: str, check: Callable[[], bool], cookie: str) -> Ruling:
        """Judge one try now, or turn it away now."""
        folded = normalised(name)
        with self._guard:
            browser = self._browsers.get((folded, cookie))
            bucket = browser or self._buckets.of(name)
        with bucket.turn:
            left = bucket.closed_until - self._now()
            if left > 0:
                return Ruling(accepted=False, looked=False, retry_after_milliseconds=int(left * 1000) + 1)
            if check():
                bucket.failures = 0
                return Ruling(accepted=True, looked=True, cookie=self._remember(folded, cookie, browser))
            bucket.closed_until = self._now() + bucket.count_failure() / 1000
            if browser is not None and bucket.failures >= _TRIES_OF_A_KNOWN_BROWSER:
                with self._guard:
                    self._browsers.pop((folded, cookie), None)
            return Ruling(accepted=False, looked=True, retry_after_milliseconds=delay_milliseconds(bucket.failures))

    def _remember(self, folded: str, cookie: str, browser: _Bucket | None) -> str:
        if browser is not None:
            return cookie
        token = secrets.token_hex(16)
        with self._guard:
            while len(self._browsers) >= _UNKNOWN_BUCKETS:
                self._browsers.pop(next(iter(self._browsers)))
            self._browsers[folded, token] = _Bucket()
        return token


class ByClientCookie:
    """Defect: the client itself carries the count, so whoever drops the cookie starts anew."""

    def attempt(self, name: str, check: Callable[[], bool], cookie: str) -> Ruling:  # noqa: ARG002
        """Believe the count the client sends."""
        failures = int(cookie) if cookie.isdecimal() and len(cookie) < _BAD_PATIENCE else 0
        if failures >= _BAD_PATIENCE:
            time.sleep(delay_milliseconds(failures) / 1000)
        if check():
            return Ruling(accepted=True, looked=True, cookie="0")
        return Ruling(accepted=False, looked=True, cookie=str(failures + 1))


class Unthrottled:
    """Defect: every try is looked at as soon as it comes."""

    def attempt(self, name: str, check: Callable[[], bool], cookie: str) -> Ruling:  # noqa: ARG002
        """Look at once."""
        return Ruling(accepted=check(), looked=True)


def throttle(kind: Throttling, known: Callable[[str], bool]) -> Throttle:
    """The throttle of that kind; ``known`` tells whether an account exists."""
    match kind:
        case Throttling.BY_ACCOUNT:
            return ByAccount(known)
        case Throttling.DEVICE_COOKIE:
            return ByAccountAtOnce(known)
        case Throttling.CLIENT_COOKIE:
            return ByClientCookie()
        case Throttling.NONE:
            return Unthrottled()
