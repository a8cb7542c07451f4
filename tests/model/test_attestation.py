"""An attestation grows criterion by criterion and stays one that can be counted."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.attestation import Attestation, AttestedCriterion, attestation_faults

CRITERION = AttestedCriterion(
    requirement="R-1",
    document="Sample criteria, edition 1",
    sha256="ab" * 32,
    page="7",
    by="the sample laboratory's reader",
    identity="urn:sample:reader",
    at="2026-11-20T00:00:00Z",
)
EMPTY = Attestation(profile="sample", edition="ed")


def criterion(requirement: str, page: int) -> AttestedCriterion:
    """A criterion of that requirement, found on that page."""
    return replace(CRITERION, requirement=requirement, page=str(page))


attested = st.lists(
    st.builds(criterion, st.sampled_from(["R-1", "R-2", "R-3", "R-4"]), st.integers(min_value=1, max_value=99)),
    max_size=8,
)


def grown(criteria: list[AttestedCriterion]) -> Attestation:
    """The attestation after these criteria, one after the other."""
    attestation = EMPTY
    for one in criteria:
        attestation = attestation.with_criterion(one)
    return attestation


@given(attested)
def test_each_requirement_stands_once_as_last_attested(criteria: list[AttestedCriterion]) -> None:
    """Whatever the order they were attested in: one criterion a requirement, the latest one, in order of their ids."""
    latest = {one.requirement: one for one in criteria}

    assert grown(criteria).criteria == tuple(latest[requirement] for requirement in sorted(latest))


@given(attested)
def test_what_grew_criterion_by_criterion_has_no_fault(criteria: list[AttestedCriterion]) -> None:
    """Such an attestation speaks of its edition of its profile, and of no other."""
    attestation = grown(criteria)
    requirements = {"R-1", "R-2", "R-3", "R-4"}

    assert not list(attestation_faults(attestation, profile="sample", edition="ed", requirements=requirements))
    assert list(attestation_faults(attestation, profile="sample", edition="ed 2", requirements=requirements))
