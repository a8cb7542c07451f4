"""The probe that guesses at one authentication mechanism."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.throttling import Detour, GuessingMode, GuessingRun
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Row
from hoshitori.model.verdict import Cause
from hoshitori.probe import BenchNetwork, Reach, Unavailable, probe
from hoshitori_plugins.login.attempt import Answered, Login, patiently
from hoshitori_plugins.login.credentials import credentials_for
from hoshitori_plugins.login.web import FormLogin, JsonLogin
from hoshitori_plugins.throttling.detours import Detours, claiming, other_account
from hoshitori_plugins.throttling.guessing import DAY_MILLISECONDS, Plan, Tally, guess, measured, plans
from hoshitori_plugins.throttling.mechanism import login_of

_MODE_MILLISECONDS: Final = 60_000
_SHORT_MODE_MILLISECONDS: Final = 10_000
_MOST_GUESSES: Final = 1_000
_FEW_GUESSES: Final = 200
_RECOVERY_MILLISECONDS: Final = 60_000
_BEFORE_MILLISECONDS: Final = 30_000
_POLL_MILLISECONDS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owner:
    """Who knows the right value, and lets in."""

    login: Login
    reach: Reach
    user: str
    value: str
    second: str

    def knock(self) -> Answered:
        """Try the right value once; from the other address too where this one is not looked at."""
        answered = patiently(self.login, self.reach, self.user, self.value)
        if answered in {Answered.LOCKED, Answered.DROPPED} and self.second:
            other = self.login.attempt(self.user, self.value, source=self.second)
            return other if other is Answered.OPENED else answered
        return answered

    def opens_from(self, source: str) -> bool:
        """Whether the right value opens a session right now, from that address."""
        return self.login.attempt(self.user, self.value, source=source) is Answered.OPENED

    def wait_in(self, milliseconds: int) -> tuple[Answered, Answered, int]:
        """Knock until let in or the time is over; return the first and the last answer and the time it took."""
        began = self.reach.milliseconds()
        first = last = self.knock()
        while last is not Answered.OPENED and self.reach.milliseconds() - began < milliseconds:
            self.reach.wait(_POLL_MILLISECONDS)
            last = self.knock()
        return first, last, self.reach.milliseconds() - began


@probe(provides=GuessingRun, impact=Impact.INTRUSIVE, timeout_ms=600_000, usual_ms=17_000)
def run_guesses(target: Row, reach: Reach) -> GuessingRun:
    """Failed guesses at one mechanism until it is clear how many an attacker gets a day.

    Impact: up to some thousand failed log-ins of one account; it may be locked for a while, others slowed down. At most
    four at once and 60 s a mode.

    Method: wrong random values with the declared user name, every one on a fresh connection without cookies, one at
    once from one of the bench's addresses, four at once from two. The highest rate counts. A mode ends when failures
    come at a steady pace, when two locks were waited out, after a thousand guesses, or when its time is over. Between
    the modes the right value is given, which is the control and brings counters back. Where something held these
    guesses up, ways around it are tried: guesses that claim other addresses (X-Forwarded-For and the like), and a
    right log-in of the account with fewer rights before each, until one is turned away or costs a second.

    What makes it wrong:
    - Tries answered as locked are no guesses; so when that answer first comes the right value is tried at once, and
      where it is let in, such answers count as guesses.
    - Tries that end without an answer are no guesses, unless the right value opens a session right after, three times:
      then breaking off is how the device says no. One that drops connections at random has a rate too high by that.
    - A device that locks without saying so still answers "wrong": the right value afterwards tells, and the time until
      it is let in again counts as the guesses' price. Guesses in such a lock are counted all the same (upper bound).
    - Delays that only begin after what was seen are not seen: the rate is then too high, never too low.
    - Giving the right value between modes brings back counters that an attacker could not bring back: again too high.
    - Where the declared value opens no session but a well-known one does, that one is the control (and remarked on).
    - A way around that only slows a guesser less, or that a longer series would meet the end of, is not seen.
    - A bench with one address cannot see that a device counts by address (`two_addresses` is false).
    - A device slowed by its own work (password hashing) shows that as if it were throttling.
    """
    if target.endpoint is None:
        raise Unavailable(f"{target.subject.id} names no interface with a port")
    login, user, value = login_of(target, target.endpoint, reach)
    own = own_sources(reach.network, target.endpoint.address)
    owner = _Owner(login=login, reach=reach, user=user, value=value, second=own[1] if len(own) > 1 else "")
    owner = _be_let_in(owner, target)
    if isinstance(login, FormLogin | JsonLogin):
        login.learn_failure(user)
    modes: list[GuessingMode] = []
    first, last, waited, anything = Answered.OPENED, Answered.OPENED, 0, False
    budget, most, tallies = _MODE_MILLISECONDS, _MOST_GUESSES, list[Tally]()
    for plan in plans(own, milliseconds=budget, guesses=most):
        bounded = Plan(at_once=plan.at_once, sources=plan.sources, milliseconds=budget, guesses=most)
        tally = guess(login, reach, user, bounded, owner.opens_from)
        first, last, waited = owner.wait_in(_RECOVERY_MILLISECONDS)
        silent = waited if first is Answered.REFUSED else 0
        recovery = waited if first is Answered.LOCKED else 0
        modes.append(measured(bounded, tally, silent_milliseconds=silent, recovery_milliseconds=recovery))
        tallies.append(tally)
        anything = anything or tally.accepts_anything
        if anything:
            break
        if last is not Answered.OPENED:
            budget = _SHORT_MODE_MILLISECONDS
        if tally.fast or len(tally.ends) >= most:
            most = _FEW_GUESSES
    tried: tuple[Detour, ...] = ()
    if not anything and most == _MOST_GUESSES:
        detours = Detours(
            reach=reach,
            user=user,
            right=owner.value,
            source=next(iter(own)),
            plain=login,
            claiming=claiming(login, target.endpoint, reach),
            other=other_account(target, reach),
        )
        tried = detours.tried(tallies[0])
        owner.wait_in(_BEFORE_MILLISECONDS)
    rate = max(mode.guesses_a_day for mode in modes)
    return GuessingRun(
        login=login.kind.value,
        modes=tuple(modes),
        guesses_a_day=rate,
        milliseconds_per_guess=DAY_MILLISECONDS // max(rate, 1),
        lock_seen=any(mode.longest_lock_milliseconds for mode in modes),
        two_addresses=len(own) > 1,
        opened_before=True,
        opened_after=last is Answered.OPENED,
        waited_milliseconds=waited,
        accepts_anything=anything,
        control=_control(last, waited),
        detours=tried,
    )


def own_sources(network: BenchNetwork, address: str) -> tuple[str, ...]:
    """Return the observer's addresses from which an address of the device can be asked: of its family, with its scope.

    Of a link-local address nothing is said: the kernel's choice is the only one that fits the interface.
    """
    if ":" not in address:
        own = network.address, network.second_address
    elif ipaddress.IPv6Address(address).is_link_local:
        own = "", ""
    else:
        own = network.address6, network.second_address6
    return tuple(one for one in own if one) or ("",)


def _be_let_in(owner: _Owner, target: Row) -> _Owner:
    """Return an owner whose value opens a session: the declared one, else a well-known one that does.

    Raises:
        Unavailable: if none does.
    """
    answered = owner.knock()
    if answered is Answered.REFUSED and (known := _well_known(owner)) is not None:
        owner.reach.remark(f"the declared value of {target.subject.id} opened no session; a well-known one did")
        return known
    if answered is not Answered.OPENED:
        _, answered, _ = owner.wait_in(_BEFORE_MILLISECONDS)
    if answered is not Answered.OPENED:
        reason = f"the declared value of {target.subject.id} opened no session before the run ({answered.value})"
        raise Unavailable(f"{reason}, so that refused guesses would mean nothing", cause=Cause.EFFORT)
    return owner


def _well_known(owner: _Owner) -> _Owner | None:
    for pair in credentials_for(owner.login.kind, [owner.user]):
        if pair.user == owner.user and pair.value and owner.login.attempt(pair.user, pair.value) is Answered.OPENED:
            if not pair.everyday:
                owner.reach.seal_value(pair.value)
            return replace(owner, value=pair.value)
    return None


def _control(last: Answered, waited: int) -> Control:
    before = "a right value opened a session before"
    if last is Answered.OPENED:
        return Control(held=True, what=f"{before}, and {waited} ms after the run")
    if last is Answered.LOCKED:
        return Control(held=True, what=f"{before}; the device said that it was locked for all of {waited} ms after")
    return Control(held=False, what=f"{before}, and was refused for {waited} ms after")
