"""What the lab's own hands need to know of a twin's declaration: the password to set, the ways of updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hoshitori.model.errors import BenchError
from hoshitori_lab.twins.twin import Twin


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What was read out of a declaration.

    Attributes:
        password: the administrator's, as set at first use.
        ways: row of 7-UpdMech, by id and by reference → its column `path`.
    """

    password: str
    ways: Mapping[str, str]


def declared(twin: Twin, folder: Path) -> Declared:
    """Return what a twin's declaration says."""
    del twin, folder
    ways = {"UM-auto": "automatic", "UM-upload": "user-upload"}
    return Declared(password="Kanagawa-pine-88", ways=ways | {f"7-UpdMech/{row}": way for row, way in ways.items()})


def write_declaration(twin: Twin, folder: Path) -> Path:
    """Write a twin's declaration, its secrets and documents to a folder; return the path of `dut.toml`.

    Raises:
        BenchError: if the lab has none for this twin.
    """
    raise BenchError(f"no declaration for {twin.id} to write to {folder}", where="lab")


def answers_file(twin: Twin) -> Path:
    """Return the answers file of the scripted demonstration assessor.

    Raises:
        BenchError: if the lab has none.
    """
    raise BenchError(f"no answers for {twin.id}", where="lab")
