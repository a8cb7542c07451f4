"""The files a declaration names are there, are the ones it means, and lie beside it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from hoshitori.schema.declaration import DeclarationError, check_files

TOML = """
[[firmware]]
path = "image.bin"
sha256 = "{image}"
version = "1"
[[document]]
id = "D"
path = "../texts/manual.txt"
sha256 = "{manual}"
[[document]]
id = "P"
url = "https://example.jp/"
sha256 = "00"
[[authorisation]]
id = "A"
document = "permission.txt"
document_sha256 = "{image}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A declaration with an image and a permission beside it, and a manual in the next folder."""
    device, texts = tmp_path / "device", tmp_path / "texts"
    device.mkdir()
    texts.mkdir()
    (device / "image.bin").write_bytes(b"image")
    (device / "permission.txt").write_bytes(b"image")
    (texts / "manual.txt").write_bytes(b"manual")
    digests = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("image", "manual")}
    (device / "dut.toml").write_text(TOML.format(**digests))
    return device


def test_files_with_their_digests_are_right(folder: Path) -> None:
    """Nothing is told where everything is as declared; a page on the web is no file."""
    assert check_files(folder / "dut.toml") == ()


def test_another_file_is_told_with_both_digests(folder: Path) -> None:
    """By line and key, expected and found."""
    (folder / "image.bin").write_bytes(b"other")

    (problem,) = check_files(folder / "dut.toml")

    assert (problem.code, problem.key, problem.position.line) == ("digest", "firmware[#1].path", 3)
    assert hashlib.sha256(b"other").hexdigest() in problem.text()
    assert hashlib.sha256(b"image").hexdigest() in problem.text("ja")


def test_a_missing_file_is_told(folder: Path) -> None:
    """It is a fault, not an exception."""
    (folder / "permission.txt").unlink()

    assert [problem.code for problem in check_files(folder / "dut.toml")] == ["file"]


def test_a_link_out_of_the_neighbourhood_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing outside is opened, even if its digest were right."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "image.bin"
    elsewhere.write_bytes(b"image")
    (folder / "image.bin").unlink()
    (folder / "image.bin").symlink_to(elsewhere)

    assert [problem.code for problem in check_files(folder / "dut.toml")] == ["outside"]


@pytest.mark.parametrize("kind", ["folder", "pipe", "loop"])
def test_only_regular_files_are_read(folder: Path, kind: str) -> None:
    """A folder, a pipe nobody writes to or a link to itself ends at once as a fault."""
    (folder / "image.bin").unlink()
    match kind:
        case "folder":
            (folder / "image.bin").mkdir()
        case "pipe":
            os.mkfifo(folder / "image.bin")
        case _:
            (folder / "image.bin").symlink_to("image.bin")

    assert [problem.code for problem in check_files(folder / "dut.toml")] == ["file"]


@pytest.mark.parametrize("path", ["/etc/hostname", "../../image.bin", "a/../../../b"])
def test_a_path_that_leads_out_is_not_opened(folder: Path, path: str) -> None:
    """Reading the declaration refuses it; here it is passed over."""
    text = (folder / "dut.toml").read_text()
    (folder / "dut.toml").write_text(text.replace("image.bin", path))

    assert check_files(folder / "dut.toml") == ()


def test_a_declaration_that_is_no_toml_is_an_error(folder: Path) -> None:
    """As when it is read."""
    (folder / "dut.toml").write_text("=")

    with pytest.raises(DeclarationError):
        check_files(folder / "dut.toml")
