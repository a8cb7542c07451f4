"""A twin's papers: its declaration, its maker's documents and the secrets its owner was given, written to a folder.

Documents and declaration stand once, in ``documents/`` and ``dut.toml``. Lines of their own mark parts of them:
``part NAME`` … ``end NAME`` for what a twin may leave out, ``only NAME`` … ``end NAME`` for what a twin may put in.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from hoshitori_lab.device import feed, swu
from hoshitori_lab.device.build import FIRMWARE
from hoshitori_lab.device.factory import provision
from hoshitori_lab.device.firmware import bill_of_materials
from hoshitori_lab.device.unit import serial_number
from hoshitori_lab.twins import find

_HERE: Final = Path(__file__).parent
_MARK: Final = re.compile(r"(?:#:|<!--) (part|only|end) ([a-z0-9-]+)(?: -->)?")
_PLACE: Final = re.compile(r"\{(sha256:[^}]+|port:\d+|(?:second-)?(?:serial|address)|pin|service-user|today|feed)\}")
_DOCUMENTS: Final = (
    "disclosure-policy.md",
    "update-policy.md",
    "product-page.html",
    "product-page-hdc-200.html",
    "user-guide.html",
    "technical-file.md",
)
ANSWERS: Final = _HERE / "answers.toml"
"""The scripted assessor's answers, the same for every twin."""


class MarkError(ValueError):
    """A document whose marked parts do not close."""


def chosen(text: str, *, leaves_out: Collection[str] = (), puts_in: Collection[str] = ()) -> str:
    """A text without its marks: parts left out are gone, parts not put in are too.

    Raises:
        MarkError: a mark is closed that was not opened, or never closed.
    """
    lines: list[str] = []
    opened: list[tuple[str, bool]] = []
    for line in text.splitlines(keepends=True):
        mark = _MARK.fullmatch(line.strip())
        if mark is None:
            if all(shown for _, shown in opened):
                lines.append(line)
        elif mark[1] == "end":
            if not opened or opened.pop()[0] != mark[2]:
                raise MarkError(f"{mark[2]} ends where it was not opened")
        else:
            opened.append((mark[2], mark[2] in puts_in if mark[1] == "only" else mark[2] not in leaves_out))
    if opened:
        raise MarkError(f"{opened[-1][0]} never ends")
    return "".join(lines)


def write(
    twin: str,
    folder: Path,
    keys: Path,
    *,
    address: str = "10.77.0.10",
    second_address: str = "10.77.0.11",
    unit: int = 1,
    authority: Path | None = None,
    port_offset: int = 0,
    service_user: str = "root",
) -> Path:
    """Write a twin's papers to ``folder``; answers the path of ``dut.toml``.

    ``keys`` is the unit's key folder, provisioned here where it is empty; ``authority`` the certificate of whoever
    runs its cloud; ``port_offset`` and ``service_user`` are for a device on loopback. The administrator's password is
    made here, once: existing secrets stay.

    Raises:
        KeyError: there is no twin of that id.
        OSError: a folder cannot be written.
    """
    found = find(twin)
    serial, build = serial_number(unit), found.build
    legacy, shared = build.sslv3_port is not None, build.shared_keys
    provision(keys, address=address, serial=serial, certificate=build.certificate, legacy=legacy, shared=shared)
    papers, hidden = folder / "documents", folder / "secrets"
    for place in (papers, hidden, folder / "firmware"):
        place.mkdir(parents=True, exist_ok=True)
    for name in _DOCUMENTS:
        text = (_HERE / "documents" / name).read_text(encoding="utf-8")
        shown = chosen(text, leaves_out=found.leaves_out, puts_in=found.puts_in)
        (papers / name).write_text(shown, encoding="utf-8")
    for name in ("device-authority.pem", "update-authority.pem"):
        shutil.copyfile(keys / "maker" / name, papers / name)
    shutil.copyfile(authority or keys / "device" / "cloud-authority.pem", papers / "service-authority.pem")
    shutil.copyfile(keys / "operator" / "mqtt.pem", papers / "mqtt-client.pem")
    if build.snmp_v3:
        given = build.snmp_secret or (keys / "operator" / "snmp.secret").read_text(encoding="ascii")
        (hidden / "snmp-monitor").write_text(given, encoding="ascii")
    _hide(hidden, keys)
    image = folder / "firmware" / f"hdc-100-{FIRMWARE}.swu"
    if not image.exists():
        image.write_bytes(swu.build(FIRMWARE, library=build.library))
    listed = bill_of_materials(FIRMWARE, build.listed_library or build.library)
    bill = json.dumps(listed, ensure_ascii=False, indent=1, sort_keys=True)
    (papers / "sbom.cdx.json").write_text(f"{bill}\n", encoding="utf-8")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    (folder / feed.PATH).write_bytes(feed.records(today))
    declaration = chosen(
        (_HERE / "dut.toml").read_text(encoding="utf-8"), leaves_out=found.leaves_out, puts_in=found.puts_in
    )
    values = {
        "serial": serial,
        "second-serial": serial_number(unit + 1),
        "second-address": second_address,
        "address": address,
        "pin": _pin(keys / "device" / "web.pem"),
        "service-user": service_user,
        "today": today,
        "feed": feed.NAME,
    }

    def value(place: re.Match[str]) -> str:
        kind, _, path = place[1].partition(":")
        if kind == "port":
            return str(int(path) + port_offset)
        return hashlib.sha256((folder / path).read_bytes()).hexdigest() if kind == "sha256" else values[kind]

    target = folder / "dut.toml"
    target.write_text(_PLACE.sub(value, declaration), encoding="utf-8")
    return target


def _hide(folder: Path, keys: Path) -> None:
    folder.chmod(0o700)
    for name in ("admin-password", "admin-password-changed", "viewer-password"):
        path = folder / name
        if not path.exists():
            path.write_text(f"Demo-{secrets.token_urlsafe(12)}", encoding="ascii")
    for name in ("ssh_ed25519", "mqtt.key"):
        shutil.copyfile(keys / "operator" / name, folder / name)
    for path in folder.iterdir():
        path.chmod(0o600)


def _pin(certificate: Path) -> str:
    return x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256()).hex()
