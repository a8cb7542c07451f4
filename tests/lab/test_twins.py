"""Every twin comes to exactly the verdicts listed for it: nothing missed, nothing falsely alarmed.

Whole ones are run once, several at a time, by the program itself, from boot to sealed bundle. A run of the quick tests
has most of them in part (`parts`); their whole lists it holds by recorded runs (`test_recorded_twins.py`).
"""

from collections.abc import Iterable

import msgspec
import pytest

from hoshitori.bundle.reader import BundleReader
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.verdict import Decision, Verdict, all_of
from hoshitori.run.folder import RunContents
from hoshitori_lab.expected import load_expected
from hoshitori_lab.twins import all_twins
from tests.lab.parts import TEMPTED, Came, cases_of, failing_cases
from tests.lab.recorded import recorded
from tests.lab.test_twins_on_paper import PAPER_TWINS
from tests.twin_runs import TwinRuns

pytestmark = [pytest.mark.netns, pytest.mark.timeout(1_500)]

EXPECTED = load_expected()
LISTED = {one.id for one in EXPECTED.twins} | {"good"}
TWINS = [twin.id for twin in all_twins() if twin.id in LISTED]
QUICK = {"good", "liar-no-network-update", "no-automatic-update"}
"""For every run of the tests, whole: the sound one, and those whose fault shows only over all of a run's time.

`make test-slow` holds all twins to their lists so.
"""

ON_PAPER = {"S1.1-05", "S1.1-09", "S1.1-16"}
"""Requirements whose faults stand in documents: `make test` shows them in the twins' own (test_twins_on_paper.py)."""

IN_PART = [twin for twin in TWINS if cases_of(twin) and twin not in {*QUICK, *PAPER_TWINS}]
"""Twins of which every run of the tests has, from boot to verdict, the cases alone that must fail or might seem to."""

EACH = [twin if twin in QUICK else pytest.param(twin, marks=pytest.mark.slow) for twin in TWINS]


def report_of(runs: TwinRuns, twin: str) -> ConformityReport:
    """Return the report in a twin's bundle."""
    bundle = runs.of(twin).folder / "evidence.hoshi"
    assert bundle.exists(), runs.of(twin).told
    with BundleReader.open(bundle) as reader:
        return reader.unverified_report()


def unlike_the_list(twin: str, results: Iterable[Came], *, may_stay_open: bool = False) -> list[str]:
    """Say where results are not as listed for a twin, on a subject or over all of a case's subjects.

    Args:
        may_stay_open: whether a PASS that is listed may be INCONCLUSIVE: it may rest on what a whole run sees.
    """

    def as_listed(came: Verdict, listed: Verdict) -> bool:
        return came is listed or (may_stay_open and (came, listed) == (Verdict.INCONCLUSIVE, Verdict.PASS))

    wrong: list[str] = []
    whole: dict[str, list[Decision]] = {}
    for one in results:
        whole.setdefault(one.case, []).append(Decision(one.verdict, one.cause))
        listed = EXPECTED.case(twin, one.case, one.subject)
        if listed is not None and not as_listed(one.verdict, listed):
            came = f"{one.verdict.value} ({one.why})" if one.why else one.verdict.value
            wrong.append(f"{one.case} on {one.subject}: {came}, listed {listed.value}")
    for case, decisions in whole.items():
        listed = EXPECTED.whole_case(twin, case)
        if listed is not None and not as_listed(all_of(decisions).verdict, listed):
            wrong.append(f"{case}: {all_of(decisions).verdict.value}, listed {listed.value}")
    return wrong


def never_called(twin: str, results: Iterable[Came]) -> set[str]:
    """Return the listed cases that nothing was said of; not all are called where something is declared away."""
    listed = {one.case for one in EXPECTED.differences(twin).cases}
    wanted = listed if twin.startswith("liar-") else listed | set(EXPECTED.cases)
    return wanted - {one.case for one in results}


def test_each_requirement_has_a_fault_in_every_run() -> None:
    """Whatever requirement of the profile: some twin must fail it in whole or in part, or a fault on paper."""
    failed = {
        name
        for twin in {*QUICK, *IN_PART}
        for name, verdict in EXPECTED.differences(twin).requirements.items()
        if verdict is Verdict.FAIL
    }

    assert failed == set(EXPECTED.requirements) - ON_PAPER


def test_every_twin_is_listed() -> None:
    """Whatever the lab can bring up has its expected verdicts."""
    assert [twin.id for twin in all_twins() if twin.id not in TWINS] == []


@pytest.mark.parametrize("twin", EACH)
class TestTwin:
    def test_its_bundle_verifies_and_is_judged_the_same_again(self, twin_runs: TwinRuns, twin: str) -> None:
        """The demo ends in its order, the bundle verifies, and judging it again gives the same sheet."""
        one = twin_runs.of(twin)

        assert one.exit_code in {0, 3, 4}, one.told
        assert (one.verified, one.judged_again) == (0, 0)

    def test_its_requirements_are_as_listed(self, twin_runs: TwinRuns, twin: str) -> None:
        """It fails exactly the requirements listed for it; all else is as on the sound device."""
        report = report_of(twin_runs, twin)
        found = {one.requirement: one.verdict for one in report.requirements}

        assert found == {name: EXPECTED.requirement(twin, name) for name in found}

    def test_its_cases_are_as_listed(self, twin_runs: TwinRuns, twin: str) -> None:
        """Each case comes to the listed verdict, on each subject where one is listed."""
        results = [
            Came(case=one.case, subject=one.subject, verdict=one.verdict, cause=one.cause, why=one.rationale)
            for one in report_of(twin_runs, twin).results
        ]

        wrong = unlike_the_list(twin, results)

        assert not wrong, "\n".join(wrong)
        assert not never_called(twin, results)

    def test_its_remarks_are_as_listed(self, twin_runs: TwinRuns, twin: str) -> None:
        """What stands on a requirement's line is what is listed for it."""
        report = report_of(twin_runs, twin)
        found = {one.requirement: one.remarks for one in report.requirements if one.remarks}

        assert found == dict(EXPECTED.differences(twin).remarks)


@pytest.mark.parametrize("twin_in_part", IN_PART)
def test_what_it_is_there_to_show(twin_runs: TwinRuns, twin_in_part: str) -> None:
    """Observed and judged over those cases alone, a twin comes to the FAILs listed for it, a sound one to none."""
    ran = twin_runs.part_of(twin_in_part)
    assert ran.exit_code == 0, ran.told
    results = msgspec.json.decode(ran.output, type=list[Came])

    wrong = unlike_the_list(twin_in_part, results, may_stay_open=twin_in_part not in TEMPTED)
    failed = {one.case for one in results if one.verdict is Verdict.FAIL}

    assert not wrong, "\n".join(wrong)
    assert {one.case for one in results} == cases_of(twin_in_part)
    assert failed == failing_cases(twin_in_part)


def test_no_twin_is_left_to_the_slow_tests() -> None:
    """Every run of the tests has each twin: whole, in part, or by its papers."""
    assert set(TWINS) == {*QUICK, *IN_PART, *PAPER_TWINS}


def test_the_sound_devices_record_has_all_that_is_observed_today(twin_runs: TwinRuns) -> None:
    """Its recording, which is judged again (`test_recorded_twins.py`), has neither less nor more than a run of now."""
    now = RunContents(twin_runs.of("good").folder / "run").observations

    assert {one.key.text for one in now} == {one.key.text for one in recorded("good").observations}


def test_exit_codes_say_what_the_sheet_says(twin_runs: TwinRuns) -> None:
    """A demo ends 3 with a FAIL, 4 with something undecided, else 0."""
    codes = {Verdict.FAIL: 3, Verdict.INCONCLUSIVE: 4, Verdict.PASS: 0}
    overall = {twin: report_of(twin_runs, twin).summary.overall for twin in sorted(QUICK)}

    assert {twin: twin_runs.of(twin).exit_code for twin in sorted(QUICK)} == {t: codes[v] for t, v in overall.items()}
