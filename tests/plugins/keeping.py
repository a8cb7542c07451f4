"""A device in memory that keeps data for its users, with the instruments of a bench around it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, get_args

from hoshitori.instrument import DeliveryOutcome, DeviceIdentity, MarkerKind
from hoshitori.model.declaration_ixit import Row as DeclaredRow
from hoshitori.model.declaration_ixit import SecretReference, SecretSource
from hoshitori.probe import Unavailable
from tests.plugins.support import Notes, row

KINDS: tuple[MarkerKind, ...] = get_args(MarkerKind)
DECLARED = "declared-password"
SECRET = SecretReference(source=SecretSource.ENV, location="NOWHERE")


def mechanism(**fields: Any) -> DeclaredRow:  # noqa: ANN401  # columns of any type
    """Return a password of a user, set at first use."""
    given = {"authentication_kind": "password", "subject": "user", "default": "set-at-first-use", **fields}
    return DeclaredRow(table="1-AuthMech", id="AM-1", fields=given, secrets={"secret": SECRET})


PASSWORD = mechanism()
UPDATES = row("7-UpdMech", "UM-1", path="user-upload")
RESET = row("25-DelFunc", "DF-1", target_type="device", erases=("10-SecParam/SP-1", "21-PersData/PD-1"))
SECRETS_ROW = row("10-SecParam", "SP-1", type="critical", marker="credential")
PERSONAL = row("21-PersData", "PD-1")


@dataclass
class KeepingDevice:
    """A device that was taken into use with the declared password.

    Attributes:
        keeps_none_of: kinds of data that it does not have.
        outlive: kinds that a reset leaves shown; `password` is one of them.
        aside: kinds that a reset leaves on the storage only.
        bare: kinds whose values are stored as they are; others are stored as something that tells nothing.
        spoils: how the password is stored, by the name of a spelling.
        lesser: the password of the account with fewer rights.
    """

    keeps_none_of: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()
    hides: frozenset[str] = frozenset()
    outlive: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset({"log"})
    spoils: str = ""
    leaves_sealed: bool = False
    falls_back: bool = False
    updates: bool = True
    changes_password: bool = True
    sets_up_again: bool = True
    password: str = DECLARED
    lesser: str = ""
    running: str = "1.0"
    kept: dict[str, str] = field(default_factory=dict[str, str])
    files_kept: dict[str, bytes] = field(default_factory=dict[str, bytes])
    more: dict[str, bytes] = field(default_factory=dict[str, bytes])

    # Ui
    def set_up(self) -> None:
        if not self.sets_up_again:
            raise Unavailable("nobody can log in")
        self.password = self.password or DECLARED

    def identity(self) -> DeviceIdentity:
        return DeviceIdentity(model="EX-1", version=self.running)

    def change_password(self, row: str, old: str, new: str) -> bool:
        del row
        if old != self.password:
            return False
        self.password = new if self.changes_password else old
        return True

    def opens(self, row: str, value: str) -> bool | None:
        kept = self.lesser if row.endswith("/lesser_user_secret") else self.password
        return bool(kept) and value == kept

    def plant(self, kind: str, marker: str) -> str:
        if kind in self.refuses:
            raise Unavailable(f"refused {kind}")
        if kind in self.keeps_none_of:
            return ""
        self.kept[kind] = marker
        return f"the {kind}s"

    def shows(self, kind: str, marker: str) -> bool | None:
        return None if kind in self.hides else self.kept.get(kind) == marker

    # Reset
    def factory_reset(self) -> None:
        self.files_kept = {
            f"{kind}.old": self._stored(kind, value) for kind, value in self.kept.items() if kind in self.aside
        }
        if self.leaves_sealed:
            self.files_kept["sealed.old"] = self._sealed("key")
        self.kept = {kind: value for kind, value in self.kept.items() if kind in self.outlive}
        if "password" not in self.outlive:
            self.password = ""
        if self.falls_back:
            self.running = "1.0"

    # Disk
    def files(self) -> list[str]:
        return sorted(self.storage())

    def content(self, path: str) -> bytes:
        return self.storage()[path]

    # and what it really stores
    def storage(self) -> dict[str, bytes]:
        found = {f"data/{kind}": self._stored(kind, value) for kind, value in self.kept.items()}
        found |= {f"data/{name}": content for name, content in self.files_kept.items()}
        found["data/users.json"] = self._password_stored()
        return found | self.more

    def _stored(self, kind: str, value: str) -> bytes:
        return json.dumps({"kept": value}).encode() if kind in self.bare else self._sealed(kind)

    def _sealed(self, kind: str) -> bytes:
        return hashlib.sha512(f"sealed {self.kept.get(kind)}".encode()).digest()

    def _password_stored(self) -> bytes:
        value = self.password.encode()
        return (
            b"{"
            + {
                "": hashlib.scrypt(value, salt=b"salt", n=2, r=1, p=1),
                "plain": value,
                "base64": base64.b64encode(b"ab" + value),
                "md5": hashlib.md5(value, usedforsecurity=False).hexdigest().encode(),
                "hex": value.hex().upper().encode(),
                "utf-16-le": value.decode().encode("utf-16-le"),
            }[self.spoils]
            + b"}"
        )


@dataclass(frozen=True)
class Updates:
    """The way by which updates reach the device."""

    device: KeepingDevice

    def image(self, row: str, kind: str) -> bytes:
        del row, kind
        return b"image" if self.device.updates else b""

    def version(self, row: str, kind: str) -> str:
        del row, kind
        return "2.0"

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        del row, image
        self.device.running = version
        return DeliveryOutcome(fetched=True, answer="installed", settled=True)


class OneImage:
    """The storage of a device as one image, read in small pieces."""

    def __init__(self, device: KeepingDevice) -> None:
        self.device, self.data, self.reads = device, b"", 0

    def read_out(self) -> int:
        self.reads += 1
        self.data = b"\0" * 700 + b"\xff".join(content for content in self.device.storage().values())
        return len(self.data)

    def piece(self, offset: int, count: int) -> bytes:
        return self.data[offset : offset + min(count, 64)]


def bench_of(device: KeepingDevice, *, without: frozenset[str] = frozenset(), image: bool = False) -> Notes:
    """Return the notes of a run whose bench has this device's instruments."""
    given: dict[str, Any] = {"Ui": device, "Reset": device, "UpdateDelivery": Updates(device), "Disk": device}
    instruments = {name: one for name, one in given.items() if name not in without}
    if image:
        instruments["StorageImage"] = OneImage(device)
    return Notes(instruments=instruments)
