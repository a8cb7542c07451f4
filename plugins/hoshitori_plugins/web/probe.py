"""Which pages and paths of a web interface open without the right session.

Impact: active. One log-in as the administrator, one more whose session is ended, one as the declared lesser user; no
password is guessed, and one wrong one is sent only where the declaration names no mark of success. Requests follow each
other, one at a time. Paths whose words name something that asking alone might set off (reset, reboot, delete …) are
left alone and listed. Writes send back what stands there: they change nothing, and go to guarded pages alone. Without
a session, a guarded page is asked for in some thirty-five ways (see `variants`); answers are compared by content,
whatever their status.

Known sources of false results: a device that knows its administrator by address gives the pages to everybody there and
is found open, rightly so behind a router; a page that says the same to everybody counts as open data only where it is
data or a filled-in form, else a person is asked; content that two visitors get in wholly different words is not
recognised as the same; pages that nothing links to, that are not declared and not on the list, are not found; a write
that is taken without a session and whose document cannot be read is not found, nor is one that is refused and carried
out all the same. Doubly encoded paths, NUL bytes, backslashes, HTTP/2, and headers or cookies of other names than the
usual ones are not tried; a picture beside a refusal is the camera's only where it is another when asked for again.
"""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.web import Looked, Visitor, WebSweep
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.login.attempt import was_refused, was_silent
from hoshitori_plugins.login.browser import Browser, CertificateDemandedError, demands_certificate
from hoshitori_plugins.login.declared import DeclaredLogin, declared_login, declared_logins, leads_to
from hoshitori_plugins.web.content import kind_of
from hoshitori_plugins.web.crawl import Interface, crawl, declared_paths, interface_of, interfaces_at, listed_paths
from hoshitori_plugins.web.session import Visit, log_out, nobody, open_session, stale
from hoshitori_plugins.web.sweep import Sweep

_PATIENCE_MILLISECONDS: Final = 4_000
_LONGEST_PATIENCE_MILLISECONDS: Final = 30_000
_GREETING_MILLISECONDS: Final = 2_500
_PLAIN_TO_TLS: Final = 400
"""What web servers answer to a request in clear on a port of TLS: where TLS was silent, no sign of HTTP in clear."""
_LONGEST_MILLISECONDS: Final = 900_000
"""The requests for twenty pages take a quarter of a minute on a short cable and ten minutes on a slow line."""
_METHODS: Final = frozenset({"form", "json", "basic", "digest"})
_MOST_PAGES: Final = 200
_MOST_SENTENCES: Final = 64
_CERTIFICATE: Final = "the server demands a client certificate before anything else"


@probe(provides=WebSweep, impact=Impact.ACTIVE, timeout_ms=1_000_000)
def sweep_web(target: Endpoint, reach: Reach) -> WebSweep:
    """What a web interface gives to visitors without the right session."""
    protocol, closed, patience = speaks_http(target, reach)
    interfaces = interfaces_at(reach.declaration, target)
    if not protocol or closed:
        return _nothing(protocol, closed or "the port speaks no HTTP, so there is no page to refuse")

    def visit() -> Browser:
        return Browser(target, reach, tls=protocol == "https", patience_ms=patience)

    def plain() -> Browser:
        return Browser(target, reach, tls=protocol == "https", patience_ms=patience, cookies=False)

    began = reach.milliseconds()

    def too_late() -> bool:
        return reach.milliseconds() - began > _LONGEST_MILLISECONDS

    login = web_login_at(target, reach)
    administrator = (
        open_session(login, login.user, login.value or "", visit, reach) if login is not None else nobody(plain)
    )
    crawled = crawl(
        administrator,
        declared_paths(reach.declaration, interfaces),
        listed_paths(interfaces),
        bases=[one.base for one in interfaces],
        too_late=too_late,
    )
    sweep = Sweep(
        target=target,
        reach=reach,
        interfaces=interfaces,
        administrator=administrator,
        crawled=crawled,
        public_page=_text(login, "login_path") or "/",
        user=login.user if login is not None and login.user else "admin",
        too_late=too_late,
    )
    sweep.not_looked_at += crawled.left_alone
    ended = lesser = Looked.NOT_DECLARED
    if login is None:
        control = _without_login(sweep, reach, interfaces)
    else:
        sweep.as_nobody(nobody(plain))
        lesser = _as_lesser(sweep, login, visit, reach)
        still = sweep.reads(administrator)
        control = Control(
            held=still > 0,
            what=f"the administrator's session reads {len(crawled.pages)} pages, to the end {still} that are guarded",
        )
        ended = _as_logged_out(sweep, login, visit, plain, reach)
    sweep.keep_evidence()
    reach.spend(pages=len(crawled.pages), requests=sweep.requests)
    late = f"{_LONGEST_MILLISECONDS // 1000} s were over" if too_late() else ""
    return WebSweep(
        protocol=protocol,
        interfaces=tuple(one.reference for one in interfaces if one.reference),
        login=login.reference if login is not None else "",
        pages=tuple(sweep.pages[:_MOST_PAGES]),
        opened=tuple(sweep.opened.values()),
        unclear=tuple(sweep.unclear.values()),
        logged_out=ended,
        lesser_user=lesser,
        cut_short=crawled.cut_short or late,
        not_looked_at=tuple(dict.fromkeys(sweep.not_looked_at))[:_MOST_SENTENCES],
        control=control,
    )


def web_login_at(target: Endpoint, reach: Reach) -> DeclaredLogin | None:
    """Return the declared log-in over HTTP that leads to an endpoint, one whose value is at hand first."""
    found = [one for one in declared_logins(target, reach) if one.method in _METHODS]
    tokens = reach.declaration.rows("1-AuthMech", authentication_kind="token", login_method="bearer")
    found += [declared_login(row, reach) for row in tokens if leads_to(reach.declaration, row, target)]
    return next((one for one in found if one.value is not None), next(iter(found), None))


def speaks_http(target: Endpoint, reach: Reach) -> tuple[str, str, int]:
    """Return `https`, `http` or nothing, why nobody can ask for pages all the same, and how long one is waited for.

    Who keeps silent is asked again with more patience: silence is no sign of another protocol.

    Raises:
        Unavailable: if nothing listens there any more, it speaks a TLS that no client of today speaks, or it keeps
            silent to the end.
    """
    for patience in (_PATIENCE_MILLISECONDS, _LONGEST_PATIENCE_MILLISECONDS):
        asked = _asked(target, reach, patience)
        if not asked.silent or (asked.protocol and asked.status != _PLAIN_TO_TLS) or _greets(target, reach):
            break
    else:
        if not asked.protocol:
            waited = _LONGEST_PATIENCE_MILLISECONDS // 1000
            silent = " and ".join(asked.silent)
            raise Unavailable(f"no answer to {silent} within {waited} s: a slow web server cannot be told from none")
    longest = max(_PATIENCE_MILLISECONDS, asked.took_milliseconds * 4)
    return asked.protocol, asked.closed, min(longest, _LONGEST_PATIENCE_MILLISECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How an endpoint took a request for its front page, within TLS and in clear, until one was answered."""

    protocol: str = ""
    closed: str = ""
    status: int = 0
    took_milliseconds: int = 0
    silent: tuple[str, ...] = ()


def _greets(target: Endpoint, reach: Reach) -> bool:
    """Whether a server speaks first, as none of HTTP and TLS does."""
    with contextlib.suppress(Unavailable), reach.tcp(target) as wire:
        return bool(wire.receive(64, timeout_ms=_GREETING_MILLISECONDS))
    return False


def _asked(target: Endpoint, reach: Reach, patience: int) -> _Asked:
    order = [("https", True), ("http", False)]
    if target.protocol == "http":
        order.reverse()
    silent: list[str] = []
    for name, tls in order:
        began = reach.milliseconds()
        try:
            if tls and demands_certificate(target, reach, patience_ms=patience):
                return _Asked(closed=_CERTIFICATE)
            answer = Browser(target, reach, tls=tls, patience_ms=patience).get("/")
        except CertificateDemandedError:
            return _Asked(closed=_CERTIFICATE)
        except Unavailable as error:
            if was_refused(error) or (tls and _spoke_tls(error)):
                raise
            if was_silent(error):
                silent.append(name.upper())
            continue
        took = reach.milliseconds() - began
        return _Asked(protocol=name, status=answer.status, took_milliseconds=took, silent=tuple(silent))
    return _Asked(silent=tuple(silent))


def _spoke_tls(error: Unavailable) -> bool:
    """Whether a handshake failed by an alert: the server speaks TLS, only not with us."""
    reason = str(getattr(error.__cause__, "reason", "") or "")
    return isinstance(error.__cause__, ssl.SSLError) and ("ALERT" in reason or "UNSUPPORTED" in reason)


def _text(login: DeclaredLogin | None, column: str) -> str:
    value = login.fields.get(column, "") if login is not None else ""
    return value if isinstance(value, str) else ""


def _nothing(protocol: str, why: str) -> WebSweep:
    return WebSweep(
        protocol=protocol,
        interfaces=(),
        login="",
        pages=(),
        opened=(),
        unclear=(),
        logged_out=Looked.NO_SESSIONS,
        lesser_user=Looked.NO_PAGES,
        cut_short="",
        not_looked_at=(),
        control=Control(held=True, what=why),
    )


def _without_login(sweep: Sweep, reach: Reach, interfaces: tuple[Interface, ...]) -> Control:
    """Where no log-in is declared there is nothing to compare with: what anybody reads and nobody declared is asked."""
    reasons = {row.reference for row in reach.declaration.rows("28-LogIntf") if row.text("unauthenticated_reason")}
    for page in sweep.crawled.pages.values():
        interface = interface_of(page.path, interfaces)
        kind = kind_of(page.path, page.shown, page.answer)
        plain = interface.is_public(page.path) or interface.reference in reasons
        if kind.value != "STATIC" and not plain and not page.shown.asks_password and not page.shown.empty:
            why = "anybody reads it, no log-in is declared here, and it is not declared as public"
            sweep.doubt(Visitor.NOBODY, page, f"GET {page.path}", why)
    return Control(
        held=True, what=f"{len(sweep.crawled.pages)} pages were read without a session; no log-in is declared"
    )


def _as_lesser(sweep: Sweep, login: DeclaredLogin, visit: Visit, reach: Reach) -> Looked:
    name = _text(login, "lesser_user_name")
    if not name:
        return Looked.NOT_DECLARED
    if not any(one.administrator for one in sweep.interfaces):
        return Looked.NO_PAGES
    try:
        value = reach.secret(f"{login.reference}/lesser_user_secret")
        session = open_session(login, name, value, visit, reach)
    except Unavailable as error:
        sweep.not_looked_at.append(f"as {name}: {error.reason}"[:160])
        return Looked.FAILED
    return Looked.TRIED if sweep.as_lesser(session) else Looked.NO_PAGES


def _as_logged_out(sweep: Sweep, login: DeclaredLogin, visit: Visit, plain: Visit, reach: Reach) -> Looked:
    if sweep.administrator.each_request:
        return Looked.NO_SESSIONS
    try:
        session = open_session(login, login.user, login.value or "", visit, reach)
        proof = stale(session, plain)
        seen = {page.path: session.ask(page.path) for page in sweep.guarded[:6]}
        request = log_out(session, login, seen)
        if not request:
            return Looked.NO_WAY_OUT
        if sweep.reads(session):
            sweep.not_looked_at.append(f"log-out: after {request} the browser that sent it still has its session"[:160])
            return Looked.FAILED
    except Unavailable as error:
        sweep.not_looked_at.append(f"log-out: {error.reason}"[:160])
        return Looked.FAILED
    with contextlib.suppress(Unavailable):
        sweep.as_logged_out(proof)
    return Looked.TRIED
