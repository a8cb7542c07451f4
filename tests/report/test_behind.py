"""What stands behind undecided tests is said only where the record names it and a FAIL is about the same."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hoshitori.model.predicate_evidence import ObservationRecord
from hoshitori.model.predicate_results import CaseRecord, Expectation
from hoshitori.model.verdict import Cause, Verdict
from hoshitori.report.behind import Ground, behind, told_behind
from hoshitori.report.records import Records
from hoshitori.report.requirement import requirement_section
from hoshitori.report.sheet import sheet_lines
from hoshitori.report.speaker import Speaker
from hoshitori.report.view import ReportView
from tests.bundle import sample
from tests.report import example

DOOR, ROW, WAY = "tcp/443", "1-AuthMech/AM-admin", "7-UpdMech/UM-upload"
SHUT = f"{ROW}: the declared value opened no session"
DEFAULT_OPENED = {
    "offered": [{"id": "HTTP_FORM /login", "declared_opened": False}],
    "opened": [{"id": "credential-1", "login": "HTTP_FORM /login"}],
}
MISSING = {"available": False, "cause": Cause.UNAVAILABLE}

Changes = dict[str, Any]


def observed(identifier: str, fact: str, subject: str, **changes: Any) -> ObservationRecord:  # noqa: ANN401  # fields
    """An observation of a kind, of a subject."""
    return dataclasses.replace(sample.observation(), id=identifier, fact=fact, subject=subject, **changes)


def left_open(subject: str = "device", rationale: str = "no-answer", observation: str = "o-0012") -> CaseRecord:
    """A test that could not decide, on one observation."""
    changes: Changes = {"subject": subject, "rationale": rationale, "observations": (observation,)}
    return example.case(
        "open_case", example.OPEN, Verdict.INCONCLUSIVE, cause=Cause.UNAVAILABLE, expectations=(), **changes
    )


def failed(subject: str, observation: str = "o-0010", role: str = "criterion") -> CaseRecord:
    """A test that found a fault, on one observation."""
    return example.case(
        "strict_case", example.FAILED, Verdict.FAIL, subject=subject, observations=(observation,), role=role
    )


def shown(
    cases: tuple[CaseRecord, ...],
    observations: tuple[ObservationRecord, ...],
    facts: dict[str, dict[str, Any]] | None = None,
) -> ReportView:
    """A report of these tests and observations."""
    plain = example.view()
    report = dataclasses.replace(plain.report, results=cases, observations=observations)
    return dataclasses.replace(plain, report=report, facts=facts or {})


def login_view(undecided: CaseRecord, other: ObservationRecord, fact: Changes | None = None) -> ReportView:
    """A device that a well-known value opens at the log-in where the declared one does not."""
    observations = (
        observed("o-0010", "default-login", DOOR, controlled=False),
        observed("o-0011", "web-sweep", DOOR, reason=SHUT, **MISSING),
        other,
    )
    return shown((failed(DOOR), undecided), observations, {"o-0010": DEFAULT_OPENED, "o-0012": fact or {}})


@pytest.mark.parametrize(
    ("fact", "changes", "data"),
    [
        ("value-change", {"reason": f"the declared value of {ROW} opened no session, so that …"} | MISSING, {}),
        ("outage", {"remarks": (f"the declared value of {ROW} opens nothing: nothing can be lost",)}, {}),
        ("erase", {}, {"control": {"what": f"seen before the erasure: log; not seen: password {ROW}"}}),
        ("erase", {}, {"control": {"what": f"seen before the erasure: log; not seen: setting, password {ROW}, key"}}),
        ("upload-sweep", {}, {"unread": [f"{DOOR}: {SHUT}"]}),
        ("stored-secrets", {}, {"sought": [{"id": ROW, "kept": False}, {"id": f"{ROW}/other", "kept": True}]}),
    ],
)
def test_a_log_in_that_did_not_work_is_named_with_its_fail(fact: str, changes: Changes, data: Changes) -> None:
    """Whatever a probe wrote of the declared value, what is FAIL on that log-in is to be mended first."""
    case = left_open()
    view = login_view(case, observed("o-0012", fact, "device", **changes), data)

    (found,) = behind([case], view)
    assert (found.ground, found.what, found.requirements) == (Ground.LOGIN, (ROW,), (example.FAILED,))
    assert told_behind(found, [case], Speaker("ja")) == (
        f"判定できないのは、宣言された認証値でログインできなかったため（{ROW}）。R-2が「満たさない」となったのも同じログインである。"
        "先にR-2を是正し、もう一度試験する。"
    )
    assert told_behind(found, [case], Speaker("en")) == (
        f"Undecided because the declared value opened no session ({ROW}). "
        "FAIL on the same log-in: R-2. Mend that first, then test again."
    )


@pytest.mark.parametrize(
    ("fact", "changes", "data"),
    [
        ("outage", {"remarks": ("the declared value of 1-AuthMech/AM-other opens nothing: nothing can be lost",)}, {}),
        ("guessing-run", {"remarks": (f"the declared value of {ROW} opened no session; a well-known one did",)}, {}),
        ("erase", {}, {"control": {"what": f"seen before the erasure: password {ROW}, log"}}),
        ("stored-secrets", {}, {"sought": [{"id": ROW, "kept": True}]}),
        ("stored-secrets", {}, {"sought": "no list", "control": [], "unread": [1, 2], "cuts": {"kept": 1}}),
    ],
)
def test_another_reason_is_not_blamed_on_the_fail(fact: str, changes: Changes, data: Changes) -> None:
    """A test that something else kept from deciding has nothing to do with the log-in."""
    case = left_open()

    assert behind([case], login_view(case, observed("o-0012", fact, "device", **changes), data)) == []


def test_without_a_fail_on_the_same_nothing_is_said() -> None:
    """A FAIL on guesses, a note that failed, and a well-known value at another log-in explain nothing."""
    case = left_open(DOOR, observation="o-0011")
    sweep = observed("o-0011", "web-sweep", DOOR, reason=SHUT, **MISSING)
    guesses = observed("o-0010", "guessing-run", ROW, controlled=True)
    opened = observed("o-0010", "default-login", DOOR, controlled=False)
    another = {"o-0010": {**DEFAULT_OPENED, "opened": [{"id": "credential-1", "login": "HTTP_BASIC /other"}]}}

    assert behind([case], shown((failed(ROW), case), (sweep, guesses))) == []
    assert behind([case], shown((failed(DOOR, role="note"), case), (sweep, opened), {"o-0010": DEFAULT_OPENED})) == []
    (port,) = behind([case], shown((failed(DOOR), case), (sweep, opened), another))
    assert port.ground is Ground.PORT


@pytest.mark.parametrize(
    ("subject", "fact", "changes", "data"),
    [
        (WAY, "update-series", {"controlled": False}, {}),
        (WAY, "update-series", {"reason": "the device did not fetch the genuine image"} | MISSING, {}),
        ("device", "outage", {}, {"way": WAY, "cuts": [{"kept": [{"kind": "VERSION", "differs": False}]}]}),
        (
            "device",
            "outage",
            {"controlled": False},
            {"way": WAY, "control": {"what": "seen; the same image was not installed when nothing was cut"}},
        ),
        ("device", "erase", {}, {"update_remark": "UM-auto: no answer; UM-upload: the version stayed (200 OK)"}),
    ],
)
def test_an_update_that_was_not_installed_is_named(subject: str, fact: str, changes: Changes, data: Changes) -> None:
    """A way of updating that brought no new version stands behind whatever needed one."""
    case = left_open(subject)
    series = observed("o-0010", "update-series", WAY, controlled=False)
    view = shown((failed(WAY), case), (series, observed("o-0012", fact, subject, **changes)), {"o-0012": data})

    (found,) = behind([case], view)
    assert (found.ground, found.what, found.requirements) == (Ground.UPDATE, (WAY,), (example.FAILED,))


def test_an_update_that_was_installed_is_behind_nothing() -> None:
    """A series whose genuine image was installed is no reason, whatever else it is FAIL for."""
    case = left_open(WAY)
    series = observed("o-0012", "update-series", WAY, controlled=True)

    assert behind([case], shown((failed(WAY, "o-0012"), case), (series,))) == []


def test_a_port_that_is_part_of_a_fail_is_named_with_less_certainty() -> None:
    """Of a port that another requirement is FAIL on no cause is claimed; over IPv6 it is said as people write it."""
    case = left_open("tcp/8899@ipv6")
    view = shown((failed("tcp/8899@ipv6"), case), (observed("o-0012", "service-identity", "tcp/8899@ipv6"),))

    (found,) = behind([case], view)
    assert told_behind(found, [case], Speaker("en")) == (
        "FAIL on the same tcp/8899 (IPv6): R-2. Mending that may change this too: mend it first, then test again."
    )
    assert "同じtcp/8899（IPv6）について、R-2も" in told_behind(found, [case], Speaker("ja"))


def test_a_port_that_nobody_declared_is_part_of_that_fail() -> None:
    """A survey that found a port open and not declared is about that port too; one that was declared is not named."""
    case, declared = left_open("tcp/8899"), left_open("tcp/443")
    expectation = Expectation(
        expected="fine",
        observed="not declared: {8899, 9000-9009}; open: {443, 8899, 9000-9009}; declared: {443}",
        held=False,
        observations=("o-0010",),
        values={"transport": "TCP"},
    )
    survey = dataclasses.replace(failed("device"), expectations=(expectation,))

    (found,) = behind([case, declared], shown((survey, case, declared), ()))
    assert (found.ground, found.what, found.requirements) == (Ground.PORT, ("tcp/8899",), (example.FAILED,))


@pytest.mark.parametrize(
    ("language", "part"), [("ja", "一部の試験で判定できないのは"), ("en", "Undecided in part because")]
)
def test_a_part_is_said_to_be_one(language: str, part: str) -> None:
    """Where only some of the undecided tests have that reason, it is not given for all of them."""
    case, another = left_open(DOOR, observation="o-0011"), left_open(observation="o-0099")
    view = login_view(case, observed("o-0012", "outage", "device"))

    (found,) = behind([case, another], view)
    assert told_behind(found, [case, another], Speaker(language)).startswith(part)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_reader_is_sent_to_what_must_be_mended(language: str) -> None:
    """Sheet and page say what to mend first; on the page that leads there, in place of what one would do otherwise."""
    case = left_open(DOOR, rationale=SHUT, observation="o-0011")
    view = login_view(case, observed("o-0012", "outage", "device"))
    records = Records.of(view, Speaker(language, view.catalogue))
    (found,) = behind([case], view)
    told = told_behind(found, [case], records.speaker)
    open_one = next(one for one in view.report.requirements if one.requirement == example.OPEN)

    (remarks,) = [one.remarks for one in sheet_lines(view, records.speaker) if one.id == example.OPEN]
    assert told in remarks
    (todo,) = [one for one in requirement_section(open_one, records).blocks if one.shape == "bullets"]
    first = todo.lines[0]
    assert "".join(span.text for span in first) == told
    assert {span.target for span in first if span.text == example.FAILED} == {records.anchor(example.FAILED)}
    assert all(
        "上の理由" not in span.text and "Remove the reason" not in span.text for one in todo.lines for span in one
    )
