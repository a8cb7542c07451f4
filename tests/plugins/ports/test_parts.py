"""The parts of the port survey that need no wire: frames, pace, states, requests."""

import itertools
import struct

from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.base import encode
from hoshitori.facts.ports import PortControl, PortRange, expand, ranges_of
from hoshitori_plugins.ports.frame import (
    Path,
    Reply,
    checksum,
    datagram_maker,
    payload,
    read_datagram_answer,
    read_syn_answer,
    syn_maker,
)
from hoshitori_plugins.ports.neighbour import read_reply
from hoshitori_plugins.ports.pace import FLOOR, Pace
from hoshitori_plugins.ports.requests import REQUESTS, recognise
from hoshitori_plugins.ports.silence import Heard, classify

PATH = Path(own_mac=b"\x02" * 6, device_mac=b"\x04" * 6, own=bytes([10, 77, 0, 1]), device=bytes([10, 77, 0, 10]))
PORTS = st.integers(1, 65_535)
HELD = (PortControl(what="ARP", asked=10, answered=10),)
FAILED = (PortControl(what="tcp/22 SYN-ACK", asked=100, answered=40),)


@given(PORTS)
def test_one_checksum_fits_the_syn_to_every_port(port: int) -> None:
    """Whatever the port, the TCP checksum over the frame is right."""
    frame = syn_maker(PATH, 30_000)(port)
    segment = frame[34:]
    assert struct.unpack_from("!H", segment, 2)[0] == port
    assert checksum(PATH.own + PATH.device + struct.pack("!BBH", 0, 6, len(segment)) + segment) == 0
    assert checksum(frame[14:34]) == 0


def _answer(protocol: int, body: bytes) -> bytes:
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64, protocol, 0) + PATH.device + PATH.own
    return PATH.own_mac + PATH.device_mac + b"\x08\x00" + ip + body


def _tcp(port: int, flags: int, acknowledged: int) -> bytes:
    return _answer(6, struct.pack("!HHIIBBHHH", port, 30_000, 0, acknowledged & 0xFFFFFFFF, 0x50, flags, 0, 0, 0))


@given(PORTS, st.integers(0, 0xFFFFFFFF))
def test_only_an_answer_to_our_own_syn_counts(port: int, stray: int) -> None:
    """The acknowledgement must name the question; a RST or SYN-ACK to anything else is nothing."""
    right = (0x6D3A << 16 | (0xFFFF ^ port)) + 1
    assert read_syn_answer(_tcp(port, 0x12, right)) == (port, Reply.OPEN, 30_000)
    assert read_syn_answer(_tcp(port, 0x14, right)) == (port, Reply.CLOSED, 30_000)
    assert read_syn_answer(_tcp(port, 0x10, right)) is None
    if stray != right:
        assert read_syn_answer(_tcp(port, 0x14, stray)) is None


@given(PORTS, st.integers(0, 15))
def test_icmp_speaks_of_the_port_it_quotes(port: int, code: int) -> None:
    """Port unreachable is closed for UDP alone; prohibited is not closed; a quote of others' packets is nothing."""
    quoted = datagram_maker(PATH, 30_000)(port, PATH.own)[14:]
    frame = _answer(1, bytes([3, code]) + bytes(6) + quoted)
    found = read_datagram_answer(frame)
    if code == 3:
        assert found == (port, Reply.CLOSED, 30_000)
    elif code in {0, 1, 2, 9, 10, 13}:
        assert found == (port, Reply.PROHIBITED, 30_000)
    else:
        assert found is None
    elsewhere = quoted[:16] + bytes([192, 0, 2, 1]) + quoted[20:]
    assert read_datagram_answer(_answer(1, bytes([3, code]) + bytes(6) + elsewhere)) is None
    assert read_syn_answer(frame) is None


@given(st.binary(max_size=120))
def test_any_frame_is_an_answer_or_none(frame: bytes) -> None:
    """Whatever arrives, reading it raises nothing."""
    for prefix in (b"", bytes(12) + b"\x08\x00\x45" + bytes(8) + b"\x01"):
        read_syn_answer(prefix + frame)
        read_datagram_answer(prefix + frame)
        read_reply(prefix + frame, PATH.device)
    if read_datagram_answer(frame):
        payload(frame)


@given(st.binary(max_size=300))
def test_any_datagram_is_recognised_or_not(data: bytes) -> None:
    """Recognisers say yes or no to any bytes, and no request is taken for its own answer."""
    for request in REQUESTS:
        assert recognise(request, data) in {True, False}
        assert not recognise(request, request.data)


@given(st.lists(PORTS))
def test_ranges_hold_exactly_their_ports(ports: list[int]) -> None:
    """Ports become ranges and come back sorted, each once."""
    ranges = ranges_of(tuple(ports))
    assert list(expand(ranges)) == sorted(set(ports))
    assert all(first.last + 1 < second.first for first, second in itertools.pairwise(ranges))


def _simulate(pace: Pace, milliseconds: int, capacity: int, loss_permille: int = 0) -> int:
    """Let a device that takes `capacity` packets a second be asked for a while; return how many it took."""
    now, taken, due = 0, 0, 0
    while now < milliseconds * 1_000:
        now += 1_000
        sent = pace.allowance(now, 10_000)
        due += sent * loss_permille
        dropped, due = due // 1_000, due % 1_000
        kept = min(sent - dropped, max(1, capacity // 1_000))
        taken += kept
        if sent:
            pace.judge(now + 500, now, asked=sent, lost=sent - kept)
    return taken


@given(st.integers(200, 100_000))
def test_the_pace_finds_what_a_device_bears(capacity: int) -> None:
    """At least a third of what the device could take in two seconds, and never slower than the floor."""
    pace = Pace(rate=20_000, ceiling=400_000)
    taken = _simulate(pace, 2_000, capacity)
    assert taken >= 2 * max(1, capacity // 1_000) * 1_000 // 3
    assert pace.rate >= FLOOR


def test_a_lossy_wire_is_not_slowed_down_for_nothing() -> None:
    """Losses that do not get fewer when asking slowly are the wire's own."""
    pace = Pace(rate=20_000, ceiling=50_000)
    _simulate(pace, 2_000, 10_000_000, loss_permille=180)
    assert pace.rate >= 10_000


def _heard(*, icmp: bool = False, controls: tuple[PortControl, ...] = HELD, silent: tuple[int, ...] = (7, 8)) -> Heard:
    return Heard(
        open={22: ("SYN-ACK", "")}, closed=65_532, prohibited=(), silent=silent, unasked=(), tries=3,
        controls=controls, icmp=icmp, rate=1,
    )  # fmt: skip


def test_silence_is_filtered_only_while_the_controls_answer() -> None:
    """With controls: TCP filtered. Without: undetermined. Never closed."""
    assert classify("tcp", "ipv4", "10.77.0.10", _heard()).filtered == (PortRange(first=7, last=8),)
    left = classify("tcp", "ipv4", "10.77.0.10", _heard(controls=FAILED))
    assert (left.filtered, left.undetermined) == ((), (PortRange(first=7, last=8),))


def test_silent_udp_beside_icmp_is_open_or_filtered() -> None:
    """Where the device proves other UDP ports closed, a silent one may be open; where none, it is filtered."""
    maybe = classify("udp", "ipv4", "10.77.0.10", _heard(icmp=True))
    assert maybe.silent_numbers == (7, 8)
    assert [port.id for port in maybe.open_or_filtered] == ["udp/7", "udp/8"]
    assert classify("udp", "ipv4", "10.77.0.10", _heard()).filtered_count == 2


@given(st.sets(PORTS, max_size=60), st.booleans(), st.booleans(), st.sampled_from(["tcp", "udp"]))
def test_every_port_is_in_exactly_one_state(silent: set[int], icmp: bool, held: bool, transport: str) -> None:
    """However silence is read, no port is lost and none counted twice."""
    silent.discard(22)
    controls = HELD if held else FAILED
    heard = _heard(icmp=icmp, controls=controls, silent=tuple(sorted(silent)))
    found = classify(transport, "ipv4", "10.77.0.10", heard)
    counted = [*found.open_numbers, *found.silent_numbers, *expand(found.filtered), *expand(found.undetermined)]
    assert sorted(counted) == sorted({22, *silent})
    encode(found)
