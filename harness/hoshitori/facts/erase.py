"""What an erasure left of the data that were put in before it, and what it left alone."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass

from hoshitori.facts.base import Control, NonEmpty, fact
from hoshitori.model.subject import Row


class Remains(enum.Enum):
    """What became of data of one kind.

    GONE: shown before, found nowhere afterwards. THERE: found afterwards. NOT_LOOKED: put in, but it could not be seen
    before or could not be looked for afterwards. NOT_KEPT: the device keeps nothing of this kind.
    """

    GONE = "GONE"
    THERE = "THERE"
    NOT_LOOKED = "NOT_LOOKED"
    NOT_KEPT = "NOT_KEPT"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedKind:
    """Data of one kind: put in as a user would, looked for before and after.

    Attributes:
        id: a `MarkerKind` (`log`), or `password 1-AuthMech/AM-1` for a value that opened a session before.
        where: where a user finds it; empty where the device keeps no such thing.
        shown_before: whether the device showed it (or the value opened a session) before; None where nobody could look.
        shown_after: the same after the erasure, with the device taken into use again.
        stored_before: places on the storage where it stood in any spelling before, at most 8.
        stored_after: the same right after the erasure, before the device was used again.
    """

    id: str
    where: str
    shown_before: bool | None
    shown_after: bool | None
    stored_before: tuple[str, ...]
    stored_after: tuple[str, ...]
    remains: Remains


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptIdentity:
    """The public key in the certificate that a TLS service showed before and after; empty where it showed none.

    Both are digests (SHA-256) of its SubjectPublicKeyInfo: a certificate renewed over the same key is the same.

    Attributes:
        id: the endpoint, `tcp/443`.
    """

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSession:
    """A session that was open before the erasure, tried again once the device was taken into use anew.

    Attributes:
        id: the endpoint and the page that was asked for, one that strangers do not get: `tcp/443 /settings`.
        opened: whether it got that page still; None where a session opened anew does not get it either.
    """

    id: str
    opened: bool | None


@fact("erase", about=Row, refusal=True)
class Erase:
    """One erasure by the device's own means: data of every kind put in, erased, and looked for.

    Effort: `kinds` (of data that were put in), `files` and `bytes` (read of the storage, over all looks).

    Attributes:
        kinds: the kinds of data, and each password that the bench could change.
        not_covered: declared as erased by this row, but of no kind that a user can put in; references to rows.
        storage: how the storage was looked at: `FILES`, `IMAGE`, or `NONE` where the bench has no view of it.
        unread: places on the storage that could not be read to their end.
        left_behind: files written while the data were put in, that stood byte for byte on the storage after the
            erasure although nothing legible was found in them; at most 20.
        version_shipped: the version before anything was done; `version_before` the one right before the erasure,
            after an update where one was possible; `version_after` the one after it.
        updated: whether a genuine update had been installed before the erasure.
        update_remark: why not, where it was not.
        alive: whether the device answered afterwards, and `model_after` what it called itself.
        used_again: whether it could be taken into use afterwards with the declared secret; None where that cannot be
            told.
        asked_first_use: whether the declared secret opened nothing before that, as in a device that waits for its
            first use; None where that cannot be told.
        identities: public keys of its TLS services before and after.
        sessions: sessions at web interfaces that were open before; none where none could be opened, or none was tried.
        control: every kind that was put in had been seen before the erasure.
    """

    kinds: NonEmpty[ErasedKind]
    not_covered: tuple[str, ...]
    storage: str
    unread: tuple[str, ...]
    left_behind: tuple[str, ...]
    version_shipped: str
    version_before: str
    version_after: str
    updated: bool
    update_remark: str
    alive: bool
    model_after: str
    used_again: bool | None
    asked_first_use: bool | None
    identities: tuple[KeptIdentity, ...]
    control: Control
    sessions: tuple[OldSession, ...] = ()

    def of(self, remains: Remains) -> tuple[ErasedKind, ...]:
        """Return the kinds of which this became; possibly none."""
        return tuple(kind for kind in self.kinds if kind.remains is remains)

    def changed_identities(self, endpoints: Collection[str]) -> tuple[str, ...]:
        """Return which of these endpoints showed another key than before; one that showed none is not told."""
        return tuple(
            one.id
            for one in self.identities
            if one.id in endpoints and one.before and one.after and one.before != one.after
        )
