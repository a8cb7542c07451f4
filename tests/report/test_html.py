"""The page: one file that loads nothing, in two languages, for people with and without a mouse, a screen or colours."""

import dataclasses
import itertools
import re

import pytest

from hoshitori.model.predicate_results import CaseRecord, Expectation
from hoshitori.model.verdict import Cause, Verdict
from hoshitori.report.html import pieces, render_html
from hoshitori.report.page_evidence import observations_section, rounds_section
from hoshitori.report.records import Records
from hoshitori.report.requirement_faults import fault_rows, missing_rows
from hoshitori.report.speaker import Speaker
from tests.report import example
from tests.report.page_reader import Element, PageReader

LANGUAGES = ("ja", "en")
PAGE = render_html(example.view(), "ja")
LOADING = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "svg", "base", "form", "source"}


@pytest.fixture(scope="module")
def page() -> PageReader:
    """The example's page."""
    return PageReader(PAGE)


def section(page: PageReader, identifier: str, language: str) -> str:
    """The text of a requirement's section."""
    found = [
        e for e in page.all("section", language) if e.attributes.get("aria-labelledby") == f"{language}-{identifier}"
    ]
    assert len(found) == 1
    return found[0].text


def test_nothing_is_loaded(page: PageReader) -> None:
    """No element loads or runs anything, no style refers to anything, and a policy forbids it besides."""
    assert [e.tag for e in page.elements if e.tag in LOADING] == []
    assert [e for e in page.elements if any(n.startswith("on") or n in {"src", "style"} for n in e.attributes)] == []
    assert not re.search(r"url\(|@import|expression\(", page.all("style")[0].text)
    policy = next(e for e in page.all("meta") if "http-equiv" in e.attributes)
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_links_stay_on_the_page(page: PageReader) -> None:
    """Each link leads to one place on the page, in its own language."""
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    links = [(e.attributes["href"], e.language) for e in page.all("a")]

    assert len(ids) == len(set(ids))
    assert links
    assert [h for h, language in links if not h.startswith(f"#{language}-") or h[1:] not in ids] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chosen_language_shows(language: str) -> None:
    """The page opens in the language asked for; the other is one choice away, without a script."""
    page = PageReader(render_html(example.view(), language))
    choices = {e.attributes["id"]: "checked" in e.attributes for e in page.all("input")}

    assert choices == {"show-ja": language == "ja", "show-en": language == "en"}
    assert page.all("html")[0].attributes["lang"] == language
    assert {e.attributes["for"] for e in page.all("label")} == set(choices)
    assert all(e.attributes["type"] == "radio" for e in page.all("input"))


def test_both_languages_say_the_same(page: PageReader) -> None:
    """Both halves have the same elements in the same order, and so the same rank."""
    halves = [e for e in page.all("div") if "half" in e.attributes.get("class", "").split()]
    shapes = [[e.tag for e in page.elements if half in e.parents] for half in halves]

    assert [half.language for half in halves] == list(LANGUAGES)
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_landmarks(page: PageReader, language: str) -> None:
    """Each half has its landmarks, one main heading, and headings that skip no level."""
    for landmark in ("header", "main", "nav", "footer", "h1"):
        assert len(page.all(landmark, language)) == 1
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag) and e.language == language]
    assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))


def test_tables_can_be_heard(page: PageReader) -> None:
    """Each table has a name, heads for its columns and one for each row; each cell names its column on a phone."""
    for table in page.all("table"):
        within = [e for e in page.elements if table in e.parents]
        assert any(e.tag == "caption" and e.text for e in within) or "aria-labelledby" in table.attributes
        heads = [e for e in within if e.attributes.get("scope") == "col"]
        rows = [e for e in within if e.tag == "tr" and any(p.tag == "tbody" for p in e.parents)]
        for row in rows:
            cells = [e for e in within if e.tag in {"td", "th"} and row in e.parents]
            assert len(cells) == len(heads)
            assert sum(e.attributes.get("scope") == "row" for e in cells) == 1


def test_no_verdict_by_colour_alone(page: PageReader) -> None:
    """Wherever a colour tells a verdict or a finding, words or a sign tell it too."""
    coloured = [e for e in page.elements if "sign" in e.attributes.get("class", "").split()]

    assert coloured
    assert all(re.search(r"[○×△？－]", element.text) for element in coloured)
    assert all(len(row_words(page, row)) > 1 for row in page.all("tr") if "class" in row.attributes)


def row_words(page: PageReader, row: Element) -> str:
    """What a row of the sheet says beside its sign."""
    return "".join(e.text for e in page.elements if row in e.parents and e.tag in {"td", "th"})


def test_contrast() -> None:
    """Every colour of text stands out from the paper by 4.5 to 1 and more (WCAG 2.2, 1.4.3)."""
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", PAGE.decode()))

    for name in ("ink", "soft", "pass", "fail", "open", "absent", "link"):
        for paper in ("paper", "shade"):
            assert contrast(colours[name], colours[paper]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminance."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pass_says_what_it_shows_and_what_not(page: PageReader, language: str) -> None:
    """What was looked at, on which evidence, what that does not show, and the alternative that failed."""
    told = section(page, example.PASSED, language)

    for part in ("shows of R-1", "limits of R-1", "seen from one side", "o-0001", "way slow", "least length"):
        assert part in told
    assert "remedy of R-1" in told  # an alternative that was claimed failed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fail_says_how_to_mend_it(page: PageReader, language: str) -> None:
    """What was expected, observed, when, on which evidence, and how to mend it."""
    told = section(page, example.FAILED, language)
    when = {"ja": "2026年11月21日 11:00（日本時間）", "en": "21 November 2026 02:00 UTC"}[language]

    for part in ("BIT_FLIP", "1.0 → 2.0 installed", when, "o-0001", "e-0004", "remedy of R-2", "tcp/23"):
        assert part in told
    assert "shows of R-2" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_one_says_what_was_missing(page: PageReader, language: str) -> None:
    """Why nothing could be decided, and what to do; an item that no test looks at says so."""
    told = section(page, example.OPEN, language)
    bare = section(page, example.BARE, language)

    assert "nobody answered" in told
    assert {"ja": "評価者が質問に回答し", "en": "Have the assessor answer"}[language] in told
    assert {"ja": "この版のツールには試験がまだない", "en": "has no test for it yet"}[language] in bare
    assert "shows of" not in told + bare


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_apply_says_why(page: PageReader, language: str) -> None:
    """The declared reason, the condition, and the test that checked it."""
    told = section(page, example.ABSENT, language)

    for part in ("it has none of these", "none there", "absence_case"):
        assert part in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_label_and_supplier(page: PageReader, language: str) -> None:
    """A label's record sends the reader to IPA; what is not known of the supplier becomes a question."""
    label, supplier = section(page, "label", language), section(page, "supplier", language)

    sentence = {"ja": "ラベルの現在の状態はIPA製品ページで確認してください", "en": "Check the label's present state"}
    assert sentence[language] in label
    assert "有効" in label
    assert "the factory" in supplier
    assert {"ja": "再委託先はどこですか。", "en": "subcontracted, and if so to whom?"}[language] in supplier


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_and_counter_evidence_are_told_apart(page: PageReader, language: str) -> None:
    """A note is called one, and counter-evidence that failed says that it lowers the requirement."""
    told = section(page, example.FAILED, language)

    assert {"ja": "参考", "en": "note"}[language] in told
    assert {"ja": "要件の判定を下げました", "en": "lowers the requirement"}[language] in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_printed_sheet_says_what_it_is(page: PageReader, language: str) -> None:
    """Fixed line, kind and report id stand in a head that printing repeats: one that may not break."""
    heads = [e for e in page.all("div", language) if e.attributes.get("class") == "running"]

    assert len(heads) == 1
    assert example.CATALOGUE.first_line.in_language(language) in heads[0].text
    assert example.report().bundle.id in heads[0].text
    assert "訓練用" in heads[0].text
    assert ".running { display: table-header-group; break-inside: avoid; }" in PAGE.decode()


def test_faults_alike_stand_in_one_row() -> None:
    """What was seen several times against one expectation stands in its row line by line, and the other way round."""

    def unlike(expected: str, observed: str, **values: str) -> Expectation:
        return Expectation(expected=expected, observed=observed, held=False, observations=("o-0001",), values=values)

    expectations = (
        unlike("fine", "lost after the first cut"),
        unlike("fine", "lost after the second cut"),
        unlike("refused", "installed", image="A"),
        unlike("refused", "installed", image="B"),
        unlike("refused", "half of it installed", image="C"),
    )
    case = example.case("strict_case", example.FAILED, Verdict.FAIL, expectations=expectations)
    rows = fault_rows([case], Records.of(example.view(), Speaker("en", example.CATALOGUE)))

    cells = [[["".join(span.text for span in one) for one in cell] for cell in row.cells[:2]] for row in rows]
    assert cells == [
        [["all is fine (en)"], ["lost after the first cut", "lost after the second cut"]],
        [["A is refused (en)", "B is refused (en)"], ["installed"]],
        [["C is refused (en)"], ["half of it installed"]],
    ]


def test_what_several_tests_of_a_subject_lacked_stands_in_one_row() -> None:
    """Tests that were left open on one subject for one reason share a row, each named, with all of their evidence."""

    def left_open(name: str, subject: str, reason: str, observation: str) -> CaseRecord:
        changes = {"subject": subject, "rationale": reason, "observations": (observation,), "cause": Cause.UNAVAILABLE}
        return example.case(name, example.FAILED, Verdict.INCONCLUSIVE, **changes)

    cases = [
        left_open("first_case", "tcp/1", "timed out", "o-0001"),
        left_open("second_case", "tcp/1", "timed out", "o-0002"),
        left_open("third_case", "tcp/1", "connection refused", "o-0001"),
        left_open("fourth_case", "tcp/2", "timed out", "o-0001"),
    ]
    rows = missing_rows(cases, Records.of(example.view(), Speaker("en", example.CATALOGUE)))

    told = [["".join(span.text for span in one) for one in row.cells[0]] for row in rows]
    assert told == [["tcp/1", "first_case", "second_case"], ["tcp/1", "third_case"], ["tcp/2", "fourth_case"]]
    evidence = ["".join(span.text for span in row.cells[3][0]) for row in rows]
    assert "o-0001" in evidence[0]
    assert "o-0002" in evidence[0]


@pytest.mark.parametrize(
    ("seen", "told"),
    [((), []), (("tcp/192.0.2.1:443",), ["seen: tcp/192.0.2.1:443"]), (("first thing", "second thing"), [])],
)
def test_what_a_test_could_not_judge_stands_below_the_reason(seen: tuple[str, ...], told: list[str]) -> None:
    """The one thing that an undecided test saw is told beside why it did not decide; many things stand in the annex."""
    expectations = tuple(
        Expectation(expected="heard", observed=one, held=True, observations=("o-0001",), values={}) for one in seen
    )
    changes = {"rationale": "timed out", "cause": Cause.UNAVAILABLE, "expectations": expectations}
    case = example.case("open_case", example.FAILED, Verdict.INCONCLUSIVE, **changes)

    (row,) = missing_rows([case], Records.of(example.view(), Speaker("en", example.CATALOGUE)))
    assert ["".join(span.text for span in one) for one in row.cells[1]] == ["timed out", *told]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("（1-AuthMech/AM-admin） ", ["1-AuthMech"]),
        ("S1.1-02, <b>, 5.8-1", ["S1.1-02", "5.8-1"]),
        ("2026-11-21 x-1-2 <i>1-a</i>", []),
    ],
)
def test_ids_do_not_break_at_their_hyphen(text: str, ids: list[str]) -> None:
    """A row's table and a requirement's id stay on one line, and nothing of the text around them is lost or markup."""
    plain = example.view()
    first = dataclasses.replace(plain.report.requirements[3], reason=text)
    report = dataclasses.replace(plain.report, requirements=(*plain.report.requirements[:3], first))
    page = PageReader(render_html(dataclasses.replace(plain, report=report), "en"))

    told = [one.text for one in page.all("li", "en") if one.text.startswith("declared reason")]
    assert len(told) > 1
    assert all(one.endswith(text.strip()) for one in told)
    assert [one for one, whole in pieces(text) if whole] == ids
    assert {one.text for one in page.all("span", "en") if one.attributes.get("class") == "whole"} >= set(ids)


def test_a_remark_that_came_often_stands_once() -> None:
    """What a probe remarked several times over is told once with its number, and times have their zone."""
    plain = example.view()
    remarks = ("the device limits its ICMP answers: 1 of 2 within a moment",) * 3 + ("timed out",)
    seen = dataclasses.replace(plain.report.observations[0], remarks=remarks)
    view = dataclasses.replace(plain, report=dataclasses.replace(plain.report, observations=(seen,)))
    records = Records.of(view, Speaker("ja", example.CATALOGUE))

    (table,) = [one for one in observations_section(records).blocks if one.shape == "table" and one.kind != "probes"]
    told = "".join(span.text for span in table.rows[0].cells[4][0])
    assert told.endswith("／機器がICMPの応答を制限している（一度に問い合わせた2件のうち1件に応答）（3件）／時間切れ")
    first = rounds_section(records).blocks[0]
    assert first.shape == "paragraph"
    assert "".join(span.text for span in first.line) == "時刻は日本時間です。"


def test_an_undecided_test_beside_a_fault_says_why() -> None:
    """In a requirement that is FAIL, where no table of what was missing stands, a test left open gives its reason."""
    plain = example.view()
    left = {"role": "counter-evidence", "rationale": "no-answer", "cause": Cause.UNAVAILABLE, "expectations": ()}
    case = example.case("left_case", example.FAILED, Verdict.INCONCLUSIVE, subject="tcp/1", **left)
    report = dataclasses.replace(plain.report, results=(*plain.report.results, case))
    page = PageReader(render_html(dataclasses.replace(plain, report=report), "en"))

    assert "nobody answered (en) left_case" in " ".join(section(page, example.FAILED, "en").split())
