"""Verification material: what travels unsigned beside an envelope and must prove itself.

Certificates, time-stamps, revocation lists as seen at signing, proofs of inclusion in a log. It never widens trust.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hoshitori.bundle.envelope import from_base64, to_base64
from hoshitori.bundle.errors import EnvelopeError, MaterialError
from hoshitori.model.json_value import Json
from hoshitori.schema import strict_json
from hoshitori.schema.strict_json import Limits
from hoshitori.schema.wire import WireError, from_wire

MAXIMUM_MATERIAL = 1 << 20
"""Bytes of a material file."""
MAXIMUM_PARTS = 8
"""Certificates, time-stamps, lists or proofs, each."""
MAXIMUM_PART = 128 << 10
"""Bytes of one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Certificates, revocation lists and time-stamp responses in DER, log proofs as text."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    timestamps: tuple[bytes, ...] = ()
    log_proofs: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the material file's one spelling."""
        return strict_json.dumps(
            {
                "v": 1,
                "certificates": [to_base64(one) for one in self.certificates],
                "crls": [to_base64(one) for one in self.crls],
                "timestamps": [to_base64(one) for one in self.timestamps],
                "logProofs": list(self.log_proofs),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _MaterialFile:
    v: int
    certificates: tuple[str, ...]
    crls: tuple[str, ...]
    timestamps: tuple[str, ...]
    log_proofs: tuple[str, ...]


def parse_material(data: bytes, *, where: str) -> Material:
    """Return the material that `data` spells.

    Raises:
        MaterialError: if it is malformed or holds more than its place allows.
    """
    try:
        value: Json = strict_json.parse(data, limits=Limits(size=MAXIMUM_MATERIAL, depth=2, values=100), where=where)
        file = from_wire(_MaterialFile, value, where=where)
        lists = (file.certificates, file.crls, file.timestamps, file.log_proofs)
        if file.v != 1 or any(len(one) > MAXIMUM_PARTS for one in lists):
            raise MaterialError(f"another version, or more than {MAXIMUM_PARTS} of a kind", where=where)
        return Material(
            certificates=_decoded(file.certificates, where),
            crls=_decoded(file.crls, where),
            timestamps=_decoded(file.timestamps, where),
            log_proofs=file.log_proofs,
        )
    except (strict_json.JsonError, WireError, EnvelopeError) as error:
        raise MaterialError(error.message, where=error.where) from None


def _decoded(texts: Iterable[str], where: str) -> tuple[bytes, ...]:
    parts = tuple(from_base64(text, where=where) for text in texts)
    if any(len(part) > MAXIMUM_PART for part in parts):
        raise MaterialError(f"a part has more than {MAXIMUM_PART} bytes", where=where)
    return parts
