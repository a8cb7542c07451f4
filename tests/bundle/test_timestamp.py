"""Time-stamps: our own small authority, what other programs think of it, and asking one over HTTP."""

from __future__ import annotations

import hashlib
import http.server
import shutil
import subprocess
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import rfc3161_client
from cryptography.hazmat.primitives import serialization

from hoshitori.bundle import der
from hoshitori.bundle.authority import LocalTimestamper, response_with
from hoshitori.bundle.errors import TimestampError
from hoshitori.bundle.timestamp import MAXIMUM_RESPONSE, SHA256, read_response, token_facts
from hoshitori.bundle.timestamp_http import HttpTimestamper
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import NOW

MESSAGE = b"an envelope"


def test_a_response_says_what_was_asked(lab: Laboratory) -> None:
    """Digest, time and policy of a response are those of the authority."""
    facts = token_facts(read_response(lab.timestamper().stamp(MESSAGE)))

    assert facts.imprint == hashlib.sha256(MESSAGE).digest()
    assert facts.imprint_algorithm == SHA256
    assert facts.generated_at == NOW
    assert facts.policy == lab.scheme.trust.tsas[0].policies[0]


def test_the_clock_is_handed_in(lab: Laboratory) -> None:
    """By itself the authority says the present."""
    timestamper = lab.scheme.timestamper()

    assert (
        abs(token_facts(read_response(timestamper.stamp(b"x"))).generated_at - timestamper.clock()).total_seconds() < 5
    )


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees(lab: Laboratory, tmp_path: Path) -> None:
    """`openssl ts -verify -data` accepts a response over a whole file, and refuses it over another."""
    issuer = rfc3161_client.decode_timestamp_response(lab.timestamper().stamp(MESSAGE))
    assert issuer.status == 0
    import base64

    from cryptography import x509

    certificate = x509.load_der_x509_certificate(base64.b64decode(lab.scheme.trust.tsas[0].issuers[0]))
    (tmp_path / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "message").write_bytes(MESSAGE)
    (tmp_path / "response").write_bytes(lab.timestamper().stamp(MESSAGE))
    (tmp_path / "another").write_bytes(b"another")

    def told(data: str) -> str:
        command = ["openssl", "ts", "-verify", "-in", "response", "-data", data, "-CAfile", "ca.pem"]
        command += ["-attime", str(int(NOW.timestamp()))]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, text=True).stdout

    assert "Verification: OK" in told("message")
    assert "Verification: OK" not in told("another")


@pytest.mark.parametrize(
    ("before", "length", "after"),
    [
        (b"", 0, b""),
        (b"garbage", None, b""),
        (b"", -1, b""),
        (b"", None, b"\x00"),
        (b"", None, bytes(MAXIMUM_RESPONSE)),
    ],
)
def test_what_is_no_response(lab: Laboratory, before: bytes, length: int | None, after: bytes) -> None:
    """Cut, lengthened, huge and foreign bytes are refused."""
    with pytest.raises(TimestampError):
        read_response(before + lab.timestamper().stamp(MESSAGE)[:length] + after)


def test_a_refusal_is_none(lab: Laboratory) -> None:
    """A response that was not granted gives no time, even with a token in it (attack class 19)."""
    token = lab.timestamper().token(hashlib.sha256(MESSAGE).digest(), SHA256)
    for status in (1, 2, 3, 4, 5):
        with pytest.raises(TimestampError, match="refused"):
            read_response(response_with(token, status))


def test_a_token_that_cannot_be_read(lab: Laboratory) -> None:
    """A granted response whose inner part is malformed gives no time."""
    response = lab.timestamper().stamp(MESSAGE).replace(b"20261121030000Z", b"20269921030000Z")

    with pytest.raises(TimestampError, match="cannot be read"):
        token_facts(read_response(response))


Answer = Callable[[bytes], tuple[int, bytes]]


@contextmanager
def served(answer: Answer) -> Generator[str]:
    """Serve one answer to time-stamp queries on loopback."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's name
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa?x=1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def honest(timestamper: LocalTimestamper, *, imprint: bytes | None = None, nonce: int | None = None) -> Answer:
    """An authority that answers what it was asked, or about something else, or another request."""

    def answer(query: bytes) -> tuple[int, bytes]:
        # A query's digest stands behind its algorithm, its nonce is the last but one member.
        digest = query[query.index(b"\x04\x20") + 2 :][:32]
        tail = query.index(b"\x04\x20") + 34
        asked = int.from_bytes(query[tail + 2 : tail + 2 + query[tail + 1]])
        return 200, response_with(timestamper.token(imprint or digest, SHA256, nonce or asked))

    return answer


def test_an_authority_over_http(lab: Laboratory) -> None:
    """An answer to our own query is kept as it came."""
    with served(honest(lab.timestamper())) as url:
        response = HttpTimestamper(url).stamp(MESSAGE)

    assert token_facts(read_response(response)).imprint == hashlib.sha256(MESSAGE).digest()


def test_answers_to_something_else(lab: Laboratory) -> None:
    """Another digest, another request, an error page, a redirect, silence: each is an error, none is followed."""
    answers: list[tuple[Answer, str]] = [
        (honest(lab.timestamper(), imprint=b"\x00" * 32), "something else"),
        (honest(lab.timestamper(), nonce=5), "another request"),
        (lambda _: (500, b""), "HTTP 500"),
        (lambda _: (302, b""), "HTTP 302"),
        (lambda _: (200, b"<html>"), "not a time-stamp response"),
        (lambda _: (200, b"\x00" * (MAXIMUM_RESPONSE + 10)), "bytes"),
    ]
    for answer, reason in answers:
        with served(answer) as url, pytest.raises(TimestampError, match=reason):
            HttpTimestamper(url).stamp(MESSAGE)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http:///x", "file:///etc/passwd", ""])
def test_only_http_addresses(url: str) -> None:
    """Nothing but http and https is ever contacted."""
    with pytest.raises(TimestampError, match="not an http"):
        HttpTimestamper(url).stamp(MESSAGE)


def test_nobody_there() -> None:
    """An authority that cannot be reached is an error with what to do next."""
    with served(lambda _: (200, b"")) as url:
        pass
    for address in (url, url.replace("http:", "https:")):
        with pytest.raises(TimestampError, match="did not answer") as caught:
            HttpTimestamper(address, timeout_milliseconds=2000).stamp(MESSAGE)
        assert caught.value.remedy


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (der.integer(0), "020100"),
        (der.integer(127), "02017f"),
        (der.integer(128), "02020080"),
        (der.boolean(value=True), "0101ff"),
        (der.boolean(value=False), "010100"),
        (der.null(), "0500"),
        (der.object_identifier("1.2.840.113549"), "06062a864886f70d"),
        (der.octets(b"a" * 200)[:3], "0481c8"),
        (der.octets(b"a" * 70_000)[:5], "0483011170"),
        (der.set_of(b"\x02\x01\x02", b"\x02\x01\x01"), "3106020101020102"),
        (der.generalized_time(NOW), "180f32303236313132313033303030305a"),
    ],
)
def test_der(value: bytes, encoded: str) -> None:
    """Lengths, integers, identifiers, sets and times are written as X.690 says."""
    assert value.hex() == encoded
