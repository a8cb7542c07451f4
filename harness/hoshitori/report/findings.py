"""The eight findings of `verify`, for people and for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.cells import cell_len

from hoshitori.model.catalogue import Text
from hoshitori.model.findings import Aspect, ExitCode, Finding, Findings, NotVerifiedError, State, VerifiedReport
from hoshitori.model.predicate_parties import Kind
from hoshitori.report.layout import pad, wrap
from hoshitori.report.notices import overridden
from hoshitori.report.speaker import Speaker, visible
from hoshitori.report.wording import FINDING_MARKS, KINDS, QUESTIONS

MARK: Final = 3
"""Cells of the column of marks."""


def render_findings(findings: Findings, language: str) -> str:
    """Return the findings as text: what must be said first, the answer, what it rests on, what was not shown."""
    speaker = Speaker(language)
    verified = _authentic(findings)
    lines = [
        *_first(findings, verified, speaker),
        "",
        *wrap(_answer(findings, verified, speaker)),
        *_claims(findings, verified, speaker),
        "",
        *_questions(findings, speaker),
        "",
        *_trust(findings, speaker),
        *_not_shown(verified, speaker),
        *_ending(findings, speaker),
    ]
    return "\n".join(visible(line) for line in lines)


def _authentic(findings: Findings) -> VerifiedReport | None:
    try:
        return findings.authentic()
    except NotVerifiedError:
        return None


def _first(findings: Findings, verified: VerifiedReport | None, speaker: Speaker) -> Iterator[str]:
    """Say what must be said first; of a report that nothing vouches for, not even its own first line is repeated."""
    if verified is None:
        yield speaker.word("no-label")
    else:
        yield speaker.text(verified.first_line)
        yield speaker.text(KINDS[verified.report.kind])
    if findings.training and (verified is None or verified.report.kind is not Kind.DEMO):
        yield speaker.word("training")
    if not findings.trust.pinned:
        yield from _bullet(speaker.word("not-pinned"), "! ")
    if findings.trust.training:
        yield from _bullet(speaker.word("training-root"), "! ")
    for told in overridden(verified.report, speaker) if verified else ():
        yield from _bullet(told, "! ")


def _bullet(text: str, sign: str) -> list[str]:
    return wrap(text, first=sign, rest=" " * cell_len(sign))


def _answer(findings: Findings, verified: VerifiedReport | None, speaker: Speaker) -> str:
    if findings.refused:
        return speaker.word("answer-refused")
    if verified is None:
        return speaker.word("answer-unread")
    told = speaker.word("answer-undecided" if findings.undecided else "answer-authentic")
    return told if findings.trust.pinned else speaker.word("if-trusted", told=told)


def _claims(findings: Findings, verified: VerifiedReport | None, speaker: Speaker) -> list[str]:
    """Return what an unbelieved report says it is about, so that one knows which file to ask for again."""
    report = findings.unverified_report()
    if verified is not None or report is None:
        return []
    dut = report.dut
    told = speaker.word("claims-unverified", maker=dut.maker, model=dut.model, version=dut.versions.firmware)
    return wrap(told)


def _questions(findings: Findings, speaker: Speaker) -> Iterator[str]:
    """Return each question with its mark and answer, in the order in which a buyer asks."""
    names = {aspect: speaker.text(question) for aspect, question in QUESTIONS.items()}
    width = max(cell_len(name) for name in names.values())
    for aspect, name in names.items():
        one = findings[aspect]
        mark, sentence = _told(one, speaker, refused=findings.refused)
        head = f"{pad(mark, MARK)}{pad(name, width)}  "
        margin = " " * cell_len(head)
        yield from wrap(sentence, first=head, rest=margin)
        if one.detail and one.state is not State.OK:
            yield from wrap(_pair("detail", speaker.shown(one.detail), speaker), first=margin, rest=margin)


def _told(one: Finding, speaker: Speaker, *, refused: bool) -> tuple[str, str]:
    """Return mark and sentence; of a refused bundle nothing that the report says of itself gets a good mark."""
    sentence = f"{speaker.text(one.sentence)} [{speaker.shown(one.code)}]"
    if refused and one.aspect is Aspect.OUTCOME:
        return FINDING_MARKS[State.NOT_CHECKED], speaker.word("outcome-withheld")
    if refused and one.aspect is Aspect.PRODUCT and one.state is State.OK:
        return FINDING_MARKS[State.NOT_CHECKED], speaker.word("only-says", sentence=sentence)
    return FINDING_MARKS[one.state], sentence


def _trust(findings: Findings, speaker: Speaker) -> Iterator[str]:
    trust = findings.trust
    described = speaker.word(
        "trust-described",
        scheme=trust.scheme,
        version=trust.version,
        as_of=speaker.day(trust.as_of),
        expires=speaker.day(trust.expires),
    )
    stale = speaker.word("brackets", text=described, note=speaker.word("trust-stale"))
    told = stale if trust.stale else described
    yield from wrap(_pair("trust-file", told, speaker))
    yield from wrap(_pair("root-fingerprint", speaker.shown(trust.fingerprint), speaker))
    yield from wrap(_pair("file", speaker.shown(findings.path), speaker))


def _pair(name: str, told: str, speaker: Speaker) -> str:
    return speaker.word("pair", name=speaker.word(name), told=told)


def _not_shown(verified: VerifiedReport | None, speaker: Speaker) -> Iterator[str]:
    """Return what even a genuine report does not show; the sheet tells the rest."""
    if verified is None:
        return
    report = verified.report
    yield ""
    yield speaker.word("not-shown")
    for key, requirements in (
        ("not-decided", [one.requirement for one in report.requirements if one.cause is not None]),
        ("by-document-alone", [one.requirement for one in report.requirements if one.document_only]),
    ):
        if requirements:
            yield from _bullet(speaker.word(key, requirements=speaker.join(requirements)), "· ")
    if not verified.accreditation:
        yield from _bullet(_pair("accreditation", speaker.word("accreditation-none"), speaker), "· ")
    yield from _bullet(speaker.word("items-tested"), "· ")


def _ending(findings: Findings, speaker: Speaker) -> list[str]:
    """Return the last line of a refusal; the first finding that stands in the way says why."""
    if findings.exit_code() is not ExitCode.REFUSED:
        return []
    return ["", *wrap(speaker.word("NOT-VERIFIED", sentence=speaker.text(_refusal(findings))))]


def _refusal(findings: Findings) -> Text:
    standing: list[Finding] = [
        one for one in findings.findings if one.state is State.FAIL and one.aspect is not Aspect.OUTCOME
    ]
    return standing[0].sentence


def findings_data(findings: Findings, *, require_pass: bool = False) -> dict[str, Any]:
    """Return the findings as data."""
    return {
        "path": findings.path,
        "exitCode": int(findings.exit_code(require_pass=require_pass)),
        "kind": findings.kind.value if findings.kind else None,
        "training": findings.training,
        "trust": {
            "pinned": findings.trust.pinned,
            "scheme": findings.trust.scheme,
            "version": findings.trust.version,
            "fingerprint": findings.trust.fingerprint,
            "asOf": findings.trust.as_of,
            "stale": findings.trust.stale,
        },
        "findings": [
            {
                "aspect": one.aspect.value,
                "state": one.state.value,
                "code": one.code,
                "ja": one.sentence.ja,
                "en": one.sentence.en,
                "detail": one.detail,
                "undecided": one.undecided,
            }
            for one in findings.findings
        ],
    }
