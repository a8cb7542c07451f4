"""The probe for first use: what works before a password is set, and which first passwords are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.account import AccountWay, FirstUse, GuardedPath, OfferedValue, WeakValue
from hoshitori.facts.base import Control
from hoshitori.instrument import Ui
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Endpoint, Row
from hoshitori.model.verdict import Cause
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.account.pages import PasswordPages, pages_of
from hoshitori_plugins.account.visitor import Visitor, asks, enter, settled, stranger, succeeded
from hoshitori_plugins.login.attempt import Answered, Login, random_value
from hoshitori_plugins.login.browser import Browser
from hoshitori_plugins.login.web import FormLogin, JsonLogin, Visit
from hoshitori_plugins.throttling.mechanism import login_of, speaks_tls
from hoshitori_plugins.web.content import alike, show
from hoshitori_plugins.web.session import made_up

_WEB: Final = frozenset({"form", "json", "basic"})
_USUAL: Final = ("settings", "status", "users", "config", "system", "device", "info", "logs", "network")
_MOST_PATHS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """One password mechanism of one device, and the ways to it."""

    target: Row
    reach: Reach
    login: Login
    visit: Visit
    pages: PasswordPages
    user: str
    value: str

    def opens(self, value: str) -> bool | None:
        """Return whether a value opens a session; None where the device did not look."""
        answered = settled(lambda: self.login.attempt(self.user, value), self.reach)
        self.reach.spend(tries=1)
        return {Answered.OPENED: True, Answered.REFUSED: False}.get(answered)


@probe(provides=FirstUse, impact=Impact.INTRUSIVE, timeout_ms=300_000)
def use_first(target: Row, reach: Reach) -> FirstUse:
    """First use of a device in its shipped state: what works before a password is set, and which ones are taken.

    Impact: takes the device into use with the declared password, as its guide says.

    Method: as a stranger, every declared path of the mechanism's interfaces, and some usual names beside them, before
    a value is set (what a path that no device has gets as well is a welcome and no function); then an empty and a too
    short value as the first one; then the declared one. Afterwards the same paths within a session and as a stranger:
    only those that answer the one and not the other guard anything.

    What makes it wrong:
    - A function behind a path that is neither declared nor of a usual name is not seen; nor is one that GET does not
      show, or that another port offers (the search for default log-ins looks at those).
    - A device that was taken into use before asks for no first value: then there is no fact.
    - Without `first_use_path` the bench's hand sets the value; weak ones are then not tried.
    - A device that stores a cut or padded value would refuse what it took; its log-in then stays undecided.
    - A session that lives in a token, not in a cookie, cannot be followed: then the control does not hold.
    """
    scene = _scene(target, reach)
    if scene.opens(scene.value):
        raise Unavailable(
            f"the declared value of {target.subject.id} opened a session before any was set: the device had been taken"
            " into use, so that its first use cannot be seen",
            cause=Cause.EFFORT,
        )
    paths = _paths(scene)
    before = {path: _free_before(scene, path) for path in paths}
    weak: tuple[OfferedValue, ...] = ()
    if scene.pages.first_use_path:
        way = AccountWay.PAGES
        if not asks(stranger(scene.visit), scene.pages.first_use_path) and not scene.pages.json:
            raise Unavailable(
                f"{scene.pages.first_use_path} asked for no first value: the device is not in its shipped state, or has"
                " no such step",
                cause=Cause.EFFORT,
            )
        weak = _offer_weak(scene, open_anyway=before.get(target.subject.text("protected_path"), (False, 0))[0])
        _begin(scene, weak)
    else:
        way = AccountWay.UI
        reach.instrument(Ui).set_up()  # type: ignore[type-abstract]  # a Protocol names the instrument
    opened = scene.opens(scene.value) is True
    guarded = _guarded(scene, before) if opened else ()
    return FirstUse(
        way=way,
        paths_tried=len(paths),
        guarded=guarded,
        weak=weak,
        least=target.subject.number("minimum_length"),
        control=_control(opened=opened, guarded=guarded),
    )


def _scene(target: Row, reach: Reach) -> _Scene:
    endpoint = target.endpoint
    if endpoint is None or target.subject.text("login_method") not in _WEB:
        raise Unavailable(f"{target.subject.id} is no log-in of web pages: nothing here knows how its first use goes")
    login, user, value = login_of(target, endpoint, reach)
    if isinstance(login, FormLogin | JsonLogin) and not login.marks.tell_failure:
        login.learn_failure()
    tls = speaks_tls(endpoint, reach)
    return _Scene(
        target=target,
        reach=reach,
        login=login,
        visit=lambda source: Browser(endpoint, reach, tls=tls, source=source),
        pages=pages_of(target.subject),
        user=user,
        value=value,
    )


def _paths(scene: _Scene) -> tuple[str, ...]:
    """Return what is asked for: declared paths on this endpoint, and usual names under the paths of its interfaces."""
    subject, endpoint = scene.target.subject, scene.target.endpoint
    declared = [subject.text(name) for name in ("protected_path", "change_path")]
    tails = dict.fromkeys([*(path.rstrip("/").rpartition("/")[2] for path in declared), *_USUAL])
    roots = _roots(scene.reach, endpoint) if endpoint is not None else []
    derived = [f"{root.rstrip('/')}/{tail}" for root in roots for tail in tails if tail]
    found = dict.fromkeys(path for path in [*declared, *roots, *derived] if path.startswith("/"))
    return tuple(found)[:_MOST_PATHS]


def _roots(reach: Reach, endpoint: Endpoint) -> list[str]:
    rows = reach.declaration.rows("28-LogIntf")
    here = [row for row in rows if row.text("transport") == endpoint.transport and row.number("port") == endpoint.port]
    return list(dict.fromkeys(row.text("path") or "/" for row in here))


def _free_before(scene: _Scene, path: str) -> tuple[bool, int]:
    """Return whether a path answers a stranger with something of its own, and its status.

    What any path gets, one that no device has among them, is a welcome or the first step of a set-up.
    """
    free, status = stranger(scene.visit).reads_freely(path)
    if free:
        nowhere = f"{path.partition('?')[0].rpartition('/')[0]}/{made_up()}"
        try:
            own, any_path = (stranger(scene.visit).request("GET", one) for one in (path, nowhere))
        except Unavailable:
            return free, status
        free = not (succeeded(any_path.status) and alike(show(own), show(any_path)))
    return free, status


def _offer_weak(scene: _Scene, *, open_anyway: bool) -> tuple[OfferedValue, ...]:
    """Offer an empty and a short first value; the first one that is taken is the last one offered."""
    least = scene.target.subject.number("minimum_length")
    values = [(WeakValue.EMPTY, "")]
    if least > 1:
        values.append((WeakValue.SHORT, (random_value() * (1 + least // 16))[: least - 1]))
    offered: list[OfferedValue] = []
    for kind, value in values:
        scene.reach.seal_value(value) if value else None
        try:
            scene.pages.set_first(stranger(scene.visit), value)
        except Unavailable as error:
            scene.reach.remark(f"{kind.value}: {error.reason}")
        taken = None if open_anyway else scene.opens(value)
        if taken is False and not scene.pages.json and not asks(stranger(scene.visit), scene.pages.first_use_path):
            taken = None
        offered.append(OfferedValue(id=kind, characters=len(value), taken=taken))
        if taken:
            _replace(scene, value)
        if taken is not False:
            break
    return tuple(offered)


def _replace(scene: _Scene, weak: str) -> None:
    """Put the declared value in place of a weak one that was taken."""
    try:
        scene.pages.change(enter(scene.login, scene.visit, scene.reach, scene.user, weak), weak, scene.value)
    except Unavailable as error:
        scene.reach.remark(f"a weak first value was taken and could not be replaced: {error.reason}")


def _begin(scene: _Scene, weak: Sequence[OfferedValue]) -> None:
    if any(one.taken for one in weak):
        return
    try:
        scene.pages.set_first(stranger(scene.visit), scene.value)
    except Unavailable as error:
        scene.reach.remark(f"the declared value as the first one: {error.reason}")


def _guarded(scene: _Scene, before: dict[str, tuple[bool, int]]) -> tuple[GuardedPath, ...]:
    """Return the paths that answer a session and turn strangers away, now that a value is set."""
    try:
        member: Visitor = enter(scene.login, scene.visit, scene.reach, scene.user, scene.value)
    except Unavailable as error:
        scene.reach.remark(error.reason)
        return ()
    return tuple(
        GuardedPath(id=path, open_before=open_before, status_before=status)
        for path, (open_before, status) in before.items()
        if succeeded(member.read(path)) and not stranger(scene.visit).reads_freely(path)[0]
    )


def _control(*, opened: bool, guarded: Sequence[GuardedPath]) -> Control:
    if not opened:
        return Control(held=False, what="the declared value, set as the first one, opened no session")
    if not guarded:
        return Control(held=False, what="no path was found that answers a session and turns strangers away")
    what = f"the declared value was taken and opened a session, in which {len(guarded)} guarded paths answer"
    return Control(held=True, what=what)
