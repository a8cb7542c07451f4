"""What a session reads of a web interface: declared paths, links from there, and paths that devices often have."""

from __future__ import annotations

import functools
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Final

from hoshitori.model.declaration import Declaration, Row
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Unavailable
from hoshitori_plugins.login.attempt import was_silent
from hoshitori_plugins.login.browser import Answer
from hoshitori_plugins.web.content import Shown, alike, show
from hoshitori_plugins.web.links import MOST_LINKS, links_of, may_harm
from hoshitori_plugins.web.session import Session, made_up

MOST_PAGES: Final = 150
_MOST_ASKED: Final = 400
_MOST_UNDER_ONE: Final = 30
_PATH_COLUMNS: Final = (
    "path", "login_path", "protected_path", "change_path", "first_use_path", "upload_path", "version_path",
    "check_path",
)  # fmt: skip
DECLARED: Final = "declared"
LINK: Final = "link"
LIST: Final = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """A declared web interface at an endpoint: an access path of its own, told from others by its path.

    Attributes:
        reference: `28-LogIntf/LI-api`; empty for an endpoint that nobody declared.
        base: the path that all of it lies below.
        public: paths that anybody may read; one that ends in `*` stands for all that begin so.
        administrator: requests that only an administrator may make (`/api/users`, `PUT /api/settings`).
    """

    reference: str = ""
    base: str = "/"
    paths: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    administrator: tuple[str, ...] = ()

    def is_public(self, path: str) -> bool:
        """Return whether a path is declared to be for anybody."""
        place = path.partition("?")[0]
        return any(
            place.startswith(one[:-1]) if one.endswith("*") else one.partition("?")[0] == place for one in self.public
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page that the session reads."""

    path: str
    found_by: str
    answer: Answer
    shown: Shown


@dataclass(slots=True, kw_only=True)
class Crawl:
    """What a session reads, and what was left alone.

    Attributes:
        linked: paths that pages lead to, whatever they gave.
        asked: paths that were asked for; `silent` of them gave no answer in time.
    """

    pages: dict[str, Found] = field(default_factory=dict[str, Found])
    left_alone: list[str] = field(default_factory=list[str])
    nothing: list[Shown] = field(default_factory=list[Shown])
    cut_short: str = ""
    linked: list[str] = field(default_factory=list[str])
    asked: int = 0
    silent: int = 0


def interfaces_at(declaration: Declaration, target: Endpoint) -> tuple[Interface, ...]:
    """Return the declared web interfaces at an endpoint; one without a name where there are none."""
    rows = [
        row
        for row in declaration.rows("28-LogIntf")
        if row.text("transport") == target.transport
        and row.number("port") == target.port
        and row.text("protocol") in {"http", "https", ""}
    ]
    return tuple(_interface(row) for row in rows) or (Interface(),)


def _interface(row: Row) -> Interface:
    return Interface(
        reference=row.reference,
        base=row.text("path") or "/",
        paths=row.texts("paths"),
        public=row.texts("public_paths"),
        administrator=row.texts("administrator_paths"),
    )


def interface_of(path: str, interfaces: Sequence[Interface]) -> Interface:
    """Return the interface that a path belongs to: the one with the longest base it lies below."""
    below = [one for one in interfaces if path.startswith(one.base) or path == one.base.rstrip("/")]
    return max(below or interfaces, key=lambda one: len(one.base))


def web_interfaces(declaration: Declaration) -> tuple[Interface, ...]:
    """Return every web interface that the device is declared to serve, at whichever port."""
    rows = declaration.rows("28-LogIntf")
    return tuple(
        _interface(row) for row in rows if row.text("protocol") in {"http", "https"} and row.text("role") != "client"
    )


def declared_paths(declaration: Declaration, interfaces: Sequence[Interface]) -> list[str]:
    """Return the paths that the declaration names at these interfaces, `METHOD ` before a path left out."""
    names = {one.reference for one in interfaces if one.reference}
    found = [one.base for one in interfaces]
    for one in interfaces:
        found += [path.rpartition(" ")[2].removesuffix("*") for path in (*one.paths, *one.administrator, *one.public)]
    for row in declaration.ixit:
        if row.table != "28-LogIntf" and names & set(row.texts("interface")):
            found += [row.text(column) for column in _PATH_COLUMNS]
    return [path for path in dict.fromkeys(found) if path.startswith("/")]


@functools.cache
def common_paths() -> tuple[str, ...]:
    """Return the list of paths that devices often have."""
    text = resources.files("hoshitori_plugins.web").joinpath("common_paths.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def listed_paths(interfaces: Iterable[Interface]) -> Iterator[str]:
    """Yield the paths of that list, those below a base once for each interface."""
    bases = [one.base if one.base.endswith("/") else f"{one.base}/" for one in interfaces]
    for path in common_paths():
        if path.startswith("{base}"):
            yield from (path.replace("{base}", base, 1) for base in bases)
        else:
            yield path


def crawl(
    session: Session,
    declared: Iterable[str],
    listed: Iterable[str],
    *,
    bases: Iterable[str] = ("/",),
    too_late: Callable[[], bool] = lambda: False,
) -> Crawl:
    """Read everything that can be found, with GET alone; what asking might set off is left alone and said.

    A page counts only where it differs from what the device gives for paths that do not exist.
    """
    found = Crawl()
    for base in bases:
        _learn_nothing(session, base, found)
    waiting = deque((path, DECLARED) for path in declared)
    waiting += [(path, LIST) for path in listed]
    seen: set[str] = set()
    alike_under: Counter[str] = Counter()
    while waiting and not found.cut_short:
        path, how = waiting.popleft()
        if path in seen:
            continue
        if why := _too_much(found, len(seen), too_late):
            found.cut_short = why
            break
        seen.add(path)
        if why := _better_not(path, how, alike_under):
            found.left_alone += [why] * (why not in found.left_alone)
            continue
        if how == LINK:
            found.linked.append(path)
        links = _read(session, path, how, found)
        if len(links) >= MOST_LINKS:
            found.left_alone.append(f"{path}: only its first {MOST_LINKS} links were followed")
        waiting.extendleft((link, LINK) for link in links)
    if found.silent * 2 > found.asked:
        found.cut_short = found.cut_short or f"{found.silent} of {found.asked} paths gave no answer in time"
    return found


def _too_much(found: Crawl, asked: int, too_late: Callable[[], bool]) -> str:
    """Return what there is no more of: time, pages or paths; nothing where there is enough of each."""
    if too_late():
        return "time"
    if len(found.pages) >= MOST_PAGES:
        return f"{MOST_PAGES} pages"
    return f"{_MOST_ASKED} paths" if asked >= _MOST_ASKED else ""


def _better_not(path: str, how: str, alike_under: Counter[str]) -> str:
    """Return why a path is left alone, or nothing; counts it with those that begin so."""
    if may_harm(path):
        return f"{path}: asking for it might set something off"
    stem = path.partition("?")[0].rpartition("/")[0] + "?" * ("?" in path)
    if how == LINK and alike_under[stem] >= _MOST_UNDER_ONE:
        return f"{stem}: only {_MOST_UNDER_ONE} paths that begin so were asked for"
    alike_under[stem] += 1
    return ""


def _learn_nothing(session: Session, base: str, found: Crawl) -> None:
    stem = base if base.endswith("/") else f"{base}/"
    for name in (made_up(), f"{made_up()}.json"):
        try:
            found.nothing.append(show(session.ask(f"{stem}{name}")))
        except Unavailable:
            continue


def _read(session: Session, path: str, how: str, found: Crawl) -> list[str]:
    found.asked += 1
    try:
        answer = session.ask(path)
    except Unavailable as lost:
        found.silent += was_silent(lost)
        found.left_alone.append(f"{path}: {lost.reason}"[:160])
        return []
    shown = show(answer)
    if shown.given and not any(alike(shown, one) for one in found.nothing):
        found.pages[path] = Found(path=path, found_by=how, answer=answer, shown=shown)
        return links_of(answer, path)
    # the page that stands for whatever does not exist may be the one from which all others are reached
    return links_of(answer, path) if how == DECLARED or 300 <= answer.status < 400 else []  # noqa: PLR2004  # redirects


def guarded_first(pages: Mapping[str, Found]) -> list[Found]:
    """Return pages in the order in which they were found, declared ones first."""
    order = {DECLARED: 0, LINK: 1, LIST: 2}
    return sorted(pages.values(), key=lambda page: order[page.found_by])
