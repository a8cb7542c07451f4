"""The probe that asks a person."""

from __future__ import annotations

import hashlib
import mimetypes
from typing import Final

from hoshitori.facts.judgement import Judgement
from hoshitori.instrument import Assessor, Question
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Target
from hoshitori.model.verdict import Cause
from hoshitori.probe import Reach, Unavailable, probe

_TEXT_LETTERS: Final = 2_000
_ATTACHMENTS: Final = 20


@probe(provides=Judgement, impact=Impact.PASSIVE, uses=[Assessor], timeout_ms=3_600_000)
def ask_assessor(target: Target, reach: Reach, *, question: str) -> Judgement:
    """An assessor's answer to one question that only a person can judge.

    Impact: none, the device is not touched.

    What makes it wrong: the person. The answer is that person's word, with name, role and reason; nothing of it is
    checked here; attachments are kept by their digests, and nobody looks into them. A scripted demonstration marks
    itself as `simulated`, and nobody answering is unavailable, not a no.
    """
    assessor = reach.instrument(Assessor)  # type: ignore[type-abstract]  # a Protocol names the instrument
    answer = assessor.ask(Question(id=question, subject=target.subject.id))
    if not answer.given:
        raise Unavailable(f"nobody has answered {question!r} on {target.subject.id}", cause=Cause.UNANSWERED)
    names = answer.attachments[:_ATTACHMENTS]
    return Judgement(
        question=question,
        given=True,
        holds=answer.holds,
        reason=answer.reason[:_TEXT_LETTERS],
        person=answer.person,
        role=answer.role,
        simulated=answer.simulated,
        attachments=names,
        digests=tuple(_kept(name, assessor, reach) for name in names),
    )


def _kept(name: str, assessor: Assessor, reach: Reach) -> str:
    """Keep an attachment as sealed evidence; return its digest, or nothing where it could not be read."""
    try:
        data = assessor.attachment(name)
    except Unavailable as lost:
        reach.remark(f"attachment {name!a}: {lost.reason}")
        return ""
    if not data:
        reach.remark(f"attachment {name!a} could not be read")
        return ""
    digest = hashlib.sha256(data).hexdigest()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    reach.keep(f"attachment-{digest[:12]}", kind, data, role="attachment", sealed=True)
    return digest
