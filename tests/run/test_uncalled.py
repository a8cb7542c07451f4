"""A case that no declared thing is a subject of: INCONCLUSIVE, unless its profile says that it then does not apply."""

import datetime
from dataclasses import replace

import pytest

from hoshitori.facts.ports import PortSurvey
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import ProfileError
from hoshitori.model.verdict import NOT_APPLICABLE, Cause, Decision, inconclusive
from hoshitori.profile import found, if_any, pairs, samples
from hoshitori.run.evaluate import evaluate
from hoshitori.run.planning import check_profile, make_plan
from hoshitori.schema.installed import LoadedProfile, load_installed
from tests.profiles.support import camera, cases

NOON = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def profile() -> LoadedProfile:
    """The installed profile."""
    return load_installed("jc-star-1")


def without_rows(declaration: Declaration, table: str, **fields: str) -> Declaration:
    """Return the declaration without the rows of a table that have these values."""
    dropped = {row.reference for row in declaration.rows(table, **fields)}
    assert dropped
    return replace(declaration, ixit=tuple(row for row in declaration.ixit if row.reference not in dropped))


def decision_without_subjects(profile: LoadedProfile, declaration: Declaration, case: str) -> Decision:
    """Return what a case comes to in a run that observed nothing."""
    plan = make_plan(
        profile,
        [one.marked.spec for one in cases().values()],
        declaration,
        {},
        adapters={},
        address="192.0.2.1",
        now=NOON,
    )
    [result] = [one for one in evaluate(profile, declaration, plan, [], closed=[1]).counted if one.case == case]
    assert result.subject == ""
    return result.decision


def test_what_a_profile_leaves_out_does_not_apply(profile: LoadedProfile) -> None:
    """One sample makes no pair: comparing units is neither good nor bad news."""
    alone = replace(camera(), samples=camera().samples[:1])

    assert decision_without_subjects(profile, alone, "units_share_neither_values_nor_keys") == NOT_APPLICABLE


def test_other_counter_evidence_without_subjects_is_undecided(profile: LoadedProfile) -> None:
    """Where no critical value is declared, that none was found on the storage was not looked at: law 3."""
    public = without_rows(camera(), "10-SecParam", type="critical")

    assert decision_without_subjects(profile, public, "stored_value_is_not_legible") == inconclusive(Cause.UNAVAILABLE)


def test_a_criterion_cannot_be_left_out(profile: LoadedProfile) -> None:
    """A profile whose criterion is marked `if_any` is refused, and the case named."""
    specs = [one.marked.spec for one in cases().values()]
    bent = [
        replace(spec, selector=if_any(spec.selector)) if spec.id == "tls_versions_are_current" else spec
        for spec in specs
    ]

    check_profile(profile.catalogue, specs)
    with pytest.raises(ProfileError, match="tls_versions_are_current is a criterion"):
        check_profile(profile.catalogue, bent)


def test_discovery_cannot_be_left_out() -> None:
    """That a discovery found nothing is for an absence case to judge."""
    with pytest.raises(TypeError, match="declared"):
        if_any(found(PortSurvey, "open", parameters={"transport": "tcp"}))


def test_leaving_out_changes_nothing_else() -> None:
    """What is selected stays the same."""
    assert replace(if_any(pairs(samples)), optional=False) == pairs(samples)
