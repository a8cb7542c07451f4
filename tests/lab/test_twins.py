"""Every twin comes to exactly the verdicts listed for it: nothing missed, nothing falsely alarmed.

The twins are run once, several at a time, by the program itself, from boot to sealed bundle.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from hoshitori.bundle.reader import BundleReader
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.verdict import Decision, Verdict, all_of
from hoshitori_lab.expected import load_expected
from hoshitori_lab.twins import all_twins

pytestmark = [pytest.mark.netns, pytest.mark.timeout(1_500)]

PROGRAM = str(Path(sys.executable).with_name("hoshitori"))
AT_ONCE = int(os.environ.get("HOSHITORI_TWINS_AT_ONCE", "6"))
EXPECTED = load_expected()
TWINS = [twin.id for twin in all_twins() if twin.id == "good" or twin.id in {one.id for one in EXPECTED.twins}]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a twin's demo ended, and its report."""

    exit_code: int
    told: str
    report: ConformityReport | None
    verified: int
    judged_again: int


def run_twin(twin: str, folder: Path) -> Ran:
    """Run a twin from boot to bundle; verify the bundle and judge it again."""
    out = folder / twin
    ended = subprocess.run(
        [PROGRAM, "demo", "--quiet", "--twin", twin, "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=1_200,
    )
    bundle = out / "evidence.hoshi"
    if not bundle.exists():
        return Ran(ended.returncode, ended.stdout + ended.stderr, None, -1, -1)
    with BundleReader.open(bundle) as reader:
        report = reader.unverified_report()
    verified = subprocess.run([PROGRAM, "verify", str(bundle), "--trust", str(out / "trust.json")], check=False)
    again = subprocess.run([PROGRAM, "rejudge", str(bundle)], capture_output=True, check=False)
    return Ran(ended.returncode, ended.stdout + ended.stderr, report, verified.returncode, again.returncode)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ran]:
    """All twins, run once."""
    folder = tmp_path_factory.mktemp("twins")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(TWINS, pool.map(run_twin, TWINS, [folder] * len(TWINS)), strict=True))


def test_every_twin_is_listed() -> None:
    """Whatever the lab can bring up has its expected verdicts."""
    assert [twin.id for twin in all_twins() if twin.id not in TWINS] == []


@pytest.mark.parametrize("twin", TWINS)
class TestTwin:
    def test_its_bundle_verifies_and_is_judged_the_same_again(self, ran: Mapping[str, Ran], twin: str) -> None:
        """The demo ends in its order, the bundle verifies, and judging it again gives the same sheet."""
        one = ran[twin]

        assert one.exit_code in {0, 3, 4}, one.told
        assert (one.verified, one.judged_again) == (0, 0)

    def test_its_requirements_are_as_listed(self, ran: Mapping[str, Ran], twin: str) -> None:
        """It fails exactly the requirements listed for it; all else is as on the sound device."""
        report = ran[twin].report
        assert report is not None, ran[twin].told
        found = {one.requirement: one.verdict for one in report.requirements}

        assert found == {name: EXPECTED.requirement(twin, name) for name in found}

    def test_its_cases_are_as_listed(self, ran: Mapping[str, Ran], twin: str) -> None:
        """Each case comes to the listed verdict, on each subject where one is listed."""
        report = ran[twin].report
        assert report is not None, ran[twin].told
        wrong: list[str] = []
        whole: dict[str, list[Decision]] = {}
        for one in report.results:
            whole.setdefault(one.case, []).append(Decision(one.verdict, one.cause))
            expected = EXPECTED.case(twin, one.case, one.subject)
            if expected is not None and one.verdict is not expected:
                wrong.append(f"{one.case} on {one.subject}: {one.verdict.value}, listed {expected.value}")
        for case, decisions in whole.items():
            listed = EXPECTED.whole_case(twin, case)
            if listed is not None and all_of(decisions).verdict is not listed:
                wrong.append(f"{case}: {all_of(decisions).verdict.value}, listed {listed.value}")

        assert wrong == []

    def test_its_remarks_are_as_listed(self, ran: Mapping[str, Ran], twin: str) -> None:
        """What stands on a requirement's line is what is listed for it."""
        report = ran[twin].report
        assert report is not None, ran[twin].told
        found = {one.requirement: one.remarks for one in report.requirements if one.remarks}

        assert found == dict(EXPECTED.differences(twin).remarks)


def test_a_failing_twin_ends_with_three(ran: Mapping[str, Ran]) -> None:
    """Exit codes say what the sheet says: 3 with a FAIL, 4 with something undecided, 0 else."""
    codes = {Verdict.FAIL: 3, Verdict.INCONCLUSIVE: 4, Verdict.PASS: 0}
    found = {twin: one.exit_code for twin, one in ran.items() if one.report is not None}

    assert found == {twin: codes[one.report.summary.overall] for twin, one in ran.items() if one.report is not None}
