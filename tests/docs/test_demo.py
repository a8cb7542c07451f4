"""What the READMEs promise of the demo is what happens."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROGRAM
from tests.docs.test_readme import commands, text

pytestmark = [pytest.mark.netns, pytest.mark.timeout(1200)]


def test_the_demo_leaves_what_is_promised(demo: Path) -> None:
    """Each file under `out/demo` that a README names is there afterwards."""
    promised = set(re.findall(r"out/demo/([\w.]+)", text("README.md")))

    assert promised == {"evidence.hoshi", "trust.json", "report.html"}
    assert [name for name in sorted(promised) if not (demo / name).is_file()] == []


def test_what_to_type_next_works(demo: Path) -> None:
    """The commands after the demo verify its bundle and judge it again, each ending 0."""
    following = [line for line in commands("README.md") if "out/demo" in line]
    assert [shlex.split(line)[1] for line in following] == ["verify", "rejudge"]

    for line in following:
        words = [word.replace("out/demo", str(demo)) for word in shlex.split(line)[1:]]
        result = subprocess.run([PROGRAM, *words], capture_output=True, check=False, text=True, timeout=300)
        assert result.returncode == 0, line + result.stdout + result.stderr
