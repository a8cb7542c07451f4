"""The third question: may whoever signed this sign it, for this profile, at that time? And is the key still good?"""

from __future__ import annotations

from datetime import datetime

from hoshitori.bundle.certificate import key_identifier, public_key_of
from hoshitori.model.instant import format_instant, parse_date, parse_instant
from hoshitori.model.predicate import Suite
from hoshitori.model.trust import TrustedSigner
from hoshitori.verify.certificate_path import check_path
from hoshitori.verify.errors import PathError, RefusalError
from hoshitori.verify.signatures import SignedStatement
from hoshitori.verify.trust_file import Trust, within

_STRENGTH = {suite.value: rank for rank, suite in enumerate(Suite)}


def check_signer(
    signed: SignedStatement, profile: str, trust: Trust, signed_at: datetime | None, now: datetime
) -> TrustedSigner:
    """Return the trust file's entry of the signer.

    Without a trusted time the whole path must hold at `now`: a stolen key could name any other moment.

    Raises:
        RefusalError: with the code of what does not hold.
    """
    instant = signed_at or now
    entry = trust.signer(signed.identity)
    if entry is None:
        raise RefusalError("E_SIGNER_UNKNOWN", "no such identity", identity=signed.identity)
    if signed.role not in entry.roles:
        raise RefusalError("E_SIGNER_ROLE", f"role {signed.role.value}", identity=signed.identity)
    if profile not in entry.scopes:
        raise RefusalError("E_SIGNER_SCOPE", f"profile {profile[:100]!a}", identity=signed.identity)
    if not within(entry.valid_for, instant):
        raise RefusalError("E_SIGNER_TIME", f"at {format_instant(instant)}", identity=signed.identity)
    for certificate in signed.certificates:
        try:
            check_path(certificate, trust.authorities, signed.role, instant)
        except PathError as error:
            raise RefusalError("E_PATH", error.message) from None
    return entry


def check_not_revoked(signed: SignedStatement, trust: Trust, signed_at: datetime | None) -> None:
    """Refuse a key that was revoked, unless a trusted time shows that it signed before.

    Raises:
        RefusalError: `E_REVOKED`.
    """
    keys = {"sha256:" + key_identifier(public_key_of(certificate)) for certificate in signed.certificates}
    for one in trust.file.revoked:
        if one.spki in keys and (signed_at is None or signed_at >= parse_instant(one.from_)):
            raise RefusalError("E_REVOKED", f"{one.spki} from {one.from_}: {one.reason.value}")


def check_suite(signed: SignedStatement, trust: Trust, instant: datetime) -> None:
    """Refuse signatures weaker than the scheme asks for at an instant.

    Raises:
        RefusalError: `E_SUITE_WEAK`.
    """
    for rule in trust.file.rules.min_suite:
        if instant >= parse_date(rule.from_) and _STRENGTH[signed.suite.value] < _STRENGTH[rule.suite]:
            raise RefusalError("E_SUITE_WEAK", f"{signed.suite.value}, {rule.suite} is asked for from {rule.from_}")
