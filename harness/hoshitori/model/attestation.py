"""An attestation: who held which criterion of a profile against which page of the scheme's official text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

ATTESTATION_ROLE = "profile-attestation"
"""Role of the item of a bundle that holds one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestedCriterion:
    """One criterion of a profile, found to say what the official text says.

    Attributes:
        requirement: its id in the catalogue.
        document: title and edition of the official text, as the attester writes them.
        sha256: digest of the file that was read, in hexadecimal; its text is nobody's to pass on.
        page: where the criterion stands in it.
        by: who compared, with the identity URI.
        at: when, as an RFC 3339 instant.
        remark: what the attester has to say of it.
    """

    requirement: str
    document: str
    sha256: str
    page: str
    by: str
    identity: str
    at: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """The attested criteria of one edition of a profile; each requirement at most once."""

    profile: str
    edition: str
    criteria: tuple[AttestedCriterion, ...] = ()

    def with_criterion(self, criterion: AttestedCriterion) -> Attestation:
        """Return this attestation with one more criterion, in place of an earlier one of the same requirement."""
        others = [one for one in self.criteria if one.requirement != criterion.requirement]
        ordered = sorted([*others, criterion], key=lambda one: one.requirement)
        return Attestation(profile=self.profile, edition=self.edition, criteria=tuple(ordered))


def attestation_faults(
    attestation: Attestation, *, profile: str, edition: str, requirements: Collection[str]
) -> Iterator[str]:
    """Return why an attestation does not speak of an edition of a profile."""
    if (attestation.profile, attestation.edition) != (profile, edition):
        yield f"it is of {attestation.profile[:60]!a}, edition {attestation.edition[:16]!a}"
    names = [one.requirement for one in attestation.criteria]
    if len(names) != len(set(names)):
        yield "a requirement is attested twice"
    for one in attestation.criteria:
        if one.requirement not in requirements:
            yield f"{one.requirement[:60]!a} is no requirement of the profile"
        if len(one.sha256) != _DIGEST or set(one.sha256) - set("0123456789abcdef"):
            yield f"{one.requirement[:60]!a}: the document's digest is no SHA-256"
        if not all(part.strip() for part in (one.document, one.page, one.by, one.identity, one.at)):
            yield f"{one.requirement[:60]!a}: document, page, name, identity or time is empty"


_DIGEST = 64
