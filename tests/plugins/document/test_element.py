"""Document elements and judgements: what an answer counts for, and what it does not."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.document import DocumentElement
from hoshitori.instrument import Answer, Question
from hoshitori.model.declaration import Document
from hoshitori.model.subject import Device
from hoshitori.model.verdict import Cause
from hoshitori.probe import Unavailable
from hoshitori_plugins.document.probe import look_up_element
from hoshitori_plugins.judgement import ask_assessor
from tests.plugins.support import LOOPBACK, Notes, declare, document_file, reach_for

OURS = "<h1>EX-100</h1><h2>Support period</h2><p>The period is set for each product.</p>"
OTHERS = "<h1>EX-200</h1><h2>Support period</h2><p>EX-100 gets security updates until 31 March 2031.</p>"
QUOTE = "EX-100 gets security updates until 31 March 2031."
DEVICE = Device(sample="S1", address=LOOPBACK)


@dataclass(frozen=True, slots=True)
class Script:
    """An assessor with these answers."""

    answers: Mapping[str, Answer]

    def attachment(self, name: str) -> bytes:
        """Return a photograph where it is named so."""
        return b"a photograph" if name == "photos/label.jpg" else b""

    def ask(self, question: Question) -> Answer:
        return self.answers.get(question.id, Answer(given=False))


def yes(quote: str = QUOTE, place: str = "Support period") -> Answer:
    """Return an assessor's yes."""
    return Answer(given=True, holds=True, reason="It says so.", quote=quote, place=place, person="A", role="assessor")


def look(folder: Path, answer: Answer | None, *, wanted: str = "support-period", ours: str = OURS) -> DocumentElement:
    """Ask for the support period, with another product's page declared beside ours."""
    page = document_file(folder, "D-ours", "ours.html", ours.encode())
    documents = (
        replace(page, topics=("support-period",)),
        document_file(folder, "D-other", "other.html", OTHERS.encode()),
    )
    return asked(folder, documents, answer, wanted)


def asked(folder: Path, documents: tuple[Document, ...], answer: Answer | None, wanted: str) -> DocumentElement:
    """Ask with these documents declared."""
    notes = Notes(instruments={"Assessor": Script({} if answer is None else {"e-support-period": answer})})
    reach = reach_for(notes, declare(documents=documents), documents=folder)
    fact = look_up_element(DEVICE, reach, document=wanted, element="e-support-period")
    assert decode(DocumentElement, encode(fact)) == fact
    return fact


def test_quote_with_its_place_counts(tmp_path: Path) -> None:
    """Answered, quoted with place, found in the declared file: the element is shown."""
    fact = look(tmp_path, yes(), ours=OTHERS)
    assert fact.shown
    assert fact.found_at == "EX-200 > Support period"
    assert fact.place_fits


def test_quote_of_another_products_page_does_not_count(tmp_path: Path) -> None:
    """A sentence that stands only in another declared document is not found, and the fact says where it stands."""
    fact = look(tmp_path, yes())
    assert not fact.quote_found
    assert not fact.shown
    assert fact.found_also_in == ("D-other",)
    assert fact.document == "D-ours"
    assert fact.names_model


@pytest.mark.parametrize(
    "answer",
    [
        yes(quote=""),
        yes(place=""),
        yes(place="Other heading"),
        replace(yes(), holds=False),
        yes(quote="EX-100 gets updates."),
    ],
)
def test_answers_without_substance_do_not_count(tmp_path: Path, answer: Answer) -> None:
    """No quote, no place, the place of another section, a no, a paraphrase: the element is not shown."""
    assert not look(tmp_path, answer, ours=f"{OTHERS}<h2>Other heading</h2><p>Nothing of it.</p>").shown


def test_document_can_be_named_by_its_id(tmp_path: Path) -> None:
    """A document's id stands for that document alone."""
    assert look(tmp_path, yes(), wanted="D-other").shown


def test_nobody_answered(tmp_path: Path) -> None:
    """Without an answer there is no fact, and the cause says so."""
    with pytest.raises(Unavailable) as raised:
        look(tmp_path, None)
    assert raised.value.cause is Cause.UNANSWERED


def test_file_of_another_digest_is_no_document(tmp_path: Path) -> None:
    """A file that is not the one digested in the declaration is not searched."""
    page = document_file(tmp_path, "D-ours", "ours.html", OTHERS.encode())
    (tmp_path / "ours.html").write_text(OTHERS + " ", encoding="utf-8")
    with pytest.raises(Unavailable, match="digest"):
        asked(tmp_path, (page,), yes(), "D-ours")


def test_topic_without_a_document(tmp_path: Path) -> None:
    """Where no document is cited there is nothing to look up."""
    with pytest.raises(Unavailable, match="no document"):
        asked(tmp_path, (), yes(), "support-period")


def test_judgement_carries_who_and_why() -> None:
    """An answer becomes a judgement with person, role and reason; silence is unanswered."""
    answer = replace(yes(), simulated=True, attachments=("photo.jpg", "photos/label.jpg"))
    notes = Notes(instruments={"Assessor": Script({"q-access-control": answer})})
    reach = reach_for(notes)
    judged = ask_assessor(DEVICE, reach, question="q-access-control")
    assert (judged.given, judged.holds, judged.person, judged.simulated) == (True, True, "A", True)
    digest = hashlib.sha256(b"a photograph").hexdigest()
    assert (judged.attachments, judged.digests) == (("photo.jpg", "photos/label.jpg"), ("", digest))
    (kept,) = notes.artefacts.values()
    assert (kept["data"], kept["media_type"], kept["sealed"]) == (b"a photograph", "image/jpeg", True)
    assert any("photo.jpg" in remark for remark in notes.remarks)
    with pytest.raises(Unavailable) as raised:
        ask_assessor(DEVICE, reach, question="q-other")
    assert raised.value.cause is Cause.UNANSWERED
