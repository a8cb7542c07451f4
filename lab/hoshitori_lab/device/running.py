"""A device that has power: its programs, the application in its slot, restarts, erasure, and when it is ready."""

from __future__ import annotations

import dataclasses
import json
import os
import select
import shutil
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final

from hoshitori_lab.device import wiring
from hoshitori_lab.device.application.slots import SLOTS, Slots
from hoshitori_lab.device.build import HARDWARE, MAKER, MODEL
from hoshitori_lab.device.daemons import Daemon, daemons
from hoshitori_lab.device.supervisor import Supervisor
from hoshitori_lab.device.unit import Unit

_APPLICATION: Final = "application"
_RESTART: Final = 10
_ERASE: Final = 11
_ERASE_MARKER: Final = ".erase"
_READY_SECONDS: Final = 20.0
_DHCP_CLIENT: Final = 68


class Device:
    """A device that has power."""

    def __init__(self, unit: Unit, ready_descriptor: int | None) -> None:
        self._unit = unit
        self._ready_descriptor = ready_descriptor
        self._supervisor = Supervisor(unit.folders.bench, own_sessions=unit.namespaces)
        self._slots = Slots(folder=unit.folders.application)
        self._programs: tuple[Daemon, ...] = ()
        self._powered = time.monotonic()
        self._waker, wakes = os.pipe()
        os.set_blocking(wakes, False)
        for sign in (signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM):
            signal.signal(sign, _noted)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)

    def run(self) -> int:
        """Serve until the power button is pressed."""
        if self._unit.build.behaviour.power_cut_restores_shipped and self._slots.path(SLOTS[0]).is_dir():
            self._slots.switch(SLOTS[0])
        self._start_up()
        while True:
            codes = self._supervisor.take_ended()
            signals: set[int] = set() if codes else set(os.read(self._waker, 256))
            if signal.SIGTERM in signals:
                self._supervisor.say("power button")
                self._supervisor.stop_all()
                return 0
            if signal.SIGUSR1 in signals:
                self._supervisor.say("reset button")
                (self._unit.folders.data / _ERASE_MARKER).write_bytes(b"erase\n")
            if signal.SIGUSR1 in signals or codes.get(_APPLICATION) == _ERASE:
                self._supervisor.stop_all()
                self._start_up()
            elif codes.get(_APPLICATION) == _RESTART:
                self._supervisor.say("application asks to be restarted")
                self._start_application()
                self._announce([])

    def _start_up(self) -> None:
        self._erase_if_ordered()
        script = wiring.connect(self._unit) if self._unit.namespaces else None
        self._programs = daemons(self._unit, script)
        if self._unit.build.firewall and self._unit.namespaces:
            tcp = tuple(port for program in self._programs for port in program.tcp)
            udp = tuple(port for program in self._programs for port in program.udp if port != _DHCP_CLIENT)
            wiring.close_ports(tcp, udp)
        for program in self._programs:
            self._supervisor.start(program.name, program.command)
        self._start_application()
        self._announce(self._supervisor.await_sockets(self._programs, _READY_SECONDS))

    def _start_application(self) -> None:
        """Start the active slot; one that does not come up gives way to the other, as a boot loader does it."""
        for last in (False, True):
            if self._application_is_ready():
                return
            self._supervisor.stop([_APPLICATION])
            other = self._slots.inactive
            if last or not (self._slots.path(other) / "version").exists():
                self._supervisor.say("no slot starts")
                return
            self._supervisor.say(f"slot {self._slots.active} does not start; back to slot {other}")
            self._slots.switch(other)

    def _application_is_ready(self) -> bool:
        image = self._slots.path(self._slots.active) / "application.zip"
        reads, writes = os.pipe()
        with open(reads, "rb", buffering=0) as ready:  # noqa: PTH123  (a descriptor)
            command = [sys.executable, "-I", "-S", "-B", str(image), str(_environment(self._unit)), str(writes)]
            self._supervisor.start(_APPLICATION, command, pass_fds=(writes,))
            os.close(writes)
            return bool(select.select([ready], [], [], _READY_SECONDS)[0]) and ready.read(16) == b"ready\n"

    def _erase_if_ordered(self) -> None:
        data = self._unit.folders.data
        marker = data / _ERASE_MARKER
        if not marker.exists():
            return
        kept = {marker.name, *self._unit.build.behaviour.reset_keeps}
        aside = self._unit.build.behaviour.reset_sets_aside
        for entry in list(data.iterdir()):
            if entry.name in kept:
                continue
            if entry.name in aside:
                entry.replace(data / f"{entry.name}.old")
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        shutil.rmtree(self._unit.run / "hdc" / "volatile", ignore_errors=True)
        if self._unit.build.behaviour.reset_restores_shipped and (self._slots.path(SLOTS[0]) / "version").exists():
            self._slots.switch(SLOTS[0])
        marker.unlink()
        os.sync()
        self._supervisor.say("data part erased")

    def _announce(self, late: list[str]) -> None:
        version = self._slots.path(self._slots.active) / "version"
        document = {
            "serial": self._unit.serial,
            "address": self._unit.address,
            "version": version.read_text(encoding="utf-8").strip() if version.exists() else "",
            "slot": self._slots.active,
            "milliseconds": int((time.monotonic() - self._powered) * 1000),
            "tcp": sorted(port for program in self._programs for port in program.tcp),
            "udp": sorted(port for program in self._programs for port in program.udp),
            "late": late if self._supervisor.running(_APPLICATION) else [*late, _APPLICATION],
        }
        line = json.dumps(document) + "\n"
        temporary = self._unit.folders.bench / ".ready.json.new"
        temporary.write_text(line, encoding="utf-8")
        temporary.replace(self._unit.folders.bench / "ready.json")
        self._supervisor.say(f"ready {line.strip()}")
        if self._ready_descriptor is not None:
            os.write(self._ready_descriptor, line.encode())
            os.close(self._ready_descriptor)
            self._ready_descriptor = None


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Let the signal wake the main loop, which does what it asks for."""


def _environment(unit: Unit) -> Path:
    folders = unit.folders
    document = {
        "identity": {
            "maker": MAKER,
            "model": MODEL,
            "hardware": HARDWARE,
            "serial": unit.serial,
            "address": unit.address,
        },
        "behaviour": dataclasses.asdict(unit.build.behaviour),
        "disk": str(folders.data),
        "keys": str(folders.keys),
        "slots": str(folders.application),
        "socket": str(unit.application_socket),
        "scratch": str(unit.run / "hdc"),
        "service_keys": str(unit.run / "home" / ".ssh" / "authorized_keys"),
        "interface": unit.interface,
        "update_url": unit.update_url,
        "update_seconds": unit.update_seconds,
        "cloud_url": unit.cloud_url,
        "cloud_seconds": unit.cloud_seconds,
    }
    path = unit.run / "etc" / "environment.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
