"""The verdict calculus: DESIGN §4, each law a property."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.verdict import (
    FAIL,
    NOT_APPLICABLE,
    PASS,
    Cause,
    Decision,
    Verdict,
    all_of,
    any_of,
    counter_evidence,
    inconclusive,
    not_applicable,
)

decisions = st.one_of(st.sampled_from([PASS, FAIL, NOT_APPLICABLE]), st.sampled_from(list(Cause)).map(inconclusive))
members = st.lists(decisions, max_size=8)


class TestAllOf:
    @given(members)
    def test_one_fail_decides(self, several: list[Decision]) -> None:
        """A FAIL among any others makes FAIL."""
        assert all_of([*several, FAIL]) == FAIL

    @given(members)
    def test_passes_only_if_nothing_failed_or_stayed_open(self, several: list[Decision]) -> None:
        """PASS needs at least one PASS and nothing but PASS and NOT_APPLICABLE beside it."""
        verdicts = {decision.verdict for decision in several}

        passes = all_of(several) == PASS

        assert passes == (Verdict.PASS in verdicts and verdicts <= {Verdict.PASS, Verdict.NOT_APPLICABLE})

    def test_without_members_is_inconclusive(self) -> None:
        """Nothing looked at is INCONCLUSIVE, never PASS."""
        assert all_of([]) == inconclusive(Cause.UNAVAILABLE)

    @given(members)
    def test_order_is_irrelevant(self, several: list[Decision]) -> None:
        """Members may come in any order."""
        outcomes = {all_of(order) for order in itertools.islice(itertools.permutations(several), 24)}

        assert len(outcomes) == 1

    @given(members, members)
    def test_grouping_is_irrelevant_to_the_verdict(self, first: list[Decision], second: list[Decision]) -> None:
        """Combining in two steps gives the verdict of one step, empty groups apart."""
        groups = [all_of(group) for group in (first, second) if group]

        assert all_of(groups).verdict == all_of(first + second).verdict


class TestAnyOf:
    @given(members)
    def test_one_pass_is_enough(self, several: list[Decision]) -> None:
        """A PASS among any others makes PASS."""
        assert any_of([*several, PASS]) == PASS

    @given(members)
    def test_fails_only_if_every_applicable_one_failed(self, several: list[Decision]) -> None:
        """FAIL needs a FAIL and nothing undecided or passed."""
        verdicts = {decision.verdict for decision in several}

        fails = any_of(several) == FAIL

        assert fails == (Verdict.FAIL in verdicts and verdicts <= {Verdict.FAIL, Verdict.NOT_APPLICABLE})

    @given(members)
    def test_not_applicable_ones_drop_out(self, several: list[Decision]) -> None:
        """A NOT_APPLICABLE alternative changes nothing beside others."""
        assert not several or any_of([*several, NOT_APPLICABLE]) == any_of(several)

    def test_without_members_is_inconclusive(self) -> None:
        """Nothing claimed is INCONCLUSIVE."""
        assert not any_of([]).decided


class TestCounterEvidence:
    @given(decisions, members)
    def test_never_lifts(self, base: Decision, evidence: list[Decision]) -> None:
        """No device test turns a requirement into PASS that its criterion did not pass."""
        assert counter_evidence(base, evidence) != PASS or base == PASS

    @given(decisions, members)
    def test_a_fail_lowers(self, base: Decision, evidence: list[Decision]) -> None:
        """A FAIL of a device test makes FAIL, whatever the documents said."""
        assert counter_evidence(base, [*evidence, FAIL]) == FAIL

    @given(st.sampled_from(list(Cause)))
    def test_an_undecided_one_opens_a_pass(self, cause: Cause) -> None:
        """An undecided device test makes a documented PASS INCONCLUSIVE."""
        assert counter_evidence(PASS, [PASS, inconclusive(cause)]) == inconclusive(cause)


class TestNotApplicable:
    @given(decisions)
    def test_only_a_passed_absence_makes_it(self, absence: Decision) -> None:
        """A claimed "does not apply" is what its absence case makes of it."""
        outcome = not_applicable(absence)

        assert (outcome == NOT_APPLICABLE) == (absence in {PASS, NOT_APPLICABLE})


class TestDecision:
    @pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE])
    def test_a_decided_verdict_has_no_cause(self, verdict: Verdict) -> None:
        """A cause stands with INCONCLUSIVE only."""
        with pytest.raises(ValueError, match="with cause"):
            Decision(verdict, Cause.EFFORT)

    def test_inconclusive_has_a_cause(self) -> None:
        """INCONCLUSIVE without a cause does not exist."""
        with pytest.raises(ValueError, match="with cause"):
            Decision(Verdict.INCONCLUSIVE)
