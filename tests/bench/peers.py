"""What peers take for the same work, and what they find."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from xml.etree import ElementTree as ET

from tests.bench.network import DEVICE_ADDRESS, DEVICE_LINK_LOCAL, TLS_PORT, BenchPair

LIMIT_SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One piece of work, done once.

    Attributes:
        microseconds: from start to end of the work itself; for a program, less what it takes to do nothing.
        gross_microseconds: from start to end of the whole process.
        packets: what the observer sent meanwhile.
        found: what was found, as sorted texts.
    """

    who: str
    microseconds: int
    gross_microseconds: int
    packets: int
    found: tuple[str, ...]


def timed(pair: BenchPair, argv: Sequence[str]) -> tuple[int, int, str]:
    """How long a program took beside the device in microseconds, how many packets it sent, and what it printed."""
    before = pair.packets()
    start = monotonic()
    ended = subprocess.run(pair.inside(argv), check=True, stdout=subprocess.PIPE, text=True, timeout=LIMIT_SECONDS)
    took = int((monotonic() - start) * 1_000_000)
    return took, pair.packets() - before, ended.stdout


def idle(pair: BenchPair, argv: Sequence[str]) -> int:
    """How long a program takes to start and end, in microseconds: the least of three."""
    return min(timed(pair, argv)[0] for _ in range(3))


def nmap_ports(pair: BenchPair, *, over_ipv6: bool = False) -> Measured:
    """All TCP ports by nmap's SYN scan, over IPv4 or at the link-local address."""
    place = ["-6", f"{DEVICE_LINK_LOCAL}%bench0"] if over_ipv6 else [DEVICE_ADDRESS]
    gross, packets, xml = timed(pair, ["nmap", "-n", "-Pn", "-sS", "-p-", "-T4", "-oX", "-", *place])
    ports = [
        port.attrib["portid"]
        for port in ET.fromstring(xml).iter("port")  # noqa: S314  # nmap's own output, from a device of ours
        for state in port.iter("state")
        if state.attrib["state"] == "open"
    ]
    return Measured(
        who="nmap -6 -sS -p- -T4" if over_ipv6 else "nmap -sS -p- -T4",
        microseconds=gross - idle(pair, ["nmap", "--version"]),
        gross_microseconds=gross,
        packets=packets,
        found=tuple(sorted(ports, key=int)),
    )


def nmap_tls(pair: BenchPair) -> Measured:
    """Versions and suites by nmap's script."""
    script = ["nmap", "-n", "-Pn", "-p", str(TLS_PORT), "--script", "ssl-enum-ciphers,ssl-cert", DEVICE_ADDRESS]
    gross, packets, printed = timed(pair, script)
    return Measured(
        who="nmap ssl-enum-ciphers, ssl-cert",
        microseconds=gross - idle(pair, ["nmap", "--version"]),
        gross_microseconds=gross,
        packets=packets,
        found=tuple(sorted(set(re.findall(r"\b(TLS_\w+)", printed)))),
    )


def sslscan(pair: BenchPair) -> Measured:
    """Versions, suites, groups and certificate by sslscan; its names of suites are OpenSSL's."""
    gross, packets, printed = timed(
        pair, ["sslscan", "--no-colour", "--no-heartbleed", "--show-cipher-ids", f"{DEVICE_ADDRESS}:{TLS_PORT}"]
    )
    return Measured(
        who="sslscan",
        microseconds=gross - idle(pair, ["sslscan", "--version"]),
        gross_microseconds=gross,
        packets=packets,
        found=tuple(sorted({code.lower() for code in re.findall(r"0x[0-9A-Fa-f]{4}\b", printed)})),
    )
