"""Whether a quote stands in a document, where, and whether that is the place the assessor named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hoshitori_plugins.document.text import DocumentText, Section, folded, headings

SHORTEST: Final = 8
"""Letters and digits below which a quote is never found: it would stand anywhere."""

_NUMBER_WORDS: Final = re.compile(r"section|chapter|clause|[§第章節項.\s\d]", re.IGNORECASE)
_PAGE_WORDS: Final = re.compile(r"^(?:p|pp|page|pages|頁|ページ)?[. ]*(\d+)(?:頁|ページ)?$", re.IGNORECASE)
_SECTION_NUMBER: Final = re.compile(
    r"^(?:§|section|chapter|clause|第)?\s*(\d+(?:\.\d+)*)\s*(?:章|節|項)?(?=$|[.\s:：）)、]|[^\d.])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a quote stands; `sections` is empty where it stands nowhere, or only across sections."""

    found: bool
    sections: tuple[Section, ...]

    @property
    def place(self) -> str:
        """The place of its first occurrence, for people."""
        return " > ".join(self.sections[0].place)[:200] if self.sections else ""


def find(document: DocumentText, quote: str) -> Found:
    """Look a quote up, word for word."""
    wanted = folded(quote)
    if sum(letter.isalnum() for letter in wanted) < SHORTEST:
        return Found(found=False, sections=())
    sections = tuple(section for section in document.sections if _stands(wanted, folded(section.text)))
    return Found(found=bool(sections) or _stands(wanted, document.whole), sections=sections)


def place_fits(document: DocumentText, found: Found, place: str) -> bool | None:
    """Return whether a named place is where the quote stands; None where that cannot be told.

    A printed page number need not be the page's place in the file: where it is another one, nothing is said.
    """
    named = folded(place).strip(" .。")
    if not named or not found.sections:
        return None
    if document.paged:
        number = _PAGE_WORDS.match(named)
        if number is None:
            return None
        own = {
            label for section in found.sections for label in (*section.labels, section.place[0].removeprefix("page "))
        }
        return True if number[1] in own else None
    if not any(section.place for section in document.sections):
        return None
    if any(_same(named, heading) for section in found.sections for heading in section.place):
        return True
    return False if any(_same(named, heading) for heading in headings(document)) else None


def names(document: DocumentText, word: str) -> bool:
    """Return whether a document names a model, not as part of a longer designation."""
    wanted = folded(word)
    return bool(wanted) and _stands(wanted, document.whole)


def _stands(wanted: str, text: str) -> bool:
    """Whether words stand in a text, their ends no part of longer Latin words or numbers."""
    before = r"(?<![A-Za-z0-9])" if wanted[:1].isascii() and wanted[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if wanted[-1:].isascii() and wanted[-1:].isalnum() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", text) is not None


def _same(named: str, heading: str) -> bool:
    """Whether a place that was named means a heading: by its number where it is but a number, else by its words."""
    plain = folded(heading)
    one, other = _SECTION_NUMBER.match(named), _SECTION_NUMBER.match(plain)
    if one is not None and not _NUMBER_WORDS.sub("", named):
        return other is not None and one[1] == other[1]
    shorter, longer = sorted((named.casefold(), plain.casefold()), key=len)
    return len(shorter) > 1 and shorter in longer
