"""Users of SNMPv3 (RFC 3414): is a value the right one, whatever it may read?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach
from hoshitori_plugins.login.attempt import Answered, random_value
from hoshitori_plugins.login.declared import DeclaredLogin
from hoshitori_plugins.snmp.agent import USERS, Agent
from hoshitori_plugins.snmp.user_security import HASHES

_UNKNOWN: Final = "usmStatsUnknownUserNames"
_LIKELY_CIPHER: Final = ("AES-128",)
_LIKELY_HASHES: Final = 2
"""How many are tried where every refusal costs a time of mere waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnmpUserLogin:
    """Users and values of one engine; `hashes` are those that users are known to have, which have but one each.

    A value counts as right where the agent's answer carries a code that only who knows the value can make. An agent
    that ignores a wrong one, and still says its engine's name, has refused it; that is for the control to bear out.
    """

    agent: Agent
    hashes: dict[str, str] = field(default_factory=dict[str, str])
    kind: LoginKind = LoginKind.SNMP_V3
    where: str = ""  # there is but one place

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:  # noqa: ARG002  # the Protocol's signature
        """Ask as a user with a value, under one hash after another.

        Raises:
            Unavailable: if the device says that nothing listens at the port.
        """
        told = ""
        for name in self._names(user):
            if self.agent.knows(user, value, name, _LIKELY_CIPHER):
                self.hashes[user] = name
                return Answered.OPENED
            told = self.agent.last
            if told == _UNKNOWN:
                break
        if told == "silence" and not self.agent.find():
            return Answered.DROPPED
        return Answered.REFUSED

    def learn(self, declared: Iterable[DeclaredLogin]) -> None:
        """Find out how wrong values are refused, and under which hash the declared users are known."""
        known = list(declared)
        users = [one.user for one in known] or [USERS[0]]
        self.agent.opens(users[0], random_value(), next(iter(HASHES)))
        self.agent.quiet = self.agent.last == "silence"
        for one in known:
            if one.value is not None:
                self.attempt(one.user, one.value)

    def _names(self, user: str) -> Sequence[str]:
        if user in self.hashes:
            return (self.hashes[user],)
        return tuple(HASHES)[:_LIKELY_HASHES] if self.agent.quiet else tuple(HASHES)


def users_of(declared: Iterable[DeclaredLogin]) -> tuple[DeclaredLogin, ...]:
    """Return the mechanisms that are users of SNMPv3; one without a user name is a community."""
    return tuple(one for one in declared if one.method == "snmp" and one.user)


def snmp_user_login(target: Endpoint, reach: Reach, declared: Iterable[DeclaredLogin]) -> SnmpUserLogin | None:
    """Return the log-in of an SNMPv3 engine; nothing where none says its name.

    Raises:
        Unavailable: if the device says that nothing listens at the port.
    """
    agent = Agent(target, reach)
    if not agent.find():
        return None
    login = SnmpUserLogin(agent=agent)
    login.learn(users_of(declared))
    return login


def open_to_a_name(login: SnmpUserLogin, declared: Iterable[DeclaredLogin]) -> str:
    """Return a user, declared or well-known, to whom the agent answers without any proof; nothing without one."""
    names = dict.fromkeys([*(one.user for one in users_of(declared)), *USERS])
    return next((name for name in names if login.agent.opens_bare(name)), "")
