"""Markers that a user puts into a device: made up anew each time, so that none can stand there by chance."""

from __future__ import annotations

import secrets
from typing import Final, get_args

from hoshitori.instrument import MarkerKind

KINDS: Final[tuple[MarkerKind, ...]] = get_args(MarkerKind)

_BY_NAME: Final[dict[str, MarkerKind]] = {kind: kind for kind in KINDS}


def new_marker() -> str:
    """Return 17 lower-case letters and digits, a letter first, of 64 random bits."""
    return f"m{secrets.token_hex(8)}"


def kind_named(name: str) -> MarkerKind | None:
    """Return the kind of that name, as the column `marker` has it."""
    return _BY_NAME.get(name)
