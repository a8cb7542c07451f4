"""From a signer's certificate to a trusted authority: one step, under our own leaf profile.

`cryptography`'s path validation does RFC 5280; around it stand checks that it leaves to its caller (measured: with
its permissive policy it takes an authority as leaf, a certificate without KeyUsage or SAN, P-521 and RSA-1024 keys).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import ExtensionOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from hoshitori.bundle.certificate import public_key_of
from hoshitori.bundle.errors import SignerError
from hoshitori.bundle.issue import DOCUMENT_SIGNING
from hoshitori.model.trust import StatementRole
from hoshitori.verify.errors import PathError
from hoshitori.verify.trust_file import Authority, within

_UNDERSTOOD = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
}
"""Extensions a certificate may mark critical; any other critical one is refused (RFC 5280 §4.2)."""


def check_path(
    certificate: x509.Certificate, authorities: Iterable[Authority], role: StatementRole, instant: datetime
) -> None:
    """Check that a trusted authority vouches at `instant` for the one identity a certificate names.

    Raises:
        PathError: if the certificate departs from the leaf profile or no authority for `role` issued it.
    """
    _check_leaf(certificate)
    refusals: list[str] = []
    for authority in authorities:
        if authority.certificate.subject != certificate.issuer:
            continue
        if role not in authority.entry.roles:
            refusals.append(f"the authority may not issue for the role {role.value}")
        elif not within(authority.entry.valid_for, instant):
            refusals.append("the authority was not trusted at that time")
        else:
            refusal = _path_refusal(certificate, authority.certificate, instant)
            if refusal is None:
                return
            refusals.append(refusal)
    raise PathError("; ".join(refusals) or "no trusted authority issued the certificate")


def _check_leaf(certificate: x509.Certificate) -> None:
    try:
        public_key_of(certificate)
        extensions = certificate.extensions
    except SignerError as error:
        raise PathError(error.message) from None
    except (ValueError, x509.DuplicateExtension):
        raise PathError("the certificate's extensions cannot be read") from None
    for extension in extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise PathError(f"critical extension {extension.oid.dotted_string} is not understood")


def _path_refusal(leaf: x509.Certificate, authority: x509.Certificate, instant: datetime) -> str | None:
    """Return why the path does not hold at an instant, None if it does."""
    try:
        public_key_of(authority)
        verifier = (
            PolicyBuilder()
            .store(Store([authority]))
            .time(instant.astimezone(UTC))
            .max_chain_depth(0)
            .extension_policies(ca_policy=_AUTHORITY_POLICY, ee_policy=_LEAF_POLICY)
            .build_client_verifier()
        )
        verifier.verify(leaf, [])
    except (VerificationError, SignerError, ValueError) as error:
        return f"the certificate does not lead to its authority: {error}"
    return None


def _leaf_constraints(_policy: Policy, _leaf: x509.Certificate, value: x509.BasicConstraints) -> None:
    if value.ca:
        raise ValueError("an authority is no signer")


def _leaf_usage(_policy: Policy, _leaf: x509.Certificate, value: x509.KeyUsage) -> None:
    others = (value.content_commitment, value.key_encipherment, value.data_encipherment, value.key_agreement)
    if not value.digital_signature or value.key_cert_sign or value.crl_sign or any(others):
        raise ValueError("KeyUsage is not digitalSignature alone")


def _authority_usage(_policy: Policy, _authority: x509.Certificate, value: x509.KeyUsage) -> None:
    if not value.key_cert_sign:
        raise ValueError("the issuer may not sign certificates")


def _leaf_purpose(_policy: Policy, _leaf: x509.Certificate, value: x509.ExtendedKeyUsage) -> None:
    if list(value) != [DOCUMENT_SIGNING]:
        raise ValueError("ExtendedKeyUsage is not document signing alone")


def _leaf_names(_policy: Policy, _leaf: x509.Certificate, value: x509.SubjectAlternativeName) -> None:
    if len(value) != 1 or not isinstance(value[0], x509.UniformResourceIdentifier):
        raise ValueError("the subject alternative name is not one URI")


_LEAF_POLICY = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.CRITICAL, _leaf_constraints)
    .require_present(x509.KeyUsage, Criticality.CRITICAL, _leaf_usage)
    .require_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _leaf_purpose)
    .require_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, _leaf_names)
)
_AUTHORITY_POLICY = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.CRITICAL, None)
    .require_present(x509.KeyUsage, Criticality.CRITICAL, _authority_usage)
)
