"""Private keys in any bytes: found by their form, counted only when they can be parsed."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_pem_private_key,
    load_ssh_private_key,
)

from hoshitori.facts.stored import StoredPrivateKey
from hoshitori_plugins.storage.search import read

LARGEST_KEY: Final = 24 * 1024
MOST_CANDIDATES: Final = 20_000
_MOST_KEYS: Final = 40
_PEM: Final = re.compile(
    rb"-----BEGIN ((?:[A-Z0-9]{1,20} ){0,3})PRIVATE KEY-----.{16,%d}?-----END \1PRIVATE KEY-----" % LARGEST_KEY,
    re.DOTALL,
)
# SEQUENCE of 32 bytes and more that begins with INTEGER 0 or 1: PKCS #8, PKCS #1 and SEC 1 all do
_DER: Final = re.compile(
    rb"\x30(?=(?:[\x20-\x7f]|\x81[\x80-\xff]|\x82[\x01-\x5f][\x00-\xff])\x02\x01[\x00\x01])", re.DOTALL
)


class KeyScan:
    """The search for private keys in one content, each found once."""

    def __init__(self, place: str) -> None:
        """Begin with a content."""
        self._place = place
        self._found: dict[int, StoredPrivateKey] = {}
        self._tried: set[int] = set()

    @property
    def keys(self) -> list[StoredPrivateKey]:
        """What was found so far."""
        return list(self._found.values())

    @property
    def full(self) -> bool:
        """Whether there was more that looks like a key than is tried."""
        return len(self._tried) >= MOST_CANDIDATES

    def feed(self, start: int, window: bytes) -> None:
        """Look at a window."""
        for at, form, data in _candidates(window):
            if self.full or len(self._found) >= _MOST_KEYS:
                return
            where = start + at
            if where not in self._found and (parsed := _parsed(form, data)) is not None:
                self._found[where] = StoredPrivateKey(
                    id=f"{self._place}+{where}",
                    form=form,
                    algorithm=parsed[0],
                    encrypted=parsed[1],
                    place=self._place,
                    offset=where,
                )
            self._tried.add(where)


def private_keys(place: str, pieces: Iterable[bytes]) -> list[StoredPrivateKey]:
    """Return the private keys in a content."""
    scan = KeyScan(place)
    read(pieces, (scan,), LARGEST_KEY)
    return scan.keys


def _candidates(window: bytes) -> Iterator[tuple[int, str, bytes]]:
    for match in _PEM.finditer(window):
        yield match.start(), "OPENSSH" if match[1] == b"OPENSSH " else "PEM", match[0] + b"\n"
    for match in _DER.finditer(window):
        at = match.start()
        yield at, "DER", window[at : at + _length(window[at : at + 4])]


def _length(head: bytes) -> int:
    """Return the length of a DER value with its header."""
    size = head[1]
    if size < 0x80:  # noqa: PLR2004  # X.690 8.1.3: the short form of a length
        return 2 + size
    count = size & 0x7F
    return 2 + count + int.from_bytes(head[2 : 2 + count], "big")


def _parsed(form: str, data: bytes) -> tuple[str, bool] | None:
    """Return algorithm and whether a passphrase protects it, or nothing where it is no private key."""
    load = {"PEM": load_pem_private_key, "OPENSSH": load_ssh_private_key, "DER": load_der_private_key}[form]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # short or odd keys of a device are no business of this program's log
            key = load(data, None)
    except TypeError:
        return "unknown", True
    except UnsupportedAlgorithm:
        return ("unknown", False) if form != "DER" else None
    except ValueError as error:
        return ("unknown", True) if "assword" in str(error) else None
    return type(key).__name__.lstrip("_").removesuffix("PrivateKey"), False
