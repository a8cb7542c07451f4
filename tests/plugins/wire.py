"""A device's namespace and an observer's, joined by a cable; the test itself stands in the observer's."""

import contextlib
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Observation
from hoshitori.model.subject import Device, Endpoint, Subject
from hoshitori.probe import BenchNetwork
from hoshitori.run.reach import WorkerReach
from tests.plugins.daemons import PATIENCE_SECONDS
from tests.plugins.support import Notes, declare

DEVICE = "10.77.0.10"
OBSERVER = "10.77.0.1"
SPARE = "10.78.0.0/16"
DEVICE_MAC = "02:00:5e:10:00:10"
DEVICE6, OBSERVER6 = "fd77::10", "fd77::1"
LINK_LOCAL = "fe80::5eff:fe10:10"
SPARE6 = "fd78::/64"
_LIBC = ctypes.CDLL(None, use_errno=True)

SOCKETS = """
import json, signal, socket, sys
kept = []
for kind, ports in json.loads(sys.argv[1]).items():
    for port in ports:
        family = socket.AF_INET6 if kind.endswith("6") else socket.AF_INET
        kept.append(socket.socket(family, socket.SOCK_STREAM if kind.startswith("tcp") else socket.SOCK_DGRAM))
        if family == socket.AF_INET6:
            kept[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        number, _, host = str(port).partition("@")
        kept[-1].bind((host, int(number), 0, 2) if host.startswith("fe80") else (host, int(number)))
        if kind.startswith("tcp"):
            kept[-1].listen()
print("ready", flush=True)
signal.pause()
"""


def run(*argv: str) -> str:
    """Return what a program of the system printed."""
    return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=PATIENCE_SECONDS).stdout


@dataclass
class Bench:
    """The two namespaces, by name, and the servers of the device."""

    device: str
    observer: str
    is_gateway: bool = True
    servers: list[subprocess.Popen[str]] = field(default_factory=list[subprocess.Popen[str]])

    def in_device(self, *argv: str, data: str = "") -> str:
        """Run a program in the device's namespace to its end."""
        command = ["ip", "netns", "exec", self.device, *argv]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, input=data, timeout=PATIENCE_SECONDS
        ).stdout

    def serve(self, argv: Sequence[str], *, listens: str = "") -> subprocess.Popen[str]:
        """Start a server of the device; it is ready when its first line comes, or when it `listens` (`tcp/80`)."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.device, *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if listens else subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.servers.append(process)
        if listens:
            transport, _, port = listens.partition("/")
            deadline = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < deadline:
                if f":{port} " in self.in_device("ss", "-lnH", f"-{transport[0]}"):
                    return process
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.02)
                assert process.poll() is None, f"{argv[0]} ended at once"
            message = f"{argv[0]} does not listen on {listens}"
            raise AssertionError(message)
        assert process.stdout is not None
        assert process.stdout.readline()
        return process

    def open(self, **ports: Sequence[int | str]) -> None:
        """Open sockets that never say anything: `tcp=`, `udp=`, `tcp6=`, `udp6=`; `"8080@fd77::10"` at one address."""
        import json

        script = [sys.executable, "-I", "-S", "-c", SOCKETS]
        self.serve([*script, json.dumps({kind: list(numbers) for kind, numbers in ports.items()})])

    def script(self, code: str, *arguments: str) -> None:
        """Run a Python server that prints a line once it is ready."""
        self.serve([sys.executable, "-I", "-c", code, *arguments])

    def reach(
        self,
        notes: Notes,
        declaration: Declaration | None = None,
        *,
        facts: tuple[Observation, ...] = (),
        address: str = DEVICE,
    ) -> WorkerReach:
        """Return the reach of a probe that stands in the observer's namespace."""
        return WorkerReach(
            notes,
            declaration=declaration or declare(),
            network=BenchNetwork(
                interface="bench0",
                address=OBSERVER,
                mac=Path("/sys/class/net/bench0/address").read_text(encoding="ascii").strip()
                if Path("/sys/class/net/bench0").exists()
                else self.mac(),
                is_gateway=self.is_gateway,
                spare_sources=SPARE if self.is_gateway else "",
                address6=OBSERVER6,
                spare_sources6=SPARE6 if self.is_gateway else "",
            ),
            address=address,
            instruments=frozenset(notes.instruments),
            adapters={},
            facts=facts,
            secrets={},
            documents=Path("/nonexistent"),
        )

    def mac(self) -> str:
        """Return the observer's Ethernet address (`/sys` still shows the namespace it was mounted in)."""
        words = run("ip", "-n", self.observer, "-o", "link", "show", "bench0").split()
        return words[words.index("link/ether") + 1]

    @contextlib.contextmanager
    def inside(self) -> Generator[Self]:
        """Put this thread into the observer's namespace for a while."""
        home = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self.observer}", os.O_RDONLY)
        try:
            assert _LIBC.setns(there, 0) == 0
            yield self
        finally:
            assert _LIBC.setns(home, 0) == 0
            os.close(there)
            os.close(home)


def device_target(address: str = DEVICE) -> Device:
    """Return the device as a probe's target."""
    return Device(sample="S1", address=address, mac=DEVICE_MAC)


def endpoint_at(port: int, protocol: str = "", transport: str = "tcp", address: str = DEVICE) -> Endpoint:
    """Return a port of the device as a probe's target."""
    subject = Subject(id=f"{transport}/{port}", kind="endpoint", endpoint=f"{transport}/{port}")
    return Endpoint(sample="S1", address=address, transport=transport, port=port, protocol=protocol, subject=subject)


def _add_ipv6(pair: Bench) -> None:
    for name, link, address in ((pair.observer, "bench0", OBSERVER6), (pair.device, "eth0", DEVICE6)):
        run("ip", "-n", name, "address", "add", f"{address}/64", "dev", link, "nodad")
    if pair.is_gateway:
        run("ip", "-n", pair.device, "-6", "route", "add", "default", "via", OBSERVER6)
        run("ip", "-n", pair.observer, "-6", "route", "add", "local", SPARE6, "dev", "lo")


@contextlib.contextmanager
def bench(*, icmp_limits: bool = False, gateway: bool = True, six: bool = False) -> Generator[Bench]:
    """Make both namespaces and the cable, stand in the observer's, and leave nothing behind."""
    if os.geteuid() != 0:
        pytest.skip("the test itself moves into a namespace, which takes root")
    number = os.getpid()
    pair = Bench(device=f"htp{number}d", observer=f"htp{number}o", is_gateway=gateway)
    try:
        for name in (pair.device, pair.observer):
            run("ip", "netns", "add", name)
            if six:
                run("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0")
            else:
                run("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
        run(
            "ip",
            "-n",
            pair.observer,
            "link",
            "add",
            "bench0",
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            pair.device,
        )
        run("ip", "-n", pair.device, "link", "set", "eth0", "address", DEVICE_MAC)
        for name, link, address in ((pair.observer, "bench0", OBSERVER), (pair.device, "eth0", DEVICE)):
            run("ip", "-n", name, "address", "add", f"{address}/24", "dev", link)
            run("ip", "-n", name, "link", "set", link, "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
        if gateway:
            run("ip", "-n", pair.device, "route", "add", "default", "via", OBSERVER)
            run("ip", "-n", pair.observer, "route", "add", "local", SPARE, "dev", "lo")
        if six:
            _add_ipv6(pair)
        if not icmp_limits:
            pair.in_device("sysctl", "-qw", "net.ipv4.icmp_ratemask=0", "net.ipv6.icmp.ratemask=")
        with pair.inside():
            yield pair
    finally:
        for server in pair.servers:
            server.kill()
            server.communicate(timeout=PATIENCE_SECONDS)
        for name in (pair.device, pair.observer):
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True, timeout=PATIENCE_SECONDS)
