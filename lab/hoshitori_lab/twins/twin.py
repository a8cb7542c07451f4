"""A twin: the sound device with one difference, and what that difference must cost it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hoshitori_lab.device.build import GOOD, Build


class Kind(StrEnum):
    """What a twin is there to show."""

    GOOD = "GOOD"
    BAD = "BAD"
    """Has one defect, which the declaration does not know of."""
    HARD_GOOD = "HARD_GOOD"
    """Is sound and looks as if it were not."""
    LIAR = "LIAR"
    """Declares away what is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """One virtual device; everything not named here is as in ``good``."""

    id: str
    title_ja: str
    title_en: str
    kind: Kind
    fails: tuple[str, ...] = ()
    """Requirements that must come out FAIL."""
    build: Build = GOOD
    documents: Mapping[str, str] = field(default_factory=dict[str, str])
    """Documents of the maker that differ: name to the name of the variant shown in its place."""
    declaration: str | None = None
    """Name of the declaration's variant; None is the sound device's own declaration."""
    also: str = ""
    """Why a twin fails more than its title says."""
