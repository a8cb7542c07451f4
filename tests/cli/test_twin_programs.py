"""The demos of a selfproof end with it, however it ends."""

import os
import select
import subprocess
import sys

from hoshitori.cli.twin_runs import ending_with_us

_STARTS_ANOTHER = """
import subprocess, sys
from hoshitori.cli.twin_runs import ending_with_us
subprocess.Popen(ending_with_us(["sh", "-c", "echo $$; exec sleep 600"]))
sys.stdin.read()
"""


def test_a_program_ends_when_the_one_that_started_it_is_killed() -> None:
    """Killing the starter with SIGKILL, which it can do nothing about, ends what it started."""
    starter = subprocess.Popen(
        [sys.executable, "-c", _STARTS_ANOTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with starter:
        assert starter.stdout is not None
        started = os.pidfd_open(int(starter.stdout.readline()))
        starter.kill()

    ended = select.poll()
    ended.register(started, select.POLLIN)

    assert ended.poll(60_000)
    os.close(started)


def test_the_command_itself_is_not_altered() -> None:
    """What is put in front of a command leaves its words as they are."""
    assert ending_with_us(["demo", "--quiet"])[-2:] == ["demo", "--quiet"]
