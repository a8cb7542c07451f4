"""`hoshitori lab`: the virtual devices of an installed lab."""

from __future__ import annotations

import argparse
import contextlib
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from hoshitori.cli.command import Commands, add_command
from hoshitori.cli.exits import DONE
from hoshitori.cli.labs import DEFAULT_LAB, check_twin, lab_names, open_lab
from hoshitori.cli.printing import note, say, say_json
from hoshitori.model.errors import ArgumentError, BenchError

PID_FILE: Final = "lab.pid"
LOG_FILE: Final = "lab.log"
_READY: Final = "is up"
_SECONDS: Final = 60


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands, "lab", "list the twins of a lab, bring one up or take it down", "hoshitori lab up good --out twin"
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = add_command(actions, "list", "list the twins of the installed labs", "hoshitori lab list")
    listing.add_argument("--json", action="store_true", help="print as JSON")
    listing.set_defaults(command=list_twins)
    raising = add_command(
        actions, "up", "bring a twin up and keep it until Ctrl-C", "hoshitori lab up no-throttling --out twin"
    )
    raising.add_argument("twin", metavar="TWIN")
    raising.add_argument("--lab", default=DEFAULT_LAB, help=f"the lab it belongs to (default: {DEFAULT_LAB})")
    raising.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for declaration and state")
    raising.add_argument("--detach", action="store_true", help="go on in the background; `lab down` takes it down")
    raising.set_defaults(command=up)
    lowering = add_command(actions, "down", "take a twin down", "hoshitori lab down --out twin")
    lowering.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder it was brought up in")
    lowering.set_defaults(command=down)


def list_twins(arguments: argparse.Namespace) -> int:
    """Print every twin of every lab."""
    found = [(name, twin) for name in lab_names() for twin in open_lab(name).twins()]
    if arguments.json:
        say_json([{"lab": name, "id": t.id, "kind": t.kind, "ja": t.title_ja, "en": t.title_en} for name, t in found])
        return DONE
    for name, twin in found:
        say(f"{name}:{twin.id}  [{twin.kind}]  {twin.title_ja} / {twin.title_en}")
    return DONE


def up(arguments: argparse.Namespace) -> int:
    """Boot a twin, say where it stands, and take it down when told to stop."""
    lab = open_lab(arguments.lab)
    check_twin(lab, arguments.twin)
    if _running(arguments.out) is not None:
        raise ArgumentError(
            "a twin is up in this folder", where=str(arguments.out), remedy="hoshitori lab down --out …"
        )
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.detach:
        return _detach(arguments)
    declaration = lab.declaration(arguments.twin, arguments.out)
    pid_file = arguments.out / PID_FILE
    told: set[signal.Signals] = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, told)
    bench = lab.up(arguments.twin, arguments.out)
    try:
        pid_file.write_text(f"{os.getpid()}\n")
        say(f"twin {arguments.twin} {_READY} ({bench.mode}); observers' namespace: {bench.namespace}")
        say(f"declaration: {declaration}")
        sys.stdout.flush()
        note("Ctrl-C takes it down")
        signal.sigwait(told)
    finally:
        bench.close()
        pid_file.unlink(missing_ok=True)
    return DONE


def _detach(arguments: argparse.Namespace) -> int:
    log = arguments.out / LOG_FILE
    command = [sys.executable, "-m", "hoshitori.cli", "lab", "up", arguments.twin]
    command += ["--lab", arguments.lab, "--out", str(arguments.out)]
    with log.open("wb") as file:
        child = subprocess.Popen(  # noqa: S603  # our own command line
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=file, start_new_session=True
        )
    stream = child.stdout
    if stream is None:  # a pipe was asked for
        raise AssertionError
    ready, _, _ = select.select([stream], [], [], _SECONDS)
    line = stream.readline().decode() if ready else ""
    if _READY not in line:
        child.terminate()
        child.wait()
        told = log.read_text(errors="replace")[-400:].strip() or f"nothing was said within {_SECONDS} s"
        raise BenchError(
            f"the twin did not come up: {told}",
            where=str(log),
            remedy="without --detach it says as it goes what is missing",
        )
    say(line.strip())
    note(f"next: hoshitori lab down --out {arguments.out}")
    return DONE


def down(arguments: argparse.Namespace) -> int:
    """Take a twin down that `lab up` keeps."""
    running = _running(arguments.out)
    if running is None:
        raise ArgumentError("no twin is up in this folder", where=str(arguments.out), remedy="see `hoshitori lab up`")
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(running)
        try:
            signal.pidfd_send_signal(handle, signal.SIGTERM)
            ended, _, _ = select.select([handle], [], [], _SECONDS)
        finally:
            os.close(handle)
        if not ended:
            raise BenchError(
                f"process {running}, which keeps the twin, did not end within {_SECONDS} s",
                where=str(arguments.out),
                remedy=f"try again, or end it with `kill -9 {running}`",
            )
    say("down")
    return DONE


def _running(folder: Path) -> int | None:
    """Return the process that keeps a twin up in a folder, if it still is one of ours."""
    try:
        process = int((folder / PID_FILE).read_text())
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return process if b"lab" in words and b"up" in words else None
