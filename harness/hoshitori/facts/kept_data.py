"""What a device keeps for its users: for checking a claim that it keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.facts.base import fact
from hoshitori.model.subject import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKind:
    """One kind of data, put in as a user would.

    Attributes:
        id: a `MarkerKind`: `setting`, `user`, `log`, `credential`, `key`, `personal-data`.
        where: where a user finds it again; empty where the device keeps no such thing.
        shown: whether the device showed it afterwards; None where nobody could look.
    """

    id: str
    where: str
    shown: bool | None

    @property
    def kept(self) -> bool:
        """Whether the device was seen to keep it."""
        return bool(self.where) and self.shown is True


@fact("kept-data", about=Device)
class KeptData:
    """Which kinds of data the device keeps when a user puts them in.

    Effort: `kinds`.

    Attributes:
        kinds: every kind that was tried.
        refused: kinds that the device refused or that could not be tried, with what it said; nothing is known of them.
    """

    kinds: tuple[KeptKind, ...]
    refused: tuple[str, ...]

    @property
    def kept(self) -> tuple[str, ...]:
        """The kinds that it keeps, with the place."""
        return tuple(f"{kind.id} ({kind.where})" for kind in self.kinds if kind.kept)

    @property
    def undetermined(self) -> tuple[str, ...]:
        """The kinds of which it cannot be told."""
        return (*self.refused, *(kind.id for kind in self.kinds if kind.where and kind.shown is not True))
