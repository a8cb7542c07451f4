"""Evidence on its way into a bundle: readable, sealed behind a salted commitment, or beside the bundle.

A sealed item is two entries, its content and a small disclosure record with a salt of 256 bits; the signed report
holds the SHA-256 of the record alone. Withholding drops both and touches no signature (the idea of RFC 9901 §4).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from hoshitori.bundle.container_writer import BytesContent, Content, Measure
from hoshitori.bundle.errors import ContainerError, EnvelopeError
from hoshitori.model.predicate_evidence import Item, ItemClass
from hoshitori.schema import strict_json
from hoshitori.schema.strict_json import Limits
from hoshitori.schema.wire import WireError, from_wire, to_wire

SALT_BYTES = 32
MAXIMUM_DISCLOSURE = 64 << 10
"""Bytes of a disclosure record."""

_ID = re.compile(r"e-[0-9]{4,6}\Z")
_SUFFIX = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A piece of evidence to be sealed into a bundle.

    Attributes:
        id: `e-` and four digits; the report refers to it.
        role: what it is for: `observation`, `plan`, `declaration`, `capture`, `credential` …
        label: what it is, in words that give nothing of it away.
        name: its own file name; hidden with the rest where it is sealed.
        suffix: how its name in the bundle ends (`json`, `pcapng.gz`).
        sealed: whether it goes behind a commitment. Secrets and captures do.
        retain_until: date (`YYYY-MM-DD`) until which it is kept, where one is set.
    """

    id: str
    role: str
    content: Content
    media_type: str
    label: str = ""
    name: str = ""
    suffix: str = "bin"
    sealed: bool = False
    retain_until: str | None = None

    def __post_init__(self) -> None:
        """Refuse names a bundle cannot hold.

        Raises:
            ContainerError: if id or suffix is not plain.
        """
        if not _ID.match(self.id) or not _SUFFIX.match(self.suffix):
            raise ContainerError("an item's id is e-0001 to e-999999, its suffix plain", where=ascii(self.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalEvidence:
    """Evidence that stays beside the bundle because it is too large. `size` in bytes."""

    id: str
    role: str
    label: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What a sealed item's commitment commits to. `size` in bytes, `salt` 32 random bytes in hexadecimal."""

    v: int
    id: str
    salt: str
    name: str
    media_type: str
    size: int
    sha256: str

    def to_bytes(self) -> bytes:
        """Return the record's one spelling, of which the commitment is the SHA-256."""
        return strict_json.dumps(to_wire(self))


def random_salt(_: str) -> bytes:
    """Return a fresh salt for an item."""
    return secrets.token_bytes(SALT_BYTES)


def disclosure_name(item_id: str) -> str:
    """Return the entry of a sealed item's disclosure record."""
    return f"sealed/{item_id}.disc.json"


def content_name(item_id: str) -> str:
    """Return the entry of a sealed item's content."""
    return f"sealed/{item_id}.bin"


def commitment_of(disclosure: bytes) -> str:
    """Return the commitment to a disclosure record."""
    return "sha256:" + hashlib.sha256(disclosure).hexdigest()


def public_item(evidence: Evidence, measured: Measure) -> tuple[Item, dict[str, Content]]:
    """Return a readable item and its entry."""
    path = f"items/{evidence.id}.{evidence.suffix}"
    item = Item(
        id=evidence.id,
        class_=ItemClass.PUBLIC,
        role=evidence.role,
        label=evidence.label,
        path=path,
        media_type=evidence.media_type,
        size=measured.size,
        sha256=measured.sha256,
        retain_until=evidence.retain_until,
    )
    return item, {path: evidence.content}


def sealed_item(evidence: Evidence, measured: Measure, salt: bytes) -> tuple[Item, dict[str, Content]]:
    """Return a sealed item, of which the report says no more than role, label and commitment, and its two entries."""
    record = Disclosure(
        v=1,
        id=evidence.id,
        salt=salt.hex(),
        name=evidence.name,
        media_type=evidence.media_type,
        size=measured.size,
        sha256=measured.sha256,
    ).to_bytes()
    item = Item(
        id=evidence.id,
        class_=ItemClass.SEALED,
        role=evidence.role,
        label=evidence.label,
        commitment=commitment_of(record),
        retain_until=evidence.retain_until,
    )
    return item, {disclosure_name(evidence.id): BytesContent(record), content_name(evidence.id): evidence.content}


def external_item(evidence: ExternalEvidence) -> Item:
    """Return the item of a file that stays beside the bundle."""
    return Item(
        id=evidence.id,
        class_=ItemClass.EXTERNAL,
        role=evidence.role,
        label=evidence.label,
        size=evidence.size,
        sha256=evidence.sha256,
    )


def parse_disclosure(data: bytes, *, where: str) -> Disclosure:
    """Return the disclosure record that `data` spells.

    Raises:
        EnvelopeError: if it is malformed, not in its one spelling, or its salt has another length.
    """
    try:
        value = strict_json.parse(data, limits=Limits(size=MAXIMUM_DISCLOSURE, depth=1, values=20), where=where)
        record = from_wire(Disclosure, value, where=where)
    except (strict_json.JsonError, WireError) as error:
        raise EnvelopeError(error.message, where=error.where) from None
    if record.v != 1 or not re.fullmatch(r"[0-9a-f]{64}", record.salt) or record.to_bytes() != data:
        raise EnvelopeError("not a disclosure record in its one spelling", where=where)
    return record
