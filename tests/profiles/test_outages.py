"""S1.1-14: PASS on what a sound device showed, FAIL on each single loss, undecided where nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.base import Control
from hoshitori.facts.outage import Outage, OutageMoment, Written
from hoshitori.model.subject import Subject
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles.outages import IDLE, KEPT, altered, interrupted, with_kept
from tests.profiles.support import camera, judged, row

POWER, NETWORK = row("23-ResMech/RM-power"), row("23-ResMech/RM-network")
WRITE = interrupted(OutageMoment.CONFIGURATION_WRITE, Written.NEW, Written.OLD)
UPDATE = interrupted(OutageMoment.UPDATE, Written.NEW, Written.OLD)
WAITED: dict[str, Any] = {"recovery_least_milliseconds": 300_000, "recovery_most_milliseconds": 301_000}
OPEN = inconclusive(Cause.UNAVAILABLE)
IDLE_CASES = [("idle_power_cut_loses_nothing", POWER), ("idle_network_loss_loses_nothing", NETWORK)]
CUT_CASES = [
    ("power_cut_while_writing_loses_nothing", POWER, WRITE),
    ("network_loss_while_writing_loses_nothing", NETWORK, WRITE),
    ("power_cut_while_updating_loses_nothing", POWER, UPDATE),
    ("network_loss_while_updating_loses_nothing", NETWORK, UPDATE),
]
ALL_CASES = [*((case, subject, IDLE) for case, subject in IDLE_CASES), *CUT_CASES]


@pytest.mark.parametrize(("case", "subject", "outage"), ALL_CASES)
class TestEveryCase:
    def test_nothing_lost_passes(self, case: str, subject: Subject, outage: Outage) -> None:
        """All that was there before is there afterwards, and all services came back in time."""
        assert judged(case, {"outage": outage}, subject).decision == PASS

    @pytest.mark.parametrize("index", range(len(KEPT)))
    def test_one_thing_lost_fails(self, case: str, subject: Subject, outage: Outage, index: int) -> None:
        """A password, a setting or a version that is gone is FAIL."""
        assert judged(case, {"outage": with_kept(outage, index, after=False)}, subject).decision == FAIL

    def test_services_that_stay_away_fail(self, case: str, subject: Subject, outage: Outage) -> None:
        """A device that does not come back is FAIL, whatever nobody could look at then."""
        gone = altered(outage, recovered=False, missing=("tcp/443",), kept=(replace(KEPT[0], after=None),), **WAITED)

        assert judged(case, {"outage": replace(gone, stopped="it did not come back")}, subject).decision == FAIL

    @pytest.mark.parametrize(
        ("seconds", "declared", "decision"),
        [(89, 90, OPEN), (90, 90, FAIL), (299, 0, OPEN), (300, 0, FAIL)],
    )
    def test_silence_counts_once_it_was_waited_for(
        self, case: str, subject: Subject, outage: Outage, seconds: int, declared: int, decision: object
    ) -> None:
        """What stays away gets the declared time, and five minutes where none is declared."""
        gone = altered(outage, recovered=False, missing=("tcp/443",), recovery_least_milliseconds=seconds * 1_000)
        alone = replace(gone, cuts=gone.cuts[-1:], declared_recovery_seconds=declared)
        result = judged(case, {"outage": alone}, subject)

        assert result.decision == decision
        assert result.thresholds == (() if declared else ("undeclared-wait",))

    def test_every_password_must_have_been_looked_at(self, case: str, subject: Subject, outage: Outage) -> None:
        """A second password that nobody tried may be lost, and one that is the shipped one would not show it."""
        first = camera().row("1-AuthMech/AM-web")
        two = replace(camera(), ixit=(*camera().ixit, replace(first, id="AM-second")))

        assert judged(case, {"outage": outage}, subject, declaration=two).decision == OPEN
        assert judged(case, {"outage": with_kept(outage, 0, differs=False)}, subject).decision == OPEN

    def test_the_account_with_fewer_rights_must_have_been_looked_at(
        self, case: str, subject: Subject, outage: Outage
    ) -> None:
        """A declared account with fewer rights has a password of its own; that of a machine is left out."""
        web = camera().row("1-AuthMech/AM-web")
        lesser = replace(web, fields={**web.fields, "lesser_user_name": "viewer"})
        machine = replace(web, id="AM-machine", fields={**web.fields, "subject": "machine"})
        others = tuple(one for one in camera().ixit if one is not web)
        declared = replace(camera(), ixit=(*others, lesser, machine))
        tried = replace(KEPT[0], id="1-AuthMech/AM-web/lesser_user")
        cuts = tuple(replace(one, kept=(*one.kept, tried)) for one in outage.cuts)

        assert judged(case, {"outage": outage}, subject, declaration=declared).decision == OPEN
        assert judged(case, {"outage": replace(outage, cuts=cuts)}, subject, declaration=declared).decision == PASS

    def test_a_late_return_fails(self, case: str, subject: Subject, outage: Outage) -> None:
        """A return that certainly took longer than declared is FAIL; one that may have is open."""
        late = altered(outage, recovery_least_milliseconds=91_000, recovery_most_milliseconds=95_000)
        unclear = altered(outage, recovery_least_milliseconds=89_000, recovery_most_milliseconds=95_000)

        assert judged(case, {"outage": late}, subject).decision == FAIL
        assert judged(case, {"outage": unclear}, subject).decision == OPEN
        undeclared = replace(late, declared_recovery_seconds=0)
        assert judged(case, {"outage": undeclared}, subject).decision == PASS

    def test_what_nobody_could_see_is_open(self, case: str, subject: Subject, outage: Outage) -> None:
        """No look afterwards, no sight of the outage, a series cut off: none of them is a PASS."""
        for unseen in (
            with_kept(outage, 1, after=None),
            with_kept(outage, 1, before=False, after=False),
            altered(outage, seen=False),
            replace(outage, stopped="the bench failed"),
        ):
            assert judged(case, {"outage": unseen}, subject).decision == OPEN

    def test_without_its_control_it_is_open(self, case: str, subject: Subject, outage: Outage) -> None:
        """A device that was not seen to be cut, or to hold what was put there, has shown nothing."""
        uncontrolled = replace(outage, control=Control(held=False, what="nothing"))

        assert judged(case, {"outage": uncontrolled}, subject).decision == inconclusive(Cause.EFFORT)


@pytest.mark.parametrize(("case", "subject"), IDLE_CASES)
@pytest.mark.parametrize("index", range(len(KEPT)))
def test_a_fall_back_that_would_not_show_is_open(case: str, subject: Subject, index: int) -> None:
    """A value or version that is the shipped one decides nothing."""
    assert judged(case, {"outage": with_kept(IDLE, index, differs=False)}, subject).decision == OPEN


@pytest.mark.parametrize(("case", "subject"), IDLE_CASES)
def test_an_update_that_changed_nothing_is_not_asked_for_again(case: str, subject: Subject) -> None:
    """Where an image was delivered and the version stayed, that is said; an image is asked for where there was none."""
    stayed = with_kept(IDLE, len(KEPT) - 1, differs=False)

    assert judged(case, {"outage": stayed}, subject).rationale == "undecided-update-changed-nothing"
    assert judged(case, {"outage": replace(stayed, way="")}, subject).rationale == "undecided-shipped-value"


@pytest.mark.parametrize(("case", "subject"), IDLE_CASES)
@pytest.mark.parametrize("index", range(len(KEPT)))
def test_what_was_not_looked_at_is_open(case: str, subject: Subject, index: int) -> None:
    """Password, setting and version must all have been looked at, and all that the row promises."""
    partial = altered(IDLE, kept=tuple(one for number, one in enumerate(KEPT) if number != index))

    assert judged(case, {"outage": partial}, subject).decision == OPEN
    promised = replace(IDLE, unseen=("21-PersData/PD-1",))
    assert judged(case, {"outage": promised}, subject).decision == OPEN


@pytest.mark.parametrize(("case", "subject", "outage"), CUT_CASES)
class TestInTheMiddle:
    def test_neither_old_nor_new_fails(self, case: str, subject: Subject, outage: Outage) -> None:
        """A write or update of which nothing whole is left is FAIL."""
        assert judged(case, {"outage": altered(outage, written=Written.NEITHER)}, subject).decision == FAIL

    def test_the_old_value_after_the_end_fails(self, case: str, subject: Subject, outage: Outage) -> None:
        """What the device said was done must be there: the old value then is a loss."""
        lost = altered(outage, interrupted=False, written=Written.OLD)

        assert judged(case, {"outage": lost}, subject).decision == FAIL

    def test_nothing_met_is_open(self, case: str, subject: Subject, outage: Outage) -> None:
        """Cuts that all came after the end have interrupted nothing."""
        missed = replace(outage, cuts=(replace(outage.cuts[0], interrupted=False),))

        assert judged(case, {"outage": missed}, subject).decision == OPEN

    def test_an_unknown_rest_is_open(self, case: str, subject: Subject, outage: Outage) -> None:
        """Where nobody could see what was left, nothing is decided."""
        assert judged(case, {"outage": altered(outage, written=Written.UNKNOWN)}, subject).decision == OPEN


def test_the_note_looks_at_the_version_alone() -> None:
    """Beside -08 stands whether an interrupted update leaves a version that runs; lost settings are -14's matter."""
    note = "update_survives_a_power_cut"

    assert judged(note, {"outage": UPDATE}, POWER).decision == PASS
    assert judged(note, {"outage": with_kept(UPDATE, 1, after=False)}, POWER).decision == PASS
    assert judged(note, {"outage": altered(UPDATE, written=Written.NEITHER)}, POWER).decision == FAIL
    assert judged(note, {"outage": altered(UPDATE, recovered=False, missing=("x",), **WAITED)}, POWER).decision == FAIL
