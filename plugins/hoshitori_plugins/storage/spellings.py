"""The byte strings that give a value away on a storage: the value in common encodings, and its hashes without salt."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from hoshitori_plugins.storage.md4 import md4

SHORTEST: Final = 6
"""Bytes below which a form stands anywhere by chance."""

_HASHES: Final = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of a value."""

    name: str
    data: bytes


def forms(value: str) -> tuple[Form, ...]:
    """Return every spelling of a value, the plain one first; none of a value too short to be told from chance."""
    plain = value.encode("utf-8", "surrogatepass")
    if len(plain) < SHORTEST:
        return ()
    found: dict[bytes, str] = {}
    for name, data in (*_encoded(value, plain), *_hashed(value, plain)):
        if len(data) >= SHORTEST:
            found.setdefault(data, name)
    return tuple(Form(name, data) for data, name in found.items())


def _encoded(value: str, plain: bytes) -> Iterator[tuple[str, bytes]]:
    yield "plain", plain
    wide = (
        ("utf-16-le", value.encode("utf-16-le", "surrogatepass")),
        ("utf-16-be", value.encode("utf-16-be", "surrogatepass")),
    )
    yield from wide
    yield from _escaped(value)
    yield "percent", quote(value, safe="").encode()
    yield "percent", b"".join(b"%%%02X" % one for one in plain)
    yield "percent", b"".join(b"%%%02x" % one for one in plain)
    for name, data in (("", plain), *wide):
        behind = f" of {name}" if name else ""
        yield f"hex{behind}", data.hex().encode()
        yield f"hex{behind}", data.hex().upper().encode()
        for form in base64_forms(data):
            yield f"base64{behind}", form


def _escaped(value: str) -> Iterator[tuple[str, bytes]]:
    """Yield a value as it stands in JSON and XML, which is another spelling where it holds more than letters."""
    for name, text in (
        ("json", json.dumps(value)[1:-1]),
        ("json", json.dumps(value, ensure_ascii=False)[1:-1]),
        ("json", json.dumps(value)[1:-1].replace("/", "\\/")),
        ("xml", html.escape(value, quote=False)),
        ("xml", html.escape(value)),
        ("xml", html.escape(value, quote=False).replace('"', "&quot;").replace("'", "&apos;")),
    ):
        yield name, text.encode("utf-8", "surrogatepass")


def base64_forms(data: bytes) -> Iterator[bytes]:
    """Yield the characters of base64 that depend on `data` alone, at each of the three offsets in a longer text."""
    for lead in range(3):
        encoded = base64.b64encode(bytes(lead) + data).rstrip(b"=")
        form = encoded[(lead * 8 + 5) // 6 : (lead + len(data)) * 8 // 6]
        yield form
        yield form.translate(bytes.maketrans(b"+/", b"-_"))


def _hashed(value: str, plain: bytes) -> Iterator[tuple[str, bytes]]:
    digests = [(name, hashlib.new(name, plain, usedforsecurity=False).digest()) for name in _HASHES]
    digests.append(("nt", md4(value.encode("utf-16-le", "surrogatepass"))))
    for name, digest in digests:
        yield name, digest
        yield name, digest.hex().encode()
        yield name, digest.hex().upper().encode()
        yield name, base64.b64encode(digest).rstrip(b"=")
        yield name, base64.urlsafe_b64encode(digest).rstrip(b"=")
