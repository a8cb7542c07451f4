"""Under which protection a declared SNMP agent answers.

Impact: active; some dozens of requests for one value that every agent has.

Known sources of false results: an agent that drops what it refuses is told from a lost datagram by asking twice and by
the control alone; a user whose key for AES-192 or AES-256 is made longer in a maker's own way opens nothing here, so
that the control fails and nothing is decided; other users' hashes and ciphers cannot be seen; values that only exist
under another context are not asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.login import LoginKind
from hoshitori.facts.snmp import SnmpLevel, SnmpSurvey, SnmpTry
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Row
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.login.credentials import credentials_for, snmp_values
from hoshitori_plugins.snmp.agent import USERS, Agent
from hoshitori_plugins.snmp.privacy import CIPHERS
from hoshitori_plugins.snmp.user_security import HASHES

_COMMUNITIES: Final = ((SnmpLevel.V1, LoginKind.SNMP_V1), (SnmpLevel.V2C, LoginKind.SNMP_V2C))
_MOST_COMMUNITIES: Final = 2
"""The likeliest ones; all that are known are tried by the survey of log-ins."""
_DECLARED: Final = "declared"
_WELL_KNOWN: Final = "well-known"


@probe(provides=SnmpSurvey, impact=Impact.ACTIVE, timeout_ms=180_000)
def survey_snmp(target: Row, reach: Reach) -> SnmpSurvey:
    """Requests of every version and level, by the declared user and by well-known names."""
    endpoint = target.endpoint
    if endpoint is None or endpoint.transport != "udp":
        raise Unavailable(f"{target.subject.id} leads to no UDP port")
    user, value = _declared(target, reach)
    agent = Agent(endpoint, reach)
    engine = agent.find()
    asked = _communities(agent)
    if not engine:
        return SnmpSurvey(
            engine=False,
            authentication="",
            privacy="",
            tries=tuple(asked),
            control=Control(held=False, what="no SNMPv3 engine said its name"),
        )
    found = next(iter(agent.protections(user, value)), None)
    name, cipher = found or (next(iter(HASHES)), next(iter(CIPHERS)))
    asked += levels(agent, user, value, name, cipher)
    held = any(one.opened for one in asked if one.level is SnmpLevel.AUTH_PRIV and one.who == _DECLARED)
    told = (
        f"the declared user's request by {name} and {cipher} was answered under both"
        if held
        else "no request of the declared user was answered under both authentication and privacy"
    )
    return SnmpSurvey(
        engine=True,
        authentication=name if held else "",
        privacy=cipher if held else "",
        tries=tuple(asked),
        control=Control(held=held, what=told),
    )


def _communities(agent: Agent) -> list[SnmpTry]:
    """Return what well-known communities open, under version 1 and 2c."""
    names = list(dict.fromkeys(pair.value for pair in credentials_for(LoginKind.SNMP_V2C)))[:_MOST_COMMUNITIES]
    ways = [(level, kind, name) for level, kind in _COMMUNITIES for name in names]
    answered = agent.opens_communities([(kind, name) for _, kind, name in ways])
    tries: list[SnmpTry] = []
    for level, _ in _COMMUNITIES:
        own = [opened for (asked, _, _), opened in zip(ways, answered, strict=True) if asked is level]
        words = tuple(dict.fromkeys("answered" if opened else "silence" for opened in own))
        tries.append(
            SnmpTry(
                id=f"{level.value} {_WELL_KNOWN}",
                level=level,
                who=_WELL_KNOWN,
                tried=len(own),
                opened=sum(own),
                in_clear=sum(own),
                answers=words,
            )
        )
    return tries


def levels(agent: Agent, user: str, value: str, name: str, cipher: str) -> Iterable[SnmpTry]:
    """Yield what every level of version 3 opens: to the declared user, and to well-known users and values."""
    bare = SnmpLevel.NO_AUTH
    yield _try(agent, bare, _DECLARED, [partial(agent.opens_bare, user)])
    yield _try(agent, bare, _WELL_KNOWN, [partial(agent.opens_bare, one) for one in USERS])
    for level, private in ((SnmpLevel.AUTH_NO_PRIV, ""), (SnmpLevel.AUTH_PRIV, cipher)):
        yield _try(agent, level, _DECLARED, [partial(agent.opens, user, value, name, private)])
        guesses = [partial(agent.opens, user, one, name, private) for one in snmp_values()]
        yield _try(agent, level, _WELL_KNOWN, guesses)


def _try(agent: Agent, level: SnmpLevel, who: str, ways: Sequence[Callable[[], bool]]) -> SnmpTry:
    opened, in_clear, seen = 0, 0, dict[str, None]()
    for way in ways:
        opened += way()
        in_clear += agent.in_clear
        seen[agent.last] = None
    return SnmpTry(
        id=f"{level.value} {who}",
        level=level,
        who=who,
        tried=len(ways),
        opened=opened,
        in_clear=in_clear,
        answers=tuple(seen),
    )


def _declared(target: Row, reach: Reach) -> tuple[str, str]:
    """Return user and value of the mechanism that stands at the same interface.

    Raises:
        Unavailable: if none is declared, or its value was not given.
    """
    own = target.subject.fields.get("interface", ())
    links = {own} if isinstance(own, str) else {str(link) for link in own} if isinstance(own, tuple) else set[str]()
    for row in reach.declaration.rows("1-AuthMech", login_method="snmp"):
        if row.text("interface") in links and row.text("user_name"):
            return row.text("user_name"), reach.secret(row.reference)
    raise Unavailable(f"no SNMPv3 user is declared in 1-AuthMech for the interface of {target.subject.id}")
