"""Nothing leaves for an address that nobody authorised, whoever sends it: seen at the other end of the wire."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori.model.errors import BenchError
from hoshitori.run.guard import Allowance, guard_counters, install_guard
from tests.lab.network.stand_in import DEVICE, DEVICE_MAC, EVERYBODY, OTHER, StandIn, arp, frame, ip, ip6, stand_in

pytestmark = pytest.mark.netns

SECRET = b"this must stay in the bench's namespace"

STRAY = {
    "another host's address": frame(ip(OTHER, SECRET)),
    "another host's address, to everybody": frame(ip(OTHER, SECRET), to=EVERYBODY),
    "the internet": frame(ip("203.0.113.7", SECRET)),
    "broadcast": frame(ip("255.255.255.255", SECRET), to=EVERYBODY),
    "the network's broadcast": frame(ip("10.77.0.255", SECRET), to=EVERYBODY),
    "multicast DNS without leave": frame(ip("224.0.0.251", SECRET)),
    "a question for another host": frame(arp(OTHER, SECRET), kind=0x0806, to=EVERYBODY),
    "IPv6": frame(ip6("fd77::10", SECRET), kind=0x86DD),
    "IPv6 to all nodes": frame(ip6("ff02::1", SECRET), kind=0x86DD, to=bytes.fromhex("333300000001")),
    "a tagged frame": frame(b"\x00\x01\x08\x00" + ip(DEVICE, SECRET), kind=0x8100),
    "no IP at all": frame(SECRET + bytes(60), kind=0x88B5),
    "a length in place of a type": frame(ip(DEVICE, SECRET), kind=0x0040),
    "a frame cut off inside the address": frame(ip(DEVICE, b"")[:18]) + SECRET[:0],
}


@pytest.fixture(name="wired")
def _wired() -> Iterator[StandIn]:
    with stand_in() as wired:
        yield wired


def closed_to(wired: StandIn, *targets: str, multicast: bool = False) -> Path:
    """Close the bench but for some targets."""
    file = wired.wire.held.file
    install_guard(file, wired.bench.interfaces(), Allowance(targets=targets, multicast=multicast))
    return file


@pytest.mark.parametrize("interface", ["pdut", "br0"])
@pytest.mark.parametrize("bypass", [False, True], ids=["queued", "past the queue"])
def test_raw_frames_stay_in(wired: StandIn, interface: str, bypass: bool) -> None:  # a parameter of the test
    """Raw frames to anything but the device are dropped and counted on every interface, one to the device arrives."""
    file = closed_to(wired, DEVICE)
    before = guard_counters(file).dropped

    for stray in STRAY.values():
        wired.send(stray, interface=interface, bypass=bypass)
    wired.send(frame(ip(DEVICE, b"allowed")), interface=interface, bypass=bypass)

    seen = wired.seen()
    assert [one for one in seen if SECRET in one] == []
    assert len([one for one in seen if b"allowed" in one]) == 1
    assert guard_counters(file).dropped - before == len(STRAY)


def test_a_claimed_protocol_is_checked_against_the_frame(wired: StandIn) -> None:
    """A raw socket bound to IPv4 that sends something else, with the device's address where IPv4 has it, is stopped."""
    closed_to(wired, DEVICE)
    disguised = frame(ip(DEVICE, SECRET), kind=0x86DD)
    with wired.bench.make_socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800)) as sock:
        sock.bind(("pdut", 0x0800))
        try:
            sock.send(disguised)
        except OSError as error:
            assert error.errno == 105  # noqa: PT017  # ENOBUFS

    assert [one for one in wired.seen() if SECRET in one] == []


def test_ordinary_sockets_stay_in(wired: StandIn) -> None:
    """Datagrams and connections to other addresses raise not even a question on the wire."""
    file = closed_to(wired, DEVICE)
    before = guard_counters(file)
    with wired.bench.make_socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(SECRET, (OTHER, 9))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sock.sendto(SECRET, ("10.77.0.255", 9))
    with pytest.raises(OSError):  # noqa: PT011  # timeout or no route, as the kernel likes
        wired.bench.connect(OTHER, 80, timeout_ms=200)

    assert [one for one in wired.seen() if SECRET in one or socket.inet_aton(OTHER) in one] == []
    assert guard_counters(file).dropped > before.dropped


def test_nmap_stays_in(wired: StandIn) -> None:
    """The program nmap finds the authorised device and nobody else, by all its ways of looking for hosts."""
    closed_to(wired, DEVICE)

    for look in (
        ["-sn", "-PE", "-PS80", "-PR"],
        ["-Pn", "-sS", "-p9", "--send-eth"],
        ["-Pn", "-sU", "-p9", "--send-ip"],
    ):
        wired.bench.run(
            ["nmap", "-n", "--max-retries", "0", "--host-timeout", "3s", *look, f"{DEVICE},98-99"], timeout_ms=60_000
        )

    seen = wired.seen()
    others = [socket.inet_aton(OTHER), socket.inet_aton("10.77.0.98")]
    assert [one for one in seen if any(address in one for address in others)] == []
    assert any(one[6:12] != DEVICE_MAC and socket.inet_aton(DEVICE) in one for one in seen), "nmap did not look at all"


def test_without_targets_nothing_leaves(wired: StandIn) -> None:
    """An empty authorisation closes the bench to the device itself."""
    closed_to(wired)
    wired.send(frame(ip(DEVICE, SECRET)))
    with pytest.raises(OSError):  # noqa: PT011  # timeout or no route, as the kernel likes
        wired.bench.connect(DEVICE, 80, timeout_ms=200)
    closed_to(wired, DEVICE)

    assert wired.seen() == []


def test_authorised_ipv6_and_multicast_leave(wired: StandIn) -> None:
    """What is authorised leaves: IPv6 with its neighbour discovery, and questions to everybody where allowed."""
    closed_to(wired, DEVICE, "fd77::10", multicast=True)
    neighbour = frame(_solicitation("fd77::10"), kind=0x86DD, to=bytes.fromhex("3333ff000010"))
    allowed = [
        frame(ip6("fd77::10", b"to the device"), kind=0x86DD),
        neighbour,
        frame(ip("224.0.0.251", _udp(5353), protocol=17), to=bytes.fromhex("01005e0000fb")),
        frame(ip("239.255.255.250", _udp(1900), protocol=17), to=bytes.fromhex("01005e7ffffa")),
    ]
    stray = [
        frame(ip6("fd77::11", SECRET), kind=0x86DD),
        frame(_solicitation("fd77::11"), kind=0x86DD, to=bytes.fromhex("3333ff000011")),
        frame(ip("224.0.0.251", _udp(1234), protocol=17)),
    ]
    for one in allowed + stray:
        wired.send(one)

    assert wired.seen() == allowed


def test_a_guard_that_is_gone_is_noticed(wired: StandIn) -> None:
    """Counters of a guard that somebody removed are an error, never zero."""
    wired.bench.run(["nft", "flush", "ruleset"])

    with pytest.raises(BenchError, match="guard"):
        guard_counters(wired.wire.held.file)


def _udp(port: int) -> bytes:
    return port.to_bytes(2, "big") * 2 + b"\x00\x08\x00\x00"


def _solicitation(target: str) -> bytes:
    """Return a neighbour solicitation (RFC 4861 §4.3) without the checksum that nobody checks here."""
    address = socket.inet_pton(socket.AF_INET6, target)
    group = socket.inet_pton(socket.AF_INET6, "ff02::1:ff00:0")[:13] + address[13:]
    source = socket.inet_pton(socket.AF_INET6, "fd77::1")
    body = b"\x87\x00\x00\x00" + bytes(4) + address
    return b"\x60\x00\x00\x00" + len(body).to_bytes(2, "big") + b"\x3a\xff" + source + group + body
