"""Which elements of an HTML document a browser does not show: by their attributes, or by a plain rule of its style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_STYLE_LETTERS: Final = 200_000
_HIDING: Final = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0+(?![.\d]))",
    re.IGNORECASE,
)
_STYLE: Final = re.compile(r"<style(?=[\s>])", re.IGNORECASE)
_STYLE_END: Final = re.compile(r"</style", re.IGNORECASE)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE: Final = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_NESTED: Final = re.compile(r"@[^{};]{0,500}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_PLAIN: Final = re.compile(r"[a-z0-9]*[.#][\w-]+|[a-z][a-z0-9]*", re.IGNORECASE)


def hiding_selectors(page: str) -> frozenset[str]:
    """Return the plain selectors (`p`, `.name`, `p.name`, `#name`) that the page's own style hides on every medium."""
    styles = (_STYLE_END.split(one, maxsplit=1)[0].partition(">")[2] for one in _STYLE.split(page)[1:])
    style = _COMMENT.sub(" ", " ".join(styles)[:_STYLE_LETTERS])
    found: set[str] = set()
    for selectors, body in _RULE.findall(_NESTED.sub(" ", style)):
        if _HIDING.search(body):
            found.update(one.strip() for one in selectors.split(",") if _PLAIN.fullmatch(one.strip()))
    return frozenset(found)


def is_unseen(tag: str, attributes: Sequence[tuple[str, str | None]], selectors: frozenset[str]) -> bool:
    """Return whether an element is not shown to a reader."""
    given = {name: value or "" for name, value in attributes}
    if "hidden" in given or _HIDING.search(given.get("style", "")):
        return True
    marks = [f".{name}" for name in given.get("class", "").split()] + [f"#{given.get('id', '')}"]
    return any(one in selectors for one in (tag, *marks, *(f"{tag}{mark}" for mark in marks)))
