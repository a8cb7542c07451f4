"""What a report says of attested criteria is what the attestation in its bundle says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hoshitori.bundle.container_writer import BytesContent
from hoshitori.bundle.items import Evidence
from hoshitori.model.findings import Aspect, Findings
from hoshitori.model.predicate_evidence import ProfileStatus
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import EDITION, PROFILE, evidence, report
from tests.verify.forge import code, verify


def criterion(requirement: str) -> dict[str, Any]:
    """A criterion that somebody compared."""
    return {
        "requirement": requirement,
        "document": "Sample criteria, edition 1",
        "sha256": "ab" * 32,
        "page": "7",
        "by": "the sample laboratory's reader",
        "identity": "urn:sample:reader",
        "at": "2026-11-20T00:00:00Z",
        "remark": "",
    }


def checked(
    lab: Laboratory, out: Path, attestation: object, *, attested: int, status: ProfileStatus = ProfileStatus.DRAFT
) -> Findings:
    """The findings on a report with an attestation beside it."""
    data = attestation if isinstance(attestation, bytes) else json.dumps(attestation).encode()
    item = Evidence(
        id="e-0006",
        role="profile-attestation",
        content=BytesContent(data),
        media_type="application/json",
        label="attestation",
        suffix="json",
    )
    good = report()
    changed = replace(good, profile=replace(good.profile, attested=attested, status=status))
    inputs = (*evidence(), item) if attestation is not None else evidence()
    return verify(lab.seal(out / "attested.hoshi", changed, inputs=inputs).path, lab)


def attestation(*requirements: str, **changes: object) -> dict[str, Any]:
    """An attestation of some requirements."""
    return {"profile": PROFILE, "edition": EDITION, "criteria": [criterion(one) for one in requirements], **changes}


def test_the_count_is_that_of_the_attestation(lab: Laboratory, tmp_path: Path) -> None:
    """Two of three attested, and two in the attestation: nothing to object to."""
    findings = checked(lab, tmp_path, attestation("R-1", "R-2"), attested=2)

    assert code(findings, Aspect.COMPLETENESS) == "COMPLETE"
    assert "2 of 3" in findings.require().first_line.en


def test_all_attested_is_no_draft(lab: Laboratory, tmp_path: Path) -> None:
    """With every criterion attested the profile's status is that, and only then."""
    every = attestation("R-1", "R-2", "R-3")

    assert (
        code(checked(lab, tmp_path, every, attested=3, status=ProfileStatus.ATTESTED), Aspect.COMPLETENESS)
        == "COMPLETE"
    )


LIES: list[tuple[object, int, ProfileStatus]] = [
    (None, 1, ProfileStatus.DRAFT),
    (None, 0, ProfileStatus.ATTESTED),
    (attestation("R-1"), 2, ProfileStatus.DRAFT),
    (attestation("R-1"), 1, ProfileStatus.ATTESTED),
    (attestation("R-1", "R-1"), 2, ProfileStatus.DRAFT),
    (attestation("R-9"), 1, ProfileStatus.DRAFT),
    (attestation("R-1", edition="cd" * 32), 1, ProfileStatus.DRAFT),
    (attestation("R-1", profile="another"), 1, ProfileStatus.DRAFT),
    (attestation("R-1", verdict="PASS"), 1, ProfileStatus.DRAFT),
    (b"{", 0, ProfileStatus.DRAFT),
    (attestation(criteria=[{**criterion("R-1"), "sha256": "zz"}]), 1, ProfileStatus.DRAFT),
    (attestation(criteria=[{**criterion("R-1"), "by": " "}]), 1, ProfileStatus.DRAFT),
]


@pytest.mark.parametrize(("told", "attested", "status"), LIES)
def test_a_report_that_claims_more_is_refused(
    lab: Laboratory, tmp_path: Path, told: object, attested: int, status: ProfileStatus
) -> None:
    """No attestation, another count, another edition, a strange requirement, a malformed entry: refused."""
    assert code(checked(lab, tmp_path, told, attested=attested, status=status), Aspect.COMPLETENESS) == "E_ATTESTED"


def test_two_attestations_are_refused(lab: Laboratory, tmp_path: Path) -> None:
    """Nobody can tell which one counts."""
    twice: Callable[[str], Evidence] = lambda name: Evidence(  # noqa: E731
        id=name,
        role="profile-attestation",
        content=BytesContent(json.dumps(attestation("R-1")).encode()),
        media_type="application/json",
        label="attestation",
        suffix="json",
    )
    good = report()
    changed = replace(good, profile=replace(good.profile, attested=1))
    sealed = lab.seal(tmp_path / "two.hoshi", changed, inputs=(*evidence(), twice("e-0006"), twice("e-0007")))

    assert code(verify(sealed.path, lab), Aspect.COMPLETENESS) == "E_ATTESTED"
