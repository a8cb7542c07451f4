"""Where a lab can stand on this machine: namespaces as root, namespaces as an ordinary user, or loopback alone."""

from __future__ import annotations

import enum
import getpass
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori.run.namespace import program_environment

_PROGRAMS: Final = {
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "ip": "iproute2",
    "nft": "nftables",
    "tcpdump": "tcpdump",
    "dnsmasq": "dnsmasq-base",
    "chronyd": "chrony",
    "busybox": "busybox-static",
    "sshd": "openssh-server",
    "nginx": "nginx-light",
    "mosquitto": "mosquitto",
    "avahi-daemon": "avahi-daemon",
    "openssl": "openssl",
}
ROOTLESS: Final = ("unshare", "--user", "--map-auto", "--map-root-user", "--mount")
"""How a lab is started without root; `--map-auto` gives it the user's subordinate ids (util-linux 2.38)."""


class Mode(enum.Enum):
    """How the lab's network is made."""

    ROOT = "root"
    ROOTLESS = "rootless"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The best mode this machine allows.

    Attributes:
        inside: whether this process is already root where it needs to be; otherwise it has to be started anew.
        reasons: why no better mode is possible, one sentence each; empty for `ROOT`.
    """

    mode: Mode
    inside: bool
    reasons: tuple[str, ...] = ()


def lab_mode() -> Standing:
    """Return how a lab can stand here, found by trying."""
    if os.geteuid() == 0:
        refused = _refused(("unshare", "--mount", "--pid", "--fork", "--net"))
        if not refused:
            mode = Mode.ROOT if _in_first_user_namespace() else Mode.ROOTLESS
            told = () if mode is Mode.ROOT else ("not root on the machine itself",)
            return Standing(mode=mode, inside=True, reasons=told)
        return Standing(mode=Mode.LOOPBACK, inside=True, reasons=(f"root may make no namespaces here: {refused}",))
    reasons: tuple[str, ...] = ("not root", *_lacking_for_users())
    if len(reasons) == 1 and (refused := _refused((*ROOTLESS, "--pid", "--fork", "--net"))):
        reasons = (*reasons, f"users may make no namespaces here: {refused}")
    if len(reasons) == 1:
        return Standing(mode=Mode.ROOTLESS, inside=False, reasons=reasons)
    return Standing(mode=Mode.LOOPBACK, inside=True, reasons=reasons)


def missing_programs() -> tuple[str, ...]:
    """Return what the lab needs and does not find, each with the Debian package that brings it."""
    return tuple(
        f"{program} (package {package})"
        for program, package in _PROGRAMS.items()
        if shutil.which(program, path=program_environment()["PATH"]) is None
    )


def _lacking_for_users() -> tuple[str, ...]:
    """Return what an ordinary user needs for a lab of their own and does not have."""
    lacking = [
        f"{program} is missing (package uidmap)"
        for program in ("newuidmap", "newgidmap")
        if shutil.which(program, path=program_environment()["PATH"]) is None
    ]
    user, number = getpass.getuser(), str(os.getuid())
    lacking += [
        f"{file} gives {user} no subordinate ids"
        f" (sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user})"
        for file in ("/etc/subuid", "/etc/subgid")
        if not _has_range(Path(file), user, number)
    ]
    if _restricted_by_apparmor():
        lacking.append("AppArmor restricts user namespaces (kernel.apparmor_restrict_unprivileged_userns = 1)")
    return tuple(lacking)


def _has_range(file: Path, user: str, number: str) -> bool:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.split(":")[0] in {user, number} for line in lines)


def _restricted_by_apparmor() -> bool:
    try:
        value = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").read_text(encoding="ascii")
    except OSError:
        return False
    return value.strip() == "1"


def _in_first_user_namespace() -> bool:
    return Path("/proc/self/uid_map").read_text(encoding="ascii").split() == ["0", "0", "4294967295"]


def _refused(command: tuple[str, ...]) -> str:
    """Return why a command that makes namespaces fails, or nothing where it works."""
    try:
        done = subprocess.run([*command, "true"], capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr[-200:].decode(errors="replace").strip() or "refused"
