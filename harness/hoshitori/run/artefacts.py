"""Files kept as evidence, by digest, each written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from pathlib import Path

from hoshitori.model.errors import RecordError
from hoshitori.model.observation import Artefact

ARTEFACT_LIMIT = 256 * 1024 * 1024
"""Bytes; a larger artefact is refused rather than cut."""


def write_atomically(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file so that a crash leaves the old one or the new one, never a part.

    Raises:
        RecordError: if the disk is full or failing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise RecordError(
            "the disk is full; everything recorded so far is kept" if full else f"cannot write: {error.strerror}",
            where=str(path),
            remedy="free some space and go on with --resume",
        ) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ArtefactStore:
    """The folder of a run's artefacts; public and sealed ones are kept apart and never listed by name."""

    def __init__(self, folder: Path) -> None:
        """Keep artefacts below `folder`."""
        self._folder = folder

    def keep(self, name: str, media_type: str, data: bytes, *, role: str, sealed: bool) -> Artefact:
        """Write an artefact and return what is recorded of it.

        Raises:
            RecordError: if it is too large or the disk fails.
        """
        if len(data) > ARTEFACT_LIMIT:
            raise RecordError(f"artefact {name!r} has {len(data)} bytes", remedy=f"at most {ARTEFACT_LIMIT} are kept")
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest, sealed=sealed)
        if not path.exists():
            write_atomically(path, data)
        return Artefact(name=name, media_type=media_type, size=len(data), sha256=digest, role=role, sealed=sealed)

    def read(self, artefact: Artefact) -> bytes:
        """Return an artefact's bytes.

        Raises:
            RecordError: if the file is gone or its digest differs.
        """
        path = self._path(artefact.sha256, sealed=artefact.sealed)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RecordError(f"artefact {artefact.name!r} is gone", where=str(path)) from error
        if hashlib.sha256(data).hexdigest() != artefact.sha256:
            raise RecordError(f"artefact {artefact.name!r} was altered", where=str(path), remedy="do not sign")
        return data

    def _path(self, digest: str, *, sealed: bool) -> Path:
        return self._folder / ("sealed" if sealed else "public") / digest
