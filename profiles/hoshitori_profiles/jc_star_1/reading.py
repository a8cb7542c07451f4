"""What several cases read in the same way: an element of a document, an assessor's judgement."""

from __future__ import annotations

import re

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.judgement import Judgement
from hoshitori.profile import Case

_QUOTED = 200
"""Letters of a quotation that was not found that are shown, so that its place is shown too."""


def expect_element(case: Case, found: DocumentElement) -> None:
    """Expect that an element is answered for with quote and place, and that the quote stands in the declared file."""
    said = f"{found.quote} ({found.place})" if found.quote else found.reason
    case.expect(
        found.holds and bool(found.quote.strip()) and bool(found.place.strip()),
        on=found,
        expected="element-quoted",
        observed=said,
        element=found.element,
    )
    if found.quote_unseen:
        case.undecided(on=found, reason="undecided-quote-unseen")
    elif found.quote_found and found.place.strip() and found.place_fits is None:
        case.undecided(on=found, reason="undecided-quote-place")
    else:
        case.expect(
            found.quote_found and found.place_fits is not False,
            on=found,
            expected="element-found",
            observed=_where(found),
            element=found.element,
        )
    if not found.names_model and found.other_models:
        case.undecided(on=found, reason="undecided-document-of-another-model")
    elif not found.names_model:
        case.limit("limit-document-names-no-model")
    if found.simulated:
        case.limit("limit-simulated")


def _where(found: DocumentElement) -> str:
    """Return where a quote stands; of one that does not stand where it was said to, which quote that is."""
    quote = found.quote if len(found.quote) <= _QUOTED else found.quote[:_QUOTED] + "…"
    cited = f"{quote} ({found.place[:_QUOTED]})"
    if found.quote_found:
        said = f"; cited as {found.place}" if found.place_fits is False else ""
        return f"{found.found_at}{said}" if found.found_at else f"in {found.document}{said}"
    if found.found_also_in:
        return f"quotation not in {found.document}, but in {', '.join(found.found_also_in)}: {cited}"
    return f"quotation not in {found.document}: {cited}"


def holds_word(text: str, word: str) -> bool:
    """Return whether a text holds a word to the letter, not as a part of a longer one (`HDC-1000`, `HDC-100-B`)."""
    pattern = rf"(?<![A-Za-z0-9_])(?<![A-Za-z0-9][-./+]){re.escape(word)}(?![A-Za-z0-9_+])(?![-./][A-Za-z0-9])"
    return bool(word) and re.search(pattern, text) is not None


def expect_judgement(case: Case, judged: Judgement, expected: str) -> None:
    """Expect that an assessor answered yes; `expected` is the text that says to what."""
    case.expect(judged.holds and bool(judged.reason.strip()), on=judged, expected=expected, observed=judged.reason)
    if judged.simulated:
        case.limit("limit-simulated")
