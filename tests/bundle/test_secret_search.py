"""A secret is found in every spelling it is likely to take, and scrubbed (attack class 28)."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.bundle.container_writer import BytesContent
from hoshitori.bundle.secret_search import SecretSearch

SECRET = "pä$$ <w0rd>&7"
SPELLINGS = [
    SECRET.encode(),
    b"user:" + SECRET.encode() + b"@host",
    base64.b64encode(b"admin:" + SECRET.encode()),
    base64.b64encode(b"x" + SECRET.encode()),
    base64.b64encode(SECRET.encode()),
    base64.urlsafe_b64encode(b"??" + SECRET.encode()),
    SECRET.encode().hex().encode(),
    SECRET.encode().hex().upper().encode(),
    SECRET.encode().hex(":").encode(),
    quote(SECRET).encode(),
    quote(SECRET, safe="").lower().encode(),
    quote(SECRET).replace("%20", "+").encode(),
    "".join(f"%{byte:02x}" for byte in SECRET.encode()).encode(),
    SECRET.encode("utf-16-le"),
    SECRET.encode("utf-16-be"),
    SECRET.encode("utf-16-le").hex().encode(),
    base64.b64encode(SECRET.encode("utf-16-le")),
    json.dumps(SECRET).encode(),
    json.dumps(SECRET, ensure_ascii=False).encode(),
    html.escape(SECRET).encode(),
]


@dataclass
class Pieces:
    """A content in pieces of a given size."""

    data: bytes
    size: int

    def chunks(self) -> Iterator[bytes]:
        """Yield the pieces."""
        for start in range(0, len(self.data), self.size):
            yield self.data[start : start + self.size]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_found(spelling: bytes) -> None:
    """Plain, base64 at each offset, hexadecimal, percent-encoded, UTF-16, JSON and HTML all count."""
    search = SecretSearch([SECRET])

    assert search.found_in(BytesContent(b"before " + spelling + b" after"))
    assert not search.found_in(BytesContent(b"before  after"))


@given(st.integers(1, 30), st.integers(0, 60), st.sampled_from(SPELLINGS))
def test_pieces_do_not_hide_it(size: int, lead: int, spelling: bytes) -> None:
    """A secret across the edge of two pieces is found."""
    assert SecretSearch([SECRET]).found_in(Pieces(b"." * lead + spelling + b"....", size))


@given(st.integers(1, 9), st.integers(0, 20))
def test_short_secrets_count_as_words(size: int, lead: int) -> None:
    """Four digits are found alone, wherever pieces end, and not inside a longer number."""
    search = SecretSearch(["4711"])

    assert search.found_in(Pieces(b" " * lead + b'"4711"', size))
    assert search.found_in(Pieces(b" " * lead + b" 4711", size))
    assert not search.found_in(Pieces(b" " * lead + b"147110", size))
    assert not search.found_in(Pieces(b" " * lead + b"47112", size))


def test_scrubbing_leaves_the_rest() -> None:
    """Only the secret goes from a text, in each of its spellings."""
    search = SecretSearch([SECRET, "4711"])
    told = f"log-in as admin:{SECRET} ({SECRET.encode().hex()}), PIN 4711, port 47110 見本"

    assert search.scrub(told) == "log-in as admin:[sealed] ([sealed]), PIN [sealed], port 47110 見本"
    assert not search.found_in(BytesContent(search.scrub(told).encode()))


def test_no_secret_is_found_nowhere() -> None:
    """Without secrets, and for an empty one, nothing is found and nothing changes."""
    for search in (SecretSearch([]), SecretSearch([""])):
        assert not search.found_in(BytesContent(b"anything"))
        assert search.scrub("anything") == "anything"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=8, max_size=12), st.binary(max_size=5))
def test_any_secret_is_found_in_base64(secret: str, lead: bytes) -> None:
    """Whatever stands before it, a secret shows through base64."""
    encoded = base64.b64encode(lead + secret.encode() + b"tail")

    assert SecretSearch([secret]).found_in(BytesContent(encoded))
