"""A QEMU machine without a network: a Debian kernel, a root disk with Python and the application, a disk of data."""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import json
import os
import platform
import re
import select
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from hoshitori_lab.device import swu
from hoshitori_lab.device.build import GOOD, HARDWARE, MAKER, MODEL
from hoshitori_lab.device.first_boot import prepare
from tests.architecture.house import ROOT

EMULATOR: Final = "qemu-system-x86_64"
KERNELS: Final = (ROOT / ".setup/kernel", Path("/"))
"""Where a kernel with its modules may lie: unpacked for these tests, or installed."""
MODULES: Final = (
    "virtio", "virtio_ring", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_blk",
)  # fmt: skip
ANSWER_SECONDS: Final = 300
_NOT_NEEDED: Final = ("test", "idlelib", "tkinter", "lib2to3", "ensurepip", "site-packages", "turtledemo", "pydoc_data")
_INIT: Final = """#!/bin/busybox sh
b=/bin/busybox
$b mount -t devtmpfs dev /dev && $b mount -t proc proc /proc
for once_more in 1 2 3; do for module in {modules}; do $b insmod /modules/$module.ko 2>/dev/null; done; done
$b mount -t ext4 -o ro /dev/vda /root
$b mount -t ext4 -o commit=60 /dev/vdb /root/data
$b mount -t tmpfs run /root/run && $b mount -t tmpfs tmp /root/tmp
$b mount --move /proc /root/proc && $b mount --move /dev /root/dev
exec $b chroot /root {python} -I -S -B /guest.py </root/dev/console >/root/dev/console 2>&1
"""


def missing() -> str:
    """Return what is missing on this machine for such a machine; nothing where all is there."""
    if platform.machine() != "x86_64":
        return "the emulated machine is an x86_64 one, so its programs must be"
    programs = [name for name in (EMULATOR, "mke2fs", "busybox", "openssl", "ldd") if shutil.which(name) is None]
    if programs:
        return f"not installed: {', '.join(programs)}"
    return "" if kernel() else "no Debian cloud kernel: `tools/kernel.sh` fetches one"


def kernel() -> tuple[Path, Path] | None:
    """Return a kernel and the folder of its modules."""
    for top in KERNELS:
        for image in sorted((top / "boot").glob("vmlinuz-*-cloud-amd64"), reverse=True):
            modules = top / "lib/modules" / image.name.removeprefix("vmlinuz-")
            if os.access(image, os.R_OK) and modules.is_dir():
                return image, modules
    return None


class Machine:
    """One device: its disks stay, its memory goes with every cut."""

    def __init__(self, folder: Path, shared: Path) -> None:
        """Give a new device its data disk; the root disk and the first file system in `shared` are made once."""
        found = kernel()
        assert found is not None
        self._kernel, modules = found
        self._root, self._initramfs, self._data = shared / "root.img", shared / "initramfs.gz", folder / "data.img"
        if not self._initramfs.exists():
            _root_disk(shared / "root", self._root)
            self._initramfs.write_bytes(_initramfs(modules))
        content = folder / "data"
        for part in ("keys", "application", "disk"):
            (content / part).mkdir(parents=True)
        prepare(content / "keys", content / "application", build=GOOD, address="192.0.2.1", serial="HDC100-TEST")
        _make_disk(content, self._data, megabytes=64)

    @contextlib.contextmanager
    def on(self, task: str, clock: str = "utc") -> Generator[Iterator[Mapping[str, Any]]]:
        """Give it power, and what it says on its console; leaving the block cuts the power (SIGKILL)."""
        command = [
            EMULATOR, "-accel", "tcg", "-cpu", "max", "-m", "256", "-M", "pc", "-nodefaults", "-no-user-config",
            "-no-reboot", "-nic", "none", "-display", "none", "-monitor", "none", "-serial", "stdio",
            "-rtc", f"base={clock},clock=vm", "-kernel", str(self._kernel), "-initrd", str(self._initramfs),
            "-append", f"console=ttyS0 quiet panic=1 tsc=unstable hdc={task}",
            "-drive", f"file={self._root},format=raw,if=virtio,readonly=on",
            "-drive", f"file={self._data},format=raw,if=virtio",
        ]  # fmt: skip
        machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            yield _lines(machine)
        finally:
            machine.kill()
            machine.wait()
            if machine.stdout is not None:
                machine.stdout.close()

    def says(self, task: str, clock: str = "utc") -> Mapping[str, Any]:
        """Return the first thing it says when it has a task, and cut its power at once."""
        with self.on(task, clock) as lines:
            return next(lines)


def _lines(machine: subprocess.Popen[bytes]) -> Iterator[Mapping[str, Any]]:
    assert machine.stdout is not None
    deadline, heard = time.monotonic() + ANSWER_SECONDS, b""
    while select.select([machine.stdout], [], [], max(0.0, deadline - time.monotonic()))[0]:
        said = os.read(machine.stdout.fileno(), 65_536)
        if not said:
            break
        heard += said
        *whole, heard_last = heard.split(b"\n")
        for line in whole:
            if line.startswith(b"HDC "):
                yield cast("dict[str, Any]", json.loads(line[4:]))
            elif line.strip():
                sys.stdout.write(line.decode(errors="replace") + "\n")  # for whoever reads a failed test
        heard = heard_last
    raise AssertionError(f"the machine said no more: {heard[-500:].decode(errors='replace')}")


def _root_disk(content: Path, image: Path) -> None:
    """Make the read-only disk: Python, openssl, busybox, the guest's program and its settings."""
    for name in ("data", "run", "tmp", "proc", "dev"):
        (content / name).mkdir(parents=True)
    python = Path(sys.executable).resolve()
    library = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(library, _inside(content, library), ignore=shutil.ignore_patterns(*_NOT_NEEDED), symlinks=True)
    programs = [python, Path(shutil.which("openssl") or ""), *library.glob("lib-dynload/*.so")]
    for file in {*programs, *(needed for program in programs for needed in _libraries(program))}:
        target = _inside(content, file)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    shutil.copy(Path(__file__).with_name("guest.py"), content / "guest.py")
    (content / "update.swu").write_bytes(swu.build())
    (content / "environment.json").write_text(json.dumps(_environment()), encoding="utf-8")
    _make_disk(content, image, megabytes=400)


def _environment() -> dict[str, Any]:
    return {
        "identity": {
            "maker": MAKER,
            "model": MODEL,
            "hardware": HARDWARE,
            "serial": "HDC100-TEST",
            "address": "192.0.2.1",
        },
        "behaviour": dataclasses.asdict(GOOD.behaviour),
        "disk": "/data/disk",
        "keys": "/data/keys/device",
        "slots": "/data/application",
        "socket": "/run/application.socket",
        "scratch": "/run/hdc",
        "service_keys": "/run/authorized_keys",
        "interface": "eth0",
        "update_url": "https://192.0.2.2/",
        "update_seconds": 60,
        "cloud_url": "https://192.0.2.2/",
        "cloud_seconds": 60,
    }


def _libraries(program: Path) -> Iterator[Path]:
    """Yield the shared libraries a program needs, the loader included."""
    done = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False, timeout=20)
    for found in re.findall(r"(/\S+) \(0x", done.stdout):
        yield Path(found)


def _inside(content: Path, path: Path) -> Path:
    return content / path.relative_to("/")


def _make_disk(content: Path, image: Path, *, megabytes: int) -> None:
    subprocess.run(
        ["mke2fs", "-q", "-t", "ext4", "-d", str(content), str(image), f"{megabytes}M"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def _initramfs(modules: Path) -> bytes:
    """Return the first file system: busybox, the drivers of the disks, and a script that mounts them."""
    files = {"bin/busybox": (0o100755, Path(shutil.which("busybox") or "").read_bytes())}
    for name in MODULES:
        found = next(modules.rglob(f"{name}.ko"), None)
        if found is not None:
            files[f"modules/{name}.ko"] = (0o100644, found.read_bytes())
    init = _INIT.format(modules=" ".join(MODULES), python=Path(sys.executable).resolve())
    files["init"] = (0o100755, init.encode())
    folders = dict.fromkeys(("bin", "modules", "root", "dev", "proc"), (0o040755, b""))
    return gzip.compress(b"".join(_entry(*one) for one in _entries({**folders, **files})), 1)


def _entries(files: Mapping[str, tuple[int, bytes]]) -> Iterator[tuple[int, str, int, bytes]]:
    for number, (name, (mode, content)) in enumerate(files.items(), start=1):
        yield number, name, mode, content
    yield 0, "TRAILER!!!", 0, b""


def _entry(number: int, name: str, mode: int, content: bytes) -> bytes:
    """Return one entry of a cpio archive in its new ASCII form (cpio(5))."""
    fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % one for one in fields) + name.encode() + b"\0"
    return head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4)
