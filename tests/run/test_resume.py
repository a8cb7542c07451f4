"""A run that is killed keeps what it has, and goes on."""

import contextlib
import random
import subprocess
import sys
from pathlib import Path

import pytest

from hoshitori.model.errors import ArgumentError
from hoshitori.model.verdict import PASS, Verdict
from hoshitori.run.folder import RunContents
from hoshitori.run.session import evaluate_folder, execute
from hoshitori.schema.installed import load_installed
from tests.run.benches import Silent, doors, polite, request, run_over

ROOT = Path(__file__).parents[2]
LINES = 13
"""Lines that the record of a run over three doors has."""


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start the run in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.run.killed_run", str(folder)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def lines_of(record: Path) -> int:
    """Return how many lines a record has."""
    return record.read_bytes().count(b"\n") if record.exists() else 0


SEEDS = [seed if seed < 8 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(20)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_run_goes_on(tmp_path: Path, seed: int) -> None:
    """SIGKILL at any moment leaves a record that `--resume` finishes, with every earlier attempt still on it.

    A moment is a line of the record and a while after it, so that all of the run is hit on a machine of any speed.
    """
    moment = random.Random(seed)  # noqa: S311  # a repeatable moment, no secret
    lines, seconds = moment.randrange(LINES), moment.uniform(0, 0.3)
    record = tmp_path / "run" / "record.jsonl"
    with doors(polite, polite, polite) as bench:
        bench.declaration(tmp_path / "device")
        killed = start(tmp_path)
        while lines_of(record) < lines and killed.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                killed.wait(timeout=0.005)
        with contextlib.suppress(subprocess.TimeoutExpired):
            killed.wait(timeout=seconds)
        killed.kill()
        killed.communicate()
        before = record.read_bytes() if record.exists() else b""
        whole = before[: before.rfind(b"\n") + 1]
        finished = b'"type":"round-closed"' in whole

        again = start(tmp_path)
        _, complaint = again.communicate(timeout=280)

    assert again.returncode == 0, complaint.decode()
    contents = RunContents(tmp_path / "run")
    assert record.read_bytes().startswith(whole)
    assert evaluate_folder(contents, load_installed("acme-one")).outcome.overall == PASS
    closed = contents.bodies("round-closed")
    assert len(closed) == (2 if finished else 1)


class TestResume:
    def test_a_folder_with_a_run_is_not_overwritten(self, tmp_path: Path) -> None:
        """A second run into the same folder is refused unless it says --resume."""
        with doors(polite) as bench:
            run_over(bench, tmp_path)

            with pytest.raises(ArgumentError, match="already holds a run"):
                run_over(bench, tmp_path)

    def test_resume_needs_a_run(self, tmp_path: Path) -> None:
        """--resume without a run is refused."""
        with doors(polite) as bench, pytest.raises(ArgumentError, match="no run to go on with"):
            run_over(bench, tmp_path, resume=True)

    def test_another_declaration_is_another_run(self, tmp_path: Path) -> None:
        """A changed declaration cannot go on with an earlier run."""
        with doors(polite) as bench:
            run_over(bench, tmp_path)
            declared = tmp_path / "device" / "dut.toml"
            declared.write_text(declared.read_text().replace('firmware = "1.0"', 'firmware = "1.1"'))

            with pytest.raises(ArgumentError, match="another declaration"):
                execute(request(declared, tmp_path / "run", resume=True), bench, Silent())

    def test_a_second_round_cannot_hide_the_first(self, tmp_path: Path) -> None:
        """Rerunning until green does not work: the worst closed round counts."""
        answers = [b"version 4\r\n", b"welcome\r\n"]
        with doors(lambda connection: connection.sendall(answers.pop(0) if answers else b"welcome\r\n")) as bench:
            first = run_over(bench, tmp_path)
            second = run_over(bench, tmp_path, resume=True)

        assert [one.outcome.overall.verdict for one in (first, second)] == [Verdict.FAIL, Verdict.FAIL]
