"""A container has one spelling; every other one is refused (attack classes 26, 29 to 32, 36 and 48)."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.bundle import container
from hoshitori.bundle.container_reader import Container
from hoshitori.bundle.container_writer import BytesContent, FileContent, write_container
from hoshitori.bundle.errors import ContainerError, SealError

ENTRIES = {"b/two.json": b"{}", "a.bin": b"\x00" * 70_000, "b/three.tar.gz": b""}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small container."""
    made = tmp_path / "small.hoshi"
    write_container(made, {name: BytesContent(data) for name, data in ENTRIES.items()})
    return made


def read_all(path: Path) -> dict[str, bytes]:
    """Every entry's bytes."""
    with Container.open(path) as opened:
        return {name: opened.read(name, limit=1 << 20) for name in opened.entries}


def refuse(path: Path, data: bytes, reason: str = "") -> None:
    """Assert that these bytes are no container."""
    path.write_bytes(data)
    with pytest.raises(ContainerError, match=reason or None):
        read_all(path)


def test_what_is_written_reads_back(path: Path) -> None:
    """Entries come back as they were, the media type first."""
    found = read_all(path)

    assert found == {**ENTRIES, "mimetype": container.MIMETYPE}
    assert list(found) == ["mimetype", "a.bin", "b/three.tar.gz", "b/two.json"]


def test_other_readers_agree(path: Path) -> None:
    """An ordinary ZIP reader sees the same entries, stored."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == read_all(path)
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_same_entries_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """Neither order nor time nor source of the entries shows."""
    other, source = tmp_path / "other.hoshi", tmp_path / "source"
    source.write_bytes(ENTRIES["a.bin"])
    write_container(
        other,
        {"a.bin": FileContent(source), **{n: BytesContent(d) for n, d in reversed(ENTRIES.items()) if n != "a.bin"}},
    )

    assert other.read_bytes() == path.read_bytes()


def test_anybody_may_read_a_bundle(path: Path) -> None:
    """A bundle is there to be handed on."""
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def mutations(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield spellings that some ZIP reader takes for the same container."""
    end = data[-22:]
    directory = struct.unpack("<L", end[16:20])[0]
    yield "prepended", b"junk" + data
    yield "appended", data + b"junk"
    yield "two archives", data + data
    yield "comment", data[:-2] + b"\x01\x00x"
    yield "cut", data[:-1]
    yield "no end record", data[:-22]
    yield "end record only", end
    yield "entry count", data[:-14] + b"\x05" + data[-13:]
    yield "directory size", data[:-10] + struct.pack("<L", 10) + data[-6:]
    yield "directory offset", data[:-6] + struct.pack("<L", 1) + data[-2:]
    yield "flags", data[:6] + b"\x08\x00" + data[8:]
    yield "method", data[:8] + b"\x08\x00" + data[10:]
    yield "time", data[:10] + b"\x01\x00" + data[12:]
    yield "local size", data[:18] + struct.pack("<L", 1) + data[22:]
    yield "local name", data[:30] + b"Mimetype" + data[38:]
    yield "extra field", data[:28] + b"\x04\x00" + data[30:]
    yield "attributes", data[: directory + 38] + b"\x00\x00\xff\xa1" + data[directory + 42 :]
    yield "disk", data[: directory + 34] + b"\x01\x00" + data[directory + 36 :]
    yield "central comment", data[: directory + 32] + b"\x01\x00" + data[directory + 34 :]
    yield "overlap", data[: directory + 42] + struct.pack("<L", 5) + data[directory + 46 :]
    yield "zip64 size", data[: directory + 20] + b"\xff" * 8 + data[directory + 28 :]
    yield (
        "gap before the directory",
        data[:directory] + b"x" + data[directory:-6] + struct.pack("<L", directory + 1) + data[-2:],
    )
    yield "directory cut", data[:-22] + container.end_record(5, len(data) - 22 - directory, directory)
    yield "name runs over", data[: directory + 28] + b"\xff\xff" + data[directory + 30 :]


def test_every_other_spelling_is_refused(path: Path) -> None:
    """Each way in which ZIP readers differ is an error."""
    data = path.read_bytes()

    for name, mutated in mutations(data):
        assert mutated != data, name
        refuse(path, mutated)


@given(position=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_no_bit_can_be_flipped(position: int, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any changed bit of a container is noticed, in its structure or by CRC."""
    path = tmp_path_factory.mktemp("flip") / "x.hoshi"
    write_container(path, {"a.json": BytesContent(b"{}"), "b.bin": BytesContent(b"bytes")})
    data = bytearray(path.read_bytes())
    data[position % len(data)] ^= 1 << bit
    refuse(path, bytes(data))


@pytest.mark.parametrize(
    "name",
    [
        "../up", "/absolute", "a/../b", "c:/x", "a\\b", "a\x00b", "UPPER", "a//b", "dir/", "", ".hidden", "dot.",
        "con", "nul.txt", "com1.json", "a/b/c/d/e", "x" * 161, "é", "e\u0301", "a b", "-dash", "a/~b",
    ],
)  # fmt: skip
def test_names_are_plain(name: str, path: Path) -> None:
    """Names that some file system reads differently are neither written nor read."""
    with pytest.raises(ContainerError):
        write_container(path, {name: BytesContent(b"")})
    raw = name.encode()
    body = container.local_header(b"mimetype", len(container.MIMETYPE), 0) + container.MIMETYPE
    local = container.local_header(raw, 0, 0)
    directory = container.central_header(b"mimetype", len(container.MIMETYPE), 0, 0)
    directory += container.central_header(raw, 0, 0, len(body))
    refuse(path, body + local + directory + container.end_record(2, len(directory), len(body + local)))


def forged(entries: list[tuple[bytes, bytes]]) -> bytes:
    """A well-formed container with these entries in this order."""
    import zlib

    body = directory = b""
    for name, data in entries:
        crc = zlib.crc32(data)
        directory += container.central_header(name, len(data), crc, len(body))
        body += container.local_header(name, len(data), crc) + data
    return body + directory + container.end_record(len(entries), len(directory), len(body))


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([(b"mimetype", container.MIMETYPE), (b"a", b"1"), (b"a", b"2")], "order"),
        ([(b"mimetype", container.MIMETYPE), (b"b", b""), (b"a", b"")], "order"),
        ([(b"a", b"1")], "first entry"),
        ([(b"mimetype", b"application/zip")], "media type"),
        ([(b"mimetype", container.MIMETYPE + b"\n")], "mimetype has"),
    ],
)
def test_order_and_media_type(entries: list[tuple[bytes, bytes]], reason: str, path: Path) -> None:
    """Entries stand once, in order, behind the one media type."""
    refuse(path, forged(entries), reason)


def test_a_forged_container_would_be_read(path: Path) -> None:
    """The forger of these tests makes containers that are read when nothing is wrong with them."""
    path.write_bytes(forged([(b"mimetype", container.MIMETYPE), (b"a", b"1")]))

    assert read_all(path)["a"] == b"1"


def test_too_many_entries(path: Path) -> None:
    """The number of entries is bounded on both sides."""
    names = [b"%05d" % number for number in range(container.MAXIMUM_ENTRIES)]
    refuse(path, forged([(b"mimetype", container.MIMETYPE), *((name, b"") for name in names)]), "4001 entries")
    with pytest.raises(ContainerError, match="4001"):
        write_container(path, {name.decode(): BytesContent(b"") for name in names})


def test_limits_and_unknown_entries(path: Path) -> None:
    """A caller's limit holds, and an entry that is not there is an error."""
    with Container.open(path) as opened:
        with pytest.raises(ContainerError, match="70000 bytes"):
            opened.read("a.bin", limit=10)
        with pytest.raises(ContainerError, match="no entry"):
            opened.read("other", limit=10)


def test_only_regular_files(tmp_path: Path) -> None:
    """A pipe, a device or a folder is no bundle, and opening one does not hang."""
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        with pytest.raises((ContainerError, OSError)):
            Container.open(tmp_path / name)
    with pytest.raises(ContainerError, match="regular"):
        Container.open(Path("/dev/null"))


def test_a_file_cut_short_while_open(path: Path) -> None:
    """What vanishes between checking and reading is an error, never a short answer."""
    with Container.open(path) as opened:
        os.truncate(path, 200)
        with pytest.raises(ContainerError, match="ends early"):
            opened.read("a.bin", limit=1 << 20)


def test_a_file_changed_while_open(path: Path) -> None:
    """What changes between checking and reading is noticed by its CRC."""
    with Container.open(path) as opened:
        offset = opened.entries["a.bin"].offset
        with path.open("r+b") as file:
            file.seek(offset)
            file.write(b"x")
        with pytest.raises(ContainerError, match="CRC"):
            opened.read("a.bin", limit=1 << 20)


def test_an_empty_file_is_none(path: Path) -> None:
    """Nothing is not a bundle."""
    refuse(path, b"", "cannot be a bundle")


@dataclass
class Moody:
    """A content that says something else each time."""

    said: list[int] = field(default_factory=list[int])

    def chunks(self) -> Iterator[bytes]:
        """Yield another number each time."""
        self.said.append(1)
        yield str(len(self.said)).encode()


def test_a_source_that_changes_is_not_sealed(path: Path) -> None:
    """A file written to while it is sealed is an error, and what was there stays."""
    before = path.read_bytes()

    with pytest.raises(SealError, match="changed"):
        write_container(path, {"a": Moody()})

    assert path.read_bytes() == before
    assert [path] == list(path.parent.iterdir())


def test_a_full_disk_leaves_what_was_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk refuses, the earlier bundle is whole and nothing half-written is left."""
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_container(path, {"a": BytesContent(b"")})

    assert path.read_bytes() == before
    assert [path] == list(path.parent.iterdir())


def test_four_gigabytes_are_too_much(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be said without Zip64 is refused before it is written."""
    monkeypatch.setattr(container, "MAXIMUM_SIZE", 100_000)

    with pytest.raises(ContainerError, match="beside the bundle"):
        write_container(path, {"a": BytesContent(b"x" * 60_000)})
