"""Under which protection a declared SNMP agent answers.

Impact: active; some dozens of requests for one value that every agent has.

Known sources of false results: an agent that drops what it refuses is told from a lost datagram by asking twice and by
the control alone; a user whose privacy is DES or AES of more than 128 bits opens nothing here, so that the control
fails and nothing is decided; values that only exist under another context are not asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.login import LoginKind
from hoshitori.facts.snmp import SnmpLevel, SnmpSurvey, SnmpTry
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Endpoint, Row
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.login.attempt import was_refused
from hoshitori_plugins.login.credentials import credentials_for
from hoshitori_plugins.login.snmp import answers, get_request
from hoshitori_plugins.snmp.user_security import HASHES, Answer, Engine, Keys, new_number, read_answer, request

_TIMEOUT_MILLISECONDS: Final = 700
_ASKED: Final = 2
_LIMIT: Final = 65_535
_USERS: Final = ("initial", "public", "admin", "snmp", "user", "guest", "noAuthUser", "monitor")
_VALUES: Final = ("password", "12345678", "adminadmin", "admin123", "snmpsnmp", "publicpublic", "changeme", "authpass1")
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
    agent = _Agent(endpoint, reach)
    engine = agent.find()
    asked = [_communities(agent, level, kind) for level, kind in _COMMUNITIES]
    if engine is None:
        return SnmpSurvey(
            engine=False,
            authentication="",
            privacy="",
            tries=tuple(asked),
            control=Control(held=False, what="no SNMPv3 engine said its name"),
        )
    found = next((name for name in HASHES if agent.opens(user, value, name, private=True)), "")
    asked += _levels(agent, user, value, found or next(iter(HASHES)))
    held = (
        f"the declared user's request by {found} and AES-128 was answered"
        if found
        else "no request of the declared user was"
    )
    return SnmpSurvey(
        engine=True,
        authentication=found,
        privacy="AES-128" if found else "",
        tries=tuple(asked),
        control=Control(held=bool(found), what=held),
    )


@dataclass(slots=True)
class _Agent:
    """One agent, its engine's name and clock as it last said them."""

    target: Endpoint
    reach: Reach
    engine: Engine = field(default_factory=Engine)
    last: str = ""

    def find(self) -> Engine | None:
        """Ask for the engine's name."""
        answer = self._ask("", Keys())
        if answer is None or not answer.engine.name:
            return None
        self.engine = answer.engine
        return self.engine

    def opens(self, user: str, value: str, name: str, *, private: bool) -> bool:
        """Ask as a user with a value, authenticated and, if told so, encrypted."""
        keys = Keys.of(value, self.engine, name, private=private)
        return self._opened(user, keys)

    def opens_bare(self, user: str) -> bool:
        """Ask as a user without any proof."""
        return self._opened(user, Keys())

    def opens_community(self, kind: LoginKind, community: str) -> bool:
        """Ask by a community."""
        self.last = "silence"
        for _ in range(_ASKED):
            number = new_number()
            data = self._exchange(get_request(kind, community, number))
            if answers(data, number):
                self.last = "answered"
                return True
        return False

    def _opened(self, user: str, keys: Keys) -> bool:
        for _ in range(2):
            answer = self._ask(user, keys)
            self.last = "silence" if answer is None else answer.word
            if answer is None or answer.word != "usmStatsNotInTimeWindows":
                return answer is not None and answer.opened
            self.engine = answer.engine
        return False

    def _ask(self, user: str, keys: Keys) -> Answer | None:
        for _ in range(_ASKED):
            number = new_number()
            data = self._exchange(request(number, self.engine, user, keys))
            if (answer := read_answer(data, number, keys)) is not None:
                return answer
        return None

    def _exchange(self, data: bytes) -> bytes:
        self.reach.spend(tries=1)
        with self.reach.udp(self.target, timeout_ms=_TIMEOUT_MILLISECONDS) as wire:
            wire.send(data)
            try:
                return wire.receive(_LIMIT)
            except Unavailable as error:
                if was_refused(error):
                    raise
                return b""


def _communities(agent: _Agent, level: SnmpLevel, kind: LoginKind) -> SnmpTry:
    names = list(dict.fromkeys(pair.value for pair in credentials_for(kind, []) if pair.value))[:_MOST_COMMUNITIES]
    return _try(agent, level, _WELL_KNOWN, [partial(agent.opens_community, kind, name) for name in names])


def _levels(agent: _Agent, user: str, value: str, name: str) -> Iterable[SnmpTry]:
    """Yield what every level of version 3 opens: to the declared user, and to well-known users and values."""
    bare = SnmpLevel.NO_AUTH
    yield _try(agent, bare, _DECLARED, [partial(agent.opens_bare, user)])
    yield _try(agent, bare, _WELL_KNOWN, [partial(agent.opens_bare, one) for one in _USERS])
    for level, private in ((SnmpLevel.AUTH_NO_PRIV, False), (SnmpLevel.AUTH_PRIV, True)):
        yield _try(agent, level, _DECLARED, [partial(agent.opens, user, value, name, private=private)])
        guesses = [partial(agent.opens, user, one, name, private=private) for one in _VALUES]
        yield _try(agent, level, _WELL_KNOWN, guesses)


def _try(agent: _Agent, level: SnmpLevel, who: str, ways: Sequence[Callable[[], bool]]) -> SnmpTry:
    opened, seen = 0, dict[str, None]()
    for way in ways:
        opened += way()
        seen[agent.last] = None
    return SnmpTry(id=f"{level.value} {who}", level=level, who=who, tried=len(ways), opened=opened, answers=tuple(seen))


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
