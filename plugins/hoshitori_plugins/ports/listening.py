"""A raw socket that hears only the answers of one device, and nothing from before it was told so."""

from __future__ import annotations

import ctypes
import socket
import struct
from collections.abc import Sequence
from typing import Final

from hoshitori_plugins.ports.frame import ip_bytes
from hoshitori_plugins.ports.frame6 import ip6_bytes

_SO_ATTACH_FILTER: Final = 26
_SO_RCVBUFFORCE: Final = 33
_SOL_PACKET: Final = 263
_PACKET_STATISTICS: Final = 6
BUFFER: Final = 32 * 1024 * 1024
SNAP: Final = 128
"""Bytes of a frame that are worth keeping: Ethernet, IP, ICMP, the quoted headers; 106 over IPv6."""

_LOAD_WORD: Final = 0x20
_LOAD_HALF: Final = 0x28
_LOAD_BYTE: Final = 0x30
_LOAD_HALF_X: Final = 0x48
_LOAD_X: Final = 0xB1
_EQUAL: Final = 0x15
_AND: Final = 0x54
_RETURN: Final = 0x06


def answers_filter(device: str, protocol: int, port_base: int, *, snap: int = SNAP) -> bytes:
    """Return a packet filter (classic BPF): ICMP from the device, or `protocol` from it to our sixteen ports."""
    if ":" in device:
        return _answers_over_ipv6(device, protocol, port_base, snap)
    address = int.from_bytes(ip_bytes(device), "big")
    # each jump counts instructions from the next one; the last two return "nothing" and "the first bytes"
    program = [
        (_LOAD_HALF, 0, 0, 12),
        (_EQUAL, 0, 9, 0x0800),
        (_LOAD_WORD, 0, 0, 26),
        (_EQUAL, 0, 7, address),
        (_LOAD_BYTE, 0, 0, 23),
        (_EQUAL, 6, 0, 1),
        (_EQUAL, 0, 4, protocol),
        (_LOAD_X, 0, 0, 14),
        (_LOAD_HALF_X, 0, 0, 16),
        (_AND, 0, 0, 0xFFF0),
        (_EQUAL, 1, 0, port_base),
        (_RETURN, 0, 0, 0),
        (_RETURN, 0, 0, snap),
    ]
    return _packed(program)


def _answers_over_ipv6(device: str, protocol: int, port_base: int, snap: int) -> bytes:
    words = struct.unpack("!IIII", ip6_bytes(device))
    program = [(_LOAD_HALF, 0, 0, 12), (_EQUAL, 0, 14, 0x86DD)]
    for place, word in enumerate(words):
        program += [(_LOAD_WORD, 0, 0, 22 + 4 * place), (_EQUAL, 0, 12 - 2 * place, word)]
    program += [
        (_LOAD_BYTE, 0, 0, 20),
        (_EQUAL, 5, 0, 58),
        (_EQUAL, 0, 3, protocol),
        (_LOAD_HALF, 0, 0, 56),
        (_AND, 0, 0, 0xFFF0),
        (_EQUAL, 1, 0, port_base),
        (_RETURN, 0, 0, 0),
        (_RETURN, 0, 0, snap),
    ]
    return _packed(program)


def advertisements_filter(*, snap: int = SNAP) -> bytes:
    """Return a packet filter that lets through answers of neighbour discovery alone."""
    return _packed(
        [
            (_LOAD_HALF, 0, 0, 12),
            (_EQUAL, 0, 4, 0x86DD),
            (_LOAD_BYTE, 0, 0, 20),
            (_EQUAL, 0, 2, 58),
            (_LOAD_BYTE, 0, 0, 54),
            (_EQUAL, 1, 0, 136),
            (_RETURN, 0, 0, 0),
            (_RETURN, 0, 0, snap),
        ]
    )


def _packed(program: Sequence[tuple[int, int, int, int]]) -> bytes:
    return b"".join(struct.pack("HBBI", *step) for step in program)


def listen(sock: socket.socket, program: bytes) -> None:
    """Make a raw socket hear only what the filter lets through; what came before is thrown away.

    Frames arrive between the making of a socket and its filter, so that they must be drained before anything is
    believed.
    """
    # the kernel copies the program while the call lasts
    buffer = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HL", len(program) // 8, ctypes.addressof(buffer))
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, described)
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, BUFFER)
    except OSError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    sock.settimeout(0)
    drain(sock)
    dropped(sock)


def drain(sock: socket.socket) -> None:
    """Throw away all that has arrived."""
    while True:
        try:
            sock.recv(1)
        except BlockingIOError:
            return


def dropped(sock: socket.socket) -> int:
    """Return how many frames the kernel had no room for since this was last asked."""
    lost: int = struct.unpack("II", sock.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8))[1]
    return lost
