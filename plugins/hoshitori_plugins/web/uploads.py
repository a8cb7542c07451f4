"""Pages that take a file as an update, found with the administrator's session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hoshitori.facts.update_paths import UNREAD
from hoshitori.facts.uploads import UploadWay
from hoshitori.model.declaration import Declaration
from hoshitori.model.subject import Device, Endpoint, Subject
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import shown as visible
from hoshitori_plugins.login.browser import Browser, local_path
from hoshitori_plugins.login.declared import DeclaredLogin
from hoshitori_plugins.web.crawl import Crawl, Found, crawl, declared_paths, interfaces_at, listed_paths
from hoshitori_plugins.web.links import read_page
from hoshitori_plugins.web.probe import web_login_at
from hoshitori_plugins.web.session import Session, nobody, open_session

PATIENCE_MILLISECONDS: Final = 30_000
_CRAWL_MILLISECONDS: Final = 90_000
_WORDS: Final = re.compile(
    r"firmware|upgrade|\bota\b|\bfota\b|(?:software|system)[ -](?:update|image)|update[ -](?:file|image)"
    r"|ファームウェア|アップデート|アップグレード|ソフトウェアの?(?:更新|書き込み)|更新(?:ファイル|イメージ)",
    re.IGNORECASE,
)
_PLACES: Final = re.compile(
    r"(^|[./_-])(updates?|firmware|fota|ota|swupdate|fwupdate|fw|flash)([./_?-]|$)", re.IGNORECASE
)
_SENT_TO: Final = re.compile(
    r"""(?:fetch\(\s*|\.open\(\s*["'](?:POST|PUT)["']\s*,\s*|\.(?:post|put)\(\s*|url\s*:\s*)["'`](/[^"'`\s]{1,250})""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One endpoint's pages as its administrator reads them; as anybody, where no log-in is declared there."""

    endpoint: Endpoint
    tls: bool
    login: DeclaredLogin | None
    session: Session
    crawled: Crawl


def web_endpoints(target: Device, declaration: Declaration) -> Iterator[Endpoint]:
    """Yield the endpoints of the declared web interfaces, each once."""
    seen: set[int] = set()
    for row in declaration.rows("28-LogIntf"):
        number, protocol = row.number("port"), row.text("protocol")
        web = row.text("transport") == "tcp" and protocol in {"http", "https"} and row.text("role") != "client"
        if web and number and number not in seen:
            seen.add(number)
            subject = Subject(id=f"tcp/{number}", kind="endpoint", endpoint=f"tcp/{number}")
            yield Endpoint(
                sample=target.sample,
                address=target.address,
                transport="tcp",
                port=number,
                protocol=protocol,
                subject=subject,
            )


def browser(endpoint: Endpoint, reach: Reach) -> Browser:
    """Return a new visitor of an endpoint."""
    return Browser(endpoint, reach, tls=endpoint.protocol == "https", patience_ms=PATIENCE_MILLISECONDS)


def read_endpoint(endpoint: Endpoint, reach: Reach) -> Read:
    """Read what the administrator reads at an endpoint.

    Raises:
        Unavailable: if the declared log-in opened no session.
    """
    login = web_login_at(endpoint, reach)

    def visit() -> Browser:
        return browser(endpoint, reach)

    session = nobody(visit) if login is None else open_session(login, login.user, login.value or "", visit, reach)
    interfaces, began = interfaces_at(reach.declaration, endpoint), reach.milliseconds()
    crawled = crawl(
        session,
        declared_paths(reach.declaration, interfaces),
        listed_paths(interfaces),
        bases=[one.base for one in interfaces],
        too_late=lambda: reach.milliseconds() - began > _CRAWL_MILLISECONDS,
    )
    reach.spend(pages=len(crawled.pages))
    return Read(endpoint=endpoint, tls=endpoint.protocol == "https", login=login, session=session, crawled=crawled)


def read_all(target: Device, reach: Reach, left_alone: list[str]) -> Iterator[Read]:
    """Read every declared web endpoint, at the first of the device's addresses where it answers.

    Those that nobody could read are said in `left_alone`, each with `UNREAD` before it.
    """
    for endpoint in web_endpoints(target, reach.declaration):
        read = _read_anywhere(endpoint, reach, left_alone)
        if read is None:
            continue
        left_alone += [f"{endpoint.subject.id} {sentence}"[:160] for sentence in read.crawled.left_alone]
        if read.crawled.cut_short:
            left_alone.append(f"{endpoint.subject.id}: more than {read.crawled.cut_short}")
        yield read


def _read_anywhere(endpoint: Endpoint, reach: Reach, left_alone: list[str]) -> Read | None:
    unit = next((one for one in reach.declaration.samples if one.id == endpoint.sample), None)
    reason = ""
    for address in dict.fromkeys((endpoint.address, *(unit.addresses if unit is not None else ()))):
        there = replace(endpoint, address=address)
        try:
            # a closed port is told at once; a log-in there would be tried again for a while
            reach.connect(there).close()
            return read_endpoint(there, reach)
        except Unavailable as lost:
            reason = reason or lost.reason
    left_alone.append(f"{UNREAD}{endpoint.subject.id}: {reason}"[:160])
    return None


def declared_targets(declaration: Declaration) -> frozenset[str]:
    """Return the paths that rows of 7-UpdMech for delivery over a network name."""
    rows = declaration.rows("7-UpdMech", delivery="network")
    return frozenset(path for row in rows for column in ("upload_path", "check_path") if (path := row.text(column)))


def ways_of(read: Read, declaration: Declaration) -> Iterator[UploadWay]:
    """Yield the pages of an endpoint that take a file and speak of updates, once for each place it is sent to."""
    known, seen = declared_targets(declaration), set[str]()
    for page in read.crawled.pages.values():
        for target in _targets(page):
            if target not in seen:
                seen.add(target)
                yield UploadWay(
                    id=f"{read.endpoint.subject.id} {visible(target)}",
                    endpoint=read.endpoint.subject.id,
                    page=visible(page.path),
                    target=target,
                    declared=target.partition("?")[0] in known,
                )


def _targets(page: Found) -> Iterator[str]:
    """Yield where a page sends files to, if it speaks of updates."""
    if not page.shown.html:
        return
    read = read_page(page.answer.text)
    script = "\n".join(read.script)
    said = " ".join((*read.words, script))
    forms = [form for form in read.forms if form.takes_file]
    if not (forms or read.loose_file):
        return
    sent = [path.partition("?")[0] for path in _SENT_TO.findall(script)]
    places = [local_path(form.action, page.path) for form in forms if form.action] + sent
    if _WORDS.search(said) or any(_PLACES.search(place) for place in (*places, page.path)):
        yield from dict.fromkeys(place for place in (places or [page.path]) if place)
