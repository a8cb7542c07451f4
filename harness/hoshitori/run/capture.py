"""The recording of every packet on the device's wire, by tcpdump on the bench's end of it."""

from __future__ import annotations

import contextlib
import re
import secrets
import signal
import socket
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from hoshitori.model.errors import BenchError
from hoshitori.run.interface import interface_state
from hoshitori.run.namespace import Namespace
from hoshitori.run.watch import FolderWatch

LARGEST: Final = 200 * 1024 * 1024
"""Bytes of a capture that are handed out; what came later stays on the bench's disk."""

_MARK_AGAIN_MILLISECONDS: Final = 200
_MARK_MILLISECONDS: Final = 2_400
_PATIENCE_MILLISECONDS: Final = 30_000
"""How long what is sure to come may take on a machine that has other things to do."""
_NOBODY: Final = bytes.fromhex("02005e0000fe")
_MARK: Final = b"hoshitori mark "
_GLOBAL_HEADER: Final = 24
_RECORD_HEADER: Final = struct.Struct("<8xI4x")
_AS_NOBODY: Final = (
    # tcpdump would give up root by itself, and then outlive a bench that is killed: with that the kernel forgets
    # --pdeathsig. "-Z root", which keeps it root, crashes the tcpdump 4.99.4 of Ubuntu 24.04
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=-all,+net_raw",
    "--ambient-caps=-all,+net_raw",
    "--pdeathsig=KILL",
    "--",
)
_DROPPED: Final = re.compile(rb"(\d+) packets? dropped by kernel")


class Running(Protocol):
    """A program that the bench started and will end."""

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        ...

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""

    def stop(self) -> None:
        """End it."""


Launch = Callable[[str, Sequence[str], Path, Path], Running]
"""Starts a program in the bench's namespace: name, command line, file for its messages, file for its output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """Where a capture is taken, and as whom its canary frames are sent.

    Attributes:
        address: own IPv4 address, with `mac`.
        device: the device's address, which the address guard lets pass.
    """

    namespace: Namespace
    interface: str
    address: str
    mac: str
    device: str


class WireCapture:
    """Captures from before power-on until the bench is taken down."""

    def __init__(
        self,
        tap: Tap,
        folder: Path,
        launch: Launch,
        *,
        carrier: contextlib.AbstractContextManager[object] | None = None,
    ) -> None:
        """Start, and return once the first frame on the wire is seen to be recorded.

        Args:
            tap: where.
            folder: for the capture and for what tcpdump says.
            launch: how a program is started on this bench.
            carrier: keeps the wire able to carry frames for the moment in which that is tried.

        Raises:
            BenchError: if tcpdump does not start or does not see its own canary frame.
        """
        self._tap = tap
        self._file = folder / "wire.pcap"
        self._log = folder / "tcpdump.log"
        self._file.unlink(missing_ok=True)
        self._log.touch()
        command = [
            *_AS_NOBODY,
            "tcpdump",
            "-i",
            tap.interface,
            "-n",
            "-s",
            "0",
            "-U",
            # not --immediate-mode: libpcap then keeps room for 512 frames alone, and a scan is lost on a busy machine
            "-B",
            "32768",
        ]
        self.program = launch("tcpdump", [*command, "-w", "-"], self._log, self._file)
        started = self._await(self._began)
        with carrier or contextlib.nullcontext():
            seen = started and self.mark()
        if not seen:
            how = "it does not record a frame put on the wire" if self.program.running else "it ended by itself"
            self.program.stop()
            raise BenchError(
                f"tcpdump does not capture on {tap.interface}: {how}; it says {self._told()[-300:]!a}",
                where="capture",
                remedy="is it installed, and does it run in a terminal, with -w - at the end?",
            )

    def read(self) -> bytes:
        """Return all that was captured so far, as pcap; at most `LARGEST` bytes, whole packets only."""
        self.mark()
        with self._file.open("rb") as stream:
            return _whole(stream.read(LARGEST))

    def dropped(self) -> int:
        """Return how many packets were on the wire and are not in the capture.

        Raises:
            BenchError: if tcpdump does not tell, because it ended.
        """
        before = self._log.stat().st_size
        self.program.signal(signal.SIGUSR1)
        self._await(lambda: bool(_DROPPED.search(self._told()[before:])))
        found = _DROPPED.findall(self._told()[before:])
        if not found:
            raise BenchError(
                "tcpdump does not say how many packets it lost",
                where="capture",
                remedy="see whether somebody ended it or the disk is full, and run again",
            )
        return int(found[-1])

    def mark(self) -> bool:
        """Put a frame for nobody on the wire and wait until it is recorded; what was before it is recorded then too.

        The kernel hands frames over once a second. Return whether it was; on a wire without a powered device at its
        end nothing moves at all, and nobody waits longer than for what came before. The frame asks by ARP for the
        device's address, sent to an Ethernet address that nobody has: the guard lets it pass and no device takes it in.
        """
        mark = _MARK + secrets.token_hex(8).encode()
        start = max(0, self._size() - 1)
        mac, asker, asked = (
            bytes.fromhex(self._tap.mac.replace(":", "")),
            socket.inet_aton(self._tap.address),
            socket.inet_aton(self._tap.device),
        )
        question = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + mac + asker + b"\0" * 6 + asked
        frame = _NOBODY + mac + b"\x08\x06" + question + mark
        try:
            with (
                FolderWatch(self._file.parent) as watch,
                self._tap.namespace.make_socket(socket.AF_PACKET, socket.SOCK_RAW) as sock,
            ):
                sock.bind((self._tap.interface, 0))
                for waited in range(0, _PATIENCE_MILLISECONDS, _MARK_AGAIN_MILLISECONDS):
                    sock.send(frame)
                    if watch.until(lambda: mark in self._since(start), milliseconds=_MARK_AGAIN_MILLISECONDS):
                        return True
                    if not self.program.running or (waited >= _MARK_MILLISECONDS and not self._carries()):
                        return False
        except OSError:
            pass
        return False

    def _await(self, condition: Callable[[], bool]) -> bool:
        """Return whether the condition came true while tcpdump ran; its end is no change in the folder."""
        with FolderWatch(self._log.parent) as watch:
            for _ in range(0, _PATIENCE_MILLISECONDS, _MARK_AGAIN_MILLISECONDS):
                running = self.program.running
                if watch.until(condition, milliseconds=_MARK_AGAIN_MILLISECONDS):
                    return True
                if not running:
                    return False
        return False

    def _carries(self) -> bool:
        try:
            return interface_state(self._tap.namespace, self._tap.interface).carries
        except BenchError:
            return False

    def _began(self) -> bool:
        return self._size() >= _GLOBAL_HEADER

    def _since(self, start: int) -> bytes:
        with self._file.open("rb") as stream:
            stream.seek(start)
            return stream.read(LARGEST)

    def _size(self) -> int:
        return self._file.stat().st_size if self._file.exists() else 0

    def _told(self) -> bytes:
        return self._log.read_bytes() if self._log.exists() else b""


def _whole(data: bytes) -> bytes:
    """Return a pcap without the packet that is being written."""
    end = _GLOBAL_HEADER
    while end + _RECORD_HEADER.size <= len(data):
        (length,) = _RECORD_HEADER.unpack_from(data, end)
        following = end + _RECORD_HEADER.size + length
        if following > len(data):
            break
        end = following
    return data[:end]
