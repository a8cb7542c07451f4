"""The device's mains switch and its network cable."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from hoshitori.model.errors import BenchError
from hoshitori.run.delayed import DelayedCut
from hoshitori.run.namespace import program_environment
from hoshitori.run.watch import FolderWatch
from hoshitori_lab.device import boot
from hoshitori_lab.topology.keeper import Keeper, Program
from hoshitori_lab.topology.wire import Cable

_READY: Final = "ready.json"
_KILL_SECONDS: Final = 60.0
BOOT_MILLISECONDS: Final = 60_000
"""How long a device may take until everything in it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where one device's parts lie on this machine; `bench` is the lab's own."""

    top: Path

    def part(self, name: str) -> Path:
        """Return the folder of that name, made where it is missing."""
        folder = self.top / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def data(self) -> Path:
        """What the device keeps."""
        return self.part("data")

    @property
    def keys(self) -> Path:
        """The unit's key store, which on a product would be a chip."""
        return self.part("keys")

    @property
    def application(self) -> Path:
        """The slots of the firmware and the boot selection."""
        return self.part("application")

    @property
    def run(self) -> Path:
        """What a serial console would show."""
        return self.part("run")

    @property
    def bench(self) -> Path:
        """The lab's own files: capture, logs, certificates."""
        return self.part("bench")


@dataclass(slots=True)
class Supplies:
    """What the people at the bench see at a glance: whether the device is without power or cable, and since when."""

    _missing: set[str] = field(default_factory=set[str], init=False)
    _told: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]], init=False)

    @property
    def missing(self) -> bool:
        """Whether waiting for the device makes no sense just now."""
        return bool(self._missing)

    def tell(self, listener: Callable[[], None]) -> None:
        """Have somebody told whenever power or cable goes."""
        self._told.append(listener)

    def note(self, supply: str, *, there: bool) -> None:
        """Note that power or cable came or went."""
        if there:
            self._missing.discard(supply)
            return
        self._missing.add(supply)
        for listener in self._told:
            listener()


class Outlet(ABC):
    """A mains socket: gives one device power, takes it away, and sees on its console when it is ready."""

    folders: Folders
    supplies: Supplies
    later: DelayedCut

    @property
    @abstractmethod
    def is_on(self) -> bool:
        """Whether the device has power and has not ended by itself."""

    @abstractmethod
    def _switch_off(self) -> None:
        """Take power away, whether there is any or not."""

    @abstractmethod
    def _switch_on(self) -> None:
        """Give power, without waiting for anything."""

    def cut(self) -> None:
        """Take the power away at once, without a shutdown."""
        self.later.disarm()
        self._take_power()

    def cut_after(self, milliseconds: int) -> None:
        """Arm a cut that comes so much later; the next `restore` waits for it."""
        self.later.arm(self._take_power, milliseconds)

    def _take_power(self) -> None:
        self._switch_off()
        self.supplies.note("power", there=False)

    def restore(self) -> None:
        """Give the power back; returns when everything in the device answers, or the limit is over."""
        self.later.settle()
        if self.is_on:
            return
        self._switch_off()
        ready = self.folders.run / _READY
        ready.unlink(missing_ok=True)
        with FolderWatch(self.folders.run) as watch:
            self._switch_on()
            self.supplies.note("power", there=True)
            watch.until(lambda: ready.exists() or not self.is_on, milliseconds=BOOT_MILLISECONDS)

    def announced(self) -> dict[str, Any]:
        """Return what the device's console said when it was ready last; nothing while it boots."""
        try:
            document = json.loads((self.folders.run / _READY).read_bytes()[:100_000])
        except (OSError, ValueError):
            return {}
        return cast("dict[str, Any]", document) if isinstance(document, dict) else {}

    def after_restart(self, before: float, *, milliseconds: int) -> bool:
        """Wait until the device said once more that it is ready, later than `before` (a file time); return whether."""
        with FolderWatch(self.folders.run) as watch:
            return watch.until(lambda: self.ready_time() > before, milliseconds=milliseconds)

    def ready_time(self) -> float:
        """Return the file time of the device's last word of readiness, or 0."""
        try:
            return (self.folders.run / _READY).stat().st_mtime_ns
        except OSError:
            return 0


@dataclass(slots=True)
class CabledOutlet(Outlet):
    """The mains socket of a device with a wire of its own; the cable's end at the device goes dead with it."""

    keeper: Keeper
    cable: Cable
    folders: Folders
    twin: str
    options: Sequence[str] = ()
    supplies: Supplies = field(default_factory=Supplies)
    later: DelayedCut = field(default_factory=DelayedCut)
    device: Program | None = field(default=None, init=False)

    @property
    def is_on(self) -> bool:
        """Whether the device has power and has not ended by itself."""
        return self.device is not None and self.device.running

    def _switch_off(self) -> None:
        """Take the power away: the wire falls silent first, then the kernel kills all of the device at once."""
        self.cable.pull()
        device, self.device = self.device, None
        if device is None or not device.running:
            return
        for id_ in (*_children(device.id), device.id):
            try:
                os.kill(id_, signal.SIGKILL)
            except ProcessLookupError:
                continue
            if device.wait(_KILL_SECONDS):
                return
        raise BenchError("the device lives on without power", where="Power.cut")

    def _switch_on(self) -> None:
        command = boot.command(
            twin=self.twin,
            data=self.folders.data,
            keys=self.folders.keys,
            run=self.folders.run,
            application=self.folders.application,
            options=self.options,
        )
        self.device = self.keeper.start(
            "device", command, log=self.folders.bench / "power.log", network=self.cable.plug()
        )


@dataclass(slots=True)
class CableSwitch:
    """The device's network cable at the bench's end."""

    cable: Cable
    supplies: Supplies = field(default_factory=Supplies)
    later: DelayedCut = field(default_factory=DelayedCut)

    def cut(self) -> None:
        """Unplug it."""
        self.later.disarm()
        self._unplug()

    def cut_after(self, milliseconds: int) -> None:
        """Arm an unplugging that comes so much later; the next `restore` waits for it."""
        self.later.arm(self._unplug, milliseconds)

    def restore(self) -> None:
        """Plug it in again."""
        self.later.settle()
        self.cable.link(up=True)
        self.supplies.note("link", there=True)

    def _unplug(self) -> None:
        self.cable.link(up=False)
        self.supplies.note("link", there=False)


def _children(id_: int) -> list[int]:
    """Return the children of a process: of `unshare` it is the device's first process."""
    try:
        return [int(one) for one in Path(f"/proc/{id_}/task/{id_}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def python_version() -> str:
    """Return the version of the interpreter that device and lab run on."""
    return f"{sys.implementation.name} {sys.version.split()[0]}"


def program_version(argv: Sequence[str]) -> str:
    """Return the first line a program says of its version, or nothing where it is missing."""
    try:
        done = subprocess.run(
            argv, capture_output=True, check=False, timeout=30, stdin=subprocess.DEVNULL, env=program_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout or done.stderr).decode(errors="replace").splitlines()
    return lines[0].strip()[:120] if lines else ""
