"""The sheet on a terminal."""

import dataclasses

import pytest
from rich.cells import cell_len

from hoshitori.model.catalogue import Text
from hoshitori.model.predicate_results import Expectation
from hoshitori.model.verdict import Verdict
from hoshitori.report.limits import not_shown
from hoshitori.report.sheet import remedy, sheet_lines
from hoshitori.report.speaker import Speaker
from hoshitori.report.text import render_text
from tests.report import example

UNBROKEN = 2
"""The fixed line and the kind stand as they are written."""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_lines_fit_a_terminal(language: str) -> None:
    """No line but the two unbroken ones is wider than 80 cells."""
    lines = render_text(example.view(), language).splitlines()

    assert max(cell_len(line) for line in lines[UNBROKEN:]) <= 80


@pytest.mark.parametrize("language", ["ja", "en"])
def test_verdicts_stand_in_one_column(language: str) -> None:
    """Ids and verdicts begin in the same cell on every line, whatever the width of marks and words."""
    lines = [line for line in render_text(example.view(), language).splitlines() if "title of R-" in line]
    starts = {cell_len(line[: line.index(" R-")]) for line in lines}
    titles = {cell_len(line[: line.index("title of")]) for line in lines}

    assert len(lines) == len(example.REQUIREMENTS)
    assert len(titles) == 1
    assert starts <= {1, 2}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_remarks_stand_under_their_requirement(language: str) -> None:
    """By document only, a note that failed, a waiver, what is decided within, what nobody looks at or can."""
    told = " ".join(render_text(example.view(), language).split())
    remarks = {
        "ja": (
            "文書のみによる判定",
            "signer not verified（日）",
            "免除あり",
            "○ 評価項目2",
            "試験がまだない",
            {"ja": "電源", "en": "power"}[language],
            "way slow（日）",
        ),
        "en": (
            "by document only",
            "signer not verified (en)",
            "waived until",
            "○ item 2",
            "no test looks",
            {"ja": "電源", "en": "power"}[language],
            "way slow (en)",
        ),
    }

    assert [remark for remark in remarks[language] if remark not in told] == []


@pytest.mark.parametrize(("language", "told"), [("ja", "判定の根拠：実機"), ("en", "decided by: device")])
def test_a_pass_names_what_decided_it(language: str, told: str) -> None:
    """A PASS that does not rest on documents alone says what it rests on."""
    plain = example.report()
    first = dataclasses.replace(plain.requirements[0], document_only=False)
    changed = dataclasses.replace(plain, requirements=(first, *plain.requirements[1:]))

    assert told in render_text(example.view(told=changed), language)
    assert told not in render_text(example.view(), language)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_was_not_shown(language: str) -> None:
    """Undecided ones, documents alone, dark circumstances, ports not seen, thresholds of our own, sealed evidence."""
    told = render_text(example.view(), language).split("── ")[-1]

    for part in ("R-3", "R-5", "R-1", "Bluetooth", "udp/68", "least length"):
        assert part in told
    assert {"ja": "封印された証跡1件", "en": "withheld from this copy: 1"}[language] in told


@pytest.mark.parametrize(("language", "mend"), [("ja", "申告を取り下げ"), ("en", "Withdrawit")])
def test_a_false_claim_of_absence_is_mended_by_withdrawing_it(language: str, mend: str) -> None:
    """Where the device has what was declared as absent, the sheet says to withdraw the claim; elsewhere it does not."""
    sound = example.view()
    report = dataclasses.replace(
        sound.report,
        requirements=tuple(
            dataclasses.replace(one, verdict=Verdict.FAIL) if one.requirement == example.ABSENT else one
            for one in sound.report.requirements
        ),
        results=tuple(
            dataclasses.replace(one, verdict=Verdict.FAIL) if one.role == "absence" else one
            for one in sound.report.results
        ),
    )
    lying = dataclasses.replace(sound, report=report)

    assert mend in "".join(render_text(lying, language).split())
    assert mend not in "".join(render_text(sound, language).split())


def test_a_fault_is_mended_by_the_advice_on_it() -> None:
    """What the profile says of the very fault stands alone; a fault without such brings the requirement's advice."""
    plain = example.view()
    by_case, by_text = (example.both(f"advice on the {what}") for what in ("test", "expectation"))

    def told(language: str = "en", /, **texts: Text) -> str:
        catalogue = dataclasses.replace(plain.catalogue, texts={**plain.catalogue.texts, **texts})
        speaker = Speaker(language, catalogue)
        failed = next(one for one in plain.report.requirements if one.requirement == example.FAILED)
        return remedy(failed, dataclasses.replace(plain, catalogue=catalogue), speaker)

    assert told() == "remedy of R-2 (en)"
    assert told(**{"mend-refused": by_text}) == "advice on the expectation (en) remedy of R-2 (en)"
    assert told("ja", **{"mend-refused": by_text}) == f"{by_text.ja}{told('ja')}"  # no space between sentences
    assert told(**{"mend-refused": by_text, "mend-fine": by_text}) == "advice on the expectation (en)"
    both = {"mend-refused": by_text, "mend-strict-case": by_case, "mend-counter-case": by_case}
    assert told(**both) == "advice on the test (en)"
    assert told(**{"mend-note-case": by_case}) == "remedy of R-2 (en)"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_threshold_is_cut_off(language: str) -> None:
    """However many thresholds do not come from the official text, each is named."""
    plain = example.view()
    least = plain.report.thresholds[0]
    names = [f"threshold number {number} with a long name, and a comma in it" for number in range(60)]
    report = dataclasses.replace(
        plain.report, thresholds=tuple(dataclasses.replace(least, name=name, basis="assumed") for name in names)
    )
    view = dataclasses.replace(plain, report=report)
    told = [one for one in not_shown(view, Speaker(language, view.catalogue)) if names[0] in one]

    assert len(told) == 1
    assert all(name in told[0] for name in names)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (("tcp/192.0.2.1:8443",), "nobody answered (en) (seen: tcp/192.0.2.1:8443)"),
        (("x" * 200,), "nobody answered (en)"),
        (("one thing", "another thing"), "nobody answered (en)"),
        ((), "nobody answered (en)"),
    ],
)
def test_what_was_left_undecided_is_named(seen: tuple[str, ...], told: str) -> None:
    """The sheet names the one thing that a test saw and could not judge; several, and long ones, the page tells."""
    plain = example.view()
    expectations = tuple(
        Expectation(expected="fine", observed=one, held=True, observations=("o-0001",)) for one in seen
    )
    results = tuple(
        dataclasses.replace(one, expectations=expectations) if one.case == "open_case" else one
        for one in plain.report.results
    )
    view = dataclasses.replace(plain, report=dataclasses.replace(plain.report, results=results))
    (line,) = [one for one in sheet_lines(view, Speaker("en", view.catalogue)) if one.id == example.OPEN]

    assert f"in detail: {told}" in line.remarks


@pytest.mark.parametrize(("language", "more"), [("ja", "同じ種類のものがほかに2件ある"), ("en", "2 more of this kind")])
def test_a_line_of_the_sheet_counts_the_faults_of_a_kind(language: str, more: str) -> None:
    """Of several faults of a kind the sheet tells the first, and how many more there are; of a single one no number."""

    def lines(*seen: str) -> list[str]:
        unlike = (Expectation(expected="fine", observed=one, held=False, observations=("o-0001",)) for one in seen)
        case = example.case("strict_case", example.FAILED, Verdict.FAIL, expectations=tuple(unlike))
        plain = example.view()
        view = dataclasses.replace(plain, report=dataclasses.replace(plain.report, results=(case,)))
        line = next(one for one in sheet_lines(view, Speaker(language, plain.catalogue)) if one.id == example.FAILED)
        return [one for one in line.remarks if "lost" in one]

    (told,) = lines("lost once", "lost twice", "lost again", "lost once")
    assert "lost once" in told
    assert told.endswith(more)
    assert "lost once" in lines("lost once")[0]
    assert more[-6:] not in lines("lost once")[0]
