"""One sound device on its bench for all tests of this folder; each finds it set up and powered."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from hoshitori.instrument import Answer, Question
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.instruments.disk import FolderDisk
from hoshitori_lab.twins import find

PASSWORD = "mado-no-soto-7"
VIEWER = "mado-no-uchi-8"
WAYS = {"7-UpdMech/UM-auto": "automatic", "7-UpdMech/UM-upload": "user-upload"}
PATIENCE_SECONDS = 120
"""How long what is sure to come may take on a machine that has other things to do."""
T = TypeVar("T")


class Nobody:
    """An assessor who answers nothing."""

    def attachment(self, name: str) -> bytes:
        """Return nothing."""
        del name
        return b""

    def ask(self, question: Question) -> Answer:
        """Answer nothing."""
        del question
        return Answer(given=False)


def bench_of(twin: str, folder: Path) -> VirtualBench:
    """Boot a twin as the lab does."""
    return VirtualBench(find(twin), folder, mode="root", password=PASSWORD, viewer=VIEWER, ways=WAYS, assessor=Nobody())


def instrument(bench: VirtualBench, kind: type[T], name: str) -> T:
    """Return an instrument of a bench, which must be of a kind."""
    one = bench.instruments[name]
    assert isinstance(one, kind)
    return one


@pytest.fixture(scope="session", name="good")
def _good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualBench]:
    bench = bench_of("good", tmp_path_factory.mktemp("good"))
    bench.operator.set_up()
    instrument(bench, FolderDisk, "Disk").snapshot("set-up")
    try:
        yield bench
    finally:
        bench.close()


@pytest.fixture(name="bench")
def _bench(good: VirtualBench) -> Iterator[VirtualBench]:
    yield good
    good.wire.cable.link(up=True)
    good.outlet.restore()
    kept = good.folders.bench / "kept" / "set-up"
    if any(stored(kept / part) != stored(good.folders.part(part)) for part in ("data", "application")):
        instrument(good, FolderDisk, "Disk").restore("set-up")


def stored(top: Path) -> dict[str, bytes]:
    """Return what a part of the storage holds, the log of events left out."""
    return {
        str(path.relative_to(top)): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file() and "log" not in path.relative_to(top).parts
    }
