"""The record: append-only, chained, and intact after whatever ends the process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.errors import RecordError
from hoshitori.run.record import Record, read_record

WRITER = """
import sys, pathlib
from hoshitori.run.record import Record
record = Record(pathlib.Path(sys.argv[1]))
number = 0
while True:
    number += 1
    record.append("event", {"number": number, "filler": "x" * 500})
    print(number, flush=True)
"""


def fill(path: Path, count: int = 3) -> None:
    """Write a record with some events."""
    with Record(path) as record:
        for number in range(count):
            record.append("event", {"number": number})


class TestChain:
    def test_reads_back_what_was_appended(self, tmp_path: Path) -> None:
        """Every event comes back, in order."""
        fill(tmp_path / "r")

        assert [entry["body"]["number"] for entry in read_record(tmp_path / "r")] == [0, 1, 2]

    @pytest.mark.parametrize("line", [0, 1, 2])
    def test_an_altered_line_is_found(self, tmp_path: Path, line: int) -> None:
        """Changing what any line says breaks the chain."""
        fill(tmp_path / "r")
        lines = (tmp_path / "r").read_bytes().splitlines(keepends=True)
        lines[line] = lines[line].replace(b'"number":', b'"numbex":')
        (tmp_path / "r").write_bytes(b"".join(lines))

        with pytest.raises(RecordError, match="altered or lost"):
            read_record(tmp_path / "r")

    @pytest.mark.parametrize("line", [0, 1])
    def test_a_removed_line_is_found(self, tmp_path: Path, line: int) -> None:
        """Taking a line out of the middle, or the first, breaks the chain."""
        fill(tmp_path / "r")
        lines = (tmp_path / "r").read_bytes().splitlines(keepends=True)
        del lines[line]
        (tmp_path / "r").write_bytes(b"".join(lines))

        with pytest.raises(RecordError, match="altered or lost"):
            read_record(tmp_path / "r")

    def test_a_second_writer_is_refused(self, tmp_path: Path) -> None:
        """Two runs cannot write to one record."""
        with Record(tmp_path / "r"), pytest.raises(RecordError, match="another run"):
            Record(tmp_path / "r")


class TestCrash:
    @given(st.integers(min_value=1, max_value=400))
    def test_a_torn_last_line_costs_only_itself(self, tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
        """A record cut anywhere in its last line keeps the lines before it and can be gone on with."""
        path = tmp_path_factory.mktemp("torn") / "r"
        fill(path)
        data = path.read_bytes()
        last = data.rindex(b"\n", 0, -1) + 1
        path.write_bytes(data[: last + min(cut, len(data) - last - 1)])

        with Record(path) as record:
            record.append("event", {"number": 9})

        assert [entry["body"]["number"] for entry in read_record(path)] == [0, 1, 9]

    def test_what_was_acknowledged_survives_a_kill(self, tmp_path: Path) -> None:
        """After SIGKILL every event that `append` had returned from is on record."""
        path = tmp_path / "r"
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            told = [int(writer.stdout.readline()) for _ in range(20)]
            writer.kill()
            told += [int(line) for line in writer.stdout.read().split()]

        assert len(read_record(path)) >= told[-1]


class TestFullDisk:
    def test_says_so_and_keeps_what_it_has(self, tmp_path: Path) -> None:
        """On a full disk the error is clear and every earlier event still reads back."""
        path = tmp_path / "r"
        script = (
            "import resource, sys, signal, pathlib\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
            "from hoshitori.run.record import Record\n"
            "from hoshitori.model.errors import RecordError\n"
            "record = Record(pathlib.Path(sys.argv[1]))\n"
            "try:\n"
            "    [record.append('event', {'number': n, 'filler': 'x' * 300}) for n in range(50)]\n"
            "except RecordError as error:\n"
            "    print(error)\n"
        )

        ended = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)

        assert "the disk is full; everything recorded so far is kept" in ended.stdout
        assert read_record(path)
        assert path.stat().st_size <= 3000

    def test_the_record_is_canonical_json_lines(self, tmp_path: Path) -> None:
        """Anybody can read the record with a JSON reader, line by line."""
        fill(tmp_path / "r")

        kinds = {json.loads(line)["type"] for line in (tmp_path / "r").read_text().splitlines()}

        assert kinds == {"event"}
