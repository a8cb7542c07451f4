"""PID 1 of the virtual device: mounts, network, programs, the application in its slot, restarts and erasure.

Started in network, mount, PID and UTS namespaces of its own (``hoshitori_lab.device.boot`` has the command). SIGKILL of
this process is a power cut; SIGUSR1 is the reset button held down; SIGTERM is the power button.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final

from hoshitori_lab.device import mounts, wiring
from hoshitori_lab.device.application.slots import Slots
from hoshitori_lab.device.build import HARDWARE, MAKER, MODEL, TELNET_ACCOUNT
from hoshitori_lab.device.daemon_settings import APPLICATION_SOCKET
from hoshitori_lab.device.daemons import Daemon, daemons
from hoshitori_lab.device.supervisor import Supervisor
from hoshitori_lab.device.unit import Unit, serial_number
from hoshitori_lab.twins import find

_APPLICATION: Final = "application"
_RESTART: Final = 10
_ERASE: Final = 11
_ERASE_MARKER: Final = ".erase"
_READY_SECONDS: Final = 10.0


class Device:
    """A device that has power."""

    def __init__(self, unit: Unit, ready_descriptor: int | None) -> None:
        self._unit = unit
        self._ready_descriptor = ready_descriptor
        self._supervisor = Supervisor(unit.folders.bench)
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
        self._start_up()
        while True:
            select.select([self._waker], [], [])
            signals = set(os.read(self._waker, 256))
            codes = dict(self._supervisor.reap())
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
        script = wiring.connect(self._unit)
        self._programs = daemons(self._unit, script)
        if self._unit.build.firewall:
            tcp = tuple(port for program in self._programs for port in program.tcp)
            wiring.close_ports(tcp, (68, *(port for program in self._programs for port in program.udp)))
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
        for entry in data.iterdir():
            if entry.name in kept:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        shutil.rmtree("/run/hdc/volatile", ignore_errors=True)
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
        "socket": str(APPLICATION_SOCKET),
        "service_keys": "/run/home/.ssh/authorized_keys",
        "update_url": unit.update_url,
        "update_seconds": unit.update_seconds,
        "cloud_url": unit.cloud_url,
        "cloud_seconds": unit.cloud_seconds,
    }
    path = Path("/run/etc/environment.json")
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _accounts(unit: Unit) -> None:
    """Give the device its own accounts: root, by key unless the build says otherwise."""
    build = unit.build
    users = ["root:x:0:0:root:/run/home:/bin/sh"]
    shadow = [f"root:{_digest(build.ssh_password)}:20000:0:99999:7:::"]
    if build.telnet:
        name, password = TELNET_ACCOUNT
        users.append(f"{name}:x:1000:1000:{name}:/run/home:/bin/sh")
        shadow.append(f"{name}:{_digest(password)}:20000:0:99999:7:::")
    users.append("avahi:x:0:0:avahi:/run/avahi-daemon:/bin/false")  # the daemon insists on the name
    users.append("sshd:x:65533:65534:sshd:/run/sshd:/bin/false")
    users.append("nobody:x:65534:65534:nobody:/nonexistent:/bin/false")
    mounts.replace_file("/etc/passwd", "\n".join(users) + "\n")
    mounts.replace_file("/etc/shadow", "\n".join(shadow) + "\n", 0o600)
    mounts.replace_file("/etc/group", "root:x:0:\ntty:x:5:\navahi:x:0:\nnogroup:x:65534:\n")
    home = Path("/run/home/.ssh")
    home.mkdir(parents=True, mode=0o700)
    keys = home / "authorized_keys"
    keys.write_bytes((unit.folders.keys / "authorized_keys").read_bytes())
    keys.chmod(0o600)


def _digest(password: str | None) -> str:
    if password is None:
        return "*"
    done = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"], input=password.encode(), capture_output=True, check=True, timeout=10
    )
    return done.stdout.decode().strip()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Start the virtual device as PID 1 of namespaces of its own.")
    parser.add_argument("--twin", default="good")
    parser.add_argument("--unit", type=int, default=1, help="number of the unit, for a serial number of its own")
    for name, meaning in (
        ("data", "the data part: what the device keeps"),
        ("keys", "the unit's key store"),
        ("run", "console output and ready.json"),
        ("application", "the application part: slots a and b"),
    ):
        parser.add_argument(f"--{name}", type=Path, required=True, help=meaning)
    parser.add_argument("--address", default="10.77.0.10")
    parser.add_argument("--prefix", type=int, default=24)
    parser.add_argument("--gateway", default="10.77.0.1")
    parser.add_argument("--interface", default="eth0")
    parser.add_argument("--update-url", default="https://update.vendor.example/hdc-100/latest.json")
    parser.add_argument("--update-seconds", type=int, default=60)
    parser.add_argument("--cloud-url", default="https://cloud.vendor.example/v1/status")
    parser.add_argument("--cloud-seconds", type=int, default=10)
    parser.add_argument(
        "--cloud-authority", type=Path, help="certificate of the authority behind cloud and update server"
    )
    parser.add_argument("--icmp-unlimited", action="store_true", help="lift this namespace's limit on ICMP errors")
    parser.add_argument("--ready-fd", type=int, help="descriptor that gets one line once everything answers")
    return parser.parse_args()


def _first_boot(chosen: argparse.Namespace) -> None:
    """What the factory did: keys in the key store, version 1.4.2 in slot A."""
    for folder in (chosen.data, chosen.keys, chosen.run, chosen.application):
        folder.mkdir(parents=True, exist_ok=True)
    (chosen.run / "ready.json").unlink(missing_ok=True)
    if not (chosen.keys / "device" / "unit.json").exists() or not (chosen.application / "current").is_symlink():
        command = [
            sys.executable,
            "-m",
            "hoshitori_lab.device.first_boot",
            "--keys",
            str(chosen.keys),
            "--application",
            str(chosen.application),
        ]
        command += ["--address", chosen.address, "--twin", chosen.twin, "--unit", str(chosen.unit)]
        subprocess.run(command, check=True, timeout=60)
    if chosen.cloud_authority is not None:
        shutil.copyfile(chosen.cloud_authority, chosen.keys / "device" / "cloud-authority.pem")


def main() -> int:
    """Start the device; returns when its power button is pressed."""
    if os.getpid() != 1:
        sys.stderr.write("this is the init of a virtual device: start it as PID 1 of namespaces of its own\n")
        return 2
    chosen = _arguments()
    serial = serial_number(chosen.unit)
    chosen.run.mkdir(parents=True, exist_ok=True)
    (chosen.run / "init.pid").write_text(f"{Path('/proc/self').readlink()}\n", encoding="ascii")
    _first_boot(chosen)
    folders = mounts.enter(
        data=chosen.data, keys=chosen.keys / "device", application=chosen.application, bench=chosen.run
    )
    unit = Unit(
        build=find(chosen.twin).build,
        folders=folders,
        serial=serial,
        address=chosen.address,
        prefix=chosen.prefix,
        gateway=chosen.gateway,
        interface=chosen.interface,
        update_url=chosen.update_url,
        update_seconds=chosen.update_seconds,
        cloud_url=chosen.cloud_url,
        cloud_seconds=chosen.cloud_seconds,
        icmp_unlimited=chosen.icmp_unlimited,
    )
    for path in ("/run/etc", "/run/hdc", "/run/avahi-daemon", "/run/sshd"):
        Path(path).mkdir(parents=True, exist_ok=True)
    _accounts(unit)
    return Device(unit, chosen.ready_fd).run()


if __name__ == "__main__":
    sys.exit(main())
