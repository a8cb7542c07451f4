"""A slow and lossy line between two interfaces: a program that carries each frame late, and some not at all.

The kernel's own way (netem) is missing from many small kernels; this one needs raw sockets alone.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import select
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

_SO_RCVBUFFORCE: Final = 33
_SOL_PACKET: Final = 263
_PACKET_IGNORE_OUTGOING: Final = 23
_BUFFER: Final = 16 * 1024 * 1024
_LONGEST: Final = 65_535
_AT_ONCE: Final = 64
_ANY: Final = 0x0003


@dataclass(slots=True, kw_only=True)
class Direction:
    """Frames on their way from one end to the other, in order, each with the time it is due (seconds)."""

    source: socket.socket
    sink: socket.socket
    delay: float
    loss_permille: int
    chance: random.Random
    waiting: deque[tuple[float, bytes]] = field(default_factory=deque[tuple[float, bytes]])

    def take(self, now: float) -> None:
        """Take what has arrived, some of it only to lose it."""
        for _ in range(_AT_ONCE):
            try:
                frame = self.source.recv(_LONGEST)
            except (BlockingIOError, OSError):
                return
            if self.chance.randrange(1_000) >= self.loss_permille:
                self.waiting.append((now + self.delay, frame))

    def give(self, now: float) -> None:
        """Hand over what is due."""
        while self.waiting and self.waiting[0][0] <= now:
            with contextlib.suppress(OSError):
                # an end without a carrier loses what is sent to it, as any cable does
                self.sink.send(self.waiting[0][1])
            self.waiting.popleft()


def open_end(interface: str) -> socket.socket:
    """Return a raw socket on one end of the line, which does not hear what it sends itself.

    Raises:
        OSError: if there is no such interface, or raw sockets are not allowed.
    """
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ANY))
    sock.setsockopt(_SOL_PACKET, _PACKET_IGNORE_OUTGOING, 1)
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER)
    except OSError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
    sock.bind((interface, _ANY))
    sock.settimeout(0)
    return sock


def carry(directions: Sequence[Direction]) -> None:
    """Carry frames until the process is ended."""
    sources = [direction.source for direction in directions]
    while True:
        due = min((direction.waiting[0][0] for direction in directions if direction.waiting), default=None)
        timeout = None if due is None else max(0.0, due - time.monotonic())
        select.select(sources, [], [], timeout)
        for direction in directions:
            now = time.monotonic()
            direction.take(now)
            direction.give(now)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry frames between two interfaces."""
    parser = argparse.ArgumentParser(description="a slow and lossy line between two interfaces")
    parser.add_argument("ends", nargs=2)
    parser.add_argument("--delay", type=int, required=True, help="milliseconds, each way")
    parser.add_argument("--loss", type=int, required=True, help="frames in a thousand, each way")
    given = parser.parse_args(arguments)
    one, other = (open_end(name) for name in given.ends)
    chance = random.Random(0)  # noqa: S311  # the same losses at each start, as far as frames come alike
    carry(
        [
            Direction(source=source, sink=sink, delay=given.delay / 1_000, loss_permille=given.loss, chance=chance)
            for source, sink in ((one, other), (other, one))
        ]
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
