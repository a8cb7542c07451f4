"""Frames of a pcap file (libpcap savefile format): bounded, and honest about where it breaks off."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.probe import Unavailable

ETHERNET: Final = 1
_MAGIC: Final = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">", b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\x3c\x4d": ">"}
_HEADER: Final = 24
_RECORD: Final = 16
_LONGEST_FRAME: Final = 262_144


@dataclass(slots=True)
class Capture:
    """An Ethernet capture, read once from front to back.

    Attributes:
        frames: how many frames were read.
        first: seconds since 1970 of the first frame, `last` of the last one; both 0 while none was read.
        complete: whether the end of the file was the end of a frame.
    """

    data: bytes
    frames: int = 0
    first: int = 0
    last: int = 0
    complete: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no Ethernet capture.

        Raises:
            Unavailable: if it is none.
        """
        if self.data[:4] not in _MAGIC or len(self.data) < _HEADER:
            raise Unavailable("the bench's capture is no pcap file")
        link = struct.unpack_from(_MAGIC[self.data[:4]] + "I", self.data, 20)[0] & 0xFFFF
        if link != ETHERNET:
            raise Unavailable(f"the bench's capture has link type {link}, not Ethernet")

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Yield second and bytes of each frame."""
        order = _MAGIC[self.data[:4]]
        head = struct.Struct(order + "IIII")
        data, place, end = self.data, _HEADER, len(self.data)
        while place + _RECORD <= end:
            seconds, _, length, _ = head.unpack_from(data, place)
            place += _RECORD
            if length > _LONGEST_FRAME or place + length > end:
                return
            self.frames += 1
            self.first = self.first or seconds
            self.last = seconds
            yield seconds, data[place : place + length]
            place += length
        self.complete = place == end

    @property
    def seconds(self) -> int:
        """Time between first and last frame."""
        return self.last - self.first
