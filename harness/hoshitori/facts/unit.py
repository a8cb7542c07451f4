"""What makes one unit that unit: the keys it shows, and the values that open it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import fact
from hoshitori.model.subject import Device


class MarkKind(enum.Enum):
    """A key by which a unit is told from another."""

    SSH_HOST_KEY = "SSH_HOST_KEY"
    TLS_KEY = "TLS_KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMark:
    """A public key that the unit shows.

    Attributes:
        id: where and which: `tcp/22 ssh-ed25519`.
        sha256: of the public key (SubjectPublicKeyInfo, or SSH's own form), lower-case hexadecimal.
    """

    id: str
    kind: MarkKind
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedValue:
    """A declared value of the main sample, tried on this unit.

    Attributes:
        id: the row of 1-AuthMech it is declared for.
        kind: the row's `authentication_kind`.
        opened: whether it opened a session here; None where that cannot be told.
    """

    id: str
    kind: str
    opened: bool | None


@fact("unit-identity", about=Device)
class UnitIdentity:
    """The keys that a unit shows, and what the main sample's declared values do on it.

    Attributes:
        marks: keys of every declared TCP port that speaks SSH or TLS.
        values: those that are made for a device before a user takes it into use (not passwords that users set).
        missed: what could not be read, with the reason.
    """

    marks: tuple[UnitMark, ...]
    values: tuple[TriedValue, ...]
    missed: tuple[str, ...]
