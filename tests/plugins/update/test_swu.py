"""SWUpdate's container: read, altered and written back, and held against GNU cpio."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori_plugins.update.formats import generic, swu
from tests.plugins.daemons import needs
from tests.plugins.update.devices import NEW, build


def test_reading_and_writing_back_changes_nothing() -> None:
    """An archive is written back byte for byte."""
    archive = swu.parse(build(NEW))
    assert archive is not None
    assert archive.written() == build(NEW)
    assert [one.name for one in archive.payloads] == ["app.bin", "web.bin"]


@pytest.mark.parametrize("place", ["payload", "payload-end", "description", "signature"])
def test_flips_change_one_bit_and_mend_the_checksum(place: str) -> None:
    """Exactly one bit of content differs, and the archive's checksums are right again."""
    genuine, flipped = build(NEW), dict(swu.flips(build(NEW)))[place]
    before, after = swu.parse(genuine), swu.parse(flipped)
    assert before is not None
    assert after is not None
    pairs = [(a, b) for one, two in zip(before.members, after.members, strict=True)
             for a, b in zip(one.content, two.content, strict=True)]  # fmt: skip
    assert sum((a ^ b).bit_count() for a, b in pairs) == 1
    assert after.written() == flipped


def test_every_payload_is_flipped() -> None:
    """A device that checks the largest and the last part of an image alone is offered one with another part altered."""
    archive = swu.parse(build(NEW))
    assert archive is not None
    small = replace(archive.payloads[0], name="boot.bin", content=b"boot")
    members = (*archive.members[:-1], small, archive.members[-1])
    genuine = replace(archive, members=members).written()

    altered: set[str] = set()
    for _, image in swu.flips(genuine):
        flipped = swu.parse(image)
        assert flipped is not None
        altered |= {one.name for one, two in zip(members, flipped.members, strict=True) if one.content != two.content}

    assert {"app.bin", "boot.bin", "web.bin"} <= altered


@pytest.mark.parametrize("length", ["half", "last-byte", "no-payload"])
def test_cuts_take_away_software(length: str) -> None:
    """A cut image is a beginning of the genuine one and no whole archive."""
    cut = dict(swu.cuts(build(NEW)))[length]
    assert build(NEW).startswith(cut)
    assert swu.parse(cut) is None


def test_gnu_cpio_takes_a_mutant_for_sound(tmp_path: Path) -> None:
    """A flipped image passes another program's check of the checksums; without mending it would not."""
    cpio = needs("cpio")
    flipped = dict(swu.flips(build(NEW)))["payload"]
    spoilt = generic.flip(build(NEW), build(NEW).index(b"<html>"))
    results = [
        subprocess.run(
            [cpio, "-i", "--to-stdout", "--quiet"], input=image, capture_output=True, cwd=tmp_path, check=False
        )
        for image in (flipped, spoilt)
    ]
    assert b"checksum" not in results[0].stderr
    assert b"checksum" in results[1].stderr


@given(st.binary(max_size=2_000))
def test_bytes_from_anywhere_are_no_archive_and_no_fault(data: bytes) -> None:
    """Whatever the bytes are, they are read or refused, and altering them ends."""
    swu.parse(data)
    list(swu.flips(data))
    for _, flipped in generic.flips(data):
        assert sum((a ^ b).bit_count() for a, b in zip(data, flipped, strict=True)) == 1
    for _, cut in generic.cuts(data):
        assert 0 < len(cut) < len(data)


@given(st.data())
def test_damaged_archives_are_no_fault(data: st.DataObject) -> None:
    """An archive with one byte changed is read or refused."""
    image = bytearray(build(NEW))
    image[data.draw(st.integers(0, len(image) - 1))] = data.draw(st.integers(0, 255))
    archive = swu.parse(bytes(image))
    assert archive is None or archive.written() == bytes(image)


@pytest.mark.parametrize("curve", [True, False], ids=["ecdsa", "rsa"])
def test_the_flip_of_a_signature_hits_its_value(tmp_path: Path, curve: bool) -> None:  # a parameter of the test
    """A CMS signature that also carries certificates that no check needs is stale all the same, as it must be."""
    needs("openssl")
    text = b"version = 2"
    chain = [certificate(tmp_path, name, curve=curve) for name in ("signer", "stray-1", "stray-2", "stray-3")]
    (tmp_path / "text").write_bytes(text)
    (tmp_path / "strays.pem").write_bytes(b"".join(one.read_bytes() for one in chain[1:]))
    cms(tmp_path, "-sign", "-binary", "-outform", "DER", "-out", "sig", "-certfile", "strays.pem", "-signer",
        "signer.pem", "-inkey", "signer.key")  # fmt: skip
    archive = swu.parse(build(NEW))
    assert archive is not None
    genuine = archive.with_content(swu.DESCRIPTION, text).with_content(swu.SIGNATURE, (tmp_path / "sig").read_bytes())
    flipped = swu.parse(dict(swu.flips(genuine.written()))["signature"])
    assert flipped is not None

    assert verified(tmp_path, genuine)
    assert not verified(tmp_path, flipped)


def certificate(folder: Path, name: str, *, curve: bool) -> Path:
    """Make a self-signed certificate and its key."""
    key = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256") if curve else ("rsa:2048",)
    words = ("openssl", "req", "-x509", "-nodes", "-newkey", *key, "-subj", f"/CN={name}", "-days", "3650")
    subprocess.run([*words, "-keyout", f"{name}.key", "-out", f"{name}.pem"], cwd=folder, check=True,
                   capture_output=True, timeout=60)  # fmt: skip
    return folder / f"{name}.pem"


def cms(folder: Path, *words: str) -> bool:
    """Call openssl's CMS on the text; return whether it succeeded."""
    call = ["openssl", "cms", *words, "-in" if "-sign" in words else "-content", "text"]
    return subprocess.run(call, cwd=folder, check="-sign" in words, capture_output=True, timeout=60).returncode == 0


def verified(folder: Path, archive: swu.Archive) -> bool:
    """Return whether the signature of an archive is the signer's over its text."""
    signature = archive.find(swu.SIGNATURE)
    assert signature is not None
    (folder / "given").write_bytes(signature.content)
    return cms(folder, "-verify", "-binary", "-inform", "DER", "-in", "given", "-CAfile", "signer.pem", "-purpose",
               "any", "-out", "read")  # fmt: skip
