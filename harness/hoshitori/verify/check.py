"""Verifying one bundle: eight questions, each with its own answer (DESIGN §6).

What fails leaves what rests on it unasked. Nothing is believed that the trust file does not vouch for, no byte is
judged that was not signed, and no error on the way counts as success.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hoshitori.bundle.errors import ContainerError
from hoshitori.bundle.reader import BundleReader
from hoshitori.model.errors import ArgumentError
from hoshitori.model.findings import Aspect, Finding, Findings, State
from hoshitori.verify.inquiry import Inquiry, KnownProfile, ProfileLookup, no_profiles
from hoshitori.verify.product import Expectations
from hoshitori.verify.sentences import sentence
from hoshitori.verify.trust_file import read_trust

__all__ = ["Expectations", "KnownProfile", "ProfileLookup", "check"]


def check(
    path: Path,
    trust: bytes,
    *,
    now: datetime,
    trust_root: str | None = None,
    minimum_trust_version: int = 0,
    expectations: Expectations | None = None,
    profiles: ProfileLookup = no_profiles,
) -> Findings:
    """Return the eight findings on the bundle at `path`.

    Args:
        path: a `.hoshi` file.
        trust: the bytes of `trust.json`.
        now: the time it is, with its zone; decides only whether the trust file and the report are still current,
            and stands in where no trusted time says when the bundle was signed.
        trust_root: fingerprint that pins the trust file's root, now or before a change; None leaves it unpinned.
        minimum_trust_version: the oldest version of the trust file accepted.
        expectations: the product asked for.
        profiles: finds a profile's catalogue by id and edition; an unknown one leaves the bundle undecided.

    Raises:
        TrustError: if the trust file cannot be used (exit 2).
        ArgumentError: if the path cannot be read (exit 2).
    """
    believed = read_trust(trust, pin=trust_root, now=now, minimum_version=minimum_trust_version)
    try:
        bundle = BundleReader.open(path)
    except OSError as error:
        raise ArgumentError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except ContainerError as error:
        return Findings(path=str(path), trust=believed.summary, findings=_refused(str(error)))
    with bundle:
        inquiry = Inquiry(bundle, believed, now, expectations or Expectations(), profiles)
        return inquiry.findings(str(path))


def _refused(detail: str) -> tuple[Finding, ...]:
    """Return the findings on something that is no bundle."""
    first, *others = Aspect
    return (
        Finding(aspect=first, state=State.FAIL, code="E_CONTAINER", sentence=sentence("E_CONTAINER"), detail=detail),
        *(
            Finding(aspect=aspect, state=State.NOT_CHECKED, code="NOT_CHECKED", sentence=sentence("NOT_CHECKED"))
            for aspect in others
        ),
    )
