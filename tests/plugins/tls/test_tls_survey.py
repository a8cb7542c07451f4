"""What a TLS server accepts: real servers of every age, and servers that misbehave."""

import contextlib
import datetime
import itertools
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.base import encode
from hoshitori.facts.tls import Answer, ChainFault, TlsSurvey
from hoshitori.model.declaration import Declaration
from hoshitori.probe import Unavailable
from hoshitori_plugins.tls.answer import FlightReader, NotTlsError, read_certificates, read_server_hello
from hoshitori_plugins.tls.certificates import public_key_digest, read_chain
from hoshitori_plugins.tls.modern import Opener, chosen_protocol, opener
from hoshitori_plugins.tls.offers import read_client_hello
from hoshitori_plugins.tls.survey import survey_tls
from tests.plugins.daemons import free_port, needs, running
from tests.plugins.servers import certificate, listener, nginx
from tests.plugins.support import Notes, declare, document_file, endpoint, interface, reach_for, row

LEGACY = str(Path(__file__).parents[3] / "lab/hoshitori_lab/device/legacy_tls.py")
WEAK = "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers ALL:@SECLEVEL=0; return 200 ok;"
SOUND = "ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM; return 200 ok;"


def survey(port: int, declaration: Declaration | None = None, documents: Path = Path("/nonexistent")) -> TlsSurvey:
    """Survey a server on loopback, and make sure that the fact survives its record."""
    found = survey_tls(endpoint(port), reach_for(Notes(), declaration, documents=documents))
    encode(found)
    return found


def test_all_versions_and_suites_of_a_careless_server_are_found(tmp_path: Path) -> None:
    """The suites under each version are those that OpenSSL itself says it serves."""
    port = free_port()
    with nginx(tmp_path, f"listen 127.0.0.1:{port} ssl; {WEAK}"):
        found = survey(port)
    assert found.accepted == ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
    assert found.versions[0].why is Answer.ALERT
    listed = subprocess.run(
        [needs("openssl"), "ciphers", "-s", "-tls1_2", "-stdname", "ALL:@SECLEVEL=0"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    served = {line.split()[0] for line in listed.splitlines() if "Au=RSA" in line or "Au=None" in line}
    served = {
        name
        for name in served
        if "PSK" not in name and "SRP" not in name and "_DHE_" not in name and "DH_anon" not in name
    }
    mine = {suite.name for suite in found.suites if suite.version == "TLS 1.2"}
    assert served <= mine
    assert {"TLS 1.3 x25519", "TLS 1.2 and older secp256r1"} <= {group.id for group in found.groups}
    assert found.secure_renegotiation is True
    assert found.incomplete == ()


def test_a_sound_server_shows_no_old_version(tmp_path: Path) -> None:
    """TLS 1.2 and 1.3 with two everyday suites, and its preference told from its picks."""
    port = free_port()
    certificate(tmp_path, key="prime256v1")
    with nginx(tmp_path, f"listen 127.0.0.1:{port} ssl; ssl_prefer_server_ciphers on; {SOUND}"):
        found = survey(port)
    assert found.accepted == ("TLS 1.2", "TLS 1.3")
    assert {suite.key_exchange for suite in found.suites if suite.version == "TLS 1.2"} == {"ECDHE_ECDSA"}
    assert {suite.cipher for suite in found.suites} <= {"AES_128_GCM", "AES_256_GCM", "CHACHA20_POLY1305"}
    assert found.versions[3].server_prefers is True
    assert found.chains[0].certificates[0].curve == "secp256r1"
    assert found.faults == (ChainFault.SELF_SIGNED,)


def test_the_certificate_of_a_server_with_nothing_but_tls_13_is_read(tmp_path: Path) -> None:
    """It is encrypted there, so that it takes a key agreement to see it."""
    port = free_port()
    with nginx(
        tmp_path, f"listen 127.0.0.1:{port} ssl http2; ssl_protocols TLSv1.3; ssl_verify_client optional_no_ca;"
    ):
        found = survey(port)
    assert found.accepted == ("TLS 1.3",)
    assert [chain.id for chain in found.chains] == ["TLS 1.3"]
    assert found.chains[0].certificates[0].names == ("IP:127.0.0.1",)
    assert found.asks_client_certificate is True
    assert found.alpn == ("h2",)


def test_sslv3_is_seen_where_no_openssl_of_today_would_look(tmp_path: Path) -> None:
    """A server that speaks SSLv3 alone, with RC4 and 3DES."""
    port = free_port()
    cert, key = certificate(tmp_path)
    text = key.read_text(encoding="ascii")
    assert "PRIVATE KEY" in text
    with running([sys.executable, "-I", "-B", LEGACY, str(port), str(cert), str(key)], port=port):
        found = survey(port)
    assert found.accepted == ("SSLv3",)
    assert {"RC4_128", "3DES_EDE_CBC"} <= {suite.cipher for suite in found.suites}
    assert [chain.id for chain in found.chains] == ["RSA"]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ("-not_before 20200101000000Z -not_after 20200201000000Z", ChainFault.EXPIRED),
        ("-not_before 20480101000000Z -not_after 20490101000000Z", ChainFault.NOT_YET_VALID),
    ],
)
def test_a_certificate_outside_its_validity_is_told(tmp_path: Path, options: str, fault: ChainFault) -> None:
    """Expired, and not valid yet."""
    port = free_port()
    _dated(tmp_path, options)
    with nginx(tmp_path, f"listen 127.0.0.1:{port} ssl; {SOUND}"):
        assert fault in survey(port).faults


def _dated(folder: Path, options: str) -> None:
    """Make a self-signed certificate with these dates."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    words = options.split()
    since, until = (
        datetime.datetime.strptime(words[at], "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.UTC) for at in (1, 3)
    )
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "camera")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, since, until).sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def test_a_short_key_an_old_hash_and_another_name_are_told(tmp_path: Path) -> None:
    """RSA of 1,024 bits, signed with SHA-1, for another address."""
    port = free_port()
    certificate(tmp_path, key="rsa:1024", name="192.0.2.1", options="-sha1")
    with nginx(tmp_path, f"listen 127.0.0.1:{port} ssl; ssl_ciphers ALL:@SECLEVEL=0;"):
        found = survey(port)
    assert {ChainFault.SHORT_KEY, ChainFault.OLD_SIGNATURE_HASH, ChainFault.NAME_MISMATCH} <= set(found.faults)


def _channel(**fields: str | tuple[str, ...]) -> dict[str, str | tuple[str, ...]]:
    return {"protection": "tls", "role": "server", "interface": ("28-LogIntf/LI-1",), **fields}


def test_trust_is_checked_as_declared(tmp_path: Path) -> None:
    """Own authority and pinned key: held for the right ones, not held for others."""
    port = free_port()
    cert, _ = certificate(tmp_path)
    (tmp_path / "other").mkdir()
    other, _ = certificate(tmp_path / "other")
    with nginx(tmp_path, f"listen 127.0.0.1:{port} ssl; {SOUND}"):
        pin = survey(port).chains[0].certificates[0].spki_sha256
        rows = [
            row("11-SecComMech", "own", **_channel(trust="own-ca", ca_document="right")),
            row("11-SecComMech", "foreign", **_channel(trust="own-ca", ca_document="wrong")),
            row("11-SecComMech", "pinned", **_channel(trust="pinned", pinned_sha256=(pin,))),
            row("11-SecComMech", "elsewhere", **_channel(trust="pinned", pinned_sha256=("0" * 64,))),
            row("11-SecComMech", "public", **_channel(trust="public-ca")),
        ]
        documents = (
            document_file(tmp_path, "right", "right.pem", cert.read_bytes()),
            document_file(tmp_path, "wrong", "wrong.pem", other.read_bytes()),
        )
        found = survey(port, declare(interface(port), *rows, documents=documents), tmp_path)
    held = {check.id.partition("/")[2]: check.held for check in found.trust}
    assert held == {"own": True, "foreign": False, "pinned": True, "elsewhere": False, "public": None}


def test_a_server_in_clear_speaks_no_tls(tmp_path: Path) -> None:
    """It refused a hello of each version in words of its own."""
    port = free_port()
    with nginx(tmp_path, f"listen 127.0.0.1:{port}; return 200 ok;"):
        found = survey(port)
    assert not found.speaks_tls
    assert {version.why for version in found.versions} <= {Answer.NOT_TLS, Answer.CLOSED}
    assert not found.suites
    assert not found.chains


def _reset(client: socket.socket) -> None:
    client.recv(1)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _drip(client: socket.socket) -> None:
    """Send a record's beginning, a byte now and then."""
    client.recv(1)
    for byte in b"\x16\x03\x03\x40\x00\x02":
        client.sendall(bytes([byte]))
        client.settimeout(1.5)
        with contextlib.suppress(TimeoutError):
            while client.recv(65_536):
                pass


@pytest.mark.parametrize("serve", [_reset, _drip], ids=["resets", "drips"])
def test_a_server_that_never_answers_is_unavailable(
    serve: Callable[[socket.socket], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Resets and bytes that drip in say nothing about TLS, and end in bounded time."""
    monkeypatch.setattr("hoshitori_plugins.tls.asking.PATIENCE_MS", 400)
    with listener(serve) as port, pytest.raises(Unavailable):
        survey(port)


@pytest.mark.parametrize(
    "answer",
    [
        b"\x16\x03\x03\xff\xff" + b"A" * 70_000,
        b"\x16\x03\x03\x40\x00\x02\xff\xff\xff" + b"A" * 16_380,
        b"\x16\x03\x03\x00\x04\x0e\x00\x00\x00",
        b"\x16\x03\x03\x00\x06\x02\x00\x00\x02\x03\x03",
        b"\xff" * 4_000,
        b"\x15\x03\x03\x00\x40" + b"A" * 64,
    ],
    ids=["long-record", "endless-message", "done-first", "cut-hello", "garbage", "long-alert"],
)
def test_garbage_is_no_tls(answer: bytes) -> None:
    """Whatever comes back, the survey ends with a fact that says so."""

    def serve(client: socket.socket) -> None:
        client.recv(1)
        client.sendall(answer)
        client.recv(65_536)

    with listener(serve) as port:
        found = survey(port)
    assert not found.speaks_tls
    assert {version.why for version in found.versions} == {Answer.NOT_TLS}


def test_a_server_that_hangs_up_now_and_then_hides_no_suite() -> None:
    """Every third connection is closed without a word, as servers do that have too many; the list stays whole."""
    served = [0x002F, 0x0035, 0x009C, 0xC02F, 0x000A, 0x0005]
    turns = itertools.count(1)

    def serve(client: socket.socket) -> None:
        data = client.recv(65_536)
        if next(turns) % 3 == 0:
            return
        offer = read_client_hello(data)
        chosen = next((code for code in served if code in offer.suites), None)
        if chosen is None or offer.versions != (0x0303,):
            client.sendall(b"\x15\x03\x03\x00\x02\x02" + (b"\x28" if offer.versions == (0x0303,) else b"\x46"))
        else:
            body = b"\x03\x03" + bytes(32) + b"\0" + chosen.to_bytes(2, "big") + b"\0"
            message = b"\x02" + len(body).to_bytes(3, "big") + body
            client.sendall(b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message)
        client.recv(1)

    with listener(serve) as port:
        found = survey(port)
    assert sorted(suite.code for suite in found.suites) == sorted(served)
    assert found.accepted == ("TLS 1.2",)


def test_a_port_where_nobody_listens_is_unavailable() -> None:
    """A refused connection is no server without TLS."""
    with pytest.raises(Unavailable):
        survey(free_port())


@given(st.binary(max_size=300), st.integers(0, 20))
def test_any_bytes_are_a_flight_or_no_tls(data: bytes, cut: int) -> None:
    """Nothing that a server sends makes the readers fail otherwise than they say."""
    reader = FlightReader(14)
    with contextlib.suppress(NotTlsError):
        if not reader.feed(b"\x16\x03\x03" + len(data).to_bytes(2, "big") + data):
            reader.feed(data[cut:])
    for read in (read_server_hello, read_certificates, chosen_protocol):
        with contextlib.suppress(NotTlsError):
            read(data)


@given(st.binary(max_size=300))
def test_any_encrypted_bytes_are_shown_or_no_tls(data: bytes) -> None:
    """A forged encrypted flight of TLS 1.3."""
    opening: Opener = opener(0x1301, bytes(32), b"")
    with contextlib.suppress(NotTlsError):
        opening.feed(b"\x17\x03\x03" + len(data).to_bytes(2, "big") + data)


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_any_bytes_are_a_chain_with_faults(ders: list[bytes]) -> None:
    """Certificates that do not parse are told as unreadable."""
    chain, parsed = read_chain("RSA", ders, datetime.datetime.now(datetime.UTC), names=["camera"])
    assert not parsed
    assert (chain.faults == (ChainFault.UNREADABLE,)) is bool(ders)


@given(data=st.data())
def test_a_damaged_certificate_never_breaks_the_reading(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One byte of a real certificate altered."""
    der = bytearray(_real(tmp_path_factory))
    der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    chain, _ = read_chain("RSA", [bytes(der)], datetime.datetime.now(datetime.UTC), names=["192.0.2.9"])
    assert chain.faults


def test_a_certificate_of_no_version_is_unreadable(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A certificate that claims a version X.509 does not have is told as unreadable, its key as not to be read."""
    der = _real(tmp_path_factory).replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020103"))

    chain, parsed = read_chain("RSA", [der], datetime.datetime.now(datetime.UTC), names=["192.0.2.9"])

    assert (chain.faults, parsed) == ((ChainFault.UNREADABLE,), ())
    with pytest.raises(ValueError, match="version"):
        public_key_digest(der)


REAL: list[bytes] = []


def _real(factory: pytest.TempPathFactory) -> bytes:
    import ssl

    if not REAL:
        cert, _ = certificate(factory.mktemp("real"))
        REAL.append(ssl.PEM_cert_to_DER_cert(cert.read_text(encoding="ascii")))
    return REAL[0]
