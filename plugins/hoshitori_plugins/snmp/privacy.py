"""How SNMPv3 encrypts: DES in CBC (RFC 3414 section 8), AES in CFB (RFC 3826), and the longer AES keys in use.

Keys of AES-192 and AES-256 that the hash is too short for are made longer as draft-blumenthal-aes-usm does it, which is
what net-snmp has; some makers do it otherwise.
"""

from __future__ import annotations

import hashlib
import os
from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

DES: Final = "DES"
CIPHERS: Final = {"AES-128": 16, "AES-256": 32, "AES-192": 24, DES: 16}
"""Name → bytes of key (of DES, key and the half of its initial value), the likelier ones first."""

_BLOCK: Final = 16
_SALT: Final = 8


def key_of(local: bytes, cipher: str, algorithm: str) -> bytes:
    """Return a cipher's key out of a localised one."""
    while len(local) < CIPHERS[cipher]:
        local += hashlib.new(algorithm, local, usedforsecurity=False).digest()
    return local[: CIPHERS[cipher]]


def new_salt(cipher: str, boots: int) -> bytes:
    """Return a salt that was not used before: random, for DES behind the number of boots."""
    return boots.to_bytes(4, "big") + os.urandom(4) if cipher == DES else os.urandom(_SALT)


def encrypted(data: bytes, cipher: str, key: bytes, boots: int, time: int, salt: bytes) -> bytes:
    """Return bytes as they go over the wire.

    Raises:
        ValueError: if there is no key, or the salt is none.
    """
    if cipher == DES:
        padded = data + bytes(-len(data) % 8)
        return _des(key, salt).encryptor().update(padded)
    return _feedback(data, key, _begin(boots, time, salt), back=False)


def decrypted(data: bytes, cipher: str, key: bytes, boots: int, time: int, salt: bytes) -> bytes:
    """Return what the bytes were; those of DES may have some more behind them.

    Raises:
        ValueError: if there is no key, the salt is none, or the length cannot be.
    """
    if cipher == DES:
        decryptor = _des(key, salt).decryptor()
        return decryptor.update(data) + decryptor.finalize()
    return _feedback(data, key, _begin(boots, time, salt), back=True)


def _des(key: bytes, salt: bytes) -> Cipher[modes.CBC]:
    if len(key) != CIPHERS[DES] or len(salt) != _SALT:
        raise ValueError("no key or no salt")
    first = bytes(one ^ other for one, other in zip(key[8:], salt, strict=True))
    return Cipher(TripleDES(key[:8] * 3), modes.CBC(first))  # three times the same key is DES


def _begin(boots: int, time: int, salt: bytes) -> bytes:
    if len(salt) != _SALT:
        raise ValueError("no salt")
    return boots.to_bytes(4, "big") + time.to_bytes(4, "big") + salt


def _feedback(data: bytes, key: bytes, block: bytes, *, back: bool) -> bytes:
    """Return bytes under AES in CFB, or what they were; of single blocks, for libraries give up the mode itself."""
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  # CFB, block by block
    parts: list[bytes] = []
    for at in range(0, len(data), _BLOCK):
        given = data[at : at + _BLOCK]
        made = bytes(one ^ other for one, other in zip(given, cipher.update(block), strict=False))
        block = given if back else made
        parts.append(made)
    return b"".join(parts)
