"""The device's own view of the file system: the machine's programs, its own folders, nothing of the machine's users."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MS_REC: Final = 0x4000
_MS_BIND: Final = 0x1000
_MS_PRIVATE: Final = 0x40000
_MS_NOSUID_NODEV: Final = 0x2 | 0x4
_C = ctypes.CDLL(None, use_errno=True)
_TOP: Final = Path("/mnt")
_DAEMONS: Final = ("avahi-daemon", "busybox", "chronyd", "mosquitto", "nginx", "snmpd", "sshd")
"""Programs of the machine that may lie in a folder of their own, beside the system's."""
_HIDDEN: Final = ("/tmp", "/run", "/root", "/home", "/var/log", "/var/tmp", "/var/lib/snmp", "/var/lib/nginx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where the device finds its parts, in its own mount namespace."""

    data: Path = _TOP / "data"
    keys: Path = _TOP / "keys"
    application: Path = _TOP / "application"
    bench: Path = _TOP / "bench"
    """The bench's side: console output and the ready file, as a serial cable would show them."""


def mount(source: str, target: Path, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system, as the system call does.

    Raises:
        OSError: the kernel refused.
    """
    if _C.mount(source.encode(), os.fsencode(target), kind.encode() or None, flags, options.encode() or None) != 0:
        raise OSError(ctypes.get_errno(), f"mount {source or kind} on {target}: {os.strerror(ctypes.get_errno())}")


def bind(source: Path, target: Path) -> None:
    """Show a file or folder at a second place."""
    mount(str(source), target, flags=_MS_BIND | _MS_REC)


def enter(*, data: Path, keys: Path, application: Path, bench: Path) -> Folders:
    """Build the device's view; the caller is PID 1 of namespaces of its own.

    Raises:
        OSError: the kernel refused a mount.
    """
    mount("", Path("/"), flags=_MS_PRIVATE | _MS_REC)
    mount("proc", Path("/proc"), "proc")
    needed = _needed()
    mount("tmpfs", _TOP, "tmpfs", _MS_NOSUID_NODEV, "mode=0755")
    folders = Folders()
    for source, target in (
        (data, folders.data),
        (keys, folders.keys),
        (application, folders.application),
        (bench, folders.bench),
    ):
        target.mkdir()
        bind(source, target)
    kept: list[tuple[Path, Path]] = []
    for number, source in enumerate(needed):
        place = _TOP / f"needed-{number}"
        place.mkdir()
        bind(source, place)
        kept.append((place, source))
    for hidden in filter(os.path.isdir, _HIDDEN):
        mount("tmpfs", Path(hidden), "tmpfs", _MS_NOSUID_NODEV, "mode=0755")
    for place, source in kept:
        source.mkdir(parents=True, exist_ok=True)
        bind(place, source)
    os.chdir("/")
    return folders


def replace_file(target: str, content: str, mode: int = 0o644) -> None:
    """Give the device a private copy of one of the machine's files."""
    private = Path("/run/etc") / Path(target).name
    private.parent.mkdir(parents=True, exist_ok=True)
    private.write_text(content, encoding="utf-8")
    private.chmod(mode)
    bind(private, Path(os.path.realpath(target)))


def _needed() -> list[Path]:
    """The folders that Python, our packages and the daemons live in, as far as the device would not see them."""
    places = {Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2], *map(Path, sys.path)}
    places |= {Path(found).parent for found in map(shutil.which, _DAEMONS) if found}
    resolved = {place.resolve() for place in places if place.is_dir()}
    return sorted(
        place
        for place in resolved | places
        if place.is_dir() and str(place).startswith(tuple(f"{hidden}/" for hidden in _HIDDEN))
    )
