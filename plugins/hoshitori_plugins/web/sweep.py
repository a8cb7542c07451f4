"""The sweep itself: pages that the administrator reads, asked for by others; what they get is held against that."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.web import Doubt, Opening, PageAccess, PageKind, ReadPage, Visitor
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import shown as visible
from hoshitori_plugins.login.browser import Answer, local_path
from hoshitori_plugins.web.content import Shown, alike, gives, kind_of, looks_like_a_file, pictured, show
from hoshitori_plugins.web.crawl import LINK, Crawl, Found, Interface, guarded_first, interface_of
from hoshitori_plugins.web.links import Form, may_harm, read_page
from hoshitori_plugins.web.session import Session, made_up
from hoshitori_plugins.web.variants import Variant, headers, methods, spellings

MOST_TRIED: Final = 24
_MOST_FINDINGS: Final = 64
_MOST_READ_AGAIN: Final = 8
_MOST_OPENINGS_OF_ONE: Final = 3
_EVIDENCE: Final = 160
_KEPT_BYTES: Final = 2_000
_JSON: Final = {"Content-Type": "application/json"}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}

_STATIC: Final = PageKind.STATIC
_LOOKED_AT: Final = frozenset({200, 201, 202, 204, 400, 409, 415, 422})


@dataclass(slots=True, kw_only=True)
class Sweep:
    """What was found so far."""

    target: Endpoint
    reach: Reach
    interfaces: Sequence[Interface]
    administrator: Session
    crawled: Crawl
    public_page: str
    user: str
    too_late: Callable[[], bool]
    pages: list[ReadPage] = field(default_factory=list[ReadPage])
    guarded: list[Found] = field(default_factory=list[Found])
    opened: dict[str, Opening] = field(default_factory=dict[str, Opening])
    unclear: dict[str, Doubt] = field(default_factory=dict[str, Doubt])
    not_looked_at: list[str] = field(default_factory=list[str])
    kept: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    requests: int = 0

    def ask(self, visitor: Session, variant: Variant) -> Answer | None:
        """Send one request as somebody; nothing where no proper answer came."""
        self.requests += 1
        with contextlib.suppress(Unavailable):
            return visitor.ask(
                variant.path, variant.method, body=variant.body, headers=variant.headers, bare=variant.bare
            )
        return None

    def background(self, visitor: Session) -> list[Shown]:
        """Return what a visitor gets for the page that is for anybody, and for paths that no device has."""
        bases = [one.base if one.base.endswith("/") else f"{one.base}/" for one in self.interfaces]
        paths = [self.public_page, *(f"{base}{made_up()}" for base in dict.fromkeys(bases))]
        answers = [self.ask(visitor, Variant(method="GET", path=path)) for path in paths]
        return [show(answer) for answer in answers if answer is not None]

    # ── without a session ───────────────────────────────────────────────────────────────────────────────────────

    def as_nobody(self, nobody: Session) -> None:
        """Ask for every page without a session, then for the guarded ones in other ways."""
        known = self.background(nobody)
        for page in guarded_first(self.crawled.pages):
            if self.too_late():
                return
            self._plain(nobody, page, known)
        tried = self.guarded[:MOST_TRIED]
        if len(self.guarded) > len(tried):
            self.not_looked_at.append(f"{len(self.guarded) - len(tried)} guarded pages: other spellings and methods")
        for number, page in enumerate(tried):
            if self.too_late():
                return
            self.reach.progress(number, len(tried))
            self._variants(nobody, page, known)
            for write in self._writes(page):
                self._write(Visitor.NOBODY, nobody, page, write)

    def _plain(self, nobody: Session, page: Found, known: Sequence[Shown]) -> None:
        interface = interface_of(page.path, self.interfaces)
        kind, public = kind_of(page.path, page.shown, page.answer), interface.is_public(page.path)
        answer = self.ask(nobody, Variant(method="GET", path=page.path))
        says_something = gives(page.shown, page.shown, known)
        if answer is None:
            self.doubt(Visitor.NOBODY, page, f"GET {page.path}", "no proper answer came without a session")
            return
        open_to_all = gives(show(answer), page.shown, known) or self._live_in_refusal(nobody, page, answer)
        access = PageAccess.SHARED
        if public:
            access = PageAccess.PUBLIC
        elif says_something and kind is not PageKind.STATIC:
            access = PageAccess.OPEN if open_to_all else PageAccess.GUARDED
        if access is PageAccess.GUARDED:
            self.guarded.append(page)
        self.pages.append(
            ReadPage(
                id=visible(page.path),
                interface=interface.reference,
                kind=kind,
                found_by=page.found_by,
                access=access,
            )
        )
        request = f"GET {page.path}"
        if access is PageAccess.SHARED and kind is PageKind.DATA and _same_nothing(show(answer), page.shown, known):
            why = "as empty without a session as with one: whether it is guarded cannot be told"
            self.doubt(Visitor.NOBODY, page, request, why)
        if access is not PageAccess.OPEN:
            return
        file = page.found_by == LINK and looks_like_a_file(page.path, page.answer)
        data = kind is PageKind.DATA and not file
        if data or not show(answer).given or self._plainly_for_some(page, interface):
            self.open(Visitor.NOBODY, page, request, answer)
        else:
            why = "the page says the same without a session: declare it as public, or guard it"
            self.doubt(Visitor.NOBODY, page, request, why)

    def _live_in_refusal(self, nobody: Session, page: Found, answer: Answer) -> bool:
        """Whether a refusal carries a picture that is another each time, as a live one is and a placeholder is not."""
        if show(answer).given or not pictured(show(answer), page.shown):
            return False
        again = self.ask(nobody, Variant(method="GET", path=page.path))
        return again is not None and pictured(show(again), page.shown) and again.body != answer.body

    def _plainly_for_some(self, page: Found, interface: Interface) -> bool:
        """Whether a page is declared to be the administrator's, or shows values in a form that can be sent."""
        if page.path in {one.rpartition(" ")[2] for one in interface.administrator}:
            return True
        return any(form.sends_back_unchanged and form.method == "post" for form in read_page(page.answer.text).forms)

    def _variants(self, nobody: Session, page: Found, known: Sequence[Shown]) -> None:
        origin = nobody.browser.origin
        ways = [*spellings(page.path, self.public_page, self._open_folder(), origin)]
        ways += headers(page.path, self.public_page, origin, self.user, self.administrator.browser.cookies)
        ways += methods(page.path)
        found = 0
        for way in ways:
            if interface_of(page.path, self.interfaces).is_public(way.path):
                continue
            answer = self.ask(nobody, way)
            if answer is None or not gives(show(answer), page.shown, known):
                continue
            alone = [(one, self.ask(nobody, one)) for one in way.apart()] if len(way.apart()) > 1 else []
            opening = [(one, got) for one, got in alone if got is not None and gives(show(got), page.shown, known)]
            for one, got in opening or [(way, answer)]:
                self.open(Visitor.NOBODY, page, one.words, got)
            found += 1
            if found >= _MOST_OPENINGS_OF_ONE:
                return
        self._head(nobody, page)
        self._post(nobody, page)

    def _open_folder(self) -> str:
        """Return a folder of styles, scripts or icons that pages have, as guards often let everybody read."""
        places = (
            one.path for one in self.crawled.pages.values() if kind_of(one.path, one.shown, one.answer) is _STATIC
        )
        return next((folder for place in places if (folder := place.partition("?")[0].rpartition("/")[0])), "/images")

    def _post(self, nobody: Session, page: Found) -> None:
        """A POST of an empty document that is refused for what it lacks, and not for want of a session, got too far."""
        if may_harm(page.path):
            return
        stem = page.path.partition("?")[0].rpartition("/")[0]
        sent = [
            self.ask(nobody, Variant(method="POST", path=path, headers=_JSON, body=b"{}"))
            for path in (page.path, f"{stem}/{made_up()}")
        ]
        answer, nothing = (show(one) if one is not None else None for one in sent)
        if answer is None or nothing is None or alike(answer, nothing) or b"csrf" in answer.body.lower():
            return
        if answer.status in _LOOKED_AT and answer.status != nothing.status and not answer.asks_password:
            why = f"an empty POST is answered with {answer.status}, for its content and not for want of a session"
            self.doubt(Visitor.NOBODY, page, f"POST {page.path}", why)

    def _head(self, nobody: Session, page: Found) -> None:
        """A HEAD that announces just as many bytes as the administrator reads has passed the guard, showing nothing."""
        answer = self.ask(nobody, Variant(method="HEAD", path=page.path))
        length = answer.header("content-length") if answer is not None and show(answer).given else ""
        if length.isdecimal() and int(length) == len(page.shown.body):
            why = "HEAD answers as to the administrator, with the same length: the method seems not to be guarded"
            self.doubt(Visitor.NOBODY, page, f"HEAD {page.path}", why)

    # ── writes that change nothing ──────────────────────────────────────────────────────────────────────────────

    def _writes(self, page: Found) -> Iterator[Variant]:
        """Yield writes that leave everything as it is: what stands there, sent back."""
        if may_harm(page.path):
            return
        if page.shown.shape and len(page.shown.body) < 64_000:  # noqa: PLR2004  # bytes of a settings document
            yield Variant(method="PUT", path=page.path, headers=_JSON, body=page.answer.body)
        for form, action in _forms(page):
            yield Variant(method="POST", path=action, headers=_FORM, body=form.body())

    def _write(self, who: Visitor, visitor: Session, page: Found, write: Variant) -> None:
        """Send a write; where the answer is no plain refusal, see whether the administrator's is the same."""
        answer = self.ask(visitor, write)
        if answer is None or not self._seems_taken(answer, page, visitor, write):
            return
        right = self.ask(self.administrator, write)
        if right is None or (right.status, _leads(right)) != (answer.status, _leads(answer)):
            return
        self.open(who, page, write.words, answer, "the write was taken as the administrator's is")

    def _seems_taken(self, answer: Answer, page: Found, visitor: Session, write: Variant) -> bool:
        if 300 <= answer.status < 400:  # noqa: PLR2004  # redirects
            plain = self.ask(visitor, Variant(method="GET", path=page.path))
            away = {self.public_page.partition("?")[0], _leads(plain) if plain is not None else ""}
            return _leads(answer).partition("?")[0] not in away
        said = show(answer)
        if not said.given or said.asks_password:
            return False
        stem = write.path.rpartition("/")[0]
        nothing = self.ask(
            visitor, Variant(method=write.method, path=f"{stem}/{made_up()}", headers=write.headers, body=write.body)
        )
        return nothing is None or not alike(said, show(nothing))

    # ── with a session that should not do ───────────────────────────────────────────────────────────────────────

    def as_logged_out(self, stale: Callable[[], Session]) -> None:
        """Ask for guarded pages with what proved a session before its log-out."""
        known = self.background(stale())
        for page in self.guarded[:MOST_TRIED]:
            answer = self.ask(stale(), Variant(method="GET", path=page.path))
            if answer is not None and gives(show(answer), page.shown, known):
                self.open(Visitor.LOGGED_OUT, page, f"GET {page.path}", answer)

    def as_lesser(self, lesser: Session) -> int:
        """Ask for what only an administrator may have as a user with fewer rights; return how many requests.

        What opened to everybody says nothing of roles any more.
        """
        known, tried = self.background(lesser), 0
        for interface in self.interfaces:
            for request in interface.administrator:
                method, _, path = request.rpartition(" ")
                page = self.crawled.pages.get(path)
                if page is None or not gives(page.shown, page.shown, known):
                    self.not_looked_at.append(f"{request}: the administrator's session reads nothing there to compare")
                    continue
                writes = [one for one in self._writes(page) if one.method == method]
                if method in {"", "GET"} and f"{Visitor.NOBODY.value} GET {visible(path)}" in self.opened:
                    continue
                if method in {"", "GET"}:
                    tried += 1
                    answer = self.ask(lesser, Variant(method="GET", path=path))
                    if answer is not None and gives(show(answer), page.shown, known):
                        self.open(Visitor.LESSER_USER, page, f"GET {path}", answer)
                elif writes:
                    tried += 1
                    for write in writes:
                        if f"{Visitor.NOBODY.value} {visible(write.words)}" not in self.opened:
                            self._write(Visitor.LESSER_USER, lesser, page, write)
                else:
                    self.not_looked_at.append(f"{request}: no request is known here that would change nothing")
        return tried

    def reads(self, session: Session) -> int:
        """Return how many of the first guarded pages a session reads."""
        read = 0
        for page in self.guarded[:_MOST_READ_AGAIN]:
            answer = self.ask(session, Variant(method="GET", path=page.path))
            read += answer is not None and gives(show(answer), page.shown, ())
        return read

    # ── findings ────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, who: Visitor, page: Found, request: str, answer: Answer, words: str = "") -> None:
        """Note that somebody got something."""
        said = show(answer)
        told = (
            words or f"{said.status}, {said.media or 'no type'}, {len(said.body)} bytes: what the administrator reads"
        )
        identifier = f"{who.value} {visible(request)}"
        if len(self.opened) < _MOST_FINDINGS:
            self.kept.append((identifier, answer.body[:_KEPT_BYTES]))
            self.opened[identifier] = Opening(
                id=identifier,
                visitor=who,
                interface=interface_of(page.path, self.interfaces).reference,
                request=visible(request),
                page=visible(page.path),
                evidence=visible(told)[:_EVIDENCE],
            )

    def doubt(self, who: Visitor, page: Found, request: str, why: str) -> None:
        """Note what a person must look at."""
        identifier = f"{who.value} {visible(request)}"
        if len(self.unclear) < _MOST_FINDINGS:
            self.unclear[identifier] = Doubt(
                id=identifier,
                visitor=who,
                interface=interface_of(page.path, self.interfaces).reference,
                request=visible(request),
                why=visible(why)[:_EVIDENCE],
            )

    def keep_evidence(self) -> None:
        """Keep what was given to those who should not have it, sealed."""
        if self.kept:
            told = {name: body.decode("utf-8", "replace") for name, body in self.kept}
            data = json.dumps(told, ensure_ascii=False, indent=1).encode()
            self.reach.keep("opened-pages.json", "application/json", data, role="evidence", sealed=True)


def _same_nothing(answer: Shown, wanted: Shown, known: Sequence[Shown]) -> bool:
    """Whether somebody gets the administrator's empty list or document, and not what they get everywhere."""
    same = answer.given and wanted.empty and answer.body == wanted.body
    return same and bool(answer.body) and not any(alike(answer, other) for other in known)


def _forms(page: Found) -> Iterator[tuple[Form, str]]:
    for form in read_page(page.answer.text).forms if page.shown.html else ():
        action = (local_path(form.action, page.path) if form.action else "") or page.path
        if form.method == "post" and form.sends_back_unchanged and not may_harm(action):
            yield form, action


def _leads(answer: Answer) -> str:
    return local_path(answer.header("location"), "/") if 300 <= answer.status < 400 else ""  # noqa: PLR2004  # redirects
