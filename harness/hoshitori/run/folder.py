"""A run's folder: record, artefacts, plan, declaration and the secrets met on the way."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self, cast

from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import RecordError
from hoshitori.model.observation import Observation
from hoshitori.model.plan import Plan
from hoshitori.run.artefacts import ArtefactStore, write_atomically
from hoshitori.run.planning import plan_bytes
from hoshitori.run.record import Record, read_record
from hoshitori.schema import strict_json
from hoshitori.schema.canonical_declaration import read_canonical
from hoshitori.schema.wire import from_wire, to_wire

_LIMITS = strict_json.Limits(size=64 * 1024 * 1024, depth=32, values=4_000_000)


class RunFolder:
    """Everything a run leaves on disk; opened for writing by one process at a time.

    ```
    record.jsonl       the append-only record          plan.json          the frozen plan
    artefacts/public   files by digest                 declaration.json   canonical declaration
    artefacts/sealed   files by digest, mode 0600      secrets.jsonl      values to keep out of public evidence, 0600
    ```
    """

    def __init__(self, path: Path) -> None:
        """Open an existing or new folder and take its lock.

        Raises:
            RecordError: if it cannot be had.
        """
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise RecordError(f"cannot make the folder: {error.strerror}", where=str(path)) from error
        self.record = Record(path / "record.jsonl")
        self.store = ArtefactStore(path / "artefacts")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.record.close()

    @property
    def started(self) -> bool:
        """Whether a run has begun here."""
        return bool(self.record.entries)

    def begin(self, plan: Plan, declaration: Declaration) -> None:
        """Freeze plan and declaration on disk, then put the start on record."""
        write_atomically(self.path / "declaration.json", declaration.canonical())
        write_atomically(self.path / "plan.json", plan_bytes(plan))

    def note_secrets(self, values: Iterable[bytes]) -> None:
        """Keep values that must not stand in any public part of the evidence."""
        lines = b"".join(base64.b64encode(value) + b"\n" for value in values if value)
        if not lines:
            return
        handle = os.open(self.path / "secrets.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, lines)
            os.fsync(handle)
        except OSError as error:
            raise RecordError(f"cannot write: {error.strerror}", where=str(self.path / "secrets.jsonl")) from error
        finally:
            os.close(handle)

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The values to keep out of public evidence that are known by now, each once."""
        return _secrets(self.path)

    def observe(self, observation: Observation) -> None:
        """Put an observation on record."""
        self.record.append("observation", cast("dict[str, Any]", to_wire(observation)))


def _secrets(folder: Path) -> tuple[bytes, ...]:
    path = folder / "secrets.jsonl"
    lines = path.read_bytes().splitlines() if path.exists() else []
    return tuple(dict.fromkeys(base64.b64decode(line) for line in lines if line))


class RunContents:
    """What a run's folder holds, read without changing it."""

    def __init__(self, path: Path) -> None:
        """Read a run's folder.

        Raises:
            RecordError: if it holds no run, or a damaged one.
        """
        if not (path / "record.jsonl").is_file():
            raise RecordError(
                "this folder holds no run", where=str(path), remedy="give the --out folder of `hoshitori run`"
            )
        self.path = path
        self.entries = read_record(path / "record.jsonl")
        self.store = ArtefactStore(path / "artefacts")
        self.plan_bytes = self._read("plan.json")
        self.declaration_bytes = self._read("declaration.json")
        self.plan = from_wire(
            Plan, strict_json.parse(self.plan_bytes, limits=_LIMITS, where="plan.json"), where="plan.json"
        )
        self.declaration = read_canonical(self.declaration_bytes)
        digest = next((str(e["body"]["sha256"]) for e in self.entries if e["type"] == "plan"), "")
        if hashlib.sha256(self.plan_bytes).hexdigest() != digest:
            raise RecordError("plan.json is not the plan on record", where=str(path), remedy="do not sign")

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Every observation on record, in order."""
        return tuple(
            from_wire(Observation, dict(entry["body"]), where=f"observation {entry['sequence']}")
            for entry in self.entries
            if entry["type"] == "observation"
        )

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The values to keep out of public evidence, each once."""
        return _secrets(self.path)

    def bodies(self, kind: str) -> tuple[Mapping[str, Any], ...]:
        """Return the bodies of the entries of one type, in order."""
        return tuple(entry["body"] for entry in self.entries if entry["type"] == kind)

    def _read(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise RecordError(f"cannot read: {error.strerror}", where=str(self.path / name)) from error
