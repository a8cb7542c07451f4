"""Recorded whole runs of every twin, judged by today's code, come to exactly the verdicts listed for it.

What the probes see of a twin today, its runs tell (`test_twins.py`); what its whole list comes to is held here at the
price of judging alone.
"""

from functools import cache
from pathlib import Path

import pytest

from hoshitori.run.evaluate import Evaluation, evaluate
from hoshitori.schema.installed import LoadedProfile, load_installed
from hoshitori_lab.expected import load_expected
from tests.lab.parts import Came
from tests.lab.recorded import pack, packed, recorded
from tests.lab.test_twins import TWINS, never_called, unlike_the_list

EXPECTED = load_expected()


@cache
def profile() -> LoadedProfile:
    """Return the profile of the twins."""
    return load_installed("jc-star-1")


@cache
def judged_today(twin: str) -> Evaluation:
    """Judge what was recorded of a twin."""
    run = recorded(twin)
    return evaluate(profile(), run.declaration, run.plan, run.observations, closed=run.closed)


def test_every_twin_was_recorded() -> None:
    """Whatever twin is listed: a whole run of it was kept, and of no other."""
    assert set(packed()) == set(TWINS)


@pytest.mark.parametrize("twin", TWINS)
class TestRecordedRun:
    def test_its_requirements_are_as_listed(self, twin: str) -> None:
        """It fails exactly the requirements listed for it; all else is as on the sound device."""
        found = {one.requirement.id: one.decision.verdict for one in judged_today(twin).outcome.requirements}

        assert found == {name: EXPECTED.requirement(twin, name) for name in EXPECTED.requirements}

    def test_its_cases_are_as_listed(self, twin: str) -> None:
        """Each case comes to the listed verdict, on each subject where one is listed."""
        results = [
            Came(
                case=one.case,
                subject=one.subject,
                verdict=one.decision.verdict,
                cause=one.decision.cause,
                why=one.rationale,
            )
            for one in judged_today(twin).counted
        ]

        wrong = unlike_the_list(twin, results)

        assert not wrong, "\n".join(wrong)
        assert not never_called(twin, results)


def test_packing_again_changes_no_byte(tmp_path: Path) -> None:
    """The same runs give the same archive."""
    first, second = tmp_path / "first.tar.xz", tmp_path / "second.tar.xz"

    pack({"b": b"{}", "a": b"[]"}, first)
    pack({"a": b"[]", "b": b"{}"}, second)

    assert first.read_bytes() == second.read_bytes()
