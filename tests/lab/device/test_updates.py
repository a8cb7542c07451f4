"""What the device does with firmware images, good and bad, and what a twin's one defect changes in that."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori_lab.device import swu
from hoshitori_lab.device.application import archive
from hoshitori_lab.device.application.archive import Member
from hoshitori_lab.device.application.behaviour import Behaviour, UpdateCheck
from hoshitori_lab.device.application.checks import Checker, Refused
from hoshitori_lab.device.application.main import RESTART
from hoshitori_lab.device.build import FIRMWARE
from hoshitori_lab.device.factory import SEED, authority
from hoshitori_lab.device.swu import Signed
from tests.lab.device.system import Unit, unit


@cache
def image(version: str = swu.NEWER, signed: Signed = Signed.GENUINE) -> bytes:
    """One image, built once."""
    return swu.build(version, signed)


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    """The sound device's checks."""
    folder = tmp_path_factory.mktemp("checker")
    (folder / "authority.pem").write_bytes(authority(SEED, "Update CA").pem)
    return Checker(authority=folder / "authority.pem", hardware="A1", running=FIRMWARE, scratch=folder)


def altered(content: bytes, name: str, position: int) -> bytes:
    """The genuine image with one bit of one member flipped and the outer checksums repaired."""
    members: list[Member] = []
    for member in archive.unpack(content):
        changed = bytearray(member.content)
        if member.name == name:
            changed[position % len(changed)] ^= 1
        members.append(Member(name=member.name, content=bytes(changed)))
    return archive.pack(members)


def with_repaired_digest(content: bytes) -> bytes:
    """The same, with the digest of description and signature made to fit again."""
    members = {member.name: member.content for member in archive.unpack(content)}
    covered = members[archive.DESCRIPTION] + members.get(archive.SIGNATURE, b"")
    members[archive.DIGEST] = hashlib.sha256(covered).hexdigest().encode()
    return archive.pack([Member(name=name, content=body) for name, body in members.items()])


def test_the_genuine_image_is_accepted(checker: Checker) -> None:
    """The positive control: what the maker built is installed."""
    release = checker.signed(image())
    assert release.version == swu.NEWER
    assert set(release.files) == {"application.zip", "base.json"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (image(swu.OLDER), "NOT_NEWER"),
        (image(FIRMWARE), "NOT_NEWER"),
        (image(signed=Signed.FOREIGN), "SIGNATURE"),
        (image(signed=Signed.UNSIGNED), "UNSIGNED"),
        (image()[: len(image()) // 2], "MALFORMED"),
        (b"", "MALFORMED"),
        (altered(image(), "application.zip", 100_000), "DIGEST"),
        (altered(image(), archive.DESCRIPTION, 30), "DIGEST"),
        (with_repaired_digest(altered(image(), archive.DESCRIPTION, 30)), "SIGNATURE"),
        (with_repaired_digest(altered(image(), archive.SIGNATURE, -5)), "SIGNATURE"),
    ],
    ids=["older", "same", "foreign", "unsigned", "cut", "empty", "payload", "text", "text-repaired", "signature"],
)
def test_every_other_image_is_refused(checker: Checker, content: bytes, code: str) -> None:
    """Each wrong image meets the check that is there for it."""
    with pytest.raises(Refused) as refusal:
        checker.signed(content)
    assert refusal.value.code == code


@given(st.integers(0, len(image()) * 8 - 1))
def test_any_flipped_bit_is_refused_by_signature_and_by_digest(checker: Checker, position: int) -> None:
    """No single bit of an image can be flipped and the image still be taken, not by the digest-only twin either."""
    changed = bytearray(image())
    changed[position // 8] ^= 1 << position % 8
    for check in (checker.signed, checker.digested):
        with pytest.raises(Refused):
            check(bytes(changed))


def test_only_the_digest_twin_takes_a_stranger_s_image(checker: Checker) -> None:
    """Who signed is what tells the two apart."""
    assert checker.digested(image(signed=Signed.FOREIGN)).version == swu.NEWER
    assert checker.digested(image(signed=Signed.UNSIGNED)).version == swu.NEWER


def install(folder: Path, check: UpdateCheck, content: bytes) -> tuple[Unit, bool]:
    """Offer an image to a device of that kind."""
    device = unit(folder, Behaviour(update_check=check))
    return device, device.system.updater.install(content, source="test").accepted


def written(folder: Path) -> list[str]:
    """Everything that stands in the slots."""
    return sorted(str(path.relative_to(folder)) for path in (folder / "application").rglob("*"))


def test_nothing_is_written_before_the_check(tmp_path: Path) -> None:
    """A refused image leaves the inactive slot and the link as they were."""
    unit(tmp_path)
    before = written(tmp_path)
    for content in (image(signed=Signed.FOREIGN), altered(image(), "application.zip", 5), image()[:-700]):
        device, accepted = install(tmp_path, UpdateCheck.SIGNATURE, content)
        assert (accepted, device.ends, written(tmp_path)) == (False, [], before)


def test_the_twin_that_writes_first_leaves_the_altered_image_behind(tmp_path: Path) -> None:
    """It refuses in the end and stays on the old version; the slot shows what it did."""
    device, accepted = install(tmp_path, UpdateCheck.AFTER_WRITING, altered(image(), "application.zip", 100_000))
    assert (accepted, device.ends, device.system.updater.status()["slot"]) == (False, [], "a")
    assert "application/b/application.zip" in written(tmp_path)


def test_the_twin_without_a_check_installs_an_altered_image(tmp_path: Path) -> None:
    """It switches over to what anybody sent."""
    device, accepted = install(tmp_path, UpdateCheck.NONE, altered(image(), "application.zip", 100_000))
    assert (accepted, device.ends) == (True, [RESTART])


def test_a_device_that_is_busy_at_first_says_so_without_a_look(tmp_path: Path) -> None:
    """The first images after a start are turned away, good or bad; then it checks as any other."""
    busy = unit(tmp_path, Behaviour(busy_offers=2)).system.updater
    codes = [busy.install(content, source="test").code for content in (image(), b"", b"", image())]
    assert codes == ["NOT_NOW", "NOT_NOW", "MALFORMED", "INSTALLED"]


def test_an_update_can_take_documents_away(tmp_path: Path) -> None:
    """What it deletes is gone with an image that is installed, and stays with one that is refused."""
    device = unit(tmp_path, Behaviour(forgets_at_update=("settings.json",)))
    device.system.change_settings({"location": "roof"})
    device.system.updater.install(image(signed=Signed.FOREIGN), source="test")
    assert device.system.settings()["location"] == "roof"
    device.system.updater.install(image(), source="test")
    assert device.system.settings()["location"] == ""


def test_a_device_can_show_another_model(tmp_path: Path) -> None:
    """Pages and REST interface agree on it, wherever a user looks."""
    shown = unit(tmp_path, Behaviour(model_shown="HDC-1000"))
    hidden = unit(tmp_path, Behaviour(shows_model=False))
    for path in ("/about", "/api/about"):
        assert b"HDC-1000" in shown.ask("GET", path).body
        assert b"HDC-1" not in hidden.ask("GET", path).body


def test_an_accepted_image_stands_in_the_other_slot_and_runs_next(tmp_path: Path) -> None:
    """The switch is one link; the old slot keeps the old version."""
    device, accepted = install(tmp_path, UpdateCheck.SIGNATURE, image())
    assert (accepted, device.ends) == (True, [RESTART])
    slots = tmp_path / "application"
    assert (slots / "current").readlink() == Path("b")
    assert (slots / "a" / "version").read_text() == f"{FIRMWARE}\n"
    assert (slots / "current" / "version").read_text() == f"{swu.NEWER}\n"


def test_the_same_version_gives_the_same_payloads() -> None:
    """A firmware image's payloads follow from sources and version alone."""
    first, second = (archive.unpack(swu.build(swu.NEWER)) for _ in range(2))
    assert first[3:] == second[3:]
    assert first[0] == second[0]
