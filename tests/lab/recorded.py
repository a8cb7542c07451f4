"""Whole runs of the twins as they were recorded, for today's code to judge: `python -m tests.lab.recorded FOLDER`.

That packs what `hoshitori selfproof --out FOLDER` left, in place of what was recorded of the same twins before.
"""

from __future__ import annotations

import io
import sys
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from hoshitori.bundle.container_writer import BytesContent
from hoshitori.bundle.secret_search import SecretSearch
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Observation
from hoshitori.model.plan import Plan
from hoshitori.run.folder import RunContents
from hoshitori.schema import strict_json
from hoshitori.schema.canonical_declaration import read_canonical
from hoshitori.schema.wire import from_wire, to_wire

ARCHIVE: Final = Path(__file__).parents[1] / "vectors" / "recorded-twins.tar.xz"
_LIMITS: Final = strict_json.Limits(size=64 * 1024 * 1024, depth=40, values=4_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """All that a whole run's verdicts are computed from, beside the profile."""

    declaration: Declaration
    plan: Plan
    observations: tuple[Observation, ...]
    closed: tuple[int, ...]


def recorded(twin: str) -> Recorded:
    """Return the run that was recorded of a twin.

    Raises:
        KeyError: if none was.
    """
    body: Any = strict_json.parse(packed()[twin], limits=_LIMITS, where=f"{ARCHIVE.name}, {twin}")
    return Recorded(
        declaration=read_canonical(strict_json.dumps(body["declaration"])),
        plan=from_wire(Plan, body["plan"], where=f"the plan of {twin}"),
        observations=tuple(
            from_wire(Observation, one, where=f"observation {number} of {twin}")
            for number, one in enumerate(body["observations"], start=1)
        ),
        closed=tuple(body["closed"]),
    )


@cache
def packed() -> Mapping[str, bytes]:
    """Return what was recorded: twin → JSON."""
    if not ARCHIVE.exists():
        return {}
    with tarfile.open(ARCHIVE, "r:xz") as archive:
        found = {member.name.removesuffix(".json"): archive.extractfile(member) for member in archive}
        return {twin: file.read() for twin, file in found.items() if file is not None}


def unpacked_run(folder: Path) -> bytes:
    """Return a run's folder as one piece of JSON, without what no verdict rests on.

    Raises:
        ValueError: if a secret of the run stands in it.
    """
    contents = RunContents(folder)
    body = {
        "closed": [int(one["round"]) for one in contents.bodies("round-closed")],
        "declaration": strict_json.parse(contents.declaration_bytes, limits=_LIMITS),
        "observations": [to_wire(one) for one in contents.observations],
        "plan": strict_json.parse(contents.plan_bytes, limits=_LIMITS),
    }
    content = strict_json.dumps(body, depth=40)
    secrets = SecretSearch(secret.decode("utf-8", "replace") for secret in contents.secrets)
    if secrets.found_in(BytesContent(content)):
        raise ValueError(f"{folder}: a secret stands in what would be kept")
    return content


def pack(runs: Mapping[str, bytes], archive: Path = ARCHIVE) -> None:
    """Write the archive anew: the same runs give the same bytes."""
    archive.parent.mkdir(exist_ok=True)
    written = archive.with_suffix(".new")
    with tarfile.open(written, "w:xz", preset=9) as new:
        for twin, content in sorted(runs.items()):
            member = tarfile.TarInfo(f"{twin}.json")
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    written.replace(archive)


def main(folders: Sequence[Path]) -> int:
    """Pack the runs below some folders, each named after its twin."""
    found = {run.parent.name: unpacked_run(run) for run in _runs(folders)}
    pack({**packed(), **found})
    sys.stdout.write(f"{len(found)} runs packed, {ARCHIVE.stat().st_size} bytes in all\n")
    return 0


def _runs(folders: Iterable[Path]) -> Iterable[Path]:
    for folder in folders:
        yield from sorted(one.parent for one in folder.rglob("run/record.jsonl"))


if __name__ == "__main__":
    sys.exit(main([Path(word) for word in sys.argv[1:]]))
