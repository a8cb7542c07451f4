"""Whether a document holds an element that a scheme asks for, and whether the words that show it stand there."""

from __future__ import annotations

from hoshitori.facts.base import fact
from hoshitori.model.subject import Subject


@fact("document-element", about=Subject)
class DocumentElement:
    """An assessor's answer about one element of one document, its quote looked up in the digested file.

    Attributes:
        document: id of the declared document that was asked about, and no other was searched.
        element: what was looked for, a text id of the profile.
        sha256: of the file that was searched; equal to the declared digest, else there is no fact.
        holds: whether the assessor says that the element is there.
        quote: the sentence quoted, cut at 600 characters.
        place: page or section the assessor names; empty where none was named.
        quote_found: whether the quote stands in the file word for word. Unicode compatibility forms (NFKC) and
            white space are folded, nothing else; a quote below 8 letters is never found.
        found_at: where it stands: `page 3`, or the headings above it; empty where it was not found.
        found_also_in: ids of other declared documents in which it stands.
        place_fits: whether the place named and the place found agree; None where they cannot be compared.
        names_model: whether the document names the declared model anywhere.
        other_models: designations of the declared model's kind, with other numbers, that the document names.
        quote_unseen: whether the quote stands in the file, but only in text that a reader is not shown; it then
            counts as not found.
        simulated: whether a scripted demonstration answered, not a person.
    """

    document: str
    element: str
    title: str
    sha256: str
    holds: bool
    reason: str
    quote: str
    place: str
    quote_found: bool
    found_at: str
    found_also_in: tuple[str, ...]
    place_fits: bool | None
    names_model: bool
    person: str
    role: str
    simulated: bool
    other_models: tuple[str, ...] = ()
    quote_unseen: bool = False

    @property
    def shown(self) -> bool:
        """Whether the element counts: answered yes, quoted with its place, and the quote found there."""
        return self.holds and bool(self.place) and self.quote_found and self.place_fits is True
