"""MD4 (RFC 1320), which the NT hash of a password is: no library of today offers it any more."""

from __future__ import annotations

import struct
from typing import Final

_MASK: Final = 0xFFFFFFFF
_START: Final = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
_SHIFTS: Final = ((3, 7, 11, 19), (3, 5, 9, 13), (3, 9, 11, 15))
_ORDERS: Final = (
    tuple(range(16)),
    tuple(range(0, 16, 4)) + tuple(range(1, 16, 4)) + tuple(range(2, 16, 4)) + tuple(range(3, 16, 4)),
    (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15),
)
_CONSTANTS: Final = (0, 0x5A827999, 0x6ED9EBA1)


def md4(data: bytes) -> bytes:
    """Return the digest of 16 bytes."""
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + struct.pack("<Q", len(data) * 8 & 0xFFFFFFFFFFFFFFFF)
    state: tuple[int, ...] = _START
    for start in range(0, len(padded), 64):
        state = _block(state, struct.unpack_from("<16I", padded, start))
    return struct.pack("<4I", *state)


def _block(state: tuple[int, ...], words: tuple[int, ...]) -> tuple[int, ...]:
    a, b, c, d = state
    for turn in range(3):
        for step, index in enumerate(_ORDERS[turn]):
            total = (a + _mixed(turn, b, c, d) + words[index] + _CONSTANTS[turn]) & _MASK
            shift = _SHIFTS[turn][step % 4]
            a, b, c, d = d, (total << shift | total >> (32 - shift)) & _MASK, b, c
    return tuple((old + new) & _MASK for old, new in zip(state, (a, b, c, d), strict=True))


def _mixed(turn: int, b: int, c: int, d: int) -> int:
    if turn == 0:
        return (b & c) | (~b & _MASK & d)
    return (b & c) | (b & d) | (c & d) if turn == 1 else b ^ c ^ d
