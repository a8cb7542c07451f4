"""Devices that take updates, each with its own idea of what to look at first."""

import copy
import enum
import hashlib
import hmac
from dataclasses import dataclass, field

from hoshitori.instrument import DeliveryOutcome, DeviceIdentity
from hoshitori.model.subject import Row
from hoshitori.probe import Unavailable
from hoshitori_plugins.update.formats import swu
from tests.plugins.support import Notes, row, row_target

MAKER, STRANGER = b"the maker's key", b"a stranger's key"
OLD, NEW, OLDER = "1.4.0", "1.5.0", "1.3.0"


def entry(name: str, content: bytes, *, magic: bytes = b"070702", inode: int = 1) -> bytes:
    """Return one file of a cpio archive with checksums."""
    fields = [inode, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, sum(content) & 0xFFFFFFFF]
    head = magic + b"".join(b"%08X" % one for one in fields) + name.encode() + b"\0"
    return head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4)


def build(version: str, *, key: bytes | None = MAKER, seed: int = 7) -> bytes:
    """Return an image in SWUpdate's form, its signature a keyed digest."""
    payloads = {"app.bin": hashlib.shake_256(f"app{version}{seed}".encode()).digest(3_000), "web.bin": b"<html>" * 50}
    digests = "".join(
        f'{{ filename = "{n}"; sha256 = "{hashlib.sha256(c).hexdigest()}"; }}' for n, c in payloads.items()
    )
    text = f'software = {{ version = "{version}"; files: ( {digests} ); }}'.encode()
    signature = hmac.digest(key, text, "sha256") if key else b""
    parts = [("sw-description", text), *([("sw-description.sig", signature)] if key else [])]
    parts.append(("sw-description.sha256", hashlib.sha256(text + signature).hexdigest().encode()))
    archive = b"".join(entry(n, c) for n, c in [*parts, *payloads.items()]) + entry("TRAILER!!!", b"", inode=0)
    return archive + bytes(-len(archive) % 512)


class Check(enum.Enum):
    """What a device looks at before it installs."""

    SIGNATURE = "SIGNATURE"
    DIGEST = "DIGEST"
    CHECKSUM = "CHECKSUM"
    NOTHING = "NOTHING"
    EVERYTHING_REFUSED = "EVERYTHING_REFUSED"


@dataclass(slots=True)
class Storage:
    slots: dict[str, bytes] = field(default_factory=lambda: {"a": build(OLD), "b": b""})
    active: str = "a"
    version: str = OLD
    broken: bool = False
    setting: str = ""
    password: str = "right"


@dataclass(slots=True)
class UpdatableDevice:
    """A device with two slots; all instruments of its bench in one.

    Attributes:
        writes_first: whether it writes to the spare slot before it looks.
        waits_for_restart: whether an installed version only runs after the next power-on.
        breaks: whether a foreign payload keeps it from starting.
        fetches: whether it fetches what is offered at all.
        overlooks: how many of the first offers it does not fetch.
        busy: how many images it turns away after each start before it looks at one.
        forgets: whether an update takes its settings and password away.
        takes_older: whether an older genuine image is as good.
    """

    check: Check = Check.SIGNATURE
    writes_first: bool = False
    waits_for_restart: bool = False
    breaks: bool = False
    fetches: bool = True
    overlooks: int = 0
    sees: bool = True
    busy: int = 0
    forgets: bool = False
    takes_older: bool = False
    asked: int = 0
    storage: Storage = field(default_factory=Storage)
    running: str = OLD
    kept: dict[str, Storage] = field(default_factory=dict[str, Storage])
    offered: list[bytes] = field(default_factory=list[bytes])
    restores: int = 0
    turned_away: int = 0

    # UpdateDelivery
    def image(self, row: str, kind: str) -> bytes:
        assert row == "7-UpdMech/UM-1"
        images = {"genuine": build(NEW), "foreign-signed": build(NEW, key=STRANGER), "older": build(OLDER)}
        return {**images, "supplied": build(OLD)}.get(kind, b"")

    def version(self, row: str, kind: str) -> str:
        del row
        return {"older": OLDER}.get(kind, NEW)

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        del row
        self.asked += 1
        if not self.fetches or self.asked <= self.overlooks:
            return DeliveryOutcome(fetched=False, answer="", settled=True)
        self.offered.append(image)
        if self.turned_away < self.busy:
            self.turned_away += 1
            return DeliveryOutcome(fetched=True, answer="not now", settled=True)
        spare = "b" if self.storage.active == "a" else "a"
        if self.writes_first:
            self.storage.slots[spare] = image
        if not self.holds(image):
            return DeliveryOutcome(fetched=True, answer="refused\x1b[2J", settled=True)
        self.storage.slots[spare], self.storage.active = image, spare
        self.storage.version = version
        if self.forgets:
            self.storage.setting, self.storage.password = "", ""
        self.turned_away = 0
        self.storage.broken = self.breaks and image != build(NEW)
        if not self.waits_for_restart:
            self.running = self.storage.version
        return DeliveryOutcome(fetched=True, answer="installed", settled=True)

    def written(self) -> str:
        digest = hashlib.sha256(repr((self.storage.slots, self.storage.active)).encode()).hexdigest()
        return digest if self.sees else ""

    # Ui, Disk, Power
    def identity(self) -> DeviceIdentity:
        if self.storage.broken:
            raise Unavailable("no answer")
        return DeviceIdentity(model="EX-100", version=self.running)

    def plant(self, kind: str, marker: str) -> str:
        assert kind == "setting"
        self.storage.setting = marker
        return "settings: name"

    def shows(self, kind: str, marker: str) -> bool:
        return kind == "setting" and self.storage.setting == marker

    def opens(self, row: str, value: str) -> bool:
        return row == "1-AuthMech/AM-1" and self.storage.password == value

    def snapshot(self, name: str) -> None:
        self.kept[name] = copy.deepcopy(self.storage)

    def restore(self, name: str = "") -> None:
        if name:
            self.restores += 1
            self.storage = copy.deepcopy(self.kept[name])
        self.running, self.turned_away = self.storage.version, 0

    def cut(self) -> None:
        pass

    def cut_after(self, milliseconds: int) -> None:
        del milliseconds

    def holds(self, image: bytes) -> bool:
        """Look at an image as this device does."""
        match self.check:
            case Check.NOTHING:
                return True
            case Check.EVERYTHING_REFUSED:
                return False
            case Check.CHECKSUM:
                return swu.parse(image) is not None
            case Check.DIGEST | Check.SIGNATURE:
                return self._sound(image)

    def _sound(self, image: bytes) -> bool:
        archive = swu.parse(image)
        if archive is None:
            return False
        text = archive.members[0].content
        signature = archive.find(swu.SIGNATURE)
        covered = hashlib.sha256(text + (signature.content if signature else b"")).hexdigest().encode()
        digest = archive.find("sw-description.sha256")
        if digest is None or digest.content != covered:
            return False
        if any(hashlib.sha256(one.content).hexdigest().encode() not in text for one in archive.payloads):
            return False
        right = hmac.digest(MAKER, text, "sha256")
        return self.check is Check.DIGEST or (signature is not None and signature.content == right)


ROW: Row = row_target(row("7-UpdMech", "UM-1", delivery="network"))


def bench_of(device: UpdatableDevice, *, without: frozenset[str] = frozenset()) -> Notes:
    """Return the notes of a run whose bench has this device's instruments."""
    names = {"UpdateDelivery", "Ui", "Disk", "Power"} - without
    return Notes(instruments=dict.fromkeys(names, device))
