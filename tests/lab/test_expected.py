"""The expectations of the twins hold together with twins, catalogue and cases; test_twins.py runs them."""

from __future__ import annotations

from hoshitori.model.verdict import Verdict
from hoshitori_lab.expected import Difference, load_expected
from hoshitori_lab.twins import all_twins
from tests.profiles.support import cases, catalogue

EXPECTED = load_expected()
ABSENCES = {c.absence for r in catalogue().requirements for c in r.not_applicable if c.absence}


def differences() -> list[tuple[str, Difference]]:
    """Every difference of every twin."""
    return [(twin.id, difference) for twin in EXPECTED.twins for difference in twin.cases]


def test_every_twin_is_expected_once() -> None:
    """Each twin but `good` has its entry, and no entry is about a twin that does not exist."""
    assert sorted(twin.id for twin in EXPECTED.twins) == sorted(twin.id for twin in all_twins() if twin.id != "good")


def test_each_twin_fails_what_it_was_built_to_fail() -> None:
    """The requirements expected to FAIL are exactly those its builder names."""
    failing = {
        twin.id: sorted(r for r, verdict in twin.requirements.items() if verdict is Verdict.FAIL)
        for twin in EXPECTED.twins
    }

    assert failing == {twin.id: sorted(twin.fails) for twin in all_twins() if twin.id != "good"}


def test_good_is_expected_in_full() -> None:
    """`good` has a verdict for each requirement and each case that is called on it."""
    assert list(EXPECTED.requirements) == [requirement.id for requirement in catalogue().requirements]
    uncalled = {name for name in EXPECTED.undecided if name in cases()}
    assert set(EXPECTED.cases) == set(cases()) - ABSENCES - uncalled


def test_good_fails_nothing_and_says_why_it_is_undecided() -> None:
    """Whatever is not PASS on `good` is INCONCLUSIVE, with a reason."""
    both = {**EXPECTED.requirements, **EXPECTED.cases}

    beside = {name for name, verdict in both.items() if verdict is Verdict.NOT_APPLICABLE}
    left_out = {"units_share_neither_values_nor_keys", "snmp_asks_for_proof"}
    assert beside == left_out, "of one unit there is no pair, and it has no SNMP; nothing else is left out"
    assert set(both.values()) - {Verdict.NOT_APPLICABLE} <= {Verdict.PASS, Verdict.INCONCLUSIVE}
    assert {name for name, verdict in both.items() if verdict is Verdict.INCONCLUSIVE} <= set(EXPECTED.undecided)


def test_differences_name_what_exists() -> None:
    """Each difference is about a case of the profile, has a reason, and really differs from `good`."""
    for twin, difference in differences():
        assert difference.case in cases(), twin
        assert difference.why, twin
        assert difference.verdict != EXPECTED.cases.get(difference.case), f"{twin}: {difference.case}"


def test_every_failing_requirement_has_a_failing_case() -> None:
    """A requirement FAILs through a case of its own that FAILs, and a criterion that FAILs makes one FAIL."""
    parts = {
        case: requirement.id
        for requirement in catalogue().requirements
        for item in requirement.items
        for case in (*(c for a in item.alternatives for c in a.cases), *item.counter_evidence)
    }
    absent = {
        (c.absence, requirement.id) for requirement in catalogue().requirements for c in requirement.not_applicable
    }
    for twin in EXPECTED.twins:
        failing = {one.case for one in twin.cases if one.verdict is Verdict.FAIL}
        through = {parts[case] for case in failing if case in parts} | {r for case, r in absent if case in failing}
        assert {r for r, v in twin.requirements.items() if v is Verdict.FAIL} == through, twin.id


def test_every_remark_is_one_of_the_sheet() -> None:
    """A remark expected on a line belongs to a note that is expected to FAIL there."""
    for twin in EXPECTED.twins:
        failing = {one.case for one in twin.cases if one.verdict is Verdict.FAIL}
        raised = {text for case, text in catalogue().sheet_remarks.items() if case in failing}
        assert {text for texts in twin.remarks.values() for text in texts} == raised, twin.id
