"""Sending many small frames at once, through memory shared with the kernel (PACKET_TX_RING, packet_mmap)."""

from __future__ import annotations

import errno
import mmap
import socket
import struct
import sys
from collections.abc import Iterable
from typing import Final

_SOL_PACKET: Final = 263
_PACKET_TX_RING: Final = 13
_SLOT: Final = 128
_SLOTS: Final = 256
_DATA: Final = 32
"""Where a frame begins in its slot: behind `struct tpacket_hdr`, aligned to 16 bytes."""
LONGEST: Final = _SLOT - _DATA
_SEND: Final = 1
_STATUS: Final = 0 if sys.byteorder == "little" else struct.calcsize("@L") - 1
"""Where in a slot the low byte of its status stands; 0 means that the slot is free."""
_NO_ROOM: Final = frozenset({errno.ENOBUFS, errno.EAGAIN, errno.ENETDOWN})


class Outbox:
    """The way out of a raw socket; where the kernel lends no memory, one call a frame."""

    def __init__(self, sock: socket.socket) -> None:
        """Take a bound, non-blocking AF_PACKET socket; nothing else may send through it from then on."""
        self._socket = sock
        self._slot = 0
        self._heads: dict[int, bytes] = {}
        self._ring: mmap.mmap | None = None
        try:
            sock.setsockopt(_SOL_PACKET, _PACKET_TX_RING, struct.pack("@IIII", _SLOT * _SLOTS, 1, _SLOT, _SLOTS))
            self._ring = mmap.mmap(sock.fileno(), _SLOT * _SLOTS)
        except (OSError, ValueError):
            self._ring = None

    @property
    def shares_memory(self) -> bool:
        """Whether the kernel lent its memory."""
        return self._ring is not None

    def send(self, frames: Iterable[bytes]) -> int:
        """Send frames of at most `LONGEST` bytes; return how many of them there was room for.

        Raises:
            OSError: if the interface is gone; a lack of room or of a carrier is no error.
        """
        return self._one_by_one(frames) if self._ring is None else self._together(self._ring, frames)

    def close(self) -> None:
        """Give the memory back."""
        if self._ring is not None:
            self._ring.close()
            self._ring = None

    def _together(self, ring: mmap.mmap, frames: Iterable[bytes]) -> int:
        slot, heads, count = self._slot, self._heads, 0
        for frame in frames:
            place = slot * _SLOT
            if ring[place + _STATUS]:
                # the kernel is not done with what lies here
                break
            length = len(frame)
            head = heads.get(length)
            if head is None:
                head = heads[length] = struct.pack("@LII", _SEND, length, length).ljust(_DATA, b"\0")
            ring[place : place + _DATA + length] = head + frame
            slot = (slot + 1) % _SLOTS
            count += 1
        self._slot = slot
        try:
            self._socket.send(b"")
        except OSError as error:
            # what was put into the ring stays there and goes with the next call
            if error.errno not in _NO_ROOM:
                raise
        return count

    def _one_by_one(self, frames: Iterable[bytes]) -> int:
        count = 0
        try:
            for frame in frames:
                self._socket.send(frame)
                count += 1
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
        return count
