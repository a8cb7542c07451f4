"""A bench of two network namespaces: a device of real servers, and an observer beside it, which is also its gateway."""

import os
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

DEVICE_ADDRESS = "10.77.0.2"
OBSERVER_ADDRESS = "10.77.0.1"
SPARE_SOURCES = "10.78.0.0/16"
OBSERVER_MAC, DEVICE_MAC = "02:00:5e:10:77:01", "02:00:5e:10:77:02"
OBSERVER_LINK_LOCAL, DEVICE_LINK_LOCAL = "fe80::5eff:fe10:7701", "fe80::5eff:fe10:7702"
SPARE_SOURCES6 = "fd78::/64"
TLS_PORT = 443
OPEN_TCP = (22, 80, TLS_PORT, 8080, 40123)
OPEN_UDP = (5353, 47808)
OPEN_TCP6 = (22, 8899, 50123)
OPEN_UDP6 = (5353, 40404)
"""Open over IPv6 alone, at the device's one IPv6 address, a link-local one."""

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 80; listen 8080; return 200 ok; }}
    server {{
        listen {tls} ssl;
        ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
        ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers ALL:@SECLEVEL=0;
        return 200 ok;
    }}
}}
"""

SOCKETS = """
import signal, socket, sys
kept = []
for port in {tcp!r}:
    kept.append(socket.create_server(("0.0.0.0", port)))
for port in {udp!r}:
    kept.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    kept[-1].bind(("0.0.0.0", port))
for kind, ports in ((socket.SOCK_STREAM, {tcp6!r}), (socket.SOCK_DGRAM, {udp6!r})):
    for port in ports:
        kept.append(socket.socket(socket.AF_INET6, kind))
        kept[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        kept[-1].bind(("::", port))
        if kind == socket.SOCK_STREAM:
            kept[-1].listen()
print("ready", flush=True)
signal.pause()
"""


def run(*argv: str) -> str:
    """What a system program printed; an error if it failed."""
    return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=30).stdout


@dataclass(frozen=True, kw_only=True)
class BenchPair:
    """The two namespaces, by name."""

    device: str
    observer: str

    def inside(self, argv: Sequence[str]) -> list[str]:
        """The command line that runs a program beside the device."""
        return ["ip", "netns", "exec", self.observer, *argv]

    def packets(self) -> int:
        """How many packets the observer has sent to the device so far."""
        statistics = "/sys/class/net/bench0/statistics/tx_packets"
        return int(run(*self.inside(["cat", statistics])))


def wire_up(pair: BenchPair) -> None:
    """Make both namespaces and the cable between them."""
    run("ip", "netns", "add", pair.device)
    run("ip", "netns", "add", pair.observer)
    run(
        "ip", "-n", pair.observer, "link", "add", "bench0", "type", "veth", "peer", "name", "eth0", "netns", pair.device
    )
    for name, link, address, mac in (
        (pair.observer, "bench0", OBSERVER_ADDRESS, OBSERVER_MAC),
        (pair.device, "eth0", DEVICE_ADDRESS, DEVICE_MAC),
    ):
        run("ip", "netns", "exec", name, "sysctl", "-qw", f"net.ipv6.conf.{link}.accept_dad=0")
        run("ip", "-n", name, "link", "set", link, "address", mac)
        run("ip", "-n", name, "address", "add", f"{address}/24", "dev", link)
        run("ip", "-n", name, "link", "set", link, "up")
        run("ip", "-n", name, "link", "set", "lo", "up")
    run("ip", "-n", pair.device, "route", "add", "default", "via", OBSERVER_ADDRESS)
    run("ip", "-n", pair.observer, "route", "add", "local", SPARE_SOURCES, "dev", "lo")
    run("ip", "-n", pair.device, "-6", "route", "add", "default", "via", OBSERVER_LINK_LOCAL, "dev", "eth0")
    run("ip", "-n", pair.observer, "-6", "route", "add", "local", SPARE_SOURCES6, "dev", "lo")


def wait_for(port: int, pair: BenchPair, server: subprocess.Popen[str]) -> None:
    """Return once a server of the device listens on a port."""
    end = monotonic() + 10
    while f":{port} " not in run("ip", "netns", "exec", pair.device, "ss", "-lntH"):
        if server.poll() is not None or monotonic() > end:
            message = f"nothing listens on port {port}"
            raise RuntimeError(message)
        sleep(0.05)


@contextmanager
def bench_pair() -> Generator[BenchPair]:
    """A device of real servers and an observer, gone afterwards."""
    pair = BenchPair(device=f"hbench{os.getpid()}d", observer=f"hbench{os.getpid()}o")
    servers: list[subprocess.Popen[str]] = []
    with tempfile.TemporaryDirectory(prefix="hoshitori-bench-") as name:
        folder = Path(name)
        make_certificate(folder)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, tls=TLS_PORT), encoding="utf-8")
        others = [port for port in OPEN_TCP if port not in {80, 8080, TLS_PORT}]
        try:
            wire_up(pair)
            within = ["ip", "netns", "exec", pair.device]
            servers.append(subprocess.Popen([*within, "nginx", "-c", f"{folder}/nginx.conf"], text=True))
            script = SOCKETS.format(tcp=others, udp=list(OPEN_UDP), tcp6=OPEN_TCP6, udp6=OPEN_UDP6)
            servers.append(subprocess.Popen([*within, "python3", "-c", script], text=True, stdout=subprocess.PIPE))
            wait_for(TLS_PORT, pair, servers[0])
            wait_for(others[-1], pair, servers[1])
            yield pair
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.communicate(timeout=10)
            for namespace in (pair.device, pair.observer):
                subprocess.run(["ip", "netns", "delete", namespace], check=False, capture_output=True, timeout=30)


def make_certificate(folder: Path) -> None:
    """Write a self-signed certificate and its RSA key, so that every cipher suite of the server can be had."""
    run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=bench",
        "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem",
    )  # fmt: skip
