"""Whether an agent that speaks SNMPv3 alone answers under authentication and privacy only.

That it has version 3 shows nothing: each user has a level of their own. It is known where a declared user's request is
answered under full protection (the control) and neither that user's weaker ones nor those of well-known users and of
communities, declared or well-known, are; it is known to be otherwise as soon as anything that was asked for comes in
clear, to a weaker request or to one under full protection.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.facts.service import Dialogue, Heard
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach
from hoshitori_plugins.login.credentials import credentials_for
from hoshitori_plugins.login.declared import declared_logins
from hoshitori_plugins.login.snmp_user import users_of
from hoshitori_plugins.snmp.agent import USERS, Agent

_COMMUNITIES: Final = ((LoginKind.SNMP_V1, "V1"), (LoginKind.SNMP_V2C, "V2C"))
_MOST_COMMUNITIES: Final = 2
"""The likeliest ones; the first, `public`, was asked for when the agent's versions were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One way of asking, and what came of it; users are named by their place, for a name is half a key."""

    name: str
    said: str
    opened: bool
    in_clear: bool

    @classmethod
    def of(cls, agent: Agent, name: str, opened: bool) -> _Way:  # noqa: FBT001  # what the agent just answered
        """Return what the agent's last answer was."""
        return cls(name=name, said=agent.last, opened=opened, in_clear=agent.in_clear)


def snmp_protection(target: Endpoint, reach: Reach) -> tuple[bool | None, tuple[Dialogue, ...]]:
    """Return whether what an agent answers is encrypted, None where that cannot be told, and what was tried."""
    agent = Agent(target, reach)
    if not agent.find():
        return None, ()
    ways = list(_ways(agent, target, reach))
    protected = any(way.opened and not way.in_clear for way in ways)
    in_clear = any(way.in_clear for way in ways)
    return False if in_clear else True if protected else None, tuple(_dialogue(way) for way in ways)


def _dialogue(way: _Way) -> Dialogue:
    answered = way.opened or way.in_clear
    heard = Heard.UNDERSTOOD if answered else Heard.SILENT if way.said == "silence" else Heard.REFUSED
    return Dialogue(id=f"snmp {way.name}", heard=heard, evidence=way.said)


def _ways(agent: Agent, target: Endpoint, reach: Reach) -> Iterator[_Way]:
    """Yield each way of asking."""
    declared = declared_logins(target, reach)
    users = users_of(declared)
    for number, one in enumerate(users, start=1):
        if one.value is None:
            continue
        found = next(iter(agent.protections(one.user, one.value)), None)
        if found is None:
            yield _Way.of(agent, f"authPriv declared-{number}", opened=False)
            continue
        name, cipher = found
        encrypted = agent.opens(one.user, one.value, name, cipher)
        full = f"authPriv declared-{number} {name} {cipher}"
        yield _Way.of(agent, f"{full} in clear" if agent.in_clear else full, encrypted)
        yield _Way.of(agent, f"authNoPriv declared-{number} {name}", agent.opens(one.user, one.value, name))
        yield _Way.of(agent, f"noAuthNoPriv declared-{number}", agent.opens_bare(one.user))
    for number, name in enumerate(USERS, start=1):
        yield _Way.of(agent, f"noAuthNoPriv known-{number}", agent.opens_bare(name))
    own = [one.value for one in declared if one.method == "snmp" and one not in users and one.value]
    known = [pair.value for pair in credentials_for(LoginKind.SNMP_V2C)[1:_MOST_COMMUNITIES]]
    communities = list(enumerate(dict.fromkeys([*own, *known]), start=1))
    ways = [(kind, level, number, value) for kind, level in _COMMUNITIES for number, value in communities]
    opened = agent.opens_communities([(kind, value) for kind, _, _, value in ways])
    for (_, level, number, _), answered in zip(ways, opened, strict=True):
        said = "answered" if answered else "silence"
        yield _Way(name=f"{level} community-{number}", said=said, opened=answered, in_clear=answered)
