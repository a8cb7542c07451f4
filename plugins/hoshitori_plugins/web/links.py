"""Where pages lead: links, forms, scripts and JSON read for paths on the same host; and which are left alone."""

from __future__ import annotations

import contextlib
import re
import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from hoshitori_plugins.login.browser import Answer, local_path

MOST_LINKS: Final = 200
_MOST_FORMS: Final = 20
_MOST_FIELDS: Final = 60
_LONGEST_PATH: Final = 300
_ATTRIBUTES: Final = frozenset({"href", "src", "action", "data", "data-url", "data-href", "data-src", "formaction"})
_QUOTED: Final = re.compile(r"""["'`](/[A-Za-z0-9_~][A-Za-z0-9_./~%?=&:@+,-]{0,250}|/)["'`]""")
_ROBOTS: Final = re.compile(r"(?im)^\s*(?:dis)?allow:\s*(/[^\s#*$]{0,250})")
_LOCATIONS: Final = re.compile(r"<loc>\s*([^<\s]{1,300})\s*</loc>")
_API_PATHS: Final = re.compile(r'"(/[^"{}\s]{0,250})"\s*:\s*\{')
_HARM: Final = re.compile(
    r"(?:^|[/._=?&-])(?:log-?(?:out|off)|sign-?(?:out|off)|reboot|restart|reset|factory|erase|wipe|format|shut-?down|"
    r"power-?off|halt|delete|remove|restore|apply|install|start|stop|exec|command|cmd|enable|disable|clear|purge|kill|"
    r"unlink|check|test|renew|regenerate|open|unlock|trigger|move|ptz)(?=$|[/._=?&-])",
    re.IGNORECASE,
)
_MULTIPART_FILE: Final = "file"


@dataclass(slots=True)
class Form:
    """A form of a page, its fields as a browser would send them back unchanged."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])

    @property
    def takes_file(self) -> bool:
        """Whether it has a field for a file."""
        return any(kind == _MULTIPART_FILE for _, kind, _ in self.fields)

    @property
    def sends_back_unchanged(self) -> bool:
        """Whether sending it as it stands changes nothing: it shows values, and asks for no password and no file."""
        kinds = {kind for _, kind, _ in self.fields}
        shows = any(value for _, kind, value in self.fields if kind not in {"hidden", "submit"})
        return shows and not kinds & {"password", "file"}

    def body(self) -> bytes:
        """Return what a browser sends."""
        pairs = [(name, value) for name, kind, value in self.fields if name and kind != "submit"]
        return urllib.parse.urlencode(pairs).encode()


@dataclass(slots=True)
class Page:
    """What was read of one HTML page."""

    links: list[str] = field(default_factory=list[str])
    forms: list[Form] = field(default_factory=list[Form])
    loose_file: bool = False
    words: list[str] = field(default_factory=list[str])
    script: list[str] = field(default_factory=list[str])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._form: Form | None = None
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.page.links += [
            values[name] for name in _ATTRIBUTES & values.keys() if len(self.page.links) < MOST_LINKS and values[name]
        ]
        if tag in {"script", "style"}:
            self._hidden = tag
        elif tag == "form" and len(self.page.forms) < _MOST_FORMS:
            self._form = Form(action=values.get("action", ""), method=values.get("method", "get").lower())
            self.page.forms.append(self._form)
        elif tag in {"input", "textarea", "select"}:
            kind = values.get("type", "text").lower() if tag == "input" else tag
            if self._form is not None and len(self._form.fields) < _MOST_FIELDS:
                self._form.fields.append((values.get("name", ""), kind, values.get("value", "")))
            elif kind == _MULTIPART_FILE:
                self.page.loose_file = True
            if values.get("value"):
                self.page.words.append(values["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        (self.page.script if self._hidden == "script" else self.page.words).append(
            data if self._hidden != "style" else ""
        )


def read_page(text: str) -> Page:
    """Return what an HTML page holds."""
    reader = _Reader()
    # The parser of some Python versions asserts that a page's declarations are well-formed.
    with contextlib.suppress(AssertionError):
        reader.feed(text)
        reader.close()
    return reader.page


def media_type(answer: Answer) -> str:
    """Return the media type without its parameters, in lower case."""
    return answer.header("content-type").partition(";")[0].strip().lower()


def links_of(answer: Answer, base: str) -> list[str]:
    """Return the paths on the same host that an answer names, each once."""
    text, kind = answer.text, media_type(answer)
    found: list[str] = []
    if kind in {"text/html", "application/xhtml+xml"} or (not kind and "<html" in text[:2000].lower()):
        page = read_page(text)
        found += [local_path(link, base) for link in page.links]
        found += _QUOTED.findall("\n".join(page.script))
    elif base == "/robots.txt":
        found += _ROBOTS.findall(text)
    elif "javascript" in kind or "json" in kind or "xml" in kind or not kind:
        found += _QUOTED.findall(text)
        found += _API_PATHS.findall(text) if "json" in kind else []
        found += [local_path(link, base) for link in _LOCATIONS.findall(text)]
    if 300 <= answer.status < 400:  # noqa: PLR2004  # redirects
        found.append(local_path(answer.header("location"), base))
    kept = [path.partition("#")[0] for path in found if path.startswith("/") and not path.startswith("//")]
    return [path for path in dict.fromkeys(kept) if len(path) <= _LONGEST_PATH][:MOST_LINKS]


def may_harm(path: str) -> bool:
    """Return whether a path's words name something that merely asking for it might do."""
    return bool(_HARM.search(urllib.parse.unquote(path)))
