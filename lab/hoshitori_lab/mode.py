"""Where a lab can stand on this machine: namespaces as root, namespaces as an ordinary user, or loopback alone."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from hoshitori_lab.machine import Machine

_ANYWHERE: Final = {
    "nginx": "nginx",
    "sshd": "openssh-server",
    "mosquitto": "mosquitto",
    "openssl": "openssl",
}
_WITH_A_NETWORK: Final = {
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "setpriv": "util-linux",
    "ip": "iproute2",
    "nft": "nftables",
    "tcpdump": "tcpdump",
    "dnsmasq": "dnsmasq-base",
    "chronyd": "chrony",
    "busybox": "busybox-static",
    "avahi-daemon": "avahi-daemon",
}
ROOTLESS: Final = ("unshare", "--user", "--map-auto", "--map-root-user", "--mount")
"""How a lab is started without root; `--map-auto` gives it the user's subordinate ids (util-linux 2.38)."""

_IN_NAMESPACES: Final = ("--mount", "--pid", "--fork", "--net")
_SWITCH: Final = "kernel.apparmor_restrict_unprivileged_userns"


class Mode(enum.Enum):
    """How the lab's network is made."""

    ROOT = "root"
    ROOTLESS = "rootless"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The best mode a machine allows.

    Attributes:
        inside: whether this process is already root where it needs to be; otherwise it has to be started anew.
        reasons: why no better mode is possible, one sentence each; empty for `ROOT`.
    """

    mode: Mode
    inside: bool
    reasons: tuple[str, ...] = ()


def lab_mode(machine: Machine | None = None) -> Standing:
    """Return how a lab can stand here, found by trying."""
    machine = machine or Machine()
    if machine.is_root():
        return _for_root(machine)
    reasons = ["not root", *_lacking_for_users(machine)]
    if len(reasons) == 1 and (refused := machine.refused((*ROOTLESS, *_IN_NAMESPACES))):
        # only now: a system may restrict namespaces and yet let this user or this program have some
        by = f"AppArmor restricts user namespaces ({_SWITCH} = 1), " if machine.apparmor_restricts() else ""
        reasons.append(f"{by}users may make no namespaces here: {refused}")
    if len(reasons) == 1:
        return Standing(mode=Mode.ROOTLESS, inside=False, reasons=tuple(reasons))
    return Standing(mode=Mode.LOOPBACK, inside=True, reasons=tuple(reasons))


def what_to_do(standing: Standing, machine: Machine | None = None) -> str:
    """Return what a person is told of a lab on loopback: what it lacks, why, and how it would have a network."""
    machine = machine or Machine()
    if machine.is_root():
        way = "In a container, give it the right to make namespaces (--privileged), or use a virtual machine."
    elif machine.apparmor_restricts():
        way = (
            "Start the same command through sudo; or have the restriction lifted until the next start of this machine,"
            f" for all its users: sudo sysctl {_SWITCH}=0"
        )
    else:
        way = "Start the same command through sudo, or have an administrator mend what is named above."
    return (
        "lab: on loopback alone, without a wire: no capture, no link to cut, no search for open ports; what needs these"
        f" stays undecided.\n  Why: {'; '.join(standing.reasons)}.\n  {way}"
    )


def missing_programs(mode: Mode, machine: Machine | None = None) -> tuple[str, ...]:
    """Return what the lab needs in a mode and does not find, each with the Debian package that brings it."""
    machine = machine or Machine()
    needed = _ANYWHERE if mode is Mode.LOOPBACK else _ANYWHERE | _WITH_A_NETWORK
    missing = ((program, package) for program, package in needed.items() if not machine.installed(program))
    return tuple(f"{program} (package {package})" for program, package in missing)


def _for_root(machine: Machine) -> Standing:
    if refused := machine.refused(("unshare", *_IN_NAMESPACES)):
        return Standing(mode=Mode.LOOPBACK, inside=True, reasons=(f"root may make no namespaces here: {refused}",))
    if machine.in_first_user_namespace():
        return Standing(mode=Mode.ROOT, inside=True)
    return Standing(mode=Mode.ROOTLESS, inside=True, reasons=("root of a user namespace, not of the machine",))


def _lacking_for_users(machine: Machine) -> list[str]:
    """Return what an ordinary user needs for a lab of their own and does not have."""
    user = machine.user()
    lacking = [
        f"{program} is missing (package uidmap)"
        for program in ("newuidmap", "newgidmap")
        if not machine.installed(program)
    ]
    lacking += [
        f"{file} gives {user} no subordinate ids"
        f" (sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user})"
        for file in ("/etc/subuid", "/etc/subgid")
        if not machine.subordinate_ids(file)
    ]
    return lacking
