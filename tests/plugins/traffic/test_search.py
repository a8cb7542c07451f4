"""The search for known values: every spelling, every seam, inside HTTP bodies; no value by chance."""

import base64
import gzip
import html
import itertools
import json
import urllib.parse
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.traffic import Encoding
from hoshitori_plugins.traffic.names import dhcp_servers, read_dns
from hoshitori_plugins.traffic.search import Hit, Seamless, Search, unpacked
from hoshitori_plugins.traffic.spellings import needles
from hoshitori_plugins.traffic.streams import Ordered

SECRET = b'p\xc3\xa4ss/w"rd+1 &x'
SEARCH = Search.over({"s": SECRET})
SPELLINGS: dict[str, tuple[Callable[[bytes], bytes], Encoding]] = {
    "plain": (lambda value: value, Encoding.PLAIN),
    "base64": (base64.b64encode, Encoding.BASE64),
    "base64 one byte on": (lambda value: base64.b64encode(b"a" + value + b"b"), Encoding.BASE64),
    "base64 two bytes on": (lambda value: base64.b64encode(b"ab" + value + b"c"), Encoding.BASE64),
    "base64 of a URL": (lambda value: base64.urlsafe_b64encode(b"xy" + value), Encoding.BASE64),
    "Basic": (lambda value: base64.b64encode(b"admin:" + value), Encoding.BASE64),
    "hex": (lambda value: value.hex().encode(), Encoding.HEX),
    "HEX": (lambda value: value.hex().upper().encode(), Encoding.HEX),
    "URL": (lambda value: urllib.parse.quote(value, safe="").encode(), Encoding.URL),
    "form": (lambda value: urllib.parse.quote_plus(value).encode(), Encoding.URL),
    "every byte": (lambda value: b"".join(b"%%%02x" % b for b in value), Encoding.URL),
    "UTF-16 LE": (lambda value: value.decode().encode("utf-16-le"), Encoding.UTF16),
    "UTF-16 BE": (lambda value: value.decode().encode("utf-16-be"), Encoding.UTF16),
    "JSON": (lambda value: json.dumps({"x": value.decode()}).encode(), Encoding.JSON),
    "JSON in UTF-8": (lambda value: json.dumps(value.decode(), ensure_ascii=False).encode(), Encoding.JSON),
    "HTML": (lambda value: html.escape(value.decode()).encode(), Encoding.HTML),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_secret_is_found_however_it_is_written(name: str) -> None:
    """Each spelling is found, and named for what it is."""
    write, encoding = SPELLINGS[name]

    found = set(SEARCH.hits(b"...." + write(SECRET) + b"...."))

    assert Hit(secret="s", encoding=encoding) in found


@given(st.binary(min_size=6, max_size=60), st.binary(max_size=40), st.binary(max_size=40))
def test_base64_in_any_alignment_is_found(value: bytes, before: bytes, after: bytes) -> None:
    """Whatever stands before and behind a value, its base64 is found."""
    value = value.strip() or b"instead"
    if len(value) < 6:
        return

    assert list(Search.over({"s": value}).hits(base64.b64encode(before + value + after)))


@given(st.binary(max_size=300), st.integers(1, 40))
def test_no_seam_hides_a_value(noise: bytes, step: int) -> None:
    """A stream in pieces of any size shows what it shows as a whole."""
    data = noise + b"the-marker-1" + noise
    seam = Seamless(Search.over({"m": b"the-marker-1"}), piece=step)

    found = [hit for at in range(0, len(data), step) for hit in seam.feed(data[at : at + step])] + list(seam.end())

    assert any(hit.encoding is Encoding.PLAIN for hit in found)


def test_what_a_piece_had_is_not_found_again_in_the_next() -> None:
    """The overlap of two pieces counts once."""
    seam = Seamless(Search.over({"m": b"the-marker-1"}), piece=1)

    found = [hit for part in (b"the-marker-1", b" and ", b"more") for hit in seam.feed(part)]

    assert len(found) == 1


def http(body: bytes, *lines: bytes) -> bytes:
    """An answer."""
    return b"\r\n".join((b"HTTP/1.1 200 OK", *lines, b"", b"")) + body


def chunked(body: bytes, size: int) -> bytes:
    """A body in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bytes])
def test_bodies_are_unpacked(pack: Callable[[bytes], bytes], size: int) -> None:
    """Chunks are put together, gzip and deflate undone, also in the second message of a connection."""
    body = pack(b'{"owner": "the-marker-1"}')
    encoding = {b"\x1f\x8b": b"gzip", b"x\x9c": b"deflate"}.get(body[:2], b"identity")
    first = http(b"ok", b"Content-Length: 2")
    second = http(chunked(body, size), b"Transfer-Encoding: chunked", b"Content-Encoding: " + encoding)

    assert any(b"the-marker-1" in one for one in unpacked(first + second))


def test_a_bomb_is_not_unpacked_beyond_four_megabytes() -> None:
    """A few bytes do not become a hundred megabytes."""
    bomb = gzip.compress(bytes(100_000_000))

    (body,) = unpacked(http(bomb, b"Content-Encoding: gzip"))

    assert len(body) == 4 * 1024 * 1024


@given(st.binary(max_size=400))
def test_hostile_bytes_are_unpacked_or_left(data: bytes) -> None:
    """No stream makes the unpacking fail."""
    list(unpacked(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + data))
    list(unpacked(http(data, b"Content-Encoding: gzip")))


class TestNeedles:
    def test_short_values_are_not_looked_for(self) -> None:
        """Five bytes stand anywhere; it is said that they were left out."""
        search = Search.over({"a": b"12345", "b": b"123456"})

        assert (search.sought, search.too_short, list(search.hits(b"12345"))) == (1, 1, [])

    def test_the_public_half_of_a_key_is_not_its_secret(self) -> None:
        """Of a PEM key only what is private is looked for."""
        lines = [f"{number}".rjust(64, "A").encode() for number in range(3)]
        pem = b"-----BEGIN PRIVATE KEY-----\n" + b"\n".join([*lines, b"QUJD"]) + b"\n-----END PRIVATE KEY-----\n"

        assert needles(pem)[0] == lines[2]


@given(st.binary(min_size=1, max_size=200), st.data())
def test_segments_in_any_order_are_the_stream(data: bytes, draw: st.DataObject) -> None:
    """Early, late and repeated segments come out as what was sent."""
    start = draw.draw(st.integers(0, 2**32 - 1))
    cuts = sorted({0, len(data), *draw.draw(st.lists(st.integers(0, len(data)), max_size=6))})
    parts = [(one, data[one:other]) for one, other in itertools.pairwise(cuts)]
    again = draw.draw(st.lists(st.sampled_from(parts), max_size=3))
    ordered = Ordered(following=start)

    out = [
        part
        for place, payload in draw.draw(st.permutations(parts + again))
        for part in ordered.take((start + place) % 2**32, payload)
    ] + ordered.rest()

    assert (b"".join(out), ordered.gaps) == (data, 0)


def test_bytes_that_never_came_are_a_gap() -> None:
    """What stands behind them is read all the same, and nothing is joined over them."""
    ordered = Ordered(following=0)

    assert ordered.take(10, b"later") == []
    assert (ordered.rest(), ordered.gaps) == ([b"", b"later"], 1)


@given(st.binary(max_size=200))
def test_hostile_dns_and_dhcp_are_read_or_left(data: bytes) -> None:
    """No message makes the readers fail or run on."""
    read_dns(data)
    dhcp_servers(bytes(240) + data)
