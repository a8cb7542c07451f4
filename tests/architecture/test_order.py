"""The order in which the tests are begun: what takes long first, what waits for others last."""

from pathlib import Path
from typing import cast

import pytest

from tests.conftest import SLOW, pytest_collection_modifyitems

ROOT = Path(__file__).parents[2]


def test_every_slow_file_is_there_once() -> None:
    """A file that was moved or split does not lose its place unseen."""
    assert [name for name in SLOW if not (ROOT / name).is_file()] == []
    assert len(set(SLOW)) == len(SLOW)


def test_slow_files_come_first_and_those_that_wait_last() -> None:
    """Files keep together and their tests in order; only the files' places change."""
    items = [Named("tests/a.py::x", {"demo"}), Named("tests/b.py::x"), Named(f"{SLOW[1]}::y"), Named(f"{SLOW[0]}::x")]
    items += [Named("tests/a.py::y"), Named(f"{SLOW[1]}::x"), Named("tests/c.py::x")]

    pytest_collection_modifyitems(cast("list[pytest.Item]", items))

    assert [one.nodeid for one in items] == [
        f"{SLOW[0]}::x", f"{SLOW[1]}::y", f"{SLOW[1]}::x", "tests/b.py::x", "tests/c.py::x", "tests/a.py::x",
        "tests/a.py::y",
    ]  # fmt: skip


class Named:
    """A test as far as its place goes."""

    def __init__(self, nodeid: str, fixturenames: set[str] | None = None) -> None:
        self.nodeid, self.fixturenames = nodeid, fixturenames or set[str]()
