"""Every face says first what must be said first, and the answer before any digest."""

import dataclasses
import re
from collections.abc import Callable

import pytest

from hoshitori.model.verdict import Cause
from hoshitori.report.findings import render_findings
from hoshitori.report.html import render_html
from hoshitori.report.text import render_text
from tests.report import example
from tests.report.page_reader import PageReader

FIRST = {
    "ja": (
        "見本であり、ラベルではありません（0/5）。",
        "【訓練用】",
        "信頼ファイルが本物かどうか",
        "a broken switch",
        "used offline",
        "台本による模擬",
    ),
    "en": (
        "An example and no label (0 of 5).",
        "TRAINING (訓練用)",
        "was not pinned",
        "a broken switch",
        "used offline",
        "come from a script",
    ),
}
ANSWER = {
    "ja": ("5要件のうち3要件を判定しました", "この報告書が示さないこと"),
    "en": ("3 of 5 requirements decided", "does not show"),
}
DIGEST = re.compile(r"[0-9a-f]{24}")


def text(language: str) -> str:
    """The sheet."""
    return render_text(example.view(), language)


def page(language: str) -> str:
    """The page's half in a language."""
    return PageReader(render_html(example.view(), language)).half(language)


def in_order(whole: str, parts: tuple[str, ...]) -> list[int]:
    """Where each part first stands."""
    folded = " ".join(whole.split())
    assert all(part in folded for part in parts), [part for part in parts if part not in folded]
    return [folded.index(part) for part in parts]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("face", [text, page])
def test_what_must_be_said_is_said_first(face: Callable[[str], str], language: str) -> None:
    """Fixed line, kind, trust, set aside, waiver, script, the answer, what was not shown: in this order."""
    places = in_order(face(language), FIRST[language] + ANSWER[language])

    assert places == sorted(places)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_findings_keep_the_order(language: str) -> None:
    """`verify` says the same things first."""
    told = render_findings(example.findings(), language)
    places = in_order(told, FIRST[language])

    assert places == sorted(places)
    assert told.splitlines()[0] == FIRST[language][0]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("face", [text, page])
def test_no_digest_before_the_answer(face: Callable[[str], str], language: str) -> None:
    """No digest stands before the answer and the sheet."""
    folded = " ".join(face(language).split())
    digest = DIGEST.search(folded)

    assert digest is None or digest.start() > folded.index(f"title of {example.BARE}")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_trademark_is_named_once(language: str) -> None:
    """The trademark sentence stands once in a document."""
    assert page(language).count("a trademark of nobody") == 1
    assert " ".join(text(language).split()).count("a trademark of nobody") == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_unsigned_report_says_so(language: str) -> None:
    """Before signature that comes before the answer, and no finding is shown."""
    told = render_text(example.view(signed=False), language)

    assert {"ja": "未署名", "en": "Unsigned"}[language] in told.split("── ")[0]


@pytest.mark.parametrize("name", ["text", "page"])
def test_no_claim_is_made(name: str) -> None:
    """No face makes a claim of the device, or draws stars like a label's."""
    whole = "".join({"text": text, "page": page}[name](language) for language in ("ja", "en")).casefold()
    claims = (
        "適合品",
        "適合予定",
        "認定品",
        "認定済み",
        "脆弱性なし",
        "certified",
        "conforms to",
        "is secure",
        "★★",
        "☆",
    )

    assert [claim for claim in claims if claim in whole] == []


@pytest.mark.parametrize(
    ("language", "told"), [("ja", "中断してやり直した観測"), ("en", "interrupted and taken again")]
)
def test_an_interrupted_attempt_is_said_before_the_answer(language: str, told: str) -> None:
    """A run that was stopped under an attempt cannot keep quiet about it: it stands among the first lines."""
    report = example.report()
    cut_off = dataclasses.replace(
        report.observations[0], available=False, item=None, cause=Cause.ABORTED, reason="stopped by the operator"
    )
    stopped = dataclasses.replace(report, observations=(cut_off, *report.observations[1:]))

    places = in_order(render_text(example.view(told=stopped), language), (told, ANSWER[language][0]))

    assert places == sorted(places)
