"""Values on a storage: found in every spelling, wherever pieces are cut, and never by chance."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import json
import lzma
import tarfile
import urllib.parse
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.stored import StoredSecrets
from hoshitori.model.declaration_ixit import Row
from hoshitori.probe import Unavailable
from hoshitori_plugins.storage.markers import KINDS, kind_named, new_marker
from hoshitori_plugins.storage.md4 import md4
from hoshitori_plugins.storage.private_keys import private_keys
from hoshitori_plugins.storage.probe import look_for_stored_values
from hoshitori_plugins.storage.search import Search, windows
from hoshitori_plugins.storage.spellings import forms
from hoshitori_plugins.storage.unpacked import MOST_BYTES, unpacked
from tests.plugins.keeping import DECLARED, PASSWORD, SECRET, KeepingDevice, bench_of
from tests.plugins.support import Notes, declare, reach_for, row, row_target

OF_PASSWORD = row("10-SecParam", "SP-1", type="critical", authentication=("1-AuthMech/AM-1",))
OF_CREDENTIAL = row("10-SecParam", "SP-2", type="critical", marker="credential")
OF_KEYS = row("10-SecParam", "SP-3", type="critical", private_keys=True)
OF_NOTHING = row("10-SecParam", "SP-4", type="critical")


def looked(device: KeepingDevice, target: Row, notes: Notes | None = None) -> StoredSecrets:
    """Look at a device's storage for the values of a parameter."""
    declaration = declare(PASSWORD, target)
    reach = reach_for(notes or bench_of(device), declaration, secrets={"1-AuthMech/AM-1": DECLARED})
    return look_for_stored_values(row_target(target), reach)


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        (b"abc", "a448017aaf21d8525fc10ae87aa6729d"),
        (b"1234567890" * 8, "e33b4ddc9c38f2199c3e7b164fcc0536"),
        ("password".encode("utf-16-le"), "8846f7eaee8fb117ad06bdd830b7586c"),
    ],
)
def test_md4_is_the_standards(data: bytes, digest: str) -> None:
    """The digests are those of RFC 1320, and of a well-known NT hash."""
    assert md4(data).hex() == digest


def spelt(value: str) -> Iterator[tuple[str, bytes]]:
    """Yield ways in which a device might store a value, written another way than the search does."""
    plain = value.encode()
    yield "plain", plain
    yield "utf-16-le", value.encode("utf-16-le")
    yield "utf-16-be", value.encode("utf-16-be")
    yield "hex", plain.hex().encode()
    yield "hex", plain.hex().upper().encode()
    yield "percent", "".join(f"%{one:02x}" for one in plain).encode()
    for before in (b"", b"a", b"ab", b"abc"):
        yield "base64", base64.b64encode(before + plain + b"tail")
        yield "base64", base64.urlsafe_b64encode(before + plain + b"tail")
    yield "json", json.dumps({"kept": value}).encode()
    yield "json", json.dumps({"kept": value}, ensure_ascii=False).encode()
    yield "xml", f"<kept>{escape(value)}</kept>".encode()
    yield "xml", quoteattr(value).encode()
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512"):
        yield name, hashlib.new(name, plain).digest()
        yield name, hashlib.new(name, plain).hexdigest().upper().encode()
        yield name, base64.b64encode(hashlib.new(name, plain).digest())
        yield name, base64.urlsafe_b64encode(hashlib.new(name, plain).digest())


@given(value=st.text(min_size=6, max_size=24).filter(lambda text: text.isprintable()), cut=st.integers(1, 40))
def test_every_spelling_is_found_wherever_pieces_are_cut(value: str, cut: int) -> None:
    """Whatever a device might write is found, though the content comes in pieces of any size."""
    for _, data in spelt(value):
        content = b"<" * 37 + data + b">" * 23
        pieces = [content[at : at + cut] for at in range(0, len(content), cut)]

        assert Search({"it": value}).look("place", pieces), data


def test_percent_encoding_is_found() -> None:
    """What a form would send is found."""
    value = "pass word/ü7"

    assert Search({"it": value}).look("x", [urllib.parse.quote(value, safe="").encode()])


@given(noise=st.binary(max_size=4_000))
def test_nothing_is_found_by_chance(noise: bytes) -> None:
    """Random bytes hold no marker."""
    assert Search({"it": new_marker()}).look("place", [noise]) == []


def test_short_values_are_not_looked_for() -> None:
    """Four digits stand in every file; they are told as not looked for, and not as absent."""
    assert forms("1234") == ()
    assert Search({"it": "1234"}).look("place", [b"1234"]) == []


@given(content=st.binary(max_size=300), cut=st.integers(1, 50), overlap=st.integers(1, 60))
def test_windows_leave_nothing_out(content: bytes, cut: int, overlap: int) -> None:
    """Each window says where it begins, and every stretch as long as the overlap lies whole in one of them."""
    seen = list(windows((content[at : at + cut] for at in range(0, len(content), cut)), overlap))

    assert all(content[start : start + len(window)] == window for start, window in seen)
    for at in range(max(0, len(content) - overlap + 1)):
        assert any(start <= at and at + overlap <= start + len(window) for start, window in seen)


def test_a_hit_is_told_once_with_its_place() -> None:
    """Overlapping windows do not double a finding, and its offset is the content's."""
    pieces = [b"x" * 100, b"y" * 50 + b"secret-value" + b"z" * 10, b"z" * 100]
    hits = Search({"it": "secret-value"}).look("place", pieces)

    assert [(hit.value, hit.form, hit.offset) for hit in hits] == [("it", "plain", 150)]


@pytest.mark.parametrize("spoils", ["plain", "base64", "md5", "hex", "utf-16-le"])
@pytest.mark.parametrize("image", [False, True])
def test_a_password_that_is_stored_legibly_is_found(spoils: str, image: bool) -> None:  # a parameter of the test
    """In files and in an image, in each form; the value itself is on no record."""
    device = KeepingDevice(spoils=spoils)
    fact = looked(device, OF_PASSWORD, bench_of(device, without=frozenset({"Disk"} if image else ()), image=image))

    assert {found.form for found in fact.findings} == {spoils}
    assert {found.value for found in fact.findings} == {"1-AuthMech/AM-1"}
    assert fact.view == ("IMAGE" if image else "FILES")
    assert fact.looked_for_something
    assert DECLARED not in repr(fact)


@pytest.mark.parametrize("target", [OF_PASSWORD, OF_CREDENTIAL, OF_KEYS])
def test_a_sound_device_shows_nothing_but_the_control(target: Row) -> None:
    """Nothing of the parameter is found, the line of the log is."""
    notes = bench_of(KeepingDevice())
    fact = looked(KeepingDevice(), target, notes)

    assert (fact.findings, fact.private_keys, fact.unread) == ((), (), ())
    assert fact.control.held
    assert "log in data/log" in fact.control.what
    assert fact.looked_for_something
    assert notes.effort["files"] >= 3
    assert fact.keys_sought is (target is OF_KEYS)


def test_a_credential_that_is_stored_as_it_is_is_found() -> None:
    """A marker put in as a credential is looked for as well."""
    fact = looked(KeepingDevice(bare=frozenset({"log", "credential"})), OF_CREDENTIAL)

    assert [found.id.rpartition("+")[0] for found in fact.findings] == ["marker: credential: plain in data/credential"]


def test_a_storage_that_shows_nothing_at_all_has_no_control() -> None:
    """Where not even a line of the log is legible, the search shows nothing."""
    fact = looked(KeepingDevice(bare=frozenset()), OF_PASSWORD)

    assert not fact.control.held


LESSER = "1-AuthMech/AM-1/lesser_user_secret"
OF_TWO = replace(PASSWORD, secrets={**PASSWORD.secrets, "lesser_user_secret": SECRET})


def looked_for_both(device: KeepingDevice, secrets: dict[str, str]) -> StoredSecrets:
    """Look for the values of a mechanism with two accounts."""
    declaration = declare(OF_TWO, OF_PASSWORD)
    reach = reach_for(bench_of(device), declaration, secrets={"1-AuthMech/AM-1": DECLARED, **secrets})
    return look_for_stored_values(row_target(OF_PASSWORD), reach)


def test_the_password_of_the_account_with_fewer_rights_is_sought() -> None:
    """It is looked for as the administrator's is, by its own name."""
    sound = looked_for_both(KeepingDevice(lesser="viewers-password"), {LESSER: "viewers-password"})
    assert [(one.id, one.kept, one.forms > 0) for one in sound.sought] == [
        ("1-AuthMech/AM-1", True, True),
        (LESSER, True, True),
    ]
    assert sound.looked_for_something
    assert sound.findings == ()

    bare = looked_for_both(
        KeepingDevice(lesser="viewers-password", more={"data/accounts": b"viewer:viewers-password"}),
        {LESSER: "viewers-password"},
    )
    assert [(one.value, one.form, one.place) for one in bare.findings] == [(LESSER, "plain", "data/accounts")]
    assert "viewers-password" not in repr(bare)


@pytest.mark.parametrize("given", [{}, {LESSER: "not-the-viewers"}], ids=["not given", "opens nothing"])
def test_a_declared_secret_that_nobody_knows_is_not_passed_over(given: dict[str, str]) -> None:
    """A second account whose value is missing or wrong is told, so that the search counts for nothing."""
    fact = looked_for_both(KeepingDevice(lesser="viewers-password"), given)

    assert [one.id for one in fact.sought] == ["1-AuthMech/AM-1", LESSER]
    assert not fact.looked_for_something


def test_a_value_that_is_not_the_devices_shows_nothing() -> None:
    """A declared password that opens nothing, or a marker the device does not keep, is not looked for in earnest."""
    assert not looked(KeepingDevice(password="another-one"), OF_PASSWORD).looked_for_something
    assert not looked(KeepingDevice(keeps_none_of=frozenset({"credential"})), OF_CREDENTIAL).looked_for_something
    assert not looked(KeepingDevice(), OF_NOTHING).looked_for_something


def test_without_storage_or_control_there_is_no_fact() -> None:
    """A bench that does not see the storage says so; so does one that could put nothing in."""
    device = KeepingDevice()
    with pytest.raises(Unavailable) as caught:
        looked(device, OF_PASSWORD, bench_of(device, without=frozenset({"Disk"})))
    assert caught.value.impossible_adapter == "Disk"
    with pytest.raises(Unavailable, match="no setting"):
        looked(KeepingDevice(refuses=frozenset({"setting", "log"})), OF_PASSWORD)


NOTHING = serialization.NoEncryption()
PKCS8, PEM, DER = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM, serialization.Encoding.DER
CURVE, EDWARDS = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS = {
    "PKCS 8 in PEM": (CURVE.private_bytes(PEM, PKCS8, NOTHING), "PEM", False),
    "PKCS 8": (EDWARDS.private_bytes(DER, PKCS8, NOTHING), "DER", False),
    "PKCS 1": (RSA.private_bytes(DER, serialization.PrivateFormat.TraditionalOpenSSL, NOTHING), "DER", False),
    "SEC 1 in PEM": (CURVE.private_bytes(PEM, serialization.PrivateFormat.TraditionalOpenSSL, NOTHING), "PEM", False),
    "OpenSSH": (EDWARDS.private_bytes(PEM, serialization.PrivateFormat.OpenSSH, NOTHING), "OPENSSH", False),
    "with a passphrase": (
        CURVE.private_bytes(PEM, PKCS8, serialization.BestAvailableEncryption(b"passphrase")),
        "PEM",
        True,
    ),
    "OpenSSH with a passphrase": (
        EDWARDS.private_bytes(
            PEM, serialization.PrivateFormat.OpenSSH, serialization.BestAvailableEncryption(b"passphrase")
        ),
        "OPENSSH",
        True,
    ),
}


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("cut", [17, 64, 1_000_000])
def test_private_keys_are_found_by_their_form(kind: str, cut: int) -> None:
    """Each common form is found among other bytes, once, and parsed; a passphrase is told."""
    data, form, encrypted = KEYS[kind]
    content = b"\x30\x82" * 50 + data + b"\x02\x01\x00" * 50
    found = private_keys("data/k", [content[at : at + cut] for at in range(0, len(content), cut)])

    assert [(key.form, key.encrypted, key.offset) for key in found if key.algorithm != "x"] == [(form, encrypted, 100)]


def test_what_only_looks_like_a_key_is_none() -> None:
    """Certificates, public keys and broken keys are not private keys."""
    public = CURVE.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    broken = KEYS["PKCS 8"][0][:-9] + b"123456789"
    framed = b"-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----"

    assert private_keys("x", [public, framed, b"\x30\x20\x02\x01\x00" + bytes(40)]) == []
    assert all(key.form == "DER" for key in private_keys("x", [broken]))


@given(noise=st.binary(max_size=3_000))
def test_hostile_bytes_are_no_keys(noise: bytes) -> None:
    """Whatever stands there, the search ends and finds nothing that cannot be parsed."""
    assert private_keys("x", [b"\x30\x82\x00\x60\x02\x01\x00" + noise]) == []


def test_a_private_key_beside_the_data_is_found() -> None:
    """A key that lies on the storage in clear is found for the parameter that is said to hold keys, and no other."""
    device = KeepingDevice(more={"data/web.key": KEYS["PKCS 8 in PEM"][0]})

    assert [key.place for key in looked(device, OF_KEYS).bare_keys] == ["data/web.key"]
    assert looked(replace(device), OF_PASSWORD).private_keys == ()


def test_markers_are_new_and_named() -> None:
    """Every marker is another one and fit for every kind; kinds go by their names."""
    made = {new_marker() for _ in range(100)}

    assert len(made) == 100
    assert all(one.isidentifier() and one.islower() and len(one) == 17 for one in made)
    assert [kind_named(kind) for kind in KINDS] == list(KINDS)
    assert kind_named("colour") is None


def zipped(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of two files, the second of which has the content."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("first", b"nothing" * 9)
        archive.writestr("second", content)
    return stream.getvalue()


def tarred(content: bytes) -> bytes:
    """Return a gzipped tar of one file, as a backup of the settings is."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        member = tarfile.TarInfo("etc/settings")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zipped, tarred])
def test_what_a_compressed_file_holds_is_looked_at(pack: Callable[[bytes], bytes]) -> None:
    """A backup of the settings with the password in it gives it away, and a sealed one does not."""
    packed = pack(f"user=admin password={DECLARED}".encode())
    assert DECLARED.encode() not in packed or pack is zipped

    found = looked(KeepingDevice(more={"data/backup": packed}), OF_PASSWORD)
    sound = looked(KeepingDevice(more={"data/backup": pack(b"user=admin password=salted-and-slow")}), OF_PASSWORD)

    assert {(one.form, one.place) for one in found.findings} == {("plain", "data/backup#unpacked")}
    assert sound.findings == ()
    assert sound.control.held


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_log_that_was_packed_in_portions_is_read_to_its_end(pack: Callable[[bytes], bytes]) -> None:
    """What stands behind the first portion is looked at, too; what is no portion ends it."""
    portions = pack(b"monday ") + pack(b"tuesday ") + pack(f"password={DECLARED}".encode())

    found = looked(KeepingDevice(more={"data/log.old": portions}), OF_PASSWORD)

    assert [one.place for one in found.findings] == ["data/log.old#unpacked"]
    assert unpacked(portions + b"rubbish").startswith(b"monday tuesday password=")


def test_a_device_cannot_hide_a_key_by_the_name_of_its_file() -> None:
    """A file that is called as the contents of a compressed one are told is a file like any other."""
    key = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    assert len(looked(KeepingDevice(more={"data/key#unpacked": key}), OF_KEYS).private_keys) == 1


def test_private_keys_in_packages_are_not_the_devices() -> None:
    """A package with a key of somebody's tests is left alone; the same key beside it is found."""
    key = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    assert looked(KeepingDevice(more={"data/package.gz": gzip.compress(key)}), OF_KEYS).private_keys == ()
    assert len(looked(KeepingDevice(more={"data/key": key}), OF_KEYS).private_keys) == 1


def test_unpacking_has_its_bounds() -> None:
    """A small file that would fill the memory is read to the bound, and one that is broken as far as it goes."""
    bomb = gzip.compress(bytes(MOST_BYTES + 5_000_000), 9)
    whole = gzip.compress(b"beginning " + random_bytes(20_000))

    assert len(unpacked(bomb)) == len(unpacked(bomb + bomb)) == MOST_BYTES
    assert len(unpacked(zipped(bytes(MOST_BYTES + 5_000_000)))) <= MOST_BYTES + 2
    assert unpacked(whole[: len(whole) // 2]).startswith(b"beginning ")
    assert unpacked(b"plain") == unpacked(b"") == b""


def random_bytes(count: int) -> bytes:
    """Return bytes that do not compress, always the same."""
    return b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(count // 32))


@given(
    st.sampled_from([b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"PK\x03\x04"]),
    st.binary(max_size=200),
    st.integers(0, 120),
    st.binary(max_size=4),
)
def test_hostile_bytes_unpack_to_something_or_nothing(head: bytes, noise: bytes, at: int, change: bytes) -> None:
    """Whatever a device calls an archive ends neither the run nor the search."""
    sound = {b"B": bz2.compress, b"P": zipped, b"\xfd": lzma.compress}.get(head[:1], gzip.compress)(b"text " * 20)

    assert isinstance(unpacked(head + noise), bytes)
    assert isinstance(unpacked(sound[:at] + change + sound[at + len(change) :]), bytes)
