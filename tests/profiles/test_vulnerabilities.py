"""Known vulnerabilities: PASS on what is recent, whole, about this device and judged; open or FAIL on anything less."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.judgement import Judgement
from hoshitori.facts.vulnerability import (
    JudgedHit,
    KnownVulnerabilities,
    Match,
    Scope,
    ShownComponents,
    SourceKind,
    VulnerabilityHit,
    VulnerabilityJudgements,
    VulnerabilitySource,
)
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles.support import judged

OPEN = inconclusive(Cause.UNAVAILABLE)
LOOKED, JUDGED = "known_vulnerabilities_were_looked_for", "known_vulnerabilities_cannot_be_exploited"
DECIDED_HERE = {LOOKED, JUDGED}
FEED = VulnerabilitySource(
    id="VF-1",
    kind=SourceKind.COMPONENT_FEED,
    format="osv",
    document="D-feed",
    sha256="0" * 64,
    tool="hoshitori",
    tool_version="",
    data_name="OSV Debian",
    data_date="2026-11-20",
    data_date_from="declared",
    age_days=1,
    scan_date="",
    scan_age_days=0,
    scope=Scope.COMPONENT_LIST,
    target="",
    credentialed=None,
    looked_at=12,
    looked_at_unit="component",
    records=40_000,
    unreadable=0,
    hidden=0,
    usable=True,
    why="",
)
SCAN = replace(
    FEED,
    id="VR-1",
    kind=SourceKind.SCAN_REPORT,
    format="gvm",
    tool="Greenbone",
    data_name="",
    scan_date="2026-11-20",
    scan_age_days=1,
    scope=Scope.ADDRESS,
    target="192.0.2.20",
    credentialed=True,
    looked_at=1,
    looked_at_unit="host",
    records=0,
)
KNOWN = KnownVulnerabilities(
    observed_on="2026-11-21",
    sources=(FEED,),
    hits=(),
    truncated=False,
    component_lists=("device", "D-sbom"),
    only_shown=(),
    only_declared=(),
    not_covered=(),
)
HIT = VulnerabilityHit(
    id="CVE-2022-23852:expat@2.4.1",
    vulnerability="CVE-2022-23852",
    aliases=(),
    where="expat@2.4.1",
    severity="",
    summary="an overflow",
    match=Match.AFFECTED,
    note="",
    sources=("VF-1",),
    listed_by=("device",),
)
NO_HITS = VulnerabilityJudgements(judged=(), unanswered=())
SHOWN = ShownComponents(where="28-LogIntf/LI-api /sbom", sha256="0" * 64, components=12, bill="{}")


def answered(*, holds: bool = True, reason: str = "the part is not built in") -> VulnerabilityJudgements:
    """An assessor's answer on the hit."""
    given = Judgement(
        question="q-vulnerability-unexploitable",
        given=True,
        holds=holds,
        reason=reason,
        person="A. Assessor",
        role="assessor",
        simulated=False,
        attachments=(),
    )
    return VulnerabilityJudgements(judged=(JudgedHit(hit=HIT.id, judgement=given),), unanswered=())


@pytest.mark.parametrize("source", [FEED, SCAN], ids=["records", "scan"])
def test_either_source_will_do(source: VulnerabilitySource) -> None:
    """Recent records that cover components, or a recent scan of this device, show that somebody looked."""
    result = judged(LOOKED, {"known": replace(KNOWN, sources=(source,))})

    assert result.decision == PASS
    assert ("limit-scan-alone" in result.limits) == (source is SCAN)
    assert any(one.values["date"] == "2026-11-20" for one in result.expectations)


@pytest.mark.parametrize(
    ("source", "change"),
    [
        (FEED, {"usable": False, "why": "nothing was covered"}),
        (FEED, {"age_days": 31}),
        (FEED, {"age_days": -2}),
        (FEED, {"data_date": ""}),
        (FEED, {"unreadable": 1}),
        (SCAN, {"usable": False, "scope": Scope.OTHER, "why": "another device"}),
        (SCAN, {"scan_age_days": 31}),
        (SCAN, {"scan_date": ""}),
        (SCAN, {"hidden": 3}),
    ],
    ids=str,
)
def test_a_source_that_shows_little_leaves_it_open(source: VulnerabilitySource, change: dict[str, Any]) -> None:
    """What is unusable, undated, old, from the future or cut decides nothing, whatever a good source beside it says."""
    weak = replace(source, **change)

    assert judged(LOOKED, {"known": replace(KNOWN, sources=(weak,))}).decision == OPEN
    assert judged(LOOKED, {"known": replace(KNOWN, sources=(FEED, weak))}).decision == OPEN


def test_thirty_days_will_just_do() -> None:
    """The threshold itself is not too old, and the verdict names the threshold it rests on."""
    result = judged(LOOKED, {"known": replace(KNOWN, sources=(replace(FEED, age_days=30),))})

    assert result.decision == PASS
    assert result.thresholds == ("vulnerability-data-age",)


@pytest.mark.parametrize(
    "change", [{"only_shown": ("expat@2.4.1",)}, {"only_declared": ("expat@2.7.3",)}, {"truncated": True}]
)
def test_lists_that_differ_leave_it_open(change: dict[str, Any]) -> None:
    """A declared list that is not the one the device shows, or hits left out, decide nothing."""
    assert judged(LOOKED, {"known": replace(KNOWN, **change)}).decision == OPEN


def test_limits_say_what_was_not_covered() -> None:
    """Components without records, a list nobody held against the device's, a scan from outside: each is said."""
    outside = replace(SCAN, credentialed=False, scope=Scope.DECLARED)
    known = replace(KNOWN, sources=(FEED, outside), not_covered=("own@1: no package URL",), component_lists=("D-sbom",))
    limits = judged(LOOKED, {"known": known}).limits

    assert {
        "limit-components-not-covered",
        "limit-components-declared",
        "limit-scan-without-credentials",
        "limit-scan-scope-declared",
    } <= set(limits)


def test_none_known_names_feed_and_date() -> None:
    """Without a hit the verdict says none known as of that day in that feed, and never more."""
    result = judged(JUDGED, {"known": KNOWN, "judgements": NO_HITS, "shown": SHOWN})

    assert result.decision == PASS
    assert [one.expected for one in result.expectations] == ["vulnerabilities-none-known"]
    assert result.expectations[0].values == {"feed": "OSV Debian", "date": "2026-11-20"}
    assert "limit-known-vulnerabilities" in result.limits


def test_without_a_usable_source_nothing_is_known() -> None:
    """No hit in a source that cannot be used is not the lack of one."""
    known = replace(KNOWN, sources=(replace(FEED, usable=False, why="empty"),))

    assert judged(JUDGED, {"known": known, "judgements": NO_HITS}).decision == OPEN


def test_a_hit_is_decided_by_its_judgement() -> None:
    """Not exploitable with a reason is PASS; exploitable, or no reason, is FAIL; nobody's answer leaves it open."""
    known = replace(KNOWN, hits=(HIT,))

    assert judged(JUDGED, {"known": known, "judgements": answered()}).decision == PASS
    assert judged(JUDGED, {"known": known, "judgements": answered(holds=False)}).decision == FAIL
    assert judged(JUDGED, {"known": known, "judgements": answered(reason=" ")}).decision == FAIL
    assert judged(JUDGED, {"known": known, "judgements": NO_HITS}).decision == OPEN


def test_one_exploitable_hit_fails_beside_unanswered_ones() -> None:
    """A FAIL stands whatever else nobody has answered yet."""
    another = replace(HIT, id="CVE-2024-50602:expat@2.4.1", vulnerability="CVE-2024-50602")
    known = replace(KNOWN, hits=(another, HIT))

    assert judged(JUDGED, {"known": known, "judgements": answered(holds=False)}).decision == FAIL


@pytest.mark.parametrize(("form", "limited"), [("trivy", True), ("nessus", True), ("gvm", False), ("grype", False)])
def test_reports_that_are_silent_on_filters_carry_that_limit(form: str, *, limited: bool) -> None:
    """Where a report cannot show whether it was filtered, a PASS says so."""
    result = judged(LOOKED, {"known": replace(KNOWN, sources=(replace(SCAN, format=form),))})

    assert result.decision == PASS
    assert ("limit-scan-filter-unseen" in result.limits) == limited
