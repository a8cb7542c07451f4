"""Finding and removing secrets in what is about to become public, in every spelling they are likely to take."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from hoshitori.bundle.container_writer import Content

SHORT = 6
"""Bytes below which a secret is looked for as a whole word only: four digits stand in every time and port."""

REPLACEMENT = "[sealed]"

_WORD = rb"[0-9A-Za-z]"


def spellings(secret: str) -> tuple[bytes, ...]:
    """Return the byte strings that would give a secret away.

    Plain, base64 at each offset, hexadecimal, percent-encoded, UTF-16, as JSON text and as HTML text.
    """
    plain = secret.encode("utf-8", "surrogatepass")
    texts = {
        secret,
        html.escape(secret),
        quote(secret, safe=""),
        quote_plus(secret, safe=""),
        quote(secret),
        _percent_all(plain),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
    }
    found = {text.encode("utf-8", "surrogatepass") for text in texts}
    found |= {_lower_percent(text) for text in found}
    raw = {plain, secret.encode("utf-16-le", "surrogatepass"), secret.encode("utf-16-be", "surrogatepass")}
    found |= raw
    for form in raw:
        found |= {form.hex().encode(), form.hex().upper().encode(), form.hex(":").encode(), form.hex(" ").encode()}
        found |= set(_base64_forms(form))
    return tuple(sorted(found, key=lambda form: (-len(form), form)))


def _percent_all(data: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in data)


def _lower_percent(text: bytes) -> bytes:
    return re.sub(rb"%[0-9A-F]{2}", lambda found: found.group().lower(), text)


def _base64_forms(data: bytes) -> Iterator[bytes]:
    """Yield the characters of base64 that depend on `data` alone, wherever in a longer text it starts."""
    for lead in range(3):
        encoded = base64.b64encode(bytes(lead) + data).rstrip(b"=")
        start = (lead * 8 + 5) // 6
        end = (lead + len(data)) * 8 // 6
        form = encoded[start:end]
        yield form
        yield form.translate(bytes.maketrans(b"+/", b"-_"))


class SecretSearch:
    """A search for a set of secrets; short ones count as whole words in plain and JSON only."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Prepare the search; empty secrets are none."""
        patterns: list[bytes] = []
        longest = 0
        for secret in sorted({one for one in secrets if one}):
            if len(secret.encode("utf-8", "surrogatepass")) < SHORT:
                patterns += [b"(?<!%b)%b(?!%b)" % (_WORD, re.escape(form), _WORD) for form in _plain_forms(secret)]
                longest = max(longest, *map(len, _plain_forms(secret)))
            else:
                forms = [form for form in spellings(secret) if len(form) >= SHORT]
                patterns += [re.escape(form) for form in forms]
                longest = max(longest, *map(len, forms))
        self._pattern = re.compile(b"|".join(patterns)) if patterns else None
        self._overlap = longest + 1

    def found_in(self, content: Content) -> bool:
        """Whether any secret stands in a content, read in pieces."""
        if self._pattern is None:
            return False
        tail = b""
        for piece in content.chunks():
            window = tail + piece
            # A match at the very end may go on in the next piece, and then be part of a longer word.
            if any(match.end() < len(window) for match in self._pattern.finditer(window)):
                return True
            tail = window[-self._overlap :]
        return self._pattern.search(tail) is not None

    def scrub(self, text: str) -> str:
        """Return `text` with every secret in it replaced by `[sealed]`."""
        if self._pattern is None:
            return text
        data = text.encode("utf-8", "surrogatepass")
        return self._pattern.sub(REPLACEMENT.encode(), data).decode("utf-8", "replace")


def _plain_forms(secret: str) -> tuple[bytes, ...]:
    return tuple({secret.encode("utf-8", "surrogatepass"), json.dumps(secret)[1:-1].encode()})
