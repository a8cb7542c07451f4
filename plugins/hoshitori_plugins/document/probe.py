"""The probe that asks for an element of a document and looks its quote up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.document import DocumentElement
from hoshitori.instrument import Assessor, Question
from hoshitori.model.declaration import Document
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Target
from hoshitori.model.verdict import Cause
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.document.quote import Found, find, names, names_besides, place_fits
from hoshitori_plugins.document.text import DocumentText, read

_QUOTE_LETTERS: Final = 600
_TEXT_LETTERS: Final = 2_000
_OTHERS: Final = 50
_KINDS: Final = {"pdf": "application/pdf", "html": "text/html", "htm": "text/html", "md": "text/markdown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A declared document with its text."""

    document: Document
    data: bytes
    text: DocumentText


@probe(provides=DocumentElement, impact=Impact.PASSIVE, uses=[Assessor])
def look_up_element(target: Target, reach: Reach, *, document: str, element: str) -> DocumentElement:
    """An assessor's answer on one element of a document, its quote looked up in the digested file.

    `document` is the id of a declared document, or a topic: then the documents cited for that topic are searched, and
    no other. `element` is the question's text id.

    Impact: none, the device is not touched.

    What makes it wrong:
    - Compared are letters after NFKC and folding of white space; a hyphen at a line's end, a footnote mark within the
      sentence or letters that a PDF draws without their codes make a quote unfindable (an undue FAIL, to be mended by
      quoting the words before or after).
    - A PDF of scanned pages has no text: unavailable.
    - That the quote shows what the element asks for is the assessor's word; the probe sees that it stands there.
    - A printed page number that is not the page's place in the file cannot be held against the place named.
    - Text is unseen by its own attributes or a plain rule of the page's own style; other style sheets, colours and
      scripts are not followed.
    - Another product is known by a designation of the declared model's kind, with other numbers.
    """
    candidates = _candidates(reach, document)
    assessor = reach.instrument(Assessor)  # type: ignore[type-abstract]  # a Protocol names the instrument
    answer = assessor.ask(Question(id=element, subject=target.subject.id, needs_quote=candidates[0].id))
    if not answer.given:
        raise Unavailable(f"nobody has answered {element!r} on {target.subject.id}", cause=Cause.UNANSWERED)
    opened = _open_all(reach, candidates)
    chosen, found = _first_that_holds(opened, answer.quote)
    reach.spend(documents=len(opened))
    suffix = chosen.document.path.rpartition(".")[2].lower()
    reach.keep(chosen.document.path.rpartition("/")[2] or chosen.document.id, _KINDS.get(suffix, "text/plain"),
               chosen.data, role="document", sealed=True)  # fmt: skip
    return DocumentElement(
        document=chosen.document.id,
        element=element,
        title=chosen.document.title,
        sha256=hashlib.sha256(chosen.data).hexdigest(),
        holds=answer.holds,
        reason=answer.reason[:_TEXT_LETTERS],
        quote=answer.quote[:_QUOTE_LETTERS],
        place=answer.place[:200],
        quote_found=found.found,
        found_at=found.place,
        found_also_in=_also_in(reach, answer.quote, but=[one.document.id for one in opened]),
        place_fits=place_fits(chosen.text, found, answer.place),
        names_model=names(chosen.text, reach.declaration.device.model),
        other_models=names_besides(chosen.text, reach.declaration.device.model),
        quote_unseen=found.unseen,
        person=answer.person,
        role=answer.role,
        simulated=answer.simulated,
    )


def _candidates(reach: Reach, wanted: str) -> Sequence[Document]:
    named = reach.declaration.document(wanted)
    found = (named,) if named is not None else reach.declaration.documents_on(wanted)
    if not found:
        raise Unavailable(f"no document is declared as {wanted!r} or cited for that topic")
    return found


def _open_all(reach: Reach, documents: Sequence[Document]) -> list[_Opened]:
    """Return the documents that can be read.

    Raises:
        Unavailable: for the first one's reason, if none can.
    """
    opened: list[_Opened] = []
    reasons: list[Unavailable] = []
    for document in documents:
        try:
            data = reach.document(document.id)
            opened.append(_Opened(document=document, data=data, text=read(data, document.path or document.url)))
        except Unavailable as error:
            reasons.append(error)
            reach.remark(f"{document.id}: {error.reason}")
    if not opened:
        raise reasons[0]
    return opened


def _first_that_holds(opened: Sequence[_Opened], quote: str) -> tuple[_Opened, Found]:
    results = [(one, find(one.text, quote)) for one in opened]
    return next(
        ((one, found) for one, found in results if found.found),
        next(((one, found) for one, found in results if found.unseen), results[0]),
    )


def _also_in(reach: Reach, quote: str, *, but: Sequence[str]) -> tuple[str, ...]:
    """Return the other declared documents in which the quote stands."""
    found: list[str] = []
    for document in reach.declaration.documents[:_OTHERS]:
        if document.id in but:
            continue
        try:
            text = read(reach.document(document.id), document.path or document.url)
        except Unavailable:
            continue
        if find(text, quote).found:
            found.append(document.id)
    return tuple(found)
