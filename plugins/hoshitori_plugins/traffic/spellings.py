"""How a secret may be written on a wire: as it is, base64 in every alignment, hex, URL, UTF-16, JSON, HTML."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import urllib.parse
from collections.abc import Iterator
from typing import Final

from hoshitori.facts.traffic import Encoding

LEAST: Final = 6
"""Bytes of the shortest value that is looked for: shorter ones stand in any traffic by chance."""

_LONG: Final = 128
_SLICE: Final = 64
_PEM: Final = re.compile(rb"-----BEGIN [A-Z0-9 ]{1,40}-----\s(.+?)-----END", re.DOTALL)


def needles(value: bytes) -> tuple[bytes, ...]:
    """Return what stands for a value: itself, or of a long one parts that nothing else has.

    Of a private key in PEM that is the last full line, as text and decoded: its public half stands before that.
    """
    value = value.strip()
    if len(value) <= _LONG:
        return (value,) if len(value) >= LEAST else ()
    found = _PEM.search(value)
    if found is None:
        middle = (len(value) - _SLICE) // 2
        return (value[middle : middle + _SLICE],)
    lines = found[1].split()
    longest = max((len(line) for line in lines), default=0)
    last = next((line for line in reversed(lines) if len(line) == longest), b"")
    try:
        decoded = base64.b64decode(last[: len(last) // 4 * 4], validate=True)
    except binascii.Error:
        decoded = b""
    return tuple(part for part in (last, decoded) if len(part) >= LEAST)


def spellings(value: bytes) -> Iterator[tuple[bytes, Encoding]]:
    """Yield each form in which a value may stand, with its name; every form once."""
    seen: set[bytes] = set()
    for form, encoding in _forms(value):
        if len(form) >= LEAST and form not in seen:
            seen.add(form)
            yield form, encoding


def _forms(value: bytes) -> Iterator[tuple[bytes, Encoding]]:
    yield value, Encoding.PLAIN
    for cut in range(3):
        core = _base64(value, cut)
        yield core, Encoding.BASE64
        yield core.translate(bytes.maketrans(b"+/", b"-_")), Encoding.BASE64
    yield value.hex().encode(), Encoding.HEX
    yield value.hex().upper().encode(), Encoding.HEX
    quoted = urllib.parse.quote_from_bytes(value, safe="").encode()
    yield quoted, Encoding.URL
    yield urllib.parse.quote_plus(value).encode(), Encoding.URL
    yield re.sub(rb"%[0-9A-F]{2}", lambda found: found[0].lower(), quoted), Encoding.URL
    yield b"".join(b"%%%02x" % byte for byte in value), Encoding.URL
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return
    yield text.encode("utf-16-le"), Encoding.UTF16
    yield text.encode("utf-16-be"), Encoding.UTF16
    for ascii_only in (True, False):
        escaped = json.dumps(text, ensure_ascii=ascii_only)[1:-1].encode()
        yield escaped, Encoding.JSON
        yield escaped.replace(b"/", b"\\/"), Encoding.JSON
    yield html.escape(text).encode(), Encoding.HTML


def _base64(value: bytes, before: int) -> bytes:
    """Return the characters of base64 that depend on the value alone when so many bytes stand before it (mod 3)."""
    encoded = base64.b64encode(bytes(before) + value)
    start = (0, 2, 3)[before]
    end = (0, 3, 2)[(before + len(value)) % 3]
    return encoded[start : len(encoded) - end]
