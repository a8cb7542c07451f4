"""Ways around a lock or a delay: addresses that somebody merely claims, and a right log-in of another account."""

from __future__ import annotations

import copy
import functools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hoshitori.facts.throttling import Detour
from hoshitori.model.subject import Endpoint, Row
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Answered, Login, random_value
from hoshitori_plugins.login.browser import Answer, Browser
from hoshitori_plugins.login.web import BasicLogin, DigestLogin, FormLogin, JsonLogin
from hoshitori_plugins.throttling.guessing import DAY_MILLISECONDS, Tally
from hoshitori_plugins.throttling.mechanism import speaks_tls

CLAIMED: Final = "claimed-address"
OTHER: Final = "other-account"
_LEAST_GUESSES: Final = 20
_MOST_GUESSES: Final = 100
_FACTOR: Final = 2
"""How many times as many guesses as a plain guesser gets before the first lock must go through without one."""
_SLOW_MILLISECONDS: Final = 1_000
"""A guess that costs a second has met the delay: nobody got around it."""
_LONGEST_MILLISECONDS: Final = 60_000
_NAMES: Final = ("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP")


class ClaimingBrowser(Browser):
    """A visitor whose requests claim to be passed on for an address of their own (RFC 7239, and what came before it).

    The addresses are of 198.18.0.0/15, which is nobody's (RFC 2544); nothing is sent there.
    """

    @functools.cached_property
    def claims(self) -> Mapping[str, str]:
        """The headers that claim an address, the same one as long as the visit lasts."""
        address = f"198.18.{secrets.randbelow(254) + 1}.{secrets.randbelow(254) + 1}"
        return {**dict.fromkeys(_NAMES, address), "Forwarded": f"for={address}"}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page."""
        return self.request("GET", path, headers={**self.claims, **(headers or {})})

    def post(self, path: str, body: bytes, kind: str) -> Answer:
        """Send a body of a media type."""
        return self.request("POST", path, body=body, headers={**self.claims, "Content-Type": kind})


def claiming(login: Login, endpoint: Endpoint, reach: Reach) -> Login | None:
    """Return the same log-in for visitors who claim addresses; nothing where it is not one over HTTP."""
    tls = isinstance(login, FormLogin | JsonLogin | BasicLogin | DigestLogin) and speaks_tls(endpoint, reach)

    def visit(source: str) -> Browser:
        return ClaimingBrowser(endpoint, reach, tls=tls, source=source)

    if isinstance(login, BasicLogin | DigestLogin):
        return replace(login, visit=visit)
    if isinstance(login, FormLogin | JsonLogin):
        alike = copy.copy(login)
        alike.visit = visit
        return alike
    return None


def other_account(target: Row, reach: Reach) -> tuple[str, str] | None:
    """Return user name and value of the declared account with fewer rights; nothing where there is none."""
    name = target.subject.text("lesser_user_name")
    try:
        return (name, reach.secret(f"{target.subject.id}/lesser_user_secret")) if name else None
    except Unavailable:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detours:
    """What may lead around, at one mechanism.

    Attributes:
        plain: the log-in as everybody comes to it; `claiming` the same by a visitor who claims addresses, if any.
        other: user name and value of another account that the attacker owns, if any.
    """

    reach: Reach
    user: str
    right: str
    source: str
    plain: Login
    claiming: Login | None
    other: tuple[str, str] | None

    def tried(self, plain: Tally) -> tuple[Detour, ...]:
        """Return what came of each; all together first, so that a sound device is asked but once.

        Args:
            plain: the guesses of a single guesser without them.
        """
        needed = max(_LEAST_GUESSES, _FACTOR * _before_the_first_lock(plain))
        ways: dict[str, tuple[Login, Callable[[], bool] | None]] = {}
        if self.claiming is not None:
            ways[CLAIMED] = self.claiming, None
        if self.other is not None:
            ways[OTHER] = self.plain, self._logs_in_between
        if needed > _MOST_GUESSES or not ways:
            return ()
        between = self._logs_in_between if self.other is not None else None
        together = self._led("+".join(ways), self.claiming or self.plain, between, needed)
        if len(ways) == 1:
            return (together,)
        if not together.led_around:
            return tuple(_astray(name) for name in ways)
        # the claims last: whoever is locked out by then comes from another address
        alone = [self._led(name, *ways[name], needed) for name in (OTHER, CLAIMED)]
        return tuple(alone) if any(one.led_around for one in alone) else (together,)

    def _logs_in_between(self) -> bool:
        name, value = self.other or ("", "")
        return self.plain.attempt(name, value, source=self.source) is Answered.OPENED

    def _led(self, name: str, login: Login, between: Callable[[], bool] | None, needed: int) -> Detour:
        """Guess until one is not looked at or costs a second, or enough went through.

        A device may refuse whatever comes with such headers, or lock without saying so: the right value, sent in the
        same way at the end, must open a session.
        """
        began = self.reach.milliseconds()
        for _ in range(needed):
            if between is not None and not between():
                return _astray(name)
            start = self.reach.milliseconds()
            answered = login.attempt(self.user, random_value(), source=self.source)
            self.reach.spend(tries=1)
            end = self.reach.milliseconds()
            if answered is not Answered.REFUSED or end - start >= _SLOW_MILLISECONDS:
                return _astray(name)
            if end - began > _LONGEST_MILLISECONDS:
                return _astray(name)
        took = max(self.reach.milliseconds() - began, 1)
        if login.attempt(self.user, self.right, source=self.source) is not Answered.OPENED:
            return _astray(name)
        rate = needed * DAY_MILLISECONDS // took
        return Detour(id=name, led_around=True, guesses=needed, milliseconds=took, guesses_a_day=rate)


def _astray(name: str) -> Detour:
    return Detour(id=name, led_around=False, guesses=0, milliseconds=0, guesses_a_day=0)


def _before_the_first_lock(tally: Tally) -> int:
    """Return how many tries were looked at before the first that was not; none where all were."""
    places = [number for number, one in enumerate(tally.tries) if not one.looked]
    return places[0] if places else 0
