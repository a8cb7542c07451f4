"""The supervisor of the device's programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hoshitori_lab.device.daemons import Daemon
from hoshitori_lab.device.supervisor import Supervisor

# A supervisor reaps every child of its process, so each of these lives in a process of its own.
_PRELUDE = """
import os, select, sys
from pathlib import Path
from hoshitori_lab.device.daemons import Daemon
from hoshitori_lab.device.supervisor import Supervisor
made = Supervisor(Path(sys.argv[1]))
"""


def alone(folder: Path, body: str) -> str:
    """Run a supervisor in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", _PRELUDE + body, str(folder)], capture_output=True, check=False, text=True, timeout=280
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_ends_while_sockets_are_awaited_is_remembered(tmp_path: Path) -> None:
    """A restart asked for while the device still starts is not lost."""
    body = """
made.start("asks", ["sh", "-c", "exit 10"])
os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
made.start("never", ["sleep", "600"])
print(made.await_sockets([Daemon(name="never", command=(), tcp=(1,))], 1.0), made.take_ended(), made.take_ended())
made.stop_all()
"""
    assert alone(tmp_path, body) == "['never'] {'asks': 10} {}\n"


def test_what_was_stopped_on_purpose_is_no_news(tmp_path: Path) -> None:
    """Whoever does not listen to kindness is killed, and neither is told as an ending."""
    body = """
made.start("kind", ["sleep", "60"])
made.start("stubborn", ["sh", "-c", "trap '' TERM; while :; do sleep 60; done"])
made.stop(["kind", "stubborn"], patience_seconds=0.2)
print(made.running("kind"), made.running("stubborn"), made.take_ended())
"""
    assert alone(tmp_path, body) == "False False {}\n"


def test_a_killed_program_is_told_with_its_signal(tmp_path: Path) -> None:
    """The console and the ending say the same."""
    body = """
made.start("victim", ["sh", "-c", "kill -9 $$"])
made.await_sockets([Daemon(name="victim", command=(), tcp=(1,))], 20.0)
while not (ended := made.take_ended()):
    select.select([], [], [], 0.01)
print(ended)
"""
    assert alone(tmp_path, body) == "{'victim': -9}\n"
    assert "victim ended with -9" in (tmp_path / "console.log").read_text(encoding="utf-8")


def test_a_program_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    """A missing program stops the start; it is not passed over."""
    with pytest.raises(FileNotFoundError):
        Supervisor(tmp_path).start("missing", ["/no/such/program"])


def test_a_daemon_without_sockets_is_not_waited_for(tmp_path: Path) -> None:
    """Clients have nothing that could be seen to be ready."""
    assert Supervisor(tmp_path).await_sockets([Daemon(name="client", command=("true",))], 5.0) == []
