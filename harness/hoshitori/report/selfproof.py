"""A self-proof as text: what was found of the built faults, for each requirement and each probe, with denominators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hoshitori.model.selfproof import Comparison, SelfProof, Tally
from hoshitori.report.layout import pad
from hoshitori.report.speaker import Speaker
from hoshitori.report.wording import VERDICTS

_NAME_CELLS = 28
_COUNT_CELLS = 14
_DIGEST = 16


def render_selfproof(proof: SelfProof, language: str) -> str:
    """Return a self-proof as lines for a terminal; hostile text made visible."""
    speaker = Speaker(language)
    runs = len(proof.runs)
    lines = [
        speaker.word("selfproof-bounds"),
        *([speaker.word("selfproof-sample", runs=runs, of=proof.of)] if runs < proof.of else []),
        speaker.word("selfproof-stands" if proof.stands else "selfproof-stands-not"),
        "",
        speaker.word("selfproof-title", profile=proof.profile, lab=proof.lab, runs=runs, of=proof.of),
        speaker.word(
            "selfproof-versions",
            harness=proof.harness,
            edition=proof.edition[:_DIGEST],
            code=proof.code[:_DIGEST],
            bench=proof.bench,
            at=proof.at,
        ),
        "",
        *_table("selfproof-head-requirement", proof.requirements, speaker),
        "",
        *_table("selfproof-head-probe", proof.probes, speaker),
    ]
    trouble = [
        speaker.word("selfproof-trouble", twin=one.twin, reason=one.trouble) for one in proof.runs if one.trouble
    ]
    deviations = [_deviation(one, speaker) for one in proof.deviations]
    return "\n".join([*lines, *([""] if trouble or deviations else []), *trouble, *deviations])


def _table(head: str, tallies: Sequence[Tally], speaker: Speaker) -> Iterable[str]:
    columns = ("selfproof-head-found", "selfproof-head-missed", "selfproof-head-false", "selfproof-head-undecided")
    yield _row(speaker.word(head), [speaker.word(one) for one in columns])
    for one in tallies:
        counts = (
            (one.found, one.faults),
            (one.missed, one.faults + one.unknowable),
            (one.false_alarms, one.sound + one.unknowable),
            (one.undecided, one.sound),
        )
        name = one.name.rpartition(":")[2]
        yield _row(speaker.shown(name), [speaker.word("selfproof-of", count=a, of=b) for a, b in counts])


def _row(name: str, cells: Sequence[str]) -> str:
    return (pad(name, _NAME_CELLS) + "".join(pad(cell, _COUNT_CELLS) for cell in cells)).rstrip()


def _deviation(one: Comparison, speaker: Speaker) -> str:
    verdict = speaker.text(VERDICTS[one.verdict]) if one.verdict else speaker.word("selfproof-none")
    told = speaker.word(
        "selfproof-deviation",
        twin=one.twin,
        name=one.name,
        subject=one.subject,
        expected=speaker.text(VERDICTS[one.expected]),
        verdict=verdict,
    )
    return " ".join(told.split())
