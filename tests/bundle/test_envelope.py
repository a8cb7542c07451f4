"""An envelope has one form; payloads and signatures have one spelling (attack classes 1, 34, 36, 40, 45)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.bundle.envelope import (
    Envelope,
    Signature,
    from_base64,
    parse_envelope,
    pre_authentication_encoding,
    to_base64,
)
from hoshitori.bundle.errors import EnvelopeError, MaterialError
from hoshitori.bundle.material import MAXIMUM_PART, Material, parse_material
from hoshitori.bundle.statement import Statement, StatementSubject, parse_statement

KEYID = "ab" * 32
ENVELOPE = Envelope(
    payload_type="application/vnd.in-toto+json",
    payload=b"{}",
    signatures=(Signature(keyid=KEYID, signature=b"signature"),),
)


def test_pae_is_the_specifications_example() -> None:
    """The encoding agrees with the example of DSSE's protocol page, and counts bytes."""
    assert pre_authentication_encoding("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pre_authentication_encoding("é", b"").startswith(b"DSSEv1 2 ")


@given(
    st.tuples(st.text("a 1", max_size=6), st.binary(max_size=6)),
    st.tuples(st.text("a 1", max_size=6), st.binary(max_size=6)),
)
def test_pae_is_injective(first: tuple[str, bytes], second: tuple[str, bytes]) -> None:
    """Two different messages never encode alike."""
    assert (first == second) == (pre_authentication_encoding(*first) == pre_authentication_encoding(*second))


def test_an_envelope_reads_back() -> None:
    """Writing and reading are inverse."""
    assert parse_envelope(ENVELOPE.to_bytes(), where="e") == ENVELOPE


def changed(**changes: Any) -> bytes:  # noqa: ANN401 — a test's own JSON
    """The envelope with some keys replaced; None drops one."""
    value = json.loads(ENVELOPE.to_bytes()) | changes
    return json.dumps({key: member for key, member in value.items() if member is not None}).encode()


SIGNED = {"keyid": KEYID, "sig": "QQ=="}


@pytest.mark.parametrize(
    "data",
    [
        changed(extra=1),
        changed(payload=None),
        changed(payloadType=1),
        changed(signatures=[]),
        changed(signatures={}),
        changed(signatures=[SIGNED, SIGNED]),
        changed(signatures=[{**SIGNED, "keyid": f"{number:064x}"} for number in range(3)]),
        changed(signatures=[{**SIGNED, "alg": "none"}]),
        changed(signatures=[{**SIGNED, "keyid": KEYID.upper()}]),
        changed(signatures=[{**SIGNED, "keyid": "../" + KEYID[3:]}]),
        changed(signatures=[{**SIGNED, "keyid": KEYID + "\n"}]),
        changed(signatures=[{"sig": "QQ=="}]),
        changed(payload="QR=="),
        changed(payload="QQ"),
        changed(payload="Q Q=="),
        changed(payload="QQ==\n"),
        changed(payload="-_8="),
        changed(payload="QQ==QQ=="),
        changed(payload="é"),
        b'{"payloadType":"t","payload":"","payload":"","signatures":[]}',
        b"[]",
        b"not json",
    ],
)
def test_other_forms_are_refused(data: bytes) -> None:
    """Extra keys, other base64, repeated or missing parts are errors."""
    with pytest.raises(EnvelopeError):
        parse_envelope(data, where="e")


@given(st.binary(max_size=40))
def test_base64_has_one_spelling(data: bytes) -> None:
    """Every byte string is spelled in one way and read from that way alone."""
    assert from_base64(to_base64(data), where="e") == data


STATEMENT = Statement(
    subjects=(StatementSubject(name="dut", sha256="cd" * 32),), predicate_type="urn:x", predicate={"a": 1}
)


def statement(**changes: Any) -> bytes:  # noqa: ANN401 — a test's own JSON
    """The statement with some keys replaced."""
    return json.dumps(json.loads(STATEMENT.to_bytes()) | changes).encode()


def test_a_statement_reads_back() -> None:
    """Writing and reading are inverse."""
    assert parse_statement(STATEMENT.to_bytes(), where="s") == STATEMENT


@pytest.mark.parametrize(
    "data",
    [
        statement(_type="https://in-toto.io/Statement/v0.1"),
        statement(extra=1),
        statement(subject=[]),
        statement(subject=[{"name": str(number), "digest": {"sha256": "cd" * 32}} for number in range(17)]),
        statement(subject=[{"name": "a", "digest": {"sha256": "cd" * 32}}] * 2),
        statement(subject=[{"name": "a", "digest": {"md5": "cd" * 16}}]),
        statement(subject=[{"name": "a", "digest": {"sha256": "cd" * 32, "sha1": "cd" * 20}}]),
        statement(subject=[{"name": "a", "digest": {"sha256": "CD" * 32}}]),
        statement(subject=[{"name": "a", "digest": {"sha256": "cd" * 31}}]),
        statement(subject=[{"name": "a", "digest": {"sha256": "cd" * 32}, "uri": "x"}]),
        STATEMENT.to_bytes().replace(b'"a":1', b'"a":1,"a":2'),
    ],
)
def test_other_statements_are_refused(data: bytes) -> None:
    """Weak, mixed, truncated or upper-case digests, repeated subjects and open keys are errors."""
    with pytest.raises(EnvelopeError):
        parse_statement(data, where="s")


MATERIAL = Material(certificates=(b"c",), crls=(b"r",), timestamps=(b"t",), log_proofs=("proof",))


def test_material_reads_back() -> None:
    """Writing and reading are inverse."""
    assert parse_material(MATERIAL.to_bytes(), where="m") == MATERIAL


@pytest.mark.parametrize(
    "data",
    [
        Material(certificates=(b"c",) * 9).to_bytes(),
        Material(timestamps=(b"c",) * 9).to_bytes(),
        Material(log_proofs=("c",) * 9).to_bytes(),
        Material(certificates=(b"c" * (MAXIMUM_PART + 1),)).to_bytes(),
        MATERIAL.to_bytes().replace(b'"v":1', b'"v":2'),
        MATERIAL.to_bytes().replace(b'"v":1', b'"v":1,"roots":[]'),
        MATERIAL.to_bytes().replace(b'"Yw=="', b'"Yx=="'),
        b"{}",
        b"{",
        b'{"v":1}' + b" " * (1 << 20),
    ],
)
def test_other_material_is_refused(data: bytes) -> None:
    """Endless lists, huge parts, other versions and other keys are errors."""
    with pytest.raises(MaterialError):
        parse_material(data, where="m")
