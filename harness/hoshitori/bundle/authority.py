"""A small time-stamp authority in this process, for demonstrations and tests (RFC 3161, RFC 5816, RFC 5652).

Its clock is handed in, so a test can set it; what it says is worth as much as the trust file makes of its certificate.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from hoshitori.bundle import der
from hoshitori.bundle.certificate import certificate_der
from hoshitori.bundle.signer import sign_with
from hoshitori.bundle.timestamp import SHA256

DEMONSTRATION_POLICY = "2.25.13700425951223263927173684206316488972.1"
"""Policy of our own authority, under the UUID arc that needs no registration (ITU-T X.667)."""

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"


def now() -> datetime:
    """Return the time of this machine's clock, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTimestamper:
    """An authority with its key in memory.

    Attributes:
        clock: where its time comes from.
        serial: where its serial numbers come from.
    """

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    policy: str = DEMONSTRATION_POLICY
    clock: Callable[[], datetime] = now
    serial: Callable[[], int] = lambda: secrets.randbits(63)

    def stamp(self, message: bytes) -> bytes:
        """Return a granted response over the SHA-256 of `message`."""
        return response_with(self.token(hashlib.sha256(message).digest(), SHA256))

    def token(self, imprint: bytes, imprint_algorithm: str, nonce: int | None = None) -> bytes:
        """Return the time-stamp token over a digest, as CMS SignedData, with the asker's `nonce` where there is one."""
        info = der.sequence(
            der.integer(1),
            der.object_identifier(self.policy),
            der.sequence(_algorithm(imprint_algorithm), der.octets(imprint)),
            der.integer(self.serial()),
            der.generalized_time(self.clock()),
            *([] if nonce is None else [der.integer(nonce)]),
        )
        certificate = certificate_der(self.certificate)
        attributes = (
            _attribute(_CONTENT_TYPE, der.object_identifier(_TST_INFO)),
            _attribute(_MESSAGE_DIGEST, der.octets(hashlib.sha256(info).digest())),
            _attribute(
                _SIGNING_CERTIFICATE_V2,
                der.sequence(der.sequence(der.sequence(der.octets(hashlib.sha256(certificate).digest())))),
            ),
        )
        signed = der.set_of(*attributes)
        signer_info = der.sequence(
            der.integer(1),
            der.sequence(self.certificate.issuer.public_bytes(), der.integer(self.certificate.serial_number)),
            _algorithm(SHA256),
            b"\xa0" + signed[1:],
            der.sequence(der.object_identifier(_ECDSA_SHA256)),
            der.octets(sign_with(self.key, signed)),
        )
        content = der.sequence(
            der.integer(3),
            der.set_of(_algorithm(SHA256)),
            der.sequence(der.object_identifier(_TST_INFO), der.explicit(0, der.octets(info))),
            der.explicit(0, certificate),
            der.set_of(signer_info),
        )
        return der.sequence(der.object_identifier(_SIGNED_DATA), der.explicit(0, content))


def response_with(token: bytes, status: int = 0) -> bytes:
    """Return a response that carries `token` under a PKI status (0 is granted)."""
    return der.sequence(der.sequence(der.integer(status)), token)


def _algorithm(dotted: str) -> bytes:
    return der.sequence(der.object_identifier(dotted))


def _attribute(dotted: str, value: bytes) -> bytes:
    return der.sequence(der.object_identifier(dotted), der.set_of(value))
