"""S1.1-13: what known vulnerabilities are named for the device, and whether any could be exploited in it."""

from __future__ import annotations

from hoshitori.facts.vulnerability import (
    KnownVulnerabilities,
    Match,
    Scope,
    ShownComponents,
    SourceKind,
    VulnerabilityHit,
    VulnerabilityJudgements,
    VulnerabilitySource,
)
from hoshitori.profile import Case, Need, case, the_device

SILENT_ON_FILTERS = frozenset({"trivy", "nessus"})
"""Formats of reports that do not say whether results were left out."""
EARLIEST = -1
"""Days: data of tomorrow are those of another time zone."""


@case("S1.1-13/3", subject=the_device, known=Need(KnownVulnerabilities))
def test_known_vulnerabilities_were_looked_for(case: Case, known: KnownVulnerabilities) -> None:
    """Every declared source is about this device, looked at something of it, and is recent."""
    longest: int = case.threshold("vulnerability-data-age")
    for source in known.sources:
        _expect_source(case, known, source, longest)
    if known.truncated:
        case.undecided(on=known, reason="undecided-too-many-vulnerabilities")
    if any(source.kind is SourceKind.COMPONENT_FEED for source in known.sources):
        _say_what_was_looked_up(case, known)
    if not any(source.kind is SourceKind.COMPONENT_FEED for source in known.usable):
        case.limit("limit-scan-alone")
    if any(source.scope is Scope.DECLARED for source in known.usable):
        case.limit("limit-scan-scope-declared")
    if any(source.format in SILENT_ON_FILTERS for source in known.usable):
        case.limit("limit-scan-filter-unseen")
    if any(source.credentialed is False for source in known.usable):
        case.limit("limit-scan-without-credentials")


def _expect_source(case: Case, known: KnownVulnerabilities, source: VulnerabilitySource, longest: int) -> None:
    """Say what a source covers; one that shows nothing, is old or was cut short decides nothing."""
    dated = bool(source.data_date) and (source.kind is SourceKind.COMPONENT_FEED or bool(source.scan_date))
    recent = EARLIEST <= source.age_days <= longest and EARLIEST <= source.scan_age_days <= longest
    whole = not (source.hidden or source.unreadable)
    if not source.usable:
        case.undecided(on=known, reason="undecided-vulnerability-source")
    elif not (dated and recent):
        case.undecided(on=known, reason="undecided-vulnerability-data-old")
    elif not whole:
        case.undecided(on=known, reason="undecided-vulnerability-source-cut")
    else:
        tool = f"{source.tool} {source.tool_version}".strip()
        case.expect(
            source.looked_at > 0,
            on=known,
            expected="vulnerabilities-looked-for",
            observed=f"{source.id} {tool}: {source.looked_at} {source.looked_at_unit}, {source.scope.value}",
            feed=source.data_name or tool,
            date=source.data_date,
        )


def _say_what_was_looked_up(case: Case, known: KnownVulnerabilities) -> None:
    if known.only_shown or known.only_declared:
        case.undecided(on=known, reason="undecided-component-lists-differ")
    if known.not_covered:
        case.limit("limit-components-not-covered")
    if "device" not in known.component_lists:
        case.limit("limit-components-declared")


@case(
    "S1.1-13/3",
    subject=the_device,
    known=Need(KnownVulnerabilities),
    judgements=Need(VulnerabilityJudgements, question="q-vulnerability-unexploitable"),
    shown=Need(ShownComponents, optional=True),
)
def test_known_vulnerabilities_cannot_be_exploited(
    case: Case, known: KnownVulnerabilities, judgements: VulnerabilityJudgements, shown: ShownComponents | None
) -> None:
    """None of the known vulnerabilities can be exploited in this device, as an assessor judged of each."""
    facts = (known, judgements) if shown is None else (known, judgements, shown)
    answers = {one.hit: one.judgement for one in judgements.judged}
    dates = ", ".join(sorted({one.data_date for one in known.usable if one.data_date}))
    feeds = ", ".join(dict.fromkeys(one.data_name or one.tool for one in known.usable))
    if not known.usable:
        case.undecided(on=facts, reason="undecided-vulnerability-source")
    elif not known.hits:
        case.expect(not known.hits, on=facts, expected="vulnerabilities-none-known", feed=feeds, date=dates)
    for hit in known.hits:
        given = answers.get(hit.id)
        if given is None:
            case.undecided(on=facts, reason="undecided-vulnerability-unanswered")
            continue
        case.expect(
            given.holds and bool(given.reason.strip()),
            on=facts,
            expected="vulnerability-unexploitable",
            observed=_told(hit, given.reason),
            vulnerability=hit.vulnerability,
            where=hit.where,
            feed=feeds,
            date=dates,
        )
    if any(one.judgement.simulated for one in judgements.judged):
        case.limit("limit-simulated")
    case.limit("limit-known-vulnerabilities")


def _told(hit: VulnerabilityHit, reason: str) -> str:
    also = f" = {', '.join(hit.aliases[:3])}" if hit.aliases else ""
    unsure = "" if hit.match is Match.AFFECTED else f" [{hit.match.value}: {hit.note}]"
    return f"{hit.vulnerability}{also}, {hit.where}: {hit.summary}{unsure} / {reason}"
