"""A real bench checked before the device is: interface, guard, control port, capture and clock."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from hoshitori.model.errors import BenchError
from hoshitori.run.guard import guard_counters
from hoshitori.run.interface import interface_state

if TYPE_CHECKING:
    from hoshitori.run.real_bench import RealBench

_NOBODYS: Final = "192.0.2.1"
"""An address of a network that exists in documents only (RFC 5737)."""

_NOBODY: Final = bytes.fromhex("02005e0000fe")
_EARLIEST_CLOCK: Final = 1_767_225_600
"""1 January 2026 in Unix seconds: a clock before that is wrong."""

_CANARY_TRIES: Final = 3


def check(bench: RealBench, sample: str) -> Iterator[str]:
    """Yield what is wrong with a bench, in one sentence each."""
    yield from _told("interface", lambda: _interface(bench))
    yield from _told("guard", lambda: _guard(bench))
    yield from _told("device", lambda: _device(bench, sample))
    yield from _told("capture", lambda: _capture(bench))
    if time.time() < _EARLIEST_CLOCK:
        yield f"this machine's clock says {time.strftime('%Y-%m-%d', time.gmtime())}"


def _told(name: str, test: Callable[[], Iterator[str]]) -> Iterator[str]:
    try:
        yield from test()
    except (BenchError, OSError) as error:
        yield f"{name}: {error}"


def _interface(bench: RealBench) -> Iterator[str]:
    network = bench.network
    state = interface_state(bench.place, network.interface)
    if not state.carries:
        yield f"{network.interface} is down or its cable is not plugged in"
    if not network.address:
        yield f"{network.interface} has no IPv4 address"


def _guard(bench: RealBench) -> Iterator[str]:
    """Try to leave by a raw frame that nobody would take in; it must be dropped and counted."""
    network = bench.network
    if network.guard != "kernel":
        return
    before = guard_counters(bench.namespace)
    ends = socket.inet_aton(network.address or _NOBODYS) + socket.inet_aton(_NOBODYS)
    packet = b"\x45\0\0\x1c\0\0\0\0\x01\x11\0\0" + ends
    frame = _NOBODY + bytes.fromhex(network.mac.replace(":", "")) + b"\x08\0" + packet + secrets.token_bytes(8)
    with bench.place.make_socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((network.interface, 0))
        with contextlib.suppress(OSError):  # ENOBUFS is how the kernel tells that a raw frame was dropped
            sock.send(frame)
    after = guard_counters(bench.namespace)
    if after.dropped_ip <= before.dropped_ip:
        yield "the address guard let a raw frame to an unauthorised address pass"


def _device(bench: RealBench, sample: str) -> Iterator[str]:
    if not any(bench.alive(sample) for _ in range(_CANARY_TRIES)):
        port = bench.control_port(sample) or 9
        yield f"the device at {bench.device_address(sample)} does not answer on TCP port {port}"


def _capture(bench: RealBench) -> Iterator[str]:
    if bench.capture is None:
        return
    if not bench.capture.mark():
        yield "the capture does not see its own canary frame"
    if (lost := bench.capture.dropped()) > 0:
        yield f"the capture has lost {lost} packets already"
