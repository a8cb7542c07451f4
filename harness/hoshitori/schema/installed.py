"""Installed profiles, found through their distribution's metadata and read as data; their code is never imported."""

from __future__ import annotations

import hashlib
import importlib.machinery
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from hoshitori.model.catalogue import Catalogue
from hoshitori.model.errors import ArgumentError, ProfileError
from hoshitori.schema import strict_json
from hoshitori.schema.profile import load_catalogue
from hoshitori.schema.wire import to_wire

PROFILE_GROUP = "hoshitori.profiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedProfile:
    """A profile's catalogue with where it came from.

    Attributes:
        folder: holds `profile.toml` and the cases.
        roots: what the judge's import path needs for it.
        edition: SHA-256 of the catalogue as data; what makes a report judgeable again.
        code: SHA-256 over its `*.py`, kept apart, so that a mended case does not make old bundles unjudgeable.
        files: file name → SHA-256 of each of its `*.py`.
    """

    id: str
    folder: Path
    roots: tuple[Path, ...]
    catalogue: Catalogue
    edition: str
    code: str
    files: tuple[tuple[str, str], ...]
    distribution: str
    version: str


def profile_ids() -> tuple[str, ...]:
    """Return the ids of the installed profiles."""
    return tuple(sorted({point.name for point in metadata.entry_points(group=PROFILE_GROUP)}))


def load_installed(identifier: str) -> LoadedProfile:
    """Return an installed profile by its id, or the one in a folder where a path is given.

    Raises:
        ArgumentError: if none or more than one distribution provides it.
        ProfileError: if it is malformed.
    """
    if "/" in identifier:
        folder = Path(identifier)
        return _load(folder, folder.name, (folder.resolve().parent,), "(folder)", "0")
    points = [point for point in metadata.entry_points(group=PROFILE_GROUP) if point.name == identifier]
    if len({point.value for point in points}) > 1:
        owners = ", ".join(sorted(point.dist.name for point in points if point.dist))
        raise ArgumentError(f"profile {identifier!r} is provided more than once: {owners}", remedy="uninstall one")
    if not points:
        known = ", ".join(profile_ids()) or "none"
        raise ArgumentError(
            f"no profile {identifier!r} is installed (installed: {known})", remedy="see `hoshitori profiles list`"
        )
    point = points[0]
    root, folder = _locate(point.module)
    name, version = (point.dist.name, point.dist.version) if point.dist else ("(unknown)", "0")
    return _load(folder, identifier, (root,), name, version)


def _locate(module: str, search: Sequence[str] | None = None) -> tuple[Path, Path]:
    """Return import root and folder of a package without running any of it."""
    top, *rest = module.split(".")
    spec = importlib.machinery.PathFinder.find_spec(top, search if search is not None else sys.path)
    locations = list(spec.submodule_search_locations or ()) if spec else []
    for location in locations:
        folder = Path(location).joinpath(*rest)
        if (folder / "profile.toml").is_file():
            return Path(location).parent, folder
    raise ProfileError("the profile's folder holds no profile.toml", where=module, remedy="reinstall its distribution")


def _load(folder: Path, identifier: str, roots: tuple[Path, ...], name: str, version: str) -> LoadedProfile:
    catalogue = load_catalogue(folder)
    if catalogue.id != identifier and name != "(folder)":
        raise ProfileError(f"calls itself {catalogue.id!r}, is registered as {identifier!r}", where=str(folder))
    files = tuple((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(folder.glob("*.py")))
    return LoadedProfile(
        id=catalogue.id,
        folder=folder,
        roots=roots,
        catalogue=catalogue,
        edition=catalogue_edition(catalogue),
        code=hashlib.sha256(strict_json.dumps([list(file) for file in files])).hexdigest(),
        files=files,
        distribution=name,
        version=version,
    )


def catalogue_edition(catalogue: Catalogue) -> str:
    """Return the digest of a catalogue as data."""
    return hashlib.sha256(strict_json.dumps(to_wire(catalogue))).hexdigest()
