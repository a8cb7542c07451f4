"""Every twin comes to exactly the verdicts listed for it: nothing missed, nothing falsely alarmed.

They are run once, several at a time, by the program itself, from boot to sealed bundle.
"""

import pytest

from hoshitori.bundle.reader import BundleReader
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.verdict import Decision, Verdict, all_of
from hoshitori_lab.expected import load_expected
from hoshitori_lab.twins import all_twins
from tests.twin_runs import TwinRuns

pytestmark = [pytest.mark.netns, pytest.mark.timeout(1_500)]

EXPECTED = load_expected()
LISTED = {one.id for one in EXPECTED.twins} | {"good"}
TWINS = [twin.id for twin in all_twins() if twin.id in LISTED]
QUICK = {
    "good",
    "forgets-at-link-loss",
    "model-not-shown",
    "no-throttling",
    "old-password-survives",
    "reset-keeps-accounts",
    "stored-password-md5",
    "telnet-default-password",
    "update-unchecked",
    "web-path-unguarded",
}
"""For every run of the tests; `make test-slow` holds all twins to their lists."""

ON_PAPER = {"S1.1-05", "S1.1-06", "S1.1-07", "S1.1-09", "S1.1-16"}
"""Requirements of which `make test` shows faults without a run: in the twins' own documents (test_twins_on_paper.py);
of -06 in recorded facts (tests/profiles)."""

EACH = [twin if twin in QUICK else pytest.param(twin, marks=pytest.mark.slow) for twin in TWINS]


def report_of(runs: TwinRuns, twin: str) -> ConformityReport:
    """Return the report in a twin's bundle."""
    bundle = runs.of(twin).folder / "evidence.hoshi"
    assert bundle.exists(), runs.of(twin).told
    with BundleReader.open(bundle) as reader:
        return reader.unverified_report()


def test_each_requirement_has_a_fault_in_every_run() -> None:
    """Whatever requirement of the profile: some twin of the quick ones must fail it, or a fault on paper."""
    failed = {
        name
        for twin in QUICK
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
        report = report_of(twin_runs, twin)
        wrong: list[str] = []
        whole: dict[str, list[Decision]] = {}
        for one in report.results:
            whole.setdefault(one.case, []).append(Decision(one.verdict, one.cause))
            expected = EXPECTED.case(twin, one.case, one.subject)
            if expected is not None and one.verdict is not expected:
                came = f"{one.verdict.value} ({one.rationale})" if one.rationale else one.verdict.value
                wrong.append(f"{one.case} on {one.subject}: {came}, listed {expected.value}")
        for case, decisions in whole.items():
            listed = EXPECTED.whole_case(twin, case)
            if listed is not None and all_of(decisions).verdict is not listed:
                wrong.append(f"{case}: {all_of(decisions).verdict.value}, listed {listed.value}")

        assert not wrong, "\n".join(wrong)

    def test_its_remarks_are_as_listed(self, twin_runs: TwinRuns, twin: str) -> None:
        """What stands on a requirement's line is what is listed for it."""
        report = report_of(twin_runs, twin)
        found = {one.requirement: one.remarks for one in report.requirements if one.remarks}

        assert found == dict(EXPECTED.differences(twin).remarks)


def test_exit_codes_say_what_the_sheet_says(twin_runs: TwinRuns) -> None:
    """A demo ends 3 with a FAIL, 4 with something undecided, else 0."""
    codes = {Verdict.FAIL: 3, Verdict.INCONCLUSIVE: 4, Verdict.PASS: 0}
    overall = {twin: report_of(twin_runs, twin).summary.overall for twin in sorted(QUICK)}

    assert {twin: twin_runs.of(twin).exit_code for twin in sorted(QUICK)} == {t: codes[v] for t, v in overall.items()}
