"""Where the lab can stand is found by trying, and what is missing is said."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from hoshitori.model.errors import BenchError
from hoshitori_lab import mode, rootless
from hoshitori_lab.machine import Machine
from hoshitori_lab.mode import Mode, Standing, lab_mode, missing_programs, what_to_do
from hoshitori_lab.network import VirtualLab


@dataclass
class Imagined(Machine):
    """A machine on which an ordinary user has everything a lab of their own needs, but for what is changed."""

    root: bool = False
    missing: frozenset[str] = frozenset()
    without_ids: frozenset[str] = frozenset()
    apparmor: bool = False
    says: str = ""

    def is_root(self) -> bool:
        return self.root

    def in_first_user_namespace(self) -> bool:
        return self.root

    def user(self) -> str:
        return "hana"

    def installed(self, program: str) -> bool:
        return program not in self.missing

    def subordinate_ids(self, file: str) -> bool:
        return file not in self.without_ids

    def apparmor_restricts(self) -> bool:
        return self.apparmor

    def refused(self, command: Sequence[str]) -> str:
        assert command[0] == "unshare"
        return self.says


@pytest.mark.netns
def test_this_process_stands_in_namespaces() -> None:
    """Where namespaces can be made by this process, the lab stands in them."""
    standing = lab_mode()

    assert standing.inside
    assert standing.mode in {Mode.ROOT, Mode.ROOTLESS}


def test_a_user_with_subordinate_ids_stands_without_root() -> None:
    """With uidmap and subordinate ids the lab is started again as root of a user namespace."""
    assert lab_mode(Imagined()) == Standing(mode=Mode.ROOTLESS, inside=False, reasons=("not root",))


def test_root_needs_nothing_else() -> None:
    """Root stands in namespaces wherever the kernel lets it make some."""
    assert lab_mode(Imagined(root=True)) == Standing(mode=Mode.ROOT, inside=True)
    refused = lab_mode(Imagined(root=True, says="Operation not permitted"))
    assert (refused.mode, "Operation not permitted" in refused.reasons[0]) == (Mode.LOOPBACK, True)


def test_a_restriction_with_an_exception_is_no_refusal() -> None:
    """Where AppArmor restricts namespaces and lets this user have some all the same, the lab stands in them."""
    assert lab_mode(Imagined(apparmor=True)).mode is Mode.ROOTLESS


@pytest.mark.parametrize(
    ("machine", "way"),
    [
        (Imagined(apparmor=True, says="no"), "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
        (Imagined(missing=frozenset({"newuidmap"})), "Start the same command through sudo"),
        (Imagined(root=True, says="no"), "In a container"),
    ],
)
def test_a_lab_without_a_wire_says_why_and_what_to_do(machine: Imagined, way: str) -> None:
    """On loopback a person reads what is not observed, each reason, and the way to a whole lab."""
    standing = lab_mode(machine)
    told = what_to_do(standing, machine)

    assert "no capture" in told
    assert all(reason in told for reason in standing.reasons)
    assert way in told


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (
            Imagined(without_ids=frozenset({"/etc/subgid"})),
            "/etc/subgid gives hana no subordinate ids (sudo usermod --add",
        ),
        (Imagined(missing=frozenset({"newuidmap"})), "newuidmap is missing (package uidmap)"),
        (
            Imagined(says="unshare failed: not permitted"),
            "users may make no namespaces here: unshare failed: not permitted",
        ),
        (
            Imagined(apparmor=True, says="unshare failed: not permitted"),
            "AppArmor restricts user namespaces (kernel.apparmor_restrict_unprivileged_userns = 1), users may make no",
        ),
    ],
)
def test_what_a_user_lacks_is_named(machine: Imagined, told: str) -> None:
    """Each thing that keeps a user from a lab of their own is told, with what to do where something can be done."""
    standing = lab_mode(machine)

    assert standing.mode is Mode.LOOPBACK
    assert standing.reasons[0] == "not root"
    assert standing.reasons[1].startswith(told)


def test_the_lab_says_which_programs_are_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without the programs is refused with their packages, before anything is made."""

    def missing(mode: Mode) -> tuple[str, ...]:
        assert mode in Mode
        return ("nft (package nftables)",)

    monkeypatch.setattr("hoshitori_lab.network.missing_programs", missing)
    with pytest.raises(BenchError, match="not installed: nft"):
        VirtualLab().up("good", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_missing_programs_are_named_with_their_package() -> None:
    """What is not found is named with the Debian package that brings it; loopback needs no network tools."""
    machine = Imagined(missing=frozenset({"chronyd", "sshd"}))

    assert missing_programs(Mode.ROOT, machine) == ("sshd (package openssh-server)", "chronyd (package chrony)")
    assert missing_programs(Mode.LOOPBACK, machine) == ("sshd (package openssh-server)",)


def test_an_unknown_twin_is_refused(tmp_path: Path) -> None:
    """A twin that does not exist is an error that says where the names are."""
    with pytest.raises(BenchError, match="there is no twin 'bda'"):
        VirtualLab().up("bda", tmp_path)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["/usr/local/bin/hoshitori", "demo"], ["/usr/local/bin/hoshitori", "demo"]),
        (["/x/hoshitori/cli/__main__.py", "lab", "list"], ["-m", "hoshitori.cli", "lab", "list"]),
    ],
)
def test_the_same_command_is_started_again(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], command: list[str]
) -> None:
    """Hoshitori's command is replaced by itself under unshare, with its arguments, once."""
    started: list[list[str]] = []

    def replace(program: str, argv: list[str], environment: dict[str, str]) -> None:
        assert program == "unshare"
        assert environment["HOSHITORI_USER_NAMESPACE"] == "1"
        started.append(argv)
        raise InterruptedError

    monkeypatch.setattr("sys.argv", arguments)
    monkeypatch.setattr(os, "execvpe", replace)
    with pytest.raises(InterruptedError):
        rootless.start_again()
    assert started[0][: len(mode.ROOTLESS)] == list(mode.ROOTLESS)
    assert started[0][-len(command) :] == command

    monkeypatch.setenv("HOSHITORI_USER_NAMESPACE", "1")
    with pytest.raises(BenchError, match="not root in this user namespace"):
        rootless.start_again()


def test_no_other_program_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that uses the lab as a library is told how to start itself, and goes on."""
    monkeypatch.setattr("sys.argv", ["/usr/bin/pytest"])

    with pytest.raises(BenchError, match="unshare --user --map-auto"):
        rootless.start_again()
