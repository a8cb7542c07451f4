"""The probe for default and weak credentials at one endpoint."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.login import DefaultLogin, LoginKind, OfferedLogin, OpenedSession
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, probe
from hoshitori_plugins.login.attempt import Answered, Login, login_id, patiently, random_value
from hoshitori_plugins.login.credentials import Credential, credentials_for
from hoshitori_plugins.login.declared import DeclaredLogin, all_logins, declared_logins
from hoshitori_plugins.login.snmp_user import users_of
from hoshitori_plugins.login.survey import Entrance, survey
from hoshitori_plugins.login.web import FormLogin, JsonLogin

_LOCK_PAUSE_MILLISECONDS: Final = 3_000
_LOCK_PATIENCE: Final = 3
_OTHER_OWNERS: Final = 2
_CONTROL_PATIENCE: Final = 10
_AT_ONCE: Final = {
    LoginKind.TELNET: 4,
    LoginKind.HTTP_FORM: 4,
    LoginKind.HTTP_JSON: 4,
    LoginKind.HTTP_BASIC: 4,
    LoginKind.HTTP_DIGEST: 4,
    LoginKind.SNMP_V1: 8,
    LoginKind.SNMP_V2C: 8,
    LoginKind.SNMP_V3: 4,
}
"""Users (of SNMP, communities) tried at once where a refusal costs seconds of mere waiting; one everywhere else."""
_COMMUNITIES: Final = frozenset({LoginKind.SNMP_V1, LoginKind.SNMP_V2C})


@dataclass(slots=True)
class _Tried:
    """What came of the list at one log-in."""

    opened: list[Credential] = field(default_factory=list[Credential])
    tries: int = 0
    refused: int = 0
    unanswered: int = 0
    wrong: Answered = Answered.DROPPED
    declared: bool | None = None
    locked_out: bool = False

    def count(self, pair: Credential, answered: Answered) -> None:
        """Add one try; only REFUSED says that the device looked and said no."""
        self.tries += 1
        match answered:
            case Answered.OPENED:
                self.opened.append(pair)
            case Answered.REFUSED:
                self.refused += 1
            case Answered.LOCKED | Answered.DROPPED:
                self.unanswered += 1


@probe(provides=DefaultLogin, impact=Impact.INTRUSIVE, timeout_ms=300_000, usual_ms=6_000)
def try_default_logins(target: Endpoint, reach: Reach) -> DefaultLogin:
    """Default and weak credentials over SSH, telnet, HTTP (basic, digest, form, JSON), MQTT and SNMP (v1, v2c, v3).

    Impact: failed log-ins; they can lock an account or an address for a while. It waits out short locks and stops,
    saying so, at a longer one. Never two tries of one user at once; four users over telnet and HTTP, eight
    communities over SNMP.

    What makes it wrong:
    - A default that is not in the short list is not found; what is shown is that the listed ones were refused. Model
      and serial number of the declaration are tried as passwords of the declared users, first of all.
    - A page that asks by script is only tried where its interface is declared (`login_method = "json"`).
    - A path that refuses with 401 and names no way to prove oneself may take HTTP Basic all the same: the list is tried
      at two such paths; one that takes a value in another way (a header or a query of its own) is not found.
    - A web log-in whose success cannot be told from failure, by declared marks or by comparison, counts as refused;
      the control (a random value refused, the declared one let in) then fails, and no PASS can rest on it.
    - At a service that no mechanism is declared for, the control is tried with the values of other mechanisms; where
      none of them fits, no control holds.
    - An SNMP agent ignores what it does not know: silence counts as refused only where the declared community opened,
      or the agent answered a declared user of version 3. A user's value is right where the answer carries a code that
      only who knows it can make; a user whose encryption is not AES-128, and who is told nothing without it, is missed.
    - A server that takes anything is told apart: then no pair is tried, and `accepts_anything` says so.
    - Connections that are dropped (OpenSSH's MaxStartups does so at random) are tried again, never taken as refusals.
    - SSH servers with nothing but algorithms that paramiko no longer knows are unavailable here.
    """
    declared = declared_logins(target, reach)
    entrance = survey(target, reach, declared)
    # At an undeclared service the values of other mechanisms may open a session: the device's one administrator.
    owners = declared or all_logins(reach)[:_OTHER_OWNERS]
    results = [(login, _try_list(login, reach, _owners(login, owners))) for login in entrance.logins]
    # where nothing asks for a password no one's own is shown; what is refused there says nothing of a log-in
    nameless = [replace(one, value=None) for one in owners]
    unasked = [(place, _try_list(place, reach, _owners(place, nameless))) for place in entrance.unasked]
    every = [*results, *unasked]
    opened = _seal(every, reach)
    # An SNMP agent that answered no community, and of which no user is declared, offers nothing that could be seen.
    seen = [(login, tried) for login, tried in results if target.transport == "tcp" or _answers(login, tried)]
    found = [(place, tried) for place, tried in unasked if tried.opened or tried.wrong is Answered.OPENED]
    offered = tuple(_offered(login, tried) for login, tried in (*seen, *found))
    return DefaultLogin(
        protocol=entrance.protocol,
        offered=offered,
        other_ways=tuple(entrance.other_ways),
        opened=opened,
        tried=sum(tried.tries for _, tried in every),
        refused=sum(tried.refused for _, tried in every),
        unanswered=sum(tried.unanswered for _, tried in every),
        # an agent may answer to a mere user name, and to a well-known community beside it
        open_without_login=entrance.open_without_login and not (opened and entrance.protocol == "snmp"),
        accepts_anything=any(tried.wrong is Answered.OPENED for _, tried in every),
        locked_out=any(tried.locked_out for _, tried in every),
        control=_control(entrance, [tried for _, tried in seen]),
    )


def _try_list(login: Login, reach: Reach, declared: Sequence[DeclaredLogin]) -> _Tried:
    tried = _Tried()
    if isinstance(login, FormLogin | JsonLogin) and not login.marks.tell_failure:
        login.learn_failure()
    users = [one.user for one in declared]
    tried.wrong = patiently(login, reach, next(iter(users), "admin"), random_value())
    if tried.wrong is not Answered.OPENED:
        _go_through(login, reach, credentials_for(login.kind, users, _label(reach)), tried)
    for one in declared:
        if one.value is not None and tried.declared is not True:
            answered = _outlast_lock(login, reach, one.user, one.value, _CONTROL_PATIENCE)
            tried.declared = answered is Answered.OPENED
    return tried


def _owners(login: Login, declared: Sequence[DeclaredLogin]) -> Sequence[DeclaredLogin]:
    """Return those whose value may be tried at a log-in: a community is sent in clear, a user's passphrase never is."""
    users = users_of(declared)
    if login.kind is LoginKind.SNMP_V3:
        return users
    if login.kind in _COMMUNITIES:
        return [one for one in declared if one.method == "snmp" and one not in users]
    return [one for one in declared if one not in users]


def _label(reach: Reach) -> tuple[str, ...]:
    """Return what anybody reads off the product, and makers have made passwords of."""
    declaration = reach.declaration
    return (declaration.device.model, declaration.main_sample.serial)


def _go_through(login: Login, reach: Reach, pairs: Sequence[Credential], tried: _Tried) -> None:
    """Try the pairs, those of one user one after another, and stop where the device stops looking."""
    by_user: dict[str, list[Credential]] = {}
    for number, pair in enumerate(pairs):
        by_user.setdefault(pair.user or str(number), []).append(pair)
    stopped = threading.Event()

    def go(few: list[Credential]) -> list[tuple[Credential, Answered]]:
        results: list[tuple[Credential, Answered]] = []
        for pair in few:
            if stopped.is_set():
                break
            results.append((pair, _outlast_lock(login, reach, pair.user, pair.value, _LOCK_PATIENCE)))
            if results[-1][1] in {Answered.LOCKED, Answered.DROPPED}:
                stopped.set()
        return results

    with ThreadPoolExecutor(_AT_ONCE.get(login.kind, 1)) as threads:
        for results in threads.map(go, by_user.values()):
            for pair, answered in results:
                tried.count(pair, answered)
            reach.spend(tries=len(results))
            reach.progress(tried.tries, len(pairs))
    if stopped.is_set():
        left = len(pairs) - tried.tries
        tried.locked_out = True
        tried.unanswered += left
        ends = f"{login_id(login)} no longer looked at tries after {tried.tries}"
        reach.remark(f"{ends}; {left} pairs of the list were left alone")


def _outlast_lock(login: Login, reach: Reach, user: str, value: str, patience: int) -> Answered:
    answered = patiently(login, reach, user, value)
    for _ in range(patience):
        if answered is not Answered.LOCKED:
            break
        reach.wait(_LOCK_PAUSE_MILLISECONDS)
        answered = patiently(login, reach, user, value)
    return answered


def _answers(login: Login, tried: _Tried) -> bool:
    user = login.kind is LoginKind.SNMP_V3 and tried.declared is not None
    return user or bool(tried.opened) or tried.wrong is Answered.OPENED or tried.declared is True


def _offered(login: Login, tried: _Tried) -> OfferedLogin:
    return OfferedLogin(
        id=login_id(login),
        kind=login.kind,
        where=login_id(login).partition(" ")[2],
        tries=tried.tries,
        refused=tried.refused,
        unanswered=tried.unanswered,
        wrong_refused=tried.wrong is Answered.REFUSED,
        declared_opened=tried.declared,
        locked_out=tried.locked_out,
    )


def _seal(results: Sequence[tuple[Login, _Tried]], reach: Reach) -> tuple[OpenedSession, ...]:
    """Name what was opened by labels; the values go to a sealed artefact."""
    found = [(login, pair) for login, tried in results for pair in tried.opened]
    opened: list[OpenedSession] = []
    values: list[dict[str, str]] = []
    for number, (login, pair) in enumerate(found, start=1):
        label = f"credential-{number}"
        if pair.value and not pair.everyday:
            reach.seal_value(pair.value)
        opened.append(OpenedSession(id=label, login=login_id(login), kind=login.kind, user=pair.user_class))
        values.append({"id": label, "login": login_id(login), "user": pair.user, "value": pair.value})
    if values:
        data = json.dumps(values, indent=2).encode()
        reach.keep("opened-sessions.json", "application/json", data, role="opened-sessions", sealed=True)
    return tuple(opened)


def _control(entrance: Entrance, tried: Sequence[_Tried]) -> Control:
    if entrance.unclear:
        return Control(held=False, what=entrance.unclear)
    if not tried:
        return Control(
            held=bool(entrance.said_so), what=entrance.said_so or "nothing answered, and no value is declared"
        )
    if not all(one.wrong is Answered.REFUSED for one in tried):
        return Control(held=False, what="a random wrong value was not seen to be refused")
    if not all(one.declared for one in tried):
        none = all(one.declared is None for one in tried)
        what = "no value is declared that could open a session" if none else "the declared value opened no session"
        return Control(held=False, what=what)
    return Control(held=True, what="a random wrong value was refused and the declared one opened a session")
