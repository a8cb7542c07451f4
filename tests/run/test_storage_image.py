"""The storage of a real device is read out anew for every look, and read in bounded pieces."""

import os
from pathlib import Path

import pytest

from hoshitori.model.errors import BenchError
from hoshitori.run.bench_description import ReadOutWay
from hoshitori.run.storage_image import LARGEST_PIECE, ReadOutImage


class Reader:
    """A person who reads a storage out when asked, or only says so."""

    def __init__(self, file: Path, *, honest: bool = True, content: bytes = b"0123456789", end: bytes = b"!") -> None:
        self.file, self.honest, self.content, self.end = file, honest, content, end
        self.asked: list[str] = []

    def do(self, task: str) -> None:
        self.asked.append(task)
        if self.honest:
            self.file.unlink(missing_ok=True)
            self.file.write_bytes(self.content + self.end * len(self.asked))

    def tell(self, question: str) -> str:
        raise AssertionError(question)


def image(reader: Reader) -> ReadOutImage:
    """Return an image of that reader's."""
    described = ReadOutWay(how="operator-prompted", image=reader.file.name)
    return ReadOutImage(way=described, folder=reader.file.parent, person=reader)


def test_a_person_reads_out_anew_each_time(tmp_path: Path) -> None:
    """Each look asks once, names the file, and sees what was read out then."""
    reader = Reader(tmp_path / "storage.img")
    storage = image(reader)

    assert storage.read_out() == 11
    assert storage.read_out() == 12
    assert str(reader.file) in reader.asked[0]
    assert storage.piece(8, 100) == b"89!!"
    assert storage.piece(100, 5) == b""
    assert storage.piece(2, 3) == b"234"


def test_an_image_of_before_is_refused(tmp_path: Path) -> None:
    """An image that was not touched shows nothing of what was put in since."""
    file = tmp_path / "storage.img"
    file.write_bytes(b"old")

    with pytest.raises(BenchError, match="not read out anew"):
        image(Reader(file, honest=False)).read_out()


def test_no_image_and_an_empty_one_are_errors(tmp_path: Path) -> None:
    """What is not there cannot be searched."""
    with pytest.raises(BenchError, match="cannot be read"):
        image(Reader(tmp_path / "none.img", honest=False)).read_out()
    with pytest.raises(BenchError, match="cannot be read"):
        image(Reader(tmp_path / "none.img")).piece(0, 1)
    with pytest.raises(BenchError, match="empty"):
        image(Reader(tmp_path / "empty.img", content=b"", end=b"")).read_out()


def test_a_command_reads_out(tmp_path: Path) -> None:
    """An automatic adapter's command is run; a piece is bounded whatever is asked for."""
    source, file = tmp_path / "device", tmp_path / "storage.img"
    source.write_bytes(b"x")
    os.truncate(source, LARGEST_PIECE + 5)
    way = ReadOutWay(how="automatic", image="storage.img", command=("cp", str(source), str(file)))
    storage = ReadOutImage(way=way, folder=tmp_path, person=Reader(file))

    assert storage.read_out() == LARGEST_PIECE + 5
    assert len(storage.piece(0, LARGEST_PIECE * 2)) == LARGEST_PIECE
