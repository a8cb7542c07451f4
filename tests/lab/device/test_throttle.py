"""How guessing is slowed down: what is sound, and what the faulty twins lack."""

from __future__ import annotations

import queue
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori_lab.device.application.throttle import (
    ByAccount,
    ByAccountAtOnce,
    ByClientCookie,
    Throttle,
    Unthrottled,
    delay_milliseconds,
)


def known(name: str) -> bool:
    """The only account there is."""
    return name == "admin"


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def time(self) -> float:
        """What the clock shows."""
        return self.now


@given(st.integers(1, 10_000))
def test_every_failure_costs_two_seconds_or_more_and_never_less_than_the_one_before(failures: int) -> None:
    """Delays grow, and stay bounded so that the owner is never locked out for good."""
    assert 2000 <= delay_milliseconds(failures) <= delay_milliseconds(failures + 1) <= 12_000


def test_failures_of_one_account_add_up_whatever_they_look_like() -> None:
    """Spellings and cookies of one account share one turn; each failure costs its delay."""
    clock = Clock()
    throttle = ByAccount(known, clock.sleep)
    for number, spelling in enumerate(["admin", "ADMIN", " admin ", "ａｄｍｉｎ", "admin"] * 3):
        assert not throttle.attempt(spelling, lambda: False, cookie=str(number)).accepted
    assert clock.now * 1000 == sum(delay_milliseconds(failures) for failures in range(1, 16))


def test_parallel_tries_are_looked_at_one_after_another() -> None:
    """While one try holds the turn, a second one is not looked at; beyond four waiting they are turned away."""
    asleep, wake = threading.Event(), threading.Event()

    def sleep(_seconds: float) -> None:
        asleep.set()
        assert wake.wait(60)

    throttle = ByAccount(known, sleep)
    looked: list[int] = []
    rulings: queue.Queue[bool] = queue.Queue()

    def attempt(number: int) -> None:
        def check() -> bool:
            looked.append(number)
            return False

        rulings.put(throttle.attempt("admin", check, "").looked)

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(10)]
    threads[0].start()
    assert asleep.wait(60)
    for thread in threads[1:]:
        thread.start()
    assert [rulings.get(timeout=60) for _ in range(6)] == [False] * 6
    assert looked == [0]
    wake.set()
    assert [rulings.get(timeout=60) for _ in range(4)] == [True] * 4
    assert len(looked) == 4
    for thread in threads:
        thread.join(60)


def test_a_flood_of_names_is_turned_away() -> None:
    """However many accounts are tried at once, only so many tries wait; the others are not looked at."""
    wake, asleep = threading.Event(), threading.Semaphore(0)

    def sleep(_seconds: float) -> None:
        asleep.release()
        assert wake.wait(60)

    throttle = ByAccount(lambda _name: True, sleep)
    threads = [
        threading.Thread(target=throttle.attempt, args=(f"user{number}", lambda: False, "")) for number in range(24)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert asleep.acquire(timeout=60)
    assert not throttle.attempt("another", lambda: True, "").looked
    wake.set()
    for thread in threads:
        thread.join(60)
    assert throttle.attempt("another", lambda: True, "").accepted


def test_the_right_password_is_accepted_after_failures_and_clears_them() -> None:
    """The positive control: throttling is no lock-out."""
    clock = Clock()
    throttle = ByAccount(known, clock.sleep)
    for _ in range(20):
        throttle.attempt("admin", lambda: False, "")
    before = clock.now
    assert throttle.attempt("admin", lambda: True, "").accepted
    assert clock.now == before
    throttle.attempt("admin", lambda: False, "")
    assert clock.now - before == 2.0


def test_names_nobody_has_take_a_bounded_amount_of_memory() -> None:
    """Unknown names are throttled too, in a fixed number of buckets."""
    throttle = ByAccount(known, Clock().sleep)
    for number in range(500):
        throttle.attempt(f"nobody{number}", lambda: False, "")
    assert throttle.buckets <= 64


def test_the_twin_that_answers_at_once_looks_at_one_guess_in_two_seconds() -> None:
    """Closed time is closed for the right password too, so that answers during it tell nothing."""
    clock = Clock()
    throttle = ByAccountAtOnce(known, clock.time)
    looked = 0
    for _ in range(1000):
        looked += throttle.attempt("admin", lambda: False, "made-up").looked
        refused = throttle.attempt("admin", lambda: True, "")
        assert not refused.accepted
        assert not refused.looked
        clock.sleep(0.1)
    assert looked <= 100.0 / 2.0


def test_a_browser_that_once_logged_in_is_not_kept_out_by_strangers() -> None:
    """Its token opens a count of its own, ten failures at most; strangers cannot make one up."""
    clock = Clock()
    throttle = ByAccountAtOnce(known, clock.time)
    token = throttle.attempt("admin", lambda: True, "").cookie
    assert token
    throttle.attempt("admin", lambda: False, "stranger")
    assert throttle.attempt("admin", lambda: True, token).accepted
    for _ in range(10):
        assert throttle.attempt("admin", lambda: False, token).looked
        clock.sleep(20.0)
    assert throttle.attempt("admin", lambda: False, "stranger").looked
    assert not throttle.attempt("admin", lambda: True, token).looked


@pytest.mark.parametrize("throttle", [ByClientCookie(), Unthrottled()], ids=["client-cookie", "none"])
def test_the_faulty_twins_look_at_every_guess_without_a_cookie(throttle: Throttle) -> None:
    """Whoever sends no cookie is never slowed down."""
    assert all(throttle.attempt("admin", lambda: False, "").looked for _ in range(50))


@given(st.text(max_size=30))
def test_any_cookie_is_survived(cookie: str) -> None:
    """What the client sends as its count is hostile text."""
    if not (cookie.isdecimal() and len(cookie) < 3 and int(cookie) >= 3):
        ByClientCookie().attempt("admin", lambda: False, cookie)
