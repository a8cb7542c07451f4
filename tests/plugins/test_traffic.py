"""What the capture says of a device: its addresses, IPv6, and names that speak of updates."""

import ipaddress
import struct
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.update_paths import Strength
from hoshitori.model.subject import Device
from hoshitori.probe import Unavailable
from hoshitori_plugins.presence import read_presence
from hoshitori_plugins.traffic.packet import read_packet
from hoshitori_plugins.traffic.pcap import Capture
from hoshitori_plugins.update_paths import wire_traces
from tests.plugins.support import Notes, reach_for

DEVICE_MAC = bytes.fromhex("02005e100010")
BENCH_MAC = bytes.fromhex("02005e100001")
DEVICE = Device(sample="S1", address="192.0.2.10", mac="02:00:5e:10:00:10")


def ethernet(kind: int, body: bytes, *, sender: bytes = DEVICE_MAC) -> bytes:
    """Return a frame."""
    return b"\xff" * 6 + sender + struct.pack("!H", kind) + body


def arp(address: str) -> bytes:
    """Return the body of an ARP announcement."""
    ip = ipaddress.IPv4Address(address).packed
    return struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, DEVICE_MAC, ip, b"", ip)


def udp4(source: str, destination: str, port: int, payload: bytes) -> bytes:
    """Return an IPv4 packet with a datagram."""
    total = 28 + len(payload)
    addresses = ipaddress.IPv4Address(source).packed + ipaddress.IPv4Address(destination).packed
    head = struct.pack("!BBHHHBBH", 0x45, 0, total, 0, 0, 64, 17, 0) + addresses
    return head + struct.pack("!HHHH", 40_000, port, 8 + len(payload), 0) + payload


def tcp4(source: str, destination: str, port: int, payload: bytes) -> bytes:
    """Return an IPv4 packet with a TCP segment."""
    total = 40 + len(payload)
    addresses = ipaddress.IPv4Address(source).packed + ipaddress.IPv4Address(destination).packed
    head = struct.pack("!BBHHHBBH", 0x45, 0, total, 0, 0, 64, 6, 0) + addresses
    return head + struct.pack("!HHIIBBHHH", 40_000, port, 1, 1, 0x50, 0x18, 1024, 0, 0) + payload


def icmp6(source: str) -> bytes:
    """Return a neighbour solicitation as an IPv6 packet."""
    addresses = ipaddress.IPv6Address(source).packed + ipaddress.IPv6Address("ff02::1:ff00:10").packed
    return struct.pack("!IHBB", 0x60000000, 24, 58, 255) + addresses + b"\x87" + b"\0" * 23


def dns(name: str) -> bytes:
    """Return a DNS query."""
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", 1, 1)


def pcap(*frames: bytes) -> bytes:
    """Return a capture of these frames, a second apart."""
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)
    return head + b"".join(struct.pack("<IIII", 100 + n, 0, len(f), len(f)) + f for n, f in enumerate(frames))


@dataclass
class Recording:
    """A bench's capture of frames made here."""

    data: bytes

    def read(self) -> bytes:
        return self.data


def presence(*frames: bytes) -> object:
    """Return what the probe says of a capture."""
    return read_presence(DEVICE, reach_for(Notes(instruments={"Capture": Recording(pcap(*frames))})))


STARTED = ethernet(0x0806, arp("192.0.2.10"))


class TestPresence:
    def test_a_device_without_ipv6_is_said_to_have_none(self) -> None:
        """A start without a single IPv6 packet shows that IPv6 is not up."""
        seen = read_presence(DEVICE, reach_for(Notes(instruments={"Capture": Recording(pcap(STARTED, STARTED))})))

        assert (seen.ipv6_up, [address.id for address in seen.addresses]) == (False, ["192.0.2.10"])

    @pytest.mark.parametrize("source", ["::", "fe80::5eff:fe10:10", "2001:db8::10"])
    def test_one_packet_of_ipv6_is_enough(self, source: str) -> None:
        """Duplicate address detection alone shows that IPv6 is up."""
        seen = read_presence(
            DEVICE,
            reach_for(Notes(instruments={"Capture": Recording(pcap(STARTED, ethernet(0x86DD, icmp6(source))))})),
        )

        assert seen.ipv6_up is True

    def test_somebody_elses_ipv6_is_not_the_devices(self) -> None:
        """The bench's own IPv6 says nothing of the device, and is counted as another's."""
        other = ethernet(0x86DD, icmp6("fe80::1"), sender=BENCH_MAC)
        seen = read_presence(DEVICE, reach_for(Notes(instruments={"Capture": Recording(pcap(STARTED, other))})))

        assert (seen.ipv6_up, seen.others) == (False, 1)

    def test_without_a_packet_of_the_device_nothing_is_said(self) -> None:
        """A capture that does not hold the device shows nothing."""
        with pytest.raises(Unavailable):
            presence(ethernet(0x0806, arp("192.0.2.1"), sender=BENCH_MAC))


class TestUpdateTraces:
    @pytest.mark.parametrize(
        ("frame", "strength"),
        [
            (udp4("192.0.2.10", "192.0.2.1", 53, dns("update.vendor.example")), Strength.PLAIN),
            (udp4("192.0.2.10", "192.0.2.1", 53, dns("softupgrades.vendor.example")), Strength.HINT),
            (udp4("192.0.2.10", "192.0.2.1", 53, dns("cloud.vendor.example")), None),
            (
                tcp4("192.0.2.10", "192.0.2.1", 80, b"GET /x/cam.swu HTTP/1.1\r\nHost: v.example\r\n\r\n"),
                Strength.PLAIN,
            ),
            (tcp4("192.0.2.10", "192.0.2.1", 80, b"GET /news HTTP/1.1\r\nHost: v.example\r\n\r\n"), None),
        ],
    )
    def test_names_and_requests_speak_for_themselves(self, frame: bytes, strength: Strength | None) -> None:
        """A name or a path that speaks of updates is a trace; one that does not is none."""
        packet = read_packet(ethernet(0x0800, frame))
        assert packet is not None

        found = [trace.strength for trace in wire_traces([packet])]

        assert found == ([] if strength is None else [strength])


@given(st.binary(max_size=120))
def test_any_frame_is_a_packet_or_none(frame: bytes) -> None:
    """No frame makes the reader fail."""
    read_packet(frame)


@given(st.binary(max_size=200))
def test_any_file_is_a_capture_or_unavailable(data: bytes) -> None:
    """No file makes the reader of captures fail in another way, and none is read past its end."""
    try:
        capture = Capture(pcap()[:24] + data)
    except Unavailable:
        return
    assert sum(len(frame) for _, frame in capture) <= len(data)


@given(st.binary(max_size=80))
def test_any_datagram_to_a_name_server_is_names_or_nothing(payload: bytes) -> None:
    """No query makes the reader of names fail."""
    packet = read_packet(ethernet(0x0800, udp4("192.0.2.10", "192.0.2.1", 53, payload)))
    assert packet is not None

    list(wire_traces([packet]))
