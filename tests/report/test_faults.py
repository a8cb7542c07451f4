"""Rows of faults and of what is missing: log entries that differ by their time alone, and how a service greeted."""

from __future__ import annotations

import dataclasses

import pytest

from hoshitori.model.predicate_results import CaseRecord, Expectation
from hoshitori.model.verdict import Cause, Verdict
from hoshitori.report.page_record import record_section
from hoshitori.report.records import Records
from hoshitori.report.requirement_faults import fault_rows, missing_rows
from hoshitori.report.speaker import Speaker
from tests.report import example

TIMES = ("2026-11-21T20:16:58Z", "2026-11-21T20:16:55Z", "2026-11-21T20:17:09Z")


def records(language: str = "en") -> Records:
    """The example in a language."""
    return Records.of(example.view(), Speaker(language, example.CATALOGUE))


def logged(*seen: str) -> CaseRecord:
    """A test that expected the same of several images and saw this of each."""
    expectations = tuple(
        Expectation(expected="refused", observed=one, held=False, observations=("o-0001",), values={"image": f"I-{n}"})
        for n, one in enumerate(seen)
    )
    return example.case("strict_case", example.FAILED, Verdict.FAIL, expectations=expectations)


def entry(time: str, version: str = "1.5.0") -> str:
    """The version before and after an image, with the device's own entry in its log."""
    return f"1.4.2 → {version}; {{'time': '{time}', 'event': 'update', 'version': '{version}'}}"


def cells(case: CaseRecord, language: str = "en") -> list[list[list[str]]]:
    """The first two cells of each row, line by line."""
    rows = fault_rows([case], records(language))
    return [[["".join(span.text for span in one) for one in cell] for cell in row.cells[:2]] for row in rows]


@pytest.mark.parametrize(
    ("language", "span"),
    [
        ("ja", "time=2026-11-21T20:16:55Zから2026-11-21T20:17:09Zまで（3回）、event=update"),
        ("en", "time=2026-11-21T20:16:55Z to 2026-11-21T20:17:09Z (×3), event=update"),
    ],
)
def test_entries_that_differ_by_time_alone_stand_in_one_row(language: str, span: str) -> None:
    """One row has them all, with their number and the first and last time, and names each thing that was expected."""
    (row,) = cells(logged(*map(entry, TIMES)), language)

    assert [one.split(" ")[0].split("（")[0] for one in row[0]] == ["I-0", "I-1", "I-2"]
    assert len(row[1]) == 1
    assert span in row[1][0]


def test_entries_that_differ_otherwise_stand_apart() -> None:
    """Another version, a second time, or a time that is no entry's is another thing that was seen."""
    first, second, _ = TIMES
    assert len(cells(logged(entry(first), entry(second, version="1.6.0")))) == 2
    two = "1.4.2 → 1.5.0; {{'time': '{}', 'since': '{}'}}"
    assert len(cells(logged(two.format(first, first), two.format(first, second)))) == 2
    validity = "valid from {} to 2027-01-01T00:00:00Z"
    assert len(cells(logged(validity.format(first), validity.format(second)))) == 2


def test_one_entry_keeps_its_time() -> None:
    """An entry that came once stands as it is."""
    (row,) = cells(logged(entry(TIMES[0])))

    assert f"time={TIMES[0]}, event=update" in row[1][0]


def test_no_time_is_lost() -> None:
    """The record at the end has the time of each entry."""
    plain = example.view()
    report = dataclasses.replace(plain.report, results=(logged(*map(entry, TIMES)),))
    view = dataclasses.replace(plain, report=report)

    told = str(record_section(Records.of(view, Speaker("en", example.CATALOGUE))))
    assert [time for time in TIMES if time not in told] == []


def test_a_service_that_nobody_could_place_is_quoted() -> None:
    """What a service said first stands below why a test could not decide; of what is no service nothing is quoted."""
    view = dataclasses.replace(
        example.view(),
        facts={
            "o-0001": {"greeting": "HDC debug console\\r\\n> \u202e", "dialogues": [{"id": "listen"}]},
            "o-0002": {"greeting": "hello"},
        },
    )

    def told(observation: str, *expectations: Expectation) -> list[str]:
        case = example.case(
            "open_case",
            example.OPEN,
            Verdict.INCONCLUSIVE,
            rationale="no-answer",
            cause=Cause.UNAVAILABLE,
            observations=(observation,),
            expectations=expectations,
        )
        (row,) = missing_rows([case], Records.of(view, Speaker("en", example.CATALOGUE)))
        return ["".join(span.text for span in one) for one in row.cells[1]]

    assert told("o-0001") == ["nobody answered (en)", "seen: it said first “HDC debug console\\r\\n> \\u202e”"]
    assert told("o-0002") == ["nobody answered (en)"]
    seen = Expectation(expected="fine", observed="as seen", held=True, observations=("o-0001",))
    assert told("o-0001", seen) == ["nobody answered (en)", "seen: as seen"]


@pytest.mark.parametrize(("language", "told"), [("ja", "tcp/8899（IPv6）"), ("en", "tcp/8899 (IPv6)")])
def test_a_port_over_ipv6_is_said_as_people_write_it(language: str, told: str) -> None:
    """As a subject, in a reason, in what was seen and as a value: nowhere does its id stand."""
    speaker = Speaker(language, example.CATALOGUE)
    seen = Expectation(expected="fine", observed="cut 1: not back: tcp/8899@ipv6", held=False, observations=())

    assert speaker.subject("tcp/8899@ipv6") == told
    assert speaker.subject("tcp/8899") == "tcp/8899"
    assert told in speaker.observed(seen)
    assert told in speaker.value("tcp/8899@ipv6")
    assert speaker.reason("tcp/8899@ipv6: timed out") == told + ("：時間切れ" if language == "ja" else ": timed out")
