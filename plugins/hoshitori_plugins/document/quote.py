"""Whether a quote stands in a document, where, and whether that is the place the assessor named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hoshitori_plugins.document.text import DocumentText, Section, folded, headings

SHORTEST: Final = 8
"""Letters and digits below which a quote is never found: it would stand anywhere."""

_NUMBER_WORDS: Final = re.compile(r"section|chapter|clause|[§第章節項.\s\d]", re.IGNORECASE)
_PAGE_WORDS: Final = re.compile(
    r"^(\d+)$|(?<![a-z])(?:pp?|pages?)[. ]*(\d+)(?!\.?\d)|(?:頁|ページ)\s*(\d+)|(?<![.\d])(\d+)\s*(?:頁|ページ)",
    re.IGNORECASE,
)
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_ALONE: Final = re.compile(r"^[-– ]*(\d{1,4})(?=$|[-– ])|(?<=[-– ])(\d{1,4})[-– ]*$")
_BESIDES: Final = 5
_PRINTED: Final = 2
"""Lines at a page's top and bottom in which its printed number is looked for."""
_SECTION_NUMBER: Final = re.compile(
    r"^(?:§|section|chapter|clause|第)?\s*(\d+(?:\.\d+)*)\s*(?:章|節|項)?(?=$|[.\s:：）)、]|[^\d.])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a quote stands; `sections` is empty where it stands nowhere, or only across sections.

    `unseen` says that it stands in the file, but only in text that a reader is not shown.
    """

    found: bool
    sections: tuple[Section, ...]
    quote: str = ""
    unseen: bool = False

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
    found = bool(sections) or _stands(wanted, document.whole)
    return Found(
        found=found, sections=sections, quote=quote, unseen=not found and _stands(wanted, folded(document.unseen))
    )


def place_fits(document: DocumentText, found: Found, place: str) -> bool | None:
    """Return whether a named place is where the quote stands; None where that cannot be told.

    A page is known by its place in the file, its label, or the number printed at its top or bottom; a printed number
    need not be the place in the file: where it is another one, nothing is said. In text without headings the words
    named stand before the quote.
    """
    named = folded(place).strip(" .。")
    if not named or not found.sections:
        return None
    if document.paged:
        return True if any(_is_page(section, named) for section in found.sections) else None
    if not any(section.place for section in document.sections):
        return True if any(_above(section, found.quote, named) for section in found.sections) else None
    if any(_same(named, heading) for section in found.sections for heading in section.place):
        return True
    return False if any(_same(named, heading) for heading in headings(document)) else None


def names(document: DocumentText, word: str) -> bool:
    """Return whether a document names a model, not as part of a longer designation."""
    wanted = _plain(word)
    return bool(wanted) and _stands(wanted, _plain(document.whole))


def names_besides(document: DocumentText, model: str) -> tuple[str, ...]:
    """Return the designations of the model's kind that a document names: the same but for their numbers.

    Beside `EX-100` these are `EX-200` and `EX-1000B`, and not `WPA2`: a model of another maker is not known as one.
    """
    wanted = _plain(model)
    if not (re.search(r"[A-Za-z]", wanted) and re.search(r"\d", wanted)):
        return ()
    kind = r"\d{1,9}[A-Za-z]{0,3}".join(re.escape(part) for part in re.split(r"\d+", wanted))
    found = re.findall(rf"(?<![A-Za-z0-9]){kind}(?![A-Za-z0-9])", _plain(document.whole))
    return tuple(one for one in dict.fromkeys(found) if one != wanted)[:_BESIDES]


def _plain(text: str) -> str:
    """Fold text, and write every dash as a hyphen."""
    return _DASHES.sub("-", folded(text))


def _is_page(section: Section, named: str) -> bool:
    """Whether a place is a page: by its number, or by words that stand in a line of their own on it."""
    lines = [folded(line) for line in section.text.splitlines() if line.strip()]
    number = _PAGE_WORDS.search(named)
    if number is None:
        return any(line.strip(" .。").casefold() == named.casefold() for line in lines)
    wanted = next(group for group in number.groups() if group)
    printed = {
        digits for line in (*lines[:_PRINTED], *lines[-_PRINTED:]) for pair in _ALONE.findall(line) for digits in pair
    }
    return wanted in {*section.labels, section.place[0].removeprefix("page "), *printed}


def _above(section: Section, quote: str, named: str) -> bool:
    """Whether words stand in a section before the quote."""
    text = folded(section.text).casefold()
    return len(named) > 1 and _stands(named.casefold(), text.partition(folded(quote).casefold())[0])


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
    return len(shorter) > 1 and _stands(shorter, longer)
