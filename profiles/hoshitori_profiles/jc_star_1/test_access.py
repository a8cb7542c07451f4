"""S1.1-01: the ways to the assets and what guards them; criterion by document."""

from __future__ import annotations

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.judgement import Judgement
from hoshitori.profile import Case, Need, case, rows, the_device
from hoshitori_profiles.jc_star_1.reading import expect_element, expect_judgement


@case(
    "S1.1-01/1",
    subject=the_device,
    paths=Need(DocumentElement, document="technical-file", element="e-access-paths"),
)
def test_access_paths_are_listed(case: Case, paths: DocumentElement) -> None:
    """The technical file lists the ways to the assets."""
    expect_element(case, paths)


@case(
    "S1.1-01/2",
    subject=rows("28-LogIntf", status="enabled"),
    judged=Need(Judgement, question="q-access-control"),
)
def test_access_goes_through_authentication(case: Case, judged: Judgement) -> None:
    """Access to assets through an enabled interface is controlled by authentication."""
    expect_judgement(case, judged, "access-path-authenticated")
    for path in case.declaration.access_paths:
        if path.interface == case.subject.id and path.assets:
            guards = ", ".join(path.authentication) or path.reason
            case.expect(
                bool(path.authentication), on=judged, expected="access-path-guarded", observed=guards, path=path.id
            )
