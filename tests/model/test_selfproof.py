"""What a self-proof counts as found, missed and falsely alarmed."""

from dataclasses import replace

import pytest

from hoshitori.model.expected import Difference, Expected, TwinDifferences
from hoshitori.model.selfproof import (
    Comparison,
    SelfProof,
    Standing,
    TwinRun,
    choose,
    compare_cases,
    compare_requirements,
    probes_of_cases,
    standing,
    tally,
)
from hoshitori.model.verdict import Verdict
from tests.report.example import report as example_report

PASS, FAIL, UNDECIDED = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE
PROOF = SelfProof(
    profile="p",
    edition="e",
    code="c",
    lab="virtual",
    harness="h",
    at="2026-01-01T00:00:00Z",
    bench="root",
    of=1,
    runs=(TwinRun(twin="good", kind="good", report="urn:uuid:1", milliseconds=1),),
    requirements=(),
    probes=(),
)


@pytest.mark.parametrize(
    ("listed", "verdict", "expected"),
    [
        (FAIL, FAIL, Standing.FOUND),
        (FAIL, PASS, Standing.MISSED),
        (FAIL, UNDECIDED, Standing.MISSED),
        (FAIL, None, Standing.MISSED),
        (PASS, PASS, Standing.SOUND),
        (PASS, FAIL, Standing.FALSE_ALARM),
        (PASS, UNDECIDED, Standing.UNDECIDED),
        (UNDECIDED, UNDECIDED, Standing.UNKNOWABLE),
        (UNDECIDED, PASS, Standing.MISSED),
        (UNDECIDED, FAIL, Standing.FALSE_ALARM),
        (Verdict.NOT_APPLICABLE, PASS, Standing.UNDECIDED),
    ],
)
def test_standing(listed: Verdict, verdict: Verdict | None, expected: Standing) -> None:
    """A fault that is not found is missed, whatever else it is; a sound thing that fails is a false alarm."""
    assert standing(listed, verdict) is expected


def _expected(**twin: Verdict) -> Expected:
    report = example_report()
    return Expected(
        profile="p",
        requirements={one.requirement: one.verdict for one in report.requirements},
        cases={},
        twins=(TwinDifferences(id="bad", requirements=twin),),
    )


def test_a_report_as_listed_has_no_deviation() -> None:
    """Every requirement that came out as listed is sound, found or unknowable."""
    compared = compare_requirements(_expected(), "good", example_report())

    assert {one.standing for one in compared} <= {Standing.FOUND, Standing.SOUND, Standing.UNKNOWABLE}


def test_a_requirement_without_a_verdict_is_missed() -> None:
    """A run that left no report found nothing."""
    listed = Expected(
        profile="p",
        requirements={"R-1": PASS},
        cases={},
        twins=(TwinDifferences(id="bad", requirements={"R-1": FAIL}),),
    )

    assert [one.standing for one in compare_requirements(listed, "bad", None)] == [Standing.MISSED]


def test_a_listed_case_that_was_never_called_is_missed() -> None:
    """A fault listed of a case and subject without a result counts against the probe that should have seen it."""
    difference = Difference(case="never_called", verdict=FAIL, why="because", subject="tcp/1")
    listed = Expected(profile="p", requirements={}, cases={}, twins=(TwinDifferences(id="bad", cases=(difference,)),))

    [compared] = compare_cases(listed, "bad", example_report(), {"never_called": ("ports",)})

    assert (compared.standing, compared.probes, compared.why) == (Standing.MISSED, ("ports",), "because")


def test_a_listed_subject_with_a_result_is_compared_once() -> None:
    """A fault listed of a case and subject that has a result is found there, and not missed a second time."""
    report = example_report()
    failed = next(one for one in report.results if one.verdict is FAIL)
    difference = Difference(case=failed.case, verdict=FAIL, why="because", subject=failed.subject)
    listed = Expected(profile="p", requirements={}, cases={}, twins=(TwinDifferences(id="bad", cases=(difference,)),))

    [compared] = compare_cases(listed, "bad", report, {})

    assert (compared.standing, compared.subject, compared.why) == (Standing.FOUND, failed.subject, "because")


def test_cases_are_counted_for_the_probes_they_rest_on() -> None:
    """Each result that is listed is compared, with the probes of its observations."""
    report = example_report()
    listed = Expected(profile="p", requirements={}, cases={one.case: one.verdict for one in report.results})
    compared = compare_cases(listed, "good", report, {})

    assert len(compared) == len(report.results)
    assert {one.name: one.probes for one in compared if one.probes}.keys() <= probes_of_cases([report]).keys()


def test_a_tally_names_its_denominators() -> None:
    """Found and missed are counted of the faults, false alarms and the undecided of what is sound."""
    comparisons = [
        Comparison(twin="t", name="n", expected=listed, verdict=verdict, standing=standing(listed, verdict))
        for listed, verdict in [(FAIL, FAIL), (FAIL, PASS), (PASS, PASS), (PASS, FAIL), (PASS, UNDECIDED)]
    ]
    counted = tally("n", comparisons)

    assert (counted.faults, counted.found, counted.missed) == (2, 1, 1)
    assert (counted.sound, counted.false_alarms, counted.undecided) == (3, 1, 1)


def test_a_sample_touches_as_many_requirements_as_it_can() -> None:
    """The sound device comes first, then the twin with most faults that none before it has."""
    listed = Expected(
        profile="p",
        requirements={"A": PASS, "B": PASS, "C": PASS},
        cases={},
        twins=(
            TwinDifferences(id="a", requirements={"A": FAIL}),
            TwinDifferences(id="ab", requirements={"A": FAIL, "B": FAIL}),
            TwinDifferences(id="c", requirements={"C": FAIL}),
        ),
    )

    assert choose(listed, ["good", "a", "ab", "c"], 3) == ("good", "ab", "c")


def test_a_proof_stands_only_if_every_twin_ran_to_its_end() -> None:
    """Trouble, a miss or a false alarm brings it down; an unlisted undecided alone does not."""
    missed = Comparison(twin="t", name="n", expected=FAIL, verdict=PASS, standing=Standing.MISSED)
    undecided = Comparison(twin="t", name="n", expected=PASS, verdict=UNDECIDED, standing=Standing.UNDECIDED)

    assert PROOF.stands
    assert replace(PROOF, deviations=(undecided,)).stands
    assert not replace(PROOF, deviations=(missed,)).stands
    assert not replace(PROOF, runs=()).stands
    assert not replace(PROOF, runs=(replace(PROOF.runs[0], trouble="did not boot"),)).stands
