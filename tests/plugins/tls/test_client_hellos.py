"""What a device offers as a TLS client: real hellos of OpenSSL in captures of our own making."""

import contextlib
import ssl
import struct
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.base import encode
from hoshitori.facts.client_hello import ClientHellos
from hoshitori.facts.update_paths import TraceKind
from hoshitori.model.subject import Device
from hoshitori.probe import Unavailable
from hoshitori_plugins.tls.answer import NotTlsError
from hoshitori_plugins.tls.client_hellos import read_client_hellos
from hoshitori_plugins.tls.conversations import device_segments, opened_by_device, read_segment
from hoshitori_plugins.tls.offers import read_client_hello
from hoshitori_plugins.update_paths import tls_traces
from tests.plugins.support import Notes, reach_for

DEVICE_MAC = "02:00:5e:10:00:10"
DEVICE = "10.77.0.10"
CLOUD = "10.77.0.200"
SYN, ACK = 0x02, 0x10


def hello(
    name: str = "cloud.vendor.example", *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, ciphers: str = ""
) -> bytes:
    """Return the first flight of OpenSSL as a client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers(ciphers or "DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


REAL = hello()


def frame(
    payload: bytes, *, sequence: int, flags: int = ACK, port: int = 40_000, to: str = CLOUD, mac: str = DEVICE_MAC
) -> bytes:
    """Return an Ethernet frame of the device, IPv4 and TCP, checksums left out as offloading leaves them."""
    tcp = struct.pack("!HHIIBBHHH", port, 443, sequence, 0, 0x50, flags, 1024, 0, 0) + payload
    addresses = bytes(map(int, DEVICE.split("."))) + bytes(map(int, to.split(".")))
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + addresses
    return bytes.fromhex("02005e100001") + bytes.fromhex(mac.replace(":", "")) + b"\x08\x00" + ip + tcp


def pcap(*frames: bytes) -> bytes:
    """Return a capture that holds these frames, a second apart."""
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)
    return head + b"".join(
        struct.pack("<IIII", 1_790_000_000 + number, 0, len(one), len(one)) + one for number, one in enumerate(frames)
    )


class Recorded:
    """A capture that is already over."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self) -> bytes:
        return self._data


def observe(data: bytes, notes: Notes | None = None) -> ClientHellos:
    """Return the fact that a capture gives."""
    told = notes or Notes()
    told.instruments["Capture"] = Recorded(data)
    return read_client_hellos(Device(sample="S1", address=DEVICE, mac=DEVICE_MAC), reach_for(told))


def test_a_hello_is_read_with_its_peer_and_name() -> None:
    """Versions, suites, groups and server name of a TLS 1.3 client, and where it went."""
    notes = Notes()
    found = observe(pcap(frame(b"", sequence=99, flags=SYN), frame(hello(), sequence=100)), notes)
    assert found.complete
    (seen,) = found.hellos
    assert (seen.destination, seen.server_name) == ("10.77.0.200:443", "cloud.vendor.example")
    assert seen.versions == ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
    assert {"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"} <= {suite.name for suite in seen.suites}
    assert "x25519" in seen.groups
    assert not seen.compression
    assert found.to("cloud.vendor.example") == found.to("", CLOUD) == found.hellos
    assert notes.effort["packets"] == 2
    encode(found)


def test_an_old_client_is_seen_to_be_old() -> None:
    """A client whose newest version is TLS 1.1, with suites that RFC 8446 knows nothing of."""
    data = hello(newest=ssl.TLSVersion.TLSv1_1)
    (seen,) = observe(pcap(frame(b"", sequence=0, flags=SYN), frame(data, sequence=1))).hellos
    assert seen.versions == ("TLS 1.1",)
    assert any(suite.cipher.endswith("_CBC") for suite in seen.suites)


def test_a_hello_in_pieces_out_of_order_and_twice_is_one() -> None:
    """Segments come in any order and more than once, and the sequence number wraps."""
    data = hello()
    start = 0xFFFFFFF0
    pieces = [(0, data[:100]), (150, data[150:]), (150, data[150:]), (100, data[100:150]), (0, data[:40])]
    frames = [frame(part, sequence=(start + place) & 0xFFFFFFFF) for place, part in pieces]
    found = observe(pcap(frame(b"", sequence=start - 1, flags=SYN), *frames))
    assert [seen.seen for seen in found.hellos] == [1]
    assert found.unreadable == 0


def test_equal_hellos_are_counted_and_different_ones_kept_apart() -> None:
    """Three connections, two of them with the same offer."""
    same, other = hello(), hello(newest=ssl.TLSVersion.TLSv1_2)
    frames: list[bytes] = []
    for port, data in ((1, same), (2, same), (3, other)):
        frames += [frame(b"", sequence=0, flags=SYN, port=port), frame(data, sequence=1, port=port)]
    found = observe(pcap(*frames))
    assert [(seen.id, seen.seen) for seen in found.hellos] == [
        ("tcp/10.77.0.200:443 cloud.vendor.example", 2),
        ("tcp/10.77.0.200:443 cloud.vendor.example (2)", 1),
    ]
    assert found.connections == 3


def sent_to(payload: bytes, *, port: int = 443, source: int = 50_000, protocol: int = 6) -> bytes:
    """Return a frame that the cloud's address sends to the device."""
    head = struct.pack("!HHIIBBHHH", source, port, 1, 0, 0x50, ACK, 1024, 0, 0)
    if protocol == 17:
        head = struct.pack("!HHHH", source, port, 8 + len(payload), 0)
    addresses = bytes(map(int, CLOUD.split("."))) + bytes(map(int, DEVICE.split(".")))
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(head) + len(payload), 0, 0, 64, protocol, 0) + addresses
    macs = bytes.fromhex(DEVICE_MAC.replace(":", "")) + bytes.fromhex("02005e100001")
    return macs + b"\x08\x00" + ip + head + payload


FILLER = frame(b"", sequence=1, port=39_000)
OPENED = frame(b"", sequence=9, flags=SYN), frame(REAL, sequence=10)


@pytest.mark.parametrize(
    ("before", "quiet"),
    [
        ([FILLER] * 8, 7),
        ([FILLER, FILLER, sent_to(b"GET / HTTP/1.1"), *[FILLER] * 5], 5),
        ([FILLER, FILLER, sent_to(b"do it", port=5683, protocol=17), *[FILLER] * 5], 5),
        ([*[FILLER] * 7, sent_to(b"")], 7),
        ([*[FILLER] * 7, sent_to(b"lease", port=68, protocol=17)], 7),
        ([frame(b"", sequence=3, flags=SYN, port=41_000), *[FILLER] * 6, sent_to(b"x", port=41_000, source=443)], 7),
        ([*[FILLER] * 7, sent_to(b"now")], 0),
    ],
    ids=["nothing", "a request", "a datagram", "a scan", "a lease", "an answer", "right before"],
)
def test_how_long_nobody_had_told_the_device_anything(before: list[bytes], quiet: int) -> None:
    """Only data on conversations that others began ends the quiet before a connection; seconds are never too many."""
    (found,) = observe(pcap(*before, *OPENED)).to("cloud.vendor.example")

    assert found.quiet_seconds == quiet


def test_what_others_send_to_the_device_is_not_its_offer() -> None:
    """A hello of the bench, and a connection whose SYN is not in the capture, are left alone."""
    bench = "02:00:5e:10:00:01"
    theirs = [frame(b"", sequence=0, flags=SYN, mac=bench), frame(hello(), sequence=1, mac=bench)]
    moved = [one[:26] + bytes(map(int, CLOUD.split("."))) + one[30:] for one in theirs]
    found = observe(pcap(*moved, frame(hello(), sequence=1)))
    assert found.hellos == ()
    assert found.connections == 0


def test_a_hello_that_breaks_off_is_unreadable_not_absent() -> None:
    """Half a hello counts, so that its lack is no proof of anything."""
    found = observe(pcap(frame(b"", sequence=0, flags=SYN), frame(hello()[:80], sequence=1)))
    assert (found.hellos, found.unreadable) == ((), 1)


def test_a_capture_that_breaks_off_says_so() -> None:
    """A cut file is read as far as it goes."""
    data = pcap(frame(b"", sequence=0, flags=SYN), frame(hello(), sequence=1), frame(b"", sequence=2))
    found = observe(data[:-5])
    assert len(found.hellos) == 1
    assert not found.complete


def test_what_is_no_capture_is_unavailable() -> None:
    """Garbage in the capture's place is no capture without hellos."""
    with pytest.raises(Unavailable):
        observe(b"not a capture at all, but long enough for one")


@given(st.binary(max_size=400))
def test_any_bytes_are_an_offer_or_none(data: bytes) -> None:
    """Nothing that a device sends makes the parser fail otherwise than it says."""
    with contextlib.suppress(NotTlsError):
        read_client_hello(data)


@given(st.data())
def test_a_damaged_hello_is_an_offer_or_none(data: st.DataObject) -> None:
    """One byte of a real hello altered, or its end cut off."""
    whole = bytearray(REAL)
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(NotTlsError):
        read_client_hello(bytes(whole[: data.draw(st.integers(0, len(whole)))]))


@given(st.lists(st.binary(max_size=120), max_size=12))
def test_any_frames_are_segments_or_none(frames: list[bytes]) -> None:
    """Frames of any bytes give conversations or none, and never an error."""
    for one in frames:
        if len(one) >= 54:
            read_segment(one)
    opened_by_device(device_segments(enumerate(frames), bytes.fromhex(DEVICE_MAC.replace(":", "")), DEVICE))


@pytest.mark.parametrize(("name", "traces"), [("fota.example.com", 1), ("telemetry.example.com", 0)])
def test_a_tls_server_named_after_updates_is_a_trace_of_them(name: str, traces: int) -> None:
    """A device that looks its server up where nobody sees it still names it when it connects."""
    found = observe(pcap(frame(b"", sequence=99, flags=SYN), frame(hello(name), sequence=100)))

    assert [trace.kind for trace in tls_traces(found.hellos)] == [TraceKind.TLS_SERVER_NAME] * traces
