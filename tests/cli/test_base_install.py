"""What a procurement officer installs: verifying works without anything that observes or judges."""

import subprocess
import sys

import pytest

RUN_LIBRARIES = ("pytest", "_pytest", "paramiko", "scapy", "nmap", "tree_sitter", "tree_sitter_toml", "tlslite")

WITHOUT = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {RUN_LIBRARIES!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Refuse())
from hoshitori.cli import main
sys.exit(main(sys.argv[1:]))
"""


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as if the extra [run] were not installed."""
    return subprocess.run([sys.executable, "-c", WITHOUT, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["verify", "report", "trust", "profiles"])
def test_the_light_commands_work(command: str) -> None:
    """`verify`, `report`, `trust` and `profiles` need no probe, no pytest and no reader of TOML."""
    assert call(command, "--help").returncode == 0


def test_a_missing_extra_is_named() -> None:
    """A command that needs more says what to install, with the exit code for arguments."""
    ended = call("run", "jc-star-1", "dut.toml")

    assert (ended.returncode, "hoshitori[run" in ended.stderr, "Traceback" in ended.stderr) == (2, True, False)
