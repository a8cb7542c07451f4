"""A twin's declaration and what the lab's own hands need to know of it: the password to set, the ways of updates.

Declaration and persistent state share one folder: the unit's keys are there before it is booted for the first time,
since the declaration pins its certificates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hoshitori.model.errors import BenchError
from hoshitori.schema.declaration import load_declaration
from hoshitori.schema.declaration.secrets import resolve_secrets
from hoshitori_lab.device import papers
from hoshitori_lab.instruments.outlet import Folders
from hoshitori_lab.places import Place, wired
from hoshitori_lab.services.authority import identity_in
from hoshitori_lab.twins.twin import Twin

_ADMINISTRATOR = "1-AuthMech/AM-admin"
_VIEWER = f"{_ADMINISTRATOR}/lesser_user_secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What was read out of a declaration.

    Attributes:
        password: the administrator's, as set at first use.
        viewer: that of the account with fewer rights, empty where none is declared.
        ways: row of 7-UpdMech, by id and by reference → its column `path`; nobody here opens a device to update it.
        others: ids of the samples beside the main one.
    """

    password: str
    ways: Mapping[str, str]
    viewer: str = ""
    others: tuple[str, ...] = ()


def declared(twin: Twin, folder: Path, place: Place) -> Declared:
    """Return what a twin's declaration in `folder` says; it is written there first where it is missing.

    Raises:
        BenchError: if the unit it describes stands somewhere else.
    """
    path = folder / "dut.toml"
    if not path.exists():
        write_declaration(twin, folder, place)
    declaration = load_declaration(path)
    if place.device not in declaration.main_sample.addresses:
        remedy = "let the lab write the declaration anew, into an empty folder"
        raise BenchError(f"the declared unit does not stand at {place.device}", where=str(path), remedy=remedy)
    secrets = resolve_secrets(declaration, folder).values
    over_network = declaration.rows("7-UpdMech", delivery="network")
    ways = {row.id: row.text("path") for row in over_network}
    ways |= {row.reference: row.text("path") for row in over_network}
    password = secrets[_ADMINISTRATOR].reveal() if _ADMINISTRATOR in secrets else _written(folder)
    viewer = secrets[_VIEWER].reveal() if _VIEWER in secrets else ""
    others = tuple(one.id for one in declaration.samples if one.id != declaration.main_sample.id)
    return Declared(password=password, ways=ways, viewer=viewer, others=others)


def write_declaration(twin: Twin, folder: Path, place: Place | None = None) -> Path:
    """Write a twin's declaration, its secrets and documents to a folder; return the path of `dut.toml`."""
    place = place or wired()
    folders = Folders(top=folder.resolve())
    return papers.write(
        twin.id,
        folders.top,
        folders.keys,
        address=place.device,
        authority=identity_in(folders.bench, place.names).authority,
        port_offset=place.offset,
        service_user=place.user,
    )


def answers_file(twin: Twin) -> Path:
    """Return the answers file of the scripted demonstration assessor, the same for every twin."""
    del twin
    return papers.ANSWERS


def _written(folder: Path) -> str:
    """Return the administrator's password of a twin that declares no log-in; it has one all the same."""
    return (folder / "secrets" / "admin-password").read_text(encoding="utf-8").strip()
