"""The answer: which product, by whom, how many requirements came out how, and until when it stands."""

from __future__ import annotations

from hoshitori.report.speaker import Speaker
from hoshitori.report.view import ReportView
from hoshitori.report.wording import SHORT_KINDS


def named_product(view: ReportView, speaker: Speaker) -> str:
    """Return maker, model and firmware in one line."""
    dut = view.report.dut
    firmware = speaker.word("declared-firmware", version=dut.versions.firmware)
    return speaker.join([f"{speaker.shown(dut.maker)} {speaker.shown(dut.model)}", firmware])


def counted(view: ReportView, speaker: Speaker) -> str:
    """Return how many requirements were decided, and how; the denominator belongs to the verdict."""
    summary = view.report.summary
    return speaker.word(
        "decided",
        of=summary.of,
        decided=summary.decided,
        na=summary.not_applicable,
        passed=summary.passed,
        failed=summary.failed,
        open=summary.inconclusive,
    )


def answer_pairs(view: ReportView, speaker: Speaker) -> list[tuple[str, str]]:
    """Return what a buyer asks first, as questions and answers; no digest among them."""
    report = view.report
    return [
        (speaker.word("product"), named_product(view, speaker)),
        (speaker.word("tested-against"), speaker.text(view.catalogue.title)),
        (speaker.word("kind"), speaker.text(SHORT_KINDS[report.kind])),
        (speaker.word("tested-by"), speaker.word("for-client", lab=report.lab.name, client=report.client.name)),
        (speaker.word("signed-by"), signer(view, speaker)),
        (speaker.word("accreditation"), accredited(view, speaker)),
        (speaker.word("period"), _period(view, speaker)),
        (speaker.word("issued"), speaker.day(report.bundle.issued_at)),
        (speaker.word("valid-until"), speaker.day(report.valid_until)),
    ]


def signer(view: ReportView, speaker: Speaker) -> str:
    """Return whose signature held: the laboratory by its name where it is the laboratory's, else the bare identity."""
    if view.verified is None:
        return speaker.word("nobody-yet")
    identity, lab = speaker.shown(view.verified.signer), view.report.lab
    return speaker.note(speaker.shown(lab.name), identity) if view.verified.signer == lab.identity else identity


def accredited(view: ReportView, speaker: Speaker) -> str:
    """Return the accreditations that the trust file grants for this work; what a report claims alone is not shown."""
    granted = view.verified.accreditation if view.verified else ()
    told = [
        speaker.word(
            "accredited",
            body=one.body,
            number=one.number,
            start=speaker.day(one.valid_for.start),
            end=speaker.day(one.valid_for.end),
        )
        for one in granted
    ]
    return speaker.join(told) if told else speaker.word("accreditation-none")


def _period(view: ReportView, speaker: Speaker) -> str:
    spans = [
        speaker.word("from-to", start=speaker.instant(one.from_), end=speaker.instant(one.to))
        for one in view.report.periods
    ]
    return speaker.join(spans) or speaker.word("none-stated")
