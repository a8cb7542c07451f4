"""How many guesses a day an attacker gets against one authentication mechanism."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.facts.base import Control, NonEmpty, fact
from hoshitori.model.subject import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessingMode:
    """One way of guessing: every guess on a fresh connection without cookies.

    Attributes:
        id: `1-at-once-1-address`, `4-at-once-2-addresses`, or `4-at-once-1-address` on a bench with one.
        guesses: wrong values that the device looked at.
        locked: tries that it answered without looking (locked, too soon, too many); they are no guesses.
        dropped: tries that ended without an answer (connection refused, reset, timed out); no guesses either.
        silenced: guesses that only looked like some: right after them the right value was refused just as well.
        milliseconds: from the first guess to the end of the mode, imposed delays and locks that were waited for
            included.
        quickest_milliseconds: the quickest answer to a wrong value.
        longest_lock_milliseconds: the longest stretch in which no try was looked at; 0 where there was none.
        lock_outlasted: whether such a stretch lasted to the end of the mode, so that its length is a lower bound.
        guesses_a_day: the rate that can be kept up, `guesses` over `milliseconds` (an upper bound where
            `lock_outlasted` or `silenced`).
    """

    id: str
    at_once: int
    addresses: int
    guesses: int
    locked: int
    dropped: int
    silenced: int
    milliseconds: int
    quickest_milliseconds: int
    longest_lock_milliseconds: int
    lock_outlasted: bool
    guesses_a_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Detour:
    """A way around what holds a guesser up, tried one guess after another from one address.

    Attributes:
        id: `claimed-address` (every guess claims to be passed on for another address), `other-account` (a right log-in
            of the declared account with fewer rights before every guess), or both with a `+`.
        led_around: whether all guesses were looked at, none of them slowly, more of them than any plain guesser got in
            before the first lock, and the right value, sent the same way, opened a session after them.
        guesses: of these; 0 where it did not lead around, with the other numbers.
        milliseconds: what they took, log-ins of the other account included.
        guesses_a_day: the rate that this is.
    """

    id: str
    led_around: bool
    guesses: int
    milliseconds: int
    guesses_a_day: int

    @property
    def each_milliseconds(self) -> int:
        """What one guess cost; 0 where it did not lead around."""
        return self.milliseconds // max(self.guesses, 1)


@fact("guessing-run", about=Row, refusal=True)
class GuessingRun:
    """What failed guesses cost at one authentication mechanism, measured at the worst of several modes.

    Attributes:
        login: how it was guessed: `HTTP_FORM`, `SSH_PASSWORD` … (names of `LoginKind`).
        modes: one at once from one address, four at once from two where the bench has two.
        guesses_a_day: the highest of the modes' rates.
        milliseconds_per_guess: what one guess costs at that rate.
        two_addresses: whether the bench had a second address; without one, counting by address was not looked at.
        opened_before: whether the right value opened a session before the run.
        opened_after: whether it did afterwards, at the latest after `waited_milliseconds`.
        accepts_anything: whether a wrong value opened a session: then nothing needs to be guessed.
        detours: those that were tried, where anything held the guesses of the modes up.
    """

    login: str
    modes: NonEmpty[GuessingMode]
    guesses_a_day: int
    milliseconds_per_guess: int
    lock_seen: bool
    two_addresses: bool
    opened_before: bool
    opened_after: bool
    waited_milliseconds: int
    accepts_anything: bool
    control: Control
    detours: tuple[Detour, ...] = ()

    @property
    def worst(self) -> GuessingMode:
        """The mode that gives the attacker most."""
        return max(self.modes, key=lambda mode: mode.guesses_a_day)
