"""S1.1-12: certificates whose keys or signatures are of a rare kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.model.verdict import FAIL, PASS, Cause, Decision, inconclusive
from tests.profiles import sound_surface as sound
from tests.profiles.support import judged, row

OPEN = inconclusive(Cause.UNAVAILABLE)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, PASS),
        ({"key": "Ed25519", "key_bits": 255, "signature": "", "signature_algorithm": "ed25519"}, PASS),
        ({"key": "DSA", "key_bits": 1_024}, FAIL),
        ({"key": "MLDSA44", "key_bits": 0}, OPEN),
        ({"signature": "", "signature_algorithm": "md2WithRSAEncryption"}, OPEN),
        ({"signature": "", "signature_algorithm": "Unknown OID", "self_signed": True}, PASS),
    ],
    ids=["usual", "edwards", "short DSA", "unknown key", "unknown signature", "own signature"],
)
def test_strength_of_rare_kinds_is_never_taken_for_granted(change: dict[str, Any], verdict: Decision) -> None:
    """A short DSA key fails; a key or another's signature of a kind that is not known leaves it open."""
    chain = replace(sound.CHAIN, certificates=(replace(sound.CERTIFICATE, **change),))
    survey = replace(sound.TLS, chains=(chain,))
    result = judged("tls_certificate_is_trustworthy", {"survey": survey}, row("11-SecComMech/CM-web"))

    assert result.decision == verdict, result
