"""Addresses, names and the time for the device: dnsmasq and chrony, run by the bench's keeper."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from hoshitori.model.errors import BenchError
from hoshitori.run.namespace import Namespace
from hoshitori_lab.topology.keeper import Keeper, Program
from hoshitori_lab.topology.wire import BRIDGE, Addresses

_PATIENCE_SECONDS: Final = 30.0
_TRY_SECONDS: Final = 0.05
_SILENCE_SECONDS: Final = 10.0
_NTP_CLIENT: Final = b"\x23" + bytes(47)
_UNIX_TO_NTP: Final = 2_208_988_800


def start_dnsmasq(keeper: Keeper, network: Namespace, given: Addresses, names: Iterable[str], folder: Path) -> Program:
    """Start the DHCP and DNS server: one lease for the device's address, the lab's names, nothing else."""
    argv = [
        "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--group=root", "--no-resolv",
        "--no-hosts", "--log-facility=-", "--log-queries", "--log-dhcp", f"--interface={BRIDGE}",
        "--except-interface=lo", "--bind-interfaces", f"--listen-address={given.gateway}",
        f"--dhcp-leasefile={folder / 'leases'}", "--pid-file=", "--dhcp-authoritative", "--no-ping", "--leasefile-ro",
        f"--dhcp-range={given.device},static,12h",
        f"--dhcp-host={given.device_mac},{given.device}",
        f"--dhcp-option=option:router,{given.gateway}", f"--dhcp-option=option:dns-server,{given.gateway}",
        f"--dhcp-option=option:ntp-server,{given.gateway}",
        *(f"--address=/{name}/{given.gateway}" for name in names),
    ]  # fmt: skip
    return keeper.start("dnsmasq", argv, log=folder / "dnsmasq.log", network=network)


def start_chrony(keeper: Keeper, network: Namespace, given: Addresses, folder: Path) -> Program:
    """Start the time server: it gives out this machine's clock and never sets it.

    Settings stand on the command line and the PID file in a /run of its own: that is what Debian's AppArmor profile of
    chronyd lets it touch.
    """
    settings = (
        "allow all", "local stratum 8", f"bindaddress {given.gateway}", "cmdport 0", "bindcmdaddress /", "user root",
        "pidfile /run/chrony/chronyd.pid",
    )  # fmt: skip
    own_run = 'mount -t tmpfs run /run && mkdir /run/chrony && exec "$@"'
    argv = ["unshare", "--mount", "sh", "-c", own_run, "sh", "chronyd", "-d", "-x", *settings]
    return keeper.start("chronyd", argv, log=folder / "chronyd.log", network=network)


def resolves(network: Namespace, server: str, name: str, expected: str) -> bool:
    """Return whether the lab's DNS names `expected` for a name."""
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    query = struct.pack(">HHHHHH", 0x4853, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", 1, 1)
    return socket.inet_aton(expected) in _exchange(network, server, 53, query)


def tells_time(network: Namespace, server: str, *, within_seconds: int = 5) -> bool:
    """Return whether the lab's NTP server (RFC 5905) answers with about this machine's own time."""
    asked = int(time.time())
    answer = _exchange(network, server, 123, _NTP_CLIENT)
    if len(answer) < len(_NTP_CLIENT):
        return False
    (seconds,) = struct.unpack_from(">I", answer, 40)
    # it told the time at some moment between the question and now, and either may have been long ago
    return asked - within_seconds <= int(seconds) - _UNIX_TO_NTP <= int(time.time()) + within_seconds


def await_services(network: Namespace, given: Addresses, name: str, programs: Iterable[Program]) -> None:
    """Wait until both servers answer.

    Raises:
        BenchError: if one does not within half a minute, or has ended.
    """
    waiting = list(programs)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if resolves(network, given.gateway, name, given.gateway) and tells_time(network, given.gateway):
            return
        ended = [program.name for program in waiting if not program.running]
        if ended:
            raise BenchError(f"{', '.join(ended)} ended at once", where="lab", remedy="see its log in the bench folder")
    raise BenchError(
        "the lab's DNS or NTP server does not answer", where="lab", remedy="see the logs in the bench folder"
    )


def _exchange(network: Namespace, server: str, port: int, query: bytes) -> bytes:
    """Return what a server answers; nothing where its port is closed, or where it keeps silent for long."""
    with network.make_socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(_SILENCE_SECONDS)
        try:
            sock.connect((server, port))
            sock.send(query)
            return sock.recv(2_000)
        except TimeoutError:
            return b""
        except OSError:
            # refused: not listening yet; whoever waits for it asks again a little later
            sock.settimeout(_TRY_SECONDS)
            try:
                return sock.recv(2_000)
            except OSError:
                return b""
