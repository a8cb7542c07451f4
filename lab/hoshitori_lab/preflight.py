"""The bench checked before the device: wire, guard, services, clock and capture, each by doing what it is there for."""

from __future__ import annotations

import contextlib
import secrets
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from hoshitori.model.errors import BenchError
from hoshitori.run.guard import guard_counters
from hoshitori_lab.services.network import resolves, tells_time
from hoshitori_lab.services.vendor import CLOUD, UPDATES
from hoshitori_lab.topology.wire import BRIDGE, BRIDGE_MAC

if TYPE_CHECKING:
    from hoshitori_lab.bench import VirtualBench

_UNAUTHORISED: Final = "10.77.0.99"
_EARLIEST_CLOCK: Final = 1_767_225_600
"""1 January 2026 in Unix seconds: a clock before that is wrong."""


def check(bench: VirtualBench) -> Iterator[str]:
    """Yield what is wrong with a bench, in one sentence each."""
    for test in (_processes, _wire, _guard, _services, _clock, _capture):
        yield from _told(test, bench)


def _told(test: Callable[[VirtualBench], Iterator[str]], bench: VirtualBench) -> Iterator[str]:
    try:
        yield from test(bench)
    except (BenchError, OSError) as error:
        yield f"{test.__name__.strip('_')}: {error}"


def _processes(bench: VirtualBench) -> Iterator[str]:
    for program in bench.programs:
        if not program.running:
            yield f"{program.name} has ended; see its log in the bench folder"
    if not bench.outlet.is_on:
        yield "the device has no power"
    for name in bench.outlet.announced().get("late", []):
        yield f"in the device {str(name)[:40]!a} did not come up"


def _wire(bench: VirtualBench) -> Iterator[str]:
    network, given = bench.wire.bench, bench.wire.addresses
    for interface in (BRIDGE, bench.wire.cable.port):
        state = network.run(["ip", "-o", "link", "show", interface]).decode(errors="replace")
        if "LOWER_UP" not in state:
            yield f"{interface} is down"
    if not bench.alive("main"):
        yield f"the device at {given.device} does not answer on its control port"
    neighbours = network.run(["ip", "neigh", "show", given.device, "dev", BRIDGE]).decode(errors="replace")
    if given.device_mac not in neighbours:
        yield f"{given.device} is not the device: its Ethernet address is not {given.device_mac}"


def _guard(bench: VirtualBench) -> Iterator[str]:
    """Try to leave by raw frames; all must be dropped and counted, and nothing seen on the wire."""
    network, nonce = bench.wire.bench, secrets.token_bytes(16)
    before = guard_counters(bench.namespace)
    mac, target = bytes.fromhex(BRIDGE_MAC.replace(":", "")), socket.inet_aton(_UNAUTHORISED)
    source = socket.inet_aton(bench.wire.addresses.gateway)
    question = b"\0\x01\x08\0\x06\x04\0\x01" + mac + source + bytes(6) + target + nonce
    packet = b"\x45\0" + (20 + len(nonce)).to_bytes(2, "big") + b"\0\0\0\0\x01\xfd\0\0" + source + target + nonce
    with network.make_socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((bench.wire.cable.port, 0))
        for kind, content in ((b"\x08\x06", question), (b"\x08\0", packet)):
            with contextlib.suppress(OSError):  # ENOBUFS is how the kernel tells a raw socket that it dropped a frame
                sock.send(b"\xff" * 6 + mac + kind + content)
    capture, after = bench.capture.read(), guard_counters(bench.namespace)
    if after.dropped_ip <= before.dropped_ip:
        yield "the address guard let a raw frame to an unauthorised address pass"
    if after.dropped_arp <= before.dropped_arp:
        yield "the address guard let a question for an unauthorised address pass"
    if nonce in capture:
        yield "a packet to an unauthorised address was seen on the device's wire"


def _services(bench: VirtualBench) -> Iterator[str]:
    network, given = bench.wire.bench, bench.wire.addresses
    context = ssl.create_default_context(cafile=str(bench.identity.authority))
    for name in (UPDATES, CLOUD):
        if not resolves(network, given.gateway, name, given.gateway):
            yield f"the lab's DNS does not know {name}"
        with (
            network.connect(given.gateway, 443, timeout_ms=20_000) as plain,
            context.wrap_socket(plain, server_hostname=name),
        ):
            pass
    if not tells_time(network, given.gateway):
        yield "the lab's NTP server does not tell this machine's time"


def _clock(bench: VirtualBench) -> Iterator[str]:
    del bench
    if time.time() < _EARLIEST_CLOCK:
        yield f"this machine's clock says {time.strftime('%Y-%m-%d', time.gmtime())}"


def _capture(bench: VirtualBench) -> Iterator[str]:
    if not bench.capture.mark():
        yield "the capture does not see its own canary frame"
    if (lost := bench.capture.dropped()) > 0:
        yield f"the capture has lost {lost} packets already"
