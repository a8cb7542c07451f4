"""Devices that lose power or network, each with its own idea of what outlives that."""

import copy
import socket
import time
from dataclasses import dataclass, field

from hoshitori.facts.outage import Written
from hoshitori.instrument import DeliveryOutcome, DeviceIdentity, MarkerKind
from hoshitori.model.declaration import Port
from hoshitori.model.subject import Row
from hoshitori.probe import Unavailable
from hoshitori.run.reach import WorkerReach
from tests.plugins.support import LOOPBACK, Notes, declare, reach_for, row, row_target

OLD, NEW = "1.4.0", "1.5.0"
SECRETS = {"1-AuthMech/AM-1": "first value", "1-AuthMech/AM-1/other_secret": "second value"}
KEEPS = ("10-SecParam/SP-1", "21-PersData/PD-1", "6-SoftComp/SC-1")


@dataclass(slots=True)
class Storage:
    """What such a device keeps."""

    password: str = "first value"
    version: str = OLD
    markers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class OutageDevice:
    """A device with one TCP service; all instruments of its bench in one.

    Attributes:
        loses: markers that a cut takes away (`setting`).
        forgets_password, falls_back: whether a cut brings the first password or the shipped version back.
        interrupted_write, interrupted_update: what is there after one was cut short; UNKNOWN: it never starts again.
        acknowledges: whether a write or update that a cut meets is said to be done before the cut comes.
        notices: whether it falls silent when it is cut.
        returns: whether it answers after a cut.
        keeps_settings: whether it keeps any setting at all.
        installs: whether it installs what it is offered; `refuses_way` names a row by which it does not.
        update_loses: markers that any update takes away.
        busy_after: how many offers it takes before it refuses all others.
        busy_at_first: how many offers it refuses after each start; `turned_away` so many by now.
    """

    loses: tuple[str, ...] = ()
    forgets_password: bool = False
    falls_back: bool = False
    interrupted_write: Written = Written.OLD
    interrupted_update: Written = Written.OLD
    acknowledges: bool = False
    notices: bool = True
    returns: bool = True
    keeps_settings: bool = True
    installs: bool = True
    refuses_way: str = ""
    update_loses: tuple[str, ...] = ()
    busy_after: int = 1_000
    busy_at_first: int = 0
    turned_away: int = 0
    storage: Storage = field(default_factory=Storage)
    kept: dict[str, Storage] = field(default_factory=dict[str, Storage])
    armed: bool = False
    delays: list[int] = field(default_factory=list[int])
    notes: Notes = field(default_factory=Notes)
    service: socket.socket | None = None
    port: int = 0

    def start(self) -> None:
        """Open its service."""
        self.service = socket.create_server((LOOPBACK, self.port))
        self.port = self.service.getsockname()[1]
        self.notes.is_alive = True

    def stop(self) -> None:
        """Close its service."""
        if self.service is not None:
            self.service.close()
            self.service = None

    # Power, Link and Disk
    def cut(self) -> None:
        if self.notices:
            self.stop()
            self.notes.is_alive = False
        for name in self.loses:
            self.storage.markers.pop(name, None)
        if self.forgets_password:
            self.storage.password = "first value"
        if self.falls_back:
            self.storage.version = OLD

    def cut_after(self, milliseconds: int) -> None:
        self.delays.append(milliseconds)
        self.armed = True

    def restore(self, name: str = "") -> None:
        if name:
            self.storage, self.turned_away = copy.deepcopy(self.kept[name]), 0
            return
        if self.armed:
            self.armed = False
            self.cut()
        if self.service is None and self.returns:
            self.start()

    def snapshot(self, name: str) -> None:
        self.kept[name] = copy.deepcopy(self.storage)

    # UpdateDelivery
    def image(self, row: str, kind: str) -> bytes:
        del row
        return b"image" if kind == "genuine" else b""

    def version(self, row: str, kind: str) -> str:
        del row, kind
        return NEW

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        del image
        self.busy_after -= 1
        self.turned_away += 1
        if row == self.refuses_way or self.busy_after < 0 or self.turned_away <= self.busy_at_first:
            return DeliveryOutcome(fetched=True, answer="refused", settled=True)
        short = self._is_cut_short()
        if short:
            version = {Written.OLD: OLD, Written.NEW: version}.get(self.interrupted_update, "")
        self.storage.version = version if self.installs else self.storage.version
        for name in self.update_loses if version == NEW else ():
            self.storage.markers.pop(name, None)
        return DeliveryOutcome(fetched=True, answer="", settled=not short)

    def written(self) -> str:
        return self.storage.version

    # Ui
    def identity(self) -> DeviceIdentity:
        self._answer()
        return DeviceIdentity(model="EX-100", version=self.storage.version)

    def change_password(self, row: str, old: str, new: str) -> bool:
        del row
        self._answer()
        if self.storage.password == old:
            self.storage.password = new
        return self.storage.password == new

    def opens(self, row: str, value: str) -> bool | None:
        self._answer()
        return value == self.storage.password if row == "1-AuthMech/AM-1" else None

    def plant(self, kind: MarkerKind, marker: str) -> str:
        self._answer()
        if kind == "setting" and not self.keeps_settings:
            return ""
        if self._is_cut_short():
            match self.interrupted_write:
                case Written.NEW:
                    self.storage.markers[kind] = marker
                case Written.NEITHER:
                    self.storage.markers.pop(kind, None)
                case _:
                    pass
            raise Unavailable("the device does not answer")
        self.storage.markers[kind] = marker
        return f"{kind}s"

    def shows(self, kind: MarkerKind, marker: str) -> bool | None:
        self._answer()
        return self.storage.markers.get(kind) == marker

    def _answer(self) -> None:
        if self.service is None:
            raise Unavailable("the device does not answer")

    def _is_cut_short(self) -> bool:
        """Let the armed cut come now, in the middle, unless this device is quicker."""
        if not self.armed or self.acknowledges:
            return False
        self.armed = False
        time.sleep(self.delays[-1] / 1_000)
        self.cut()
        return True


def mechanism(supply: str, **fields: str | int | tuple[str, ...]) -> Row:
    """Return a declared resilience mechanism as a target."""
    return row_target(row("23-ResMech", "RM-1", **{"type": supply, "recovery_seconds": 10, "keeps": KEEPS, **fields}))


def reach_to(device: OutageDevice, *, without: frozenset[str] = frozenset(), change: bool = True) -> WorkerReach:
    """Return a reach to a device; `without` names instruments the bench lacks, `change` gives a second password."""
    names = {"Power", "Link", "Disk", "Ui", "UpdateDelivery"} - without
    device.notes.instruments = dict.fromkeys(names, device)
    declaration = declare(
        row("1-AuthMech", "AM-1", authentication_kind="password", default="unique-per-device"),
        row("1-AuthMech", "AM-2", authentication_kind="key"),
        row("7-UpdMech", "UM-2", delivery="network", path="automatic"),
        row("7-UpdMech", "UM-1", delivery="network", path="user-upload"),
        ports=(
            Port(transport="tcp", number=device.port, protocol="https", reason="a test", interface="28-LogIntf/LI-1"),
        ),
    )
    secrets = SECRETS if change else {"1-AuthMech/AM-1": SECRETS["1-AuthMech/AM-1"]}
    return reach_for(device.notes, declaration, secrets=secrets)
