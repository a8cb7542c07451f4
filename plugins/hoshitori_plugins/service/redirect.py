"""A port in clear that sends people to HTTPS: whether it sends them to the device itself, and does nothing else.

Every path that is known of the device's pages is asked for in clear: the declared ones, those that are read at the
HTTPS port where the redirect leads (with the administrator's session where its log-in is declared), and those that
devices often have. After GET, log-ins and what is known to take something are sent something that nobody can take (see
`submitted`); no credential of anybody goes to the port in clear. Paths whose words name something that asking might set
off are left alone. What is declared to be for anybody at this port does not count, unless it asks for a password.

Known sources of false results: a path that nobody knows of is not seen, nor is one that takes files or deletes; where a
port refuses whatever is sent to it alike before it looks at the path (for want of a token or of its own origin, say), a
log-in behind that refusal is not seen; what a path in clear does to who brings a right credential or the cookie of a
session is not tried; a certificate that names the redirect's host says so only by its own word.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import struct
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cryptography import x509

from hoshitori.facts.service import LeadsTo, Redirect, ServedInClear
from hoshitori.facts.web import PageKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import shown as visible
from hoshitori_plugins.login.browser import Answer, Browser, secure
from hoshitori_plugins.service.onward import Goal, Way, goal_of, way_of
from hoshitori_plugins.service.submitted import Submission, sendings
from hoshitori_plugins.tls.certificates import read_certificate
from hoshitori_plugins.web.content import Shown, alike, kind_of, show
from hoshitori_plugins.web.crawl import (
    Crawl,
    Interface,
    crawl,
    declared_paths,
    interfaces_at,
    listed_paths,
    web_interfaces,
)
from hoshitori_plugins.web.links import may_harm
from hoshitori_plugins.web.probe import web_login_at
from hoshitori_plugins.web.session import Session, made_up, nobody, open_session

_PATIENCE_MILLISECONDS: Final = 10_000
_LONGEST_MILLISECONDS: Final = 240_000
_MOST_ASKED: Final = 400
_MOST_SERVED: Final = 64
_WHAT: Final = 160
_MDNS_PORT: Final = 5353
_ACME: Final = "/.well-known/acme-challenge"
_DOORS: Final = ("/", "/login", "/login.html", "/admin/")
_ASKS: Final = 401
_OTHER_METHODS: Final = 405


def look_behind(target: Endpoint, reach: Reach, location: str) -> Redirect:
    """Return where a redirect leads, and what its port serves in clear all the same."""
    began = reach.milliseconds()

    def too_late() -> bool:
        return reach.milliseconds() - began > _LONGEST_MILLISECONDS

    goal = goal_of(location)
    if goal is None:
        return Redirect(leads=LeadsTo.UNKNOWN, answers=False, asked=0, served=(), incomplete="the address is malformed")
    secured = replace(target, port=goal.port, protocol="https")
    answers, names = _certificate_names(secured, reach)
    leads = _leads(goal.host, target, reach, names)
    found, incomplete = Crawl(), ""
    if answers and leads is not LeadsTo.ELSEWHERE:
        try:
            found = _read_within_tls(secured, reach, too_late)
        except Unavailable as error:
            incomplete = f"the pages at port {goal.port} could not be read: {error.reason}"[:_WHAT]
    interfaces = web_interfaces(reach.declaration)
    known = (*declared_paths(reach.declaration, interfaces), *found.pages, *found.linked)
    here = interfaces_at(reach.declaration, target)
    look = _Look(target=target, reach=reach, goal=goal, here=here)
    lost = look.ask_all((*_DOORS, *known, *listed_paths(interfaces)), too_late)
    submission = Submission(target=target, reach=reach, goal=goal, here=here)
    served = {one.id for one in look.served}
    sent = [one for one in sendings(reach, interfaces, found) if visible(one.path) not in served]
    submission.send_all(sent, too_late)
    return Redirect(
        leads=leads,
        answers=answers,
        asked=look.asked,
        served=(*look.served, *submission.served)[:_MOST_SERVED],
        incomplete=incomplete or lost or submission.unclear,
        sent=tuple(submission.sent),
    )


# ── whose host it is ────────────────────────────────────────────────────────────────────────────────────────────


def _leads(host: str, target: Endpoint, reach: Reach, names: Iterable[str]) -> LeadsTo:
    samples = [sample for sample in reach.declaration.samples if sample.id == target.sample]
    own = {target.address, *(one for sample in samples for one in sample.addresses)}
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return LeadsTo.ITS_ADDRESS if address in {ipaddress.ip_address(one) for one in own} else LeadsTo.ELSEWHERE
    if host.lower() in {name.lower().rstrip(".") for name in names}:
        return LeadsTo.ITS_CERTIFICATE
    return LeadsTo.ITS_NAME if _resolves(host, target, reach) else LeadsTo.UNKNOWN


def _certificate_names(target: Endpoint, reach: Reach) -> tuple[bool, tuple[str, ...]]:
    """Return whether the device speaks TLS at a port, and the names in the certificate that it shows there."""
    try:
        sock = reach.connect(target)
        sock.settimeout(_PATIENCE_MILLISECONDS / 1000)
        with secure(sock) as wire:
            der = wire.getpeercert(binary_form=True) or b""
    except (Unavailable, OSError):
        return False, ()
    try:
        certificate = read_certificate(der)
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return True, tuple(found.get_values_for_type(x509.DNSName))
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return True, ()


def _resolves(host: str, target: Endpoint, reach: Reach) -> bool:
    """Whether the device itself says, by mDNS, that the name stands for the address it is looked at under."""
    labels = host.encode("ascii", "ignore").split(b".")
    if not all(0 < len(label) < 64 for label in labels):  # RFC 1035 section 2.3.4
        return False
    name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    family, kind = (socket.AF_INET6, 28) if ":" in target.address else (socket.AF_INET, 1)
    question = struct.pack("!6H", 0, 0, 1, 0, 0, 0) + name + struct.pack("!HH", kind, 0x8001)
    wanted = struct.pack("!H", kind), socket.inet_pton(family, target.address)
    responder = replace(target, transport="udp", port=_MDNS_PORT, protocol="mdns")
    with contextlib.suppress(Unavailable), reach.udp(responder) as wire:
        wire.send(question)
        data = wire.receive(9_000, timeout_ms=2_000)
        # an answer of mDNS names the record's type, and ends in the address (RFC 6762 section 6.7)
        head, _, tail = data.lower().partition(name.lower())
        return len(head) >= 12 and bool(data[2] & 0x80) and all(one.lower() in tail for one in wanted)
    return False


# ── what else it does ───────────────────────────────────────────────────────────────────────────────────────────


def _read_within_tls(target: Endpoint, reach: Reach, too_late: Callable[[], bool]) -> Crawl:
    """Return what is read at the HTTPS port, with a session where a log-in is declared.

    Raises:
        Unavailable: if the declared value opens no session.
    """

    def visit() -> Browser:
        return Browser(target, reach, tls=True, patience_ms=_PATIENCE_MILLISECONDS)

    login = web_login_at(target, reach)
    session: Session = nobody(visit)
    if login is not None and login.value is not None:
        session = open_session(login, login.user, login.value, visit, reach)
    interfaces = web_interfaces(reach.declaration)
    found = crawl(session, ("/", *declared_paths(reach.declaration, interfaces)), (), too_late=too_late)
    reach.spend(pages=len(found.pages))
    return found


@dataclass(slots=True, kw_only=True)
class _Look:
    """What a port in clear answered so far."""

    target: Endpoint
    reach: Reach
    goal: Goal
    here: Sequence[Interface]
    asked: int = 0
    served: list[ServedInClear] = field(default_factory=list[ServedInClear])
    nothing: list[Shown] = field(default_factory=list[Shown])

    def ask_all(self, paths: Iterable[str], too_late: Callable[[], bool]) -> str:
        """Ask for a path that no device has, then for each path and where those lead; return why it is incomplete."""
        self._learn_nothing()
        waiting = deque(path for path in dict.fromkeys(paths) if not may_harm(path))
        seen: set[str] = set()
        while waiting and self.asked < _MOST_ASKED and len(self.served) < _MOST_SERVED:
            path = waiting.popleft()
            if path in seen:
                continue
            seen.add(path)
            if too_late():
                return f"{_LONGEST_MILLISECONDS // 1000} s were over"
            answer = self._ask(path)
            if answer is None:
                return f"{visible(path)} got no answer in clear"[:_WHAT]
            if onward := self._weigh(path, answer):
                waiting.append(onward)
        return f"{_MOST_ASKED} paths were asked for, and more are known" if waiting and not self.served else ""

    def _learn_nothing(self) -> None:
        path = f"/{made_up()}"
        answer = self._ask(path)
        if answer is not None:
            self._weigh(path, answer)
            self.nothing.append(show(answer))

    def _ask(self, path: str) -> Answer | None:
        """Ask for a path as nobody, twice if need be."""
        self.asked += 1
        self.reach.spend(paths=1)
        for _ in range(2):
            with contextlib.suppress(Unavailable):
                visitor = Browser(self.target, self.reach, tls=False, patience_ms=_PATIENCE_MILLISECONDS, cookies=False)
                return visitor.get(path)
        return None

    def _weigh(self, path: str, answer: Answer) -> str:
        """Note a path that is served in clear; return where it leads on in clear on the device."""
        location = answer.header("location")
        if 300 <= answer.status < 400 and location:  # redirects
            return self._follow(path, answer.status, location)
        page = show(answer)
        if any(alike(page, one) for one in self.nothing):
            return ""
        page_like = page.given and not page.empty and kind_of(path, page, answer) is not PageKind.STATIC
        public = any(one.is_public(path) for one in self.here) and not page.asks_password
        if (page_like and not public and not path.startswith(_ACME)) or answer.status in {_ASKS, _OTHER_METHODS}:
            media = f" {page.media}" if page.media else ""
            asks = ", asks for a password" if page.asks_password or answer.status == _ASKS else ""
            self._add(path, f"{answer.status}{media}{asks}")
        return ""

    def _follow(self, path: str, status: int, location: str) -> str:
        way, onward = way_of(location, path, self.goal, self.target.address)
        if way is Way.ELSEWHERE:
            self._add(path, f"{status} to {visible(location)}")
        return onward

    def _add(self, path: str, what: str) -> None:
        self.served.append(ServedInClear(id=visible(path), what=what[:_WHAT]))
