"""The data folder: whole writes, and contents that only this device can read."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from hoshitori_lab.device.application.disk import Disk, Vault, write_whole

SECRET = "correct horse battery staple"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """A data folder with its key beside it."""
    (tmp_path / "secret").write_bytes(b"7" * 64)
    (tmp_path / "data").mkdir()
    return Disk(folder=tmp_path / "data", vault=Vault(secret=tmp_path / "secret"))


def test_a_document_is_read_back_and_its_file_tells_nothing(disk: Disk) -> None:
    """What stands on disk holds the secret in no plain, base64, hexadecimal or UTF-16 form."""
    disk.write("acquired/x.json", {"secret": SECRET})
    assert disk.read("acquired/x.json", None) == {"secret": SECRET}
    raw = (disk.folder / "acquired" / "x.json").read_bytes()
    plain = SECRET.encode()
    for form in (plain, base64.b64encode(plain)[:20], plain.hex().encode(), SECRET.encode("utf-16-le")):
        assert form not in raw


def test_an_altered_document_is_refused(disk: Disk) -> None:
    """A bit changed on disk is noticed."""
    disk.write("x.json", [1])
    path = disk.folder / "x.json"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ValueError, match="altered"):
        disk.read("x.json", None)


def test_two_writes_of_one_content_differ(disk: Disk) -> None:
    """Equal contents cannot be told from the outside."""
    disk.write("a.json", SECRET)
    disk.write("b.json", SECRET)
    assert (disk.folder / "a.json").read_bytes() != (disk.folder / "b.json").read_bytes()


def test_a_failed_write_leaves_the_old_content_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the middle of a write keeps what was there."""
    path = tmp_path / "x"
    write_whole(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
