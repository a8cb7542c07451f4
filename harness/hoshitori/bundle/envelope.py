"""The envelope: DSSE v1 in a narrow form (https://github.com/secure-systems-lab/dsse, protocol 1.0.2).

Narrower than DSSE: exactly the three keys, standard canonical base64, distinct keyids that are the SHA-256 of the
signer's public key, and a bounded number of signatures. The signed bytes are the exact bytes of the payload.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from hoshitori.bundle.errors import EnvelopeError
from hoshitori.model.json_value import Json
from hoshitori.schema import strict_json

IN_TOTO_TYPE = "application/vnd.in-toto+json"
MAXIMUM_ENVELOPE = 16 << 20
"""Bytes of an envelope file."""

_KEYID = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature; `keyid` is the SHA-256 of the signer's SubjectPublicKeyInfo and grants nothing by itself."""

    keyid: str
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A payload with its signatures. `payload` is what was signed, byte for byte."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    @property
    def payload_sha256(self) -> str:
        """The payload's SHA-256, by which other statements and the trust file name it."""
        return hashlib.sha256(self.payload).hexdigest()

    @property
    def signed_bytes(self) -> bytes:
        """What every signature is over."""
        return pre_authentication_encoding(self.payload_type, self.payload)

    def to_bytes(self) -> bytes:
        """Return the envelope's one spelling."""
        return strict_json.dumps(self.to_json())

    def to_json(self) -> dict[str, Json]:
        """Return the envelope as JSON data, for places where it stands inside another document."""
        return {
            "payloadType": self.payload_type,
            "payload": to_base64(self.payload),
            "signatures": [{"keyid": one.keyid, "sig": to_base64(one.signature)} for one in self.signatures],
        }


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's PAE: type and payload with their lengths in bytes, so that neither can pass for the other."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def parse_envelope(data: bytes, *, where: str, maximum_signatures: int = 2) -> Envelope:
    """Return the envelope that `data` spells.

    Raises:
        EnvelopeError: if it departs from the one form; no signature is checked here.
    """
    try:
        value = strict_json.parse(
            data, limits=strict_json.Limits(size=MAXIMUM_ENVELOPE, depth=3, values=100), where=where
        )
    except strict_json.JsonError as error:
        raise EnvelopeError(error.message, where=where) from None
    return envelope_from_json(value, where=where, maximum_signatures=maximum_signatures)


def envelope_from_json(value: Json, *, where: str, maximum_signatures: int = 2) -> Envelope:
    """Return the envelope that parsed JSON spells.

    Raises:
        EnvelopeError: if it departs from the one form.
    """
    match value:
        case {"payloadType": str(kind), "payload": str(payload), "signatures": list(signatures), **rest} if not rest:
            pass
        case _:
            raise EnvelopeError("not payloadType, payload and signatures, and nothing else", where=where)
    if not 1 <= len(signatures) <= maximum_signatures:
        raise EnvelopeError(f"{len(signatures)} signatures, 1 to {maximum_signatures} allowed", where=where)
    parsed = tuple(_signature(member, where) for member in signatures)
    if len({one.keyid for one in parsed}) != len(parsed):
        raise EnvelopeError("two signatures name the same key", where=where)
    return Envelope(payload_type=kind, payload=from_base64(payload, where=where), signatures=parsed)


def _signature(value: Json, where: str) -> Signature:
    match value:
        case {"keyid": str(keyid), "sig": str(signature), **rest} if not rest and _KEYID.match(keyid):
            return Signature(keyid=keyid, signature=from_base64(signature, where=where))
        case _:
            raise EnvelopeError("a signature is not keyid (64 hexadecimal digits) and sig", where=where)


def to_base64(data: bytes) -> str:
    """Return standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(data).decode()


def from_base64(text: str, *, where: str) -> bytes:
    """Return what `text` spells in the one way `to_base64` spells it.

    Raises:
        EnvelopeError: for another alphabet, blanks, missing padding or set spare bits.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        data = None
    if data is None or to_base64(data) != text:
        raise EnvelopeError("not canonical base64", where=where)
    return data
