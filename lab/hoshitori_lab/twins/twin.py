"""A twin: the sound device with one difference, and what that difference must cost it."""

from __future__ import annotations

from dataclasses import dataclass
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
class Line:
    """A line that carries frames late and loses some; both each way."""

    delay_milliseconds: int
    loss_permille: int


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
    leaves_out: tuple[str, ...] = ()
    """Parts of the maker's documents or declaration that are missing."""
    puts_in: tuple[str, ...] = ()
    """Parts of the maker's documents or declaration that only this twin has."""
    units: int = 1
    """How many units of it stand on the bench, one or two; the declaration names as many samples."""
    line: Line | None = None
    """What the wire between bench and device is like, where it is not a short cable."""
    also: str = ""
    """Why a twin fails more than its title says."""
