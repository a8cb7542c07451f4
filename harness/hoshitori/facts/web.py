"""What of a web interface opens to visitors without the right session, held against what its administrator reads."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import Control, fact
from hoshitori.model.subject import Endpoint


class Visitor(enum.Enum):
    """Who asks for a page beside the administrator.

    `NOBODY` has no session, `LOGGED_OUT` brings the session of a log-in that was ended, `LESSER_USER` the session of
    a declared user with fewer rights.
    """

    NOBODY = "NOBODY"
    LOGGED_OUT = "LOGGED_OUT"
    LESSER_USER = "LESSER_USER"


class PageKind(enum.Enum):
    """What a page is: text for people, data, or a part of the pages' appearance (style, script, icon)."""

    PAGE = "PAGE"
    DATA = "DATA"
    STATIC = "STATIC"


class PageAccess(enum.Enum):
    """How a page stands to who has no session.

    `GUARDED` is kept from them, `PUBLIC` is declared to be for anybody, `OPEN` says the same to them undeclared,
    `SHARED` says nothing that they do not get anyway (the log-in page, a style, an empty list).
    """

    GUARDED = "GUARDED"
    PUBLIC = "PUBLIC"
    OPEN = "OPEN"
    SHARED = "SHARED"


class Looked(enum.Enum):
    """Whether a visitor was there to be tried, and where not, why."""

    TRIED = "TRIED"
    NOT_DECLARED = "NOT_DECLARED"
    NO_SESSIONS = "NO_SESSIONS"
    NO_WAY_OUT = "NO_WAY_OUT"
    NO_PAGES = "NO_PAGES"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page or path that the administrator's session reads.

    Attributes:
        id: its path.
        interface: the declared interface it belongs to (`28-LogIntf/LI-api`), or nothing.
        found_by: how it was found: `declared`, `link`, `list` (of paths that devices often have).
        access: how it stands to who has no session.
    """

    id: str
    interface: str
    kind: PageKind
    found_by: str
    access: PageAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A request by which somebody got what only the administrator should.

    Attributes:
        id: visitor and request, `NOBODY GET /api/settings`.
        request: method and path as sent, with the header that mattered, escaped.
        page: the path whose content came, or that took a write.
        evidence: what came, in a sentence without the content itself, at most 160 characters.
    """

    id: str
    visitor: Visitor
    interface: str
    request: str
    page: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A request whose answer a person must look at.

    Attributes:
        why: what could not be told, at most 160 characters.
    """

    id: str
    visitor: Visitor
    interface: str
    request: str
    why: str


@fact("web-sweep", about=Endpoint, refusal=True)
class WebSweep:
    """Which pages and paths of an endpoint open without the right session.

    Effort: `pages` (that the administrator reads), `requests` (asked as anybody else).

    Attributes:
        protocol: `https` or `http`; empty where no page can be asked for, with the reason in `control`.
        interfaces: the declared interfaces at this endpoint, each an access path of its own.
        login: the 1-AuthMech row whose log-in opened the administrator's session; empty where none is declared here.
        pages: what that session reads, at most 200.
        opened: what opened to others, at most 64.
        unclear: what could not be decided, at most 64.
        logged_out: whether the session of a log-in that was ended was tried.
        lesser_user: whether a declared user with fewer rights was tried.
        cut_short: why the sweep ended early; empty where it did not.
        not_looked_at: in sentences, what was left alone, at most 64.
        control: the administrator's session reads pages that the device keeps from others, to the end of the sweep.
    """

    protocol: str
    interfaces: tuple[str, ...]
    login: str
    pages: tuple[ReadPage, ...]
    opened: tuple[Opening, ...]
    unclear: tuple[Doubt, ...]
    logged_out: Looked
    lesser_user: Looked
    cut_short: str
    not_looked_at: tuple[str, ...]
    control: Control

    @property
    def guarded(self) -> tuple[ReadPage, ...]:
        """The pages that the device keeps from who has no session."""
        return tuple(page for page in self.pages if page.access is PageAccess.GUARDED)

    def opened_to(self, visitor: Visitor) -> tuple[Opening, ...]:
        """What opened to one visitor."""
        return tuple(opening for opening in self.opened if opening.visitor is visitor)

    def unclear_for(self, visitor: Visitor) -> tuple[Doubt, ...]:
        """What could not be decided of one visitor."""
        return tuple(doubt for doubt in self.unclear if doubt.visitor is visitor)
