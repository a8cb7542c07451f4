"""Whether an agent that speaks SNMPv3 alone answers under authentication and privacy only.

That it has version 3 shows nothing: each user has a level of their own. It is known where a declared user's request is
answered under full protection (the control) and neither that user's weaker ones nor those of well-known users and of
communities, declared or well-known, are; it is known to be otherwise as soon as a weaker one is answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.facts.service import Dialogue, Heard
from hoshitori.facts.snmp import SnmpLevel
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach
from hoshitori_plugins.login.credentials import credentials_for
from hoshitori_plugins.login.declared import declared_logins
from hoshitori_plugins.login.snmp_user import users_of
from hoshitori_plugins.snmp.agent import USERS, Agent

_COMMUNITIES: Final = ((LoginKind.SNMP_V1, SnmpLevel.V1), (LoginKind.SNMP_V2C, SnmpLevel.V2C))
_MOST_COMMUNITIES: Final = 2
"""The likeliest ones; the first, `public`, was asked for when the agent's versions were."""


def snmp_protection(target: Endpoint, reach: Reach) -> tuple[bool | None, tuple[Dialogue, ...]]:
    """Return whether what an agent answers is encrypted, None where that cannot be told, and what was tried."""
    agent = Agent(target, reach)
    if not agent.find():
        return None, ()
    dialogues: list[Dialogue] = []
    protected, weaker = False, False
    for name, level, opened in _ways(agent, target, reach):
        community = level in {SnmpLevel.V1, SnmpLevel.V2C}
        said = ("answered" if opened else "silence") if community else agent.last
        heard = Heard.UNDERSTOOD if opened else Heard.SILENT if said == "silence" else Heard.REFUSED
        dialogues.append(Dialogue(id=f"snmp {name}", heard=heard, evidence=said))
        if level is SnmpLevel.AUTH_PRIV:
            protected = protected or opened
        else:
            weaker = weaker or opened
    return False if weaker else True if protected else None, tuple(dialogues)


def _ways(agent: Agent, target: Endpoint, reach: Reach) -> Iterator[tuple[str, SnmpLevel, bool]]:
    """Yield name, level and outcome of each way of asking; users are named by their place, for a name is half a key."""
    declared = declared_logins(target, reach)
    users = users_of(declared)
    for number, one in enumerate(users, start=1):
        if one.value is None:
            continue
        found = next(iter(agent.protections(one.user, one.value)), None)
        if found is None:
            yield f"authPriv declared-{number}", SnmpLevel.AUTH_PRIV, False
            continue
        name, cipher = found
        full = f"authPriv declared-{number} {name} {cipher}"
        yield full, SnmpLevel.AUTH_PRIV, agent.opens(one.user, one.value, name, cipher)
        yield f"authNoPriv declared-{number} {name}", SnmpLevel.AUTH_NO_PRIV, agent.opens(one.user, one.value, name)
        yield f"noAuthNoPriv declared-{number}", SnmpLevel.NO_AUTH, agent.opens_bare(one.user)
    for number, name in enumerate(USERS, start=1):
        yield f"noAuthNoPriv known-{number}", SnmpLevel.NO_AUTH, agent.opens_bare(name)
    own = [one.value for one in declared if one.method == "snmp" and one not in users and one.value]
    known = [pair.value for pair in credentials_for(LoginKind.SNMP_V2C)[1:_MOST_COMMUNITIES]]
    communities = list(enumerate(dict.fromkeys([*own, *known]), start=1))
    ways = [(kind, level, number, value) for kind, level in _COMMUNITIES for number, value in communities]
    opened = agent.opens_communities([(kind, value) for kind, _, _, value in ways])
    for (_, level, number, _), answered in zip(ways, opened, strict=True):
        yield f"{level.value} community-{number}", level, answered
