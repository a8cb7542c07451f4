"""The traffic of a device from captures made here: who began, where to, in what, and which secrets in clear."""

from __future__ import annotations

import base64
import gzip
import ipaddress
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.traffic import Began, Encoding, Role, Standing, Traffic
from hoshitori.model.declaration import AssociatedService, Declaration, SecretReference, SecretSource
from hoshitori.model.subject import Device
from hoshitori.probe import Unavailable
from hoshitori_plugins.traffic.probe import listen_to_traffic
from tests.plugins.support import Notes, declare, interface, password_row, reach_for, row

MAC, BENCH = bytes.fromhex("02005e100010"), bytes.fromhex("02005e100001")
DEVICE = Device(sample="S1", address="192.0.2.10", mac="02:00:5e:10:00:10")
OWN, GATEWAY, CLOUD, STRANGER = "192.0.2.10", "192.0.2.1", "198.51.100.7", "203.0.113.9"
PASSWORD = "Kirin-to-Sakura-77"
SYN, ACK, PUSH = 2, 16, 24


def frame(source: str, destination: str, protocol: int, body: bytes, *, vlan: bool = False) -> bytes:
    """An Ethernet frame with an IPv4 packet; the device's own address tells its sender."""
    total = 20 + len(body)
    head = struct.pack("!BBHHHBBH", 0x45, 0, total, 0, 0, 64, protocol, 0)
    addresses = ipaddress.IPv4Address(source).packed + ipaddress.IPv4Address(destination).packed
    ends = (BENCH + MAC) if source == OWN else (MAC + BENCH)
    kind = b"\x81\x00\x00\x05\x08\x00" if vlan else b"\x08\x00"
    return ends + kind + head + addresses + body


def udp(source: str, destination: str, ports: tuple[int, int], payload: bytes) -> bytes:
    """A datagram."""
    return frame(source, destination, 17, struct.pack("!HHHH", *ports, 8 + len(payload), 0) + payload)


def tcp(
    source: str, destination: str, ports: tuple[int, int], sequence: int, flags: int, payload: bytes = b""
) -> bytes:
    """A TCP segment."""
    head = struct.pack("!HHIIBBHHH", *ports, sequence, 1, 0x50, flags, 1024, 0, 0)
    return frame(source, destination, 6, head + payload)


def begun(destination: str, port: int, *said: bytes, answer: bytes = b"") -> list[bytes]:
    """A connection that the device begins, its words in segments of their own, and the answer."""
    there, back = (40_001, port), (port, 40_001)
    frames = [tcp(OWN, destination, there, 99, SYN), tcp(destination, OWN, back, 499, SYN | ACK)]
    place = 100
    for part in said:
        frames.append(tcp(OWN, destination, there, place, PUSH, part))
        place += len(part)
    return [*frames, *([tcp(destination, OWN, back, 500, PUSH, answer)] if answer else [])]


def served(port: int, asked: bytes, *said: bytes) -> list[bytes]:
    """A connection that the bench begins to a port of the device."""
    there, back = (50_001, port), (port, 50_001)
    frames = [
        tcp(GATEWAY, OWN, there, 9, SYN),
        tcp(OWN, GATEWAY, back, 19, SYN | ACK),
        tcp(GATEWAY, OWN, there, 10, PUSH, asked),
    ]
    place = 20
    for part in said:
        frames.append(tcp(OWN, GATEWAY, back, place, PUSH, part))
        place += len(part)
    return frames


def dns(name: str, address: str = "") -> bytes:
    """A DNS query, or the answer with an address."""
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0\0\1\0\1"
    if not address:
        return struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + question
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + ipaddress.IPv4Address(address).packed
    return struct.pack("!HHHHHH", 7, 0x8180, 1, 1, 0, 0) + question + record


LEASE = udp(GATEWAY, OWN, (67, 68), bytes(240) + b"\x06\x04" + ipaddress.IPv4Address(GATEWAY).packed + b"\xff")
LOOKED_UP = [
    udp(OWN, GATEWAY, (40_000, 53), dns("cloud.vendor.example")),
    udp(GATEWAY, OWN, (53, 40_000), dns("cloud.vendor.example", CLOUD)),
]
USUAL = [LEASE, *LOOKED_UP]


@dataclass
class Recording:
    """A bench's capture of frames made here."""

    data: bytes
    lost: int = 0

    def read(self) -> bytes:
        return self.data

    def dropped(self) -> int:
        return self.lost


def pcap(frames: Iterable[bytes], start: int) -> bytes:
    """A capture of these frames at one second."""
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)
    return head + b"".join(struct.pack("<IIII", start, 0, len(f), len(f)) + f for f in frames)


def declaration(port: int = 80) -> Declaration:
    """A device with a cloud, spoken to by TLS, and a password at a port."""
    secret = {"secret": SecretReference(source=SecretSource.ENV, location="X")}
    rows = (
        replace(password_row("form"), secrets=secret),
        interface(port),
        row(
            "11-SecComMech",
            "CM-cloud",
            protection="tls",
            role="client",
            peer="cloud.vendor.example:443",
            server_name="cloud.vendor.example",
        ),
    )
    service = AssociatedService(
        id="SV", name="cloud", description="", essential=True, hosts=("cloud.vendor.example", "*.cdn.example")
    )
    return replace(declare(*rows), services=(service,))


def heard(*frames: bytes, lost: int = 0, sealed: tuple[bytes, ...] = (), port: int = 80, began: int = 0) -> Traffic:
    """What the probe makes of a capture."""
    now = int(time.time())
    notes = Notes(instruments={"Capture": Recording(pcap([*USUAL, *frames], now), lost)})
    reach = reach_for(notes, declaration(port), secrets={"1-AuthMech/AM-1": PASSWORD})
    reach.sealed, reach.round_began = sealed, began or now
    return listen_to_traffic(DEVICE, reach)


def leaks(traffic: Traffic) -> list[tuple[str, Encoding, Role]]:
    """Which secrets were seen, how, and why they count."""
    return [(leak.secret, leak.encoding, leak.role) for leak in traffic.leaks]


PLAIN = ("1-AuthMech/AM-1", Encoding.PLAIN)


class TestSecrets:
    def test_a_quiet_device_says_none_and_is_heard(self) -> None:
        """Nothing is found, and the control shows that the search would have."""
        traffic = heard()

        assert (leaks(traffic), traffic.control.held, traffic.whole) == ([], True, True)

    def test_across_segments_that_come_twice_and_in_disorder(self) -> None:
        """Retransmitted and overtaken segments hide nothing."""
        word = PASSWORD.encode()
        frames = begun(STRANGER, 9000, b"x" + word[:7], word[7:], b"end")
        frames[2:] = [frames[4], frames[3], frames[2], frames[3]]

        assert leaks(heard(*frames)) == [(*PLAIN, Role.SENT)]

    def test_in_a_datagram(self) -> None:
        """A datagram is searched as it is."""
        assert leaks(heard(udp(OWN, STRANGER, (5, 514), b"<13>" + PASSWORD.encode()))) == [(*PLAIN, Role.SENT)]

    def test_in_what_another_protocol_carries(self) -> None:
        """Frames of a protocol that nobody knows here are searched too, and so is a VLAN."""
        odd = BENCH + MAC + b"\x88\xb5" + PASSWORD.encode()
        tagged = frame(OWN, STRANGER, 17, struct.pack("!HHHH", 5, 6, 26, 0) + PASSWORD.encode(), vlan=True)

        assert leaks(heard(odd)) == leaks(heard(tagged)) == [(*PLAIN, Role.SENT)]

    def test_inside_a_compressed_body(self) -> None:
        """What a service gives out gzipped is unpacked."""
        body = gzip.compress(b'{"password": "%b"}' % PASSWORD.encode())
        answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)

        assert leaks(heard(*served(8080, b"GET / HTTP/1.1\r\n\r\n", answer, body))) == [(*PLAIN, Role.SENT)]

    def test_in_the_answer_to_a_call_of_the_device(self) -> None:
        """What its cloud gives it in clear is as bare as what it sends."""
        frames = begun(CLOUD, 80, b"GET /k HTTP/1.1\r\nHost: cloud.vendor.example\r\n\r\n", answer=PASSWORD.encode())

        assert leaks(heard(*frames)) == [(*PLAIN, Role.RECEIVED)]

    def test_what_users_must_send_to_a_declared_place_counts(self) -> None:
        """A log-in declared over HTTP makes every user send the password in clear."""
        request = b"POST /login HTTP/1.1\r\nAuthorization: Basic " + base64.b64encode(b"a:" + PASSWORD.encode())

        assert leaks(heard(*served(80, request))) == [("1-AuthMech/AM-1", Encoding.BASE64, Role.REQUIRED)]

    def test_what_the_bench_tries_elsewhere_does_not(self) -> None:
        """The bench's own guesses at other ports, and errors that quote them, are not the device's."""
        guess = udp(GATEWAY, OWN, (50_000, 161), PASSWORD.encode())
        quoted = frame(OWN, GATEWAY, 1, b"\3\3\0\0\0\0\0\0" + guess[14:])

        assert leaks(heard(*served(8080, PASSWORD.encode()), guess, quoted)) == []

    def test_a_mark_that_another_observation_planted(self) -> None:
        """What was sealed on the way is looked for too, by a number."""
        traffic = heard(udp(OWN, STRANGER, (5, 6), b"owner=marker-9f3a"), sealed=(b"marker-9f3a",))

        assert [leak.secret for leak in traffic.leaks] == ["met-1"]

    def test_no_value_stands_in_the_fact(self) -> None:
        """The fact names a secret and never says it."""
        traffic = heard(udp(OWN, STRANGER, (5, 6), b"owner=marker-9f3a"), sealed=(b"marker-9f3a",))

        assert "marker-9f3a" not in repr(traffic)
        assert PASSWORD not in repr(heard(*begun(STRANGER, 9000, PASSWORD.encode())))


class TestDestinations:
    @pytest.mark.parametrize(
        ("frames", "standing"),
        [
            ([udp(OWN, GATEWAY, (40_000, 53), dns("cloud.vendor.example"))], Standing.NETWORK),
            ([udp(OWN, "203.0.113.53", (40_000, 53), dns("cloud.vendor.example"))], Standing.UNDECLARED),
            ([udp(OWN, "224.0.0.251", (5353, 5353), dns("x.local"))], Standing.DISCOVERY),
            (begun(CLOUD, 443), Standing.DECLARED),
            (begun(STRANGER, 80, b"GET / HTTP/1.1\r\nHost: img.cdn.example\r\n\r\n"), Standing.DECLARED),
            (begun(CLOUD, 80, b"GET / HTTP/1.1\r\nHost: spy.example\r\n\r\n"), Standing.UNDECLARED),
            (begun(STRANGER, 443), Standing.UNDECLARED),
            ([udp(OWN, STRANGER, (40_000, 123), b"\x23" + bytes(47))], Standing.UNDECLARED),
        ],
        ids=["dns", "foreign dns", "mdns", "cloud", "wildcard", "shared address", "stranger", "ntp not named"],
    )
    def test_what_is_known_of_a_place(self, frames: list[bytes], standing: Standing) -> None:
        """Declared by name or address, given by the network, for everybody on it, or a stranger."""
        assert standing in {place.standing for place in heard(*frames).destinations}

    def test_names_that_nobody_declared(self) -> None:
        """A look-up alone is seen, even if nothing follows."""
        traffic = heard(udp(OWN, GATEWAY, (40_002, 53), dns("spy.example")))

        assert [name.id for name in traffic.undeclared_names] == ["spy.example"]

    def test_an_answer_to_the_bench_is_no_destination(self) -> None:
        """Services that answer, and multicast questions that are answered, begin nothing."""
        asked = frame(GATEWAY, "239.255.255.250", 17, struct.pack("!HHHH", 50_009, 1900, 9, 0) + b"?")
        asked = b"\x01\x00\x5e\x7f\xff\xfa" + asked[6:]
        answered = udp(OWN, GATEWAY, (1900, 50_009), b"HTTP/1.1 200 OK\r\n\r\n")
        traffic = heard(*served(443, b"hello", b"world"), asked, answered)

        assert traffic.undeclared == ()

    def test_a_stream_whose_beginning_is_not_seen_is_said_to_be_so(self) -> None:
        """A connection older than the capture is a destination all the same."""
        traffic = heard(tcp(OWN, STRANGER, (40_005, 9000), 7, PUSH, b"half a word"))

        assert [place.began for place in traffic.undeclared] == [Began.UNSEEN]


class TestClear:
    def test_a_report_in_clear_to_a_peer_declared_protected(self) -> None:
        """It is said what was brought along, and which row says otherwise."""
        words = b"POST /s HTTP/1.1\r\nHost: cloud.vendor.example\r\nContent-Length: 2\r\n\r\n{}"
        (talk,) = heard(*begun(CLOUD, 80, words)).clear

        assert (talk.protocol, talk.carries, talk.declared_protected) == (
            "http",
            "POST with a body",
            "11-SecComMech/CM-cloud",
        )

    def test_a_question_without_anything_brings_nothing(self) -> None:
        """A plain GET is in clear and carries nothing along."""
        (talk,) = heard(*begun(STRANGER, 80, b"GET /time HTTP/1.1\r\nHost: t.example\r\n\r\n")).clear

        assert (talk.carries, talk.declared_protected) == ("", "")

    def test_tls_and_the_network_s_own_protocols_are_not_in_clear(self) -> None:
        """An encrypted call, a name looked up, an announcement."""
        traffic = heard(
            *begun(CLOUD, 443, b"\x16\x03\x01\x00\x05hello"), udp(OWN, "224.0.0.251", (5353, 5353), dns("x.local"))
        )

        assert traffic.clear == ()

    @pytest.mark.parametrize(
        ("answer", "protocols"),
        [("15030300020232", ["tls"]), ("15030300020232ff", ["unknown"]), ("15030300030232ff", ["unknown"])],
        ids=["an alert", "an alert and more", "no alert"],
    )
    def test_a_call_that_ends_before_a_word_is_answered_by_tls(self, answer: str, protocols: list[str]) -> None:
        """A device cut off after its SYN gets OpenSSL's alert about that, in clear; anything else is unknown."""
        traffic = heard(*begun(CLOUD, 443, answer=bytes.fromhex(answer)))

        assert [talk.protocol for talk in traffic.clear] == [one for one in protocols if one != "tls"]
        assert [list(place.protocols) for place in traffic.destinations if place.address == CLOUD] == [protocols]


class TestEffort:
    def test_lost_packets_are_on_record(self) -> None:
        """A capture with losses is not the whole of the run."""
        assert (heard(lost=3).dropped, heard(lost=3).whole) == (3, False)

    def test_a_capture_that_began_late_does_not_span_the_run(self) -> None:
        """Its first frame is younger than the round."""
        assert heard(began=int(time.time()) - 100).spans is False

    def test_parts_of_packets_are_not_the_whole(self) -> None:
        """A fragment is searched, and said to be one."""
        part = bytearray(udp(OWN, STRANGER, (5, 6), PASSWORD.encode()))
        part[20:22] = b"\x20\x00"
        traffic = heard(bytes(part))

        assert (leaks(traffic), traffic.cut_short, traffic.whole) == ([(*PLAIN, Role.SENT)], 1, False)

    def test_a_device_that_says_no_known_word_is_no_control(self) -> None:
        """Without a known word in the device's own packets, finding nothing means nothing."""
        notes = Notes(instruments={"Capture": Recording(pcap([udp(OWN, STRANGER, (5, 6), b"....")], int(time.time())))})
        traffic = listen_to_traffic(DEVICE, reach_for(notes, declaration(), secrets={}))

        assert traffic.control.held is False

    def test_a_capture_without_the_device_says_nothing(self) -> None:
        """No packet of the device, no fact."""
        notes = Notes(instruments={"Capture": Recording(pcap([LEASE], int(time.time())))})

        with pytest.raises(Unavailable):
            listen_to_traffic(DEVICE, reach_for(notes, declaration()))


@given(st.lists(st.binary(max_size=120), max_size=8))
def test_hostile_frames_are_heard_or_passed_over(frames: list[bytes]) -> None:
    """Whatever the device's frames hold, the probe ends with a fact."""
    heard(*(BENCH + MAC + one for one in frames))
