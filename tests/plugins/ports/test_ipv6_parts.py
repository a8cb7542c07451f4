"""The parts of the passes over IPv6 that need no wire: frames, their reading, addresses, and several made one."""

import ipaddress
import struct

from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.ports import OpenPort, PortControl, PortRange, PortSurvey
from hoshitori_plugins.ports.addresses6 import addresses_of, link_local_of
from hoshitori_plugins.ports.frame import ETHERNET, Path, Reply, checksum, mac_bytes
from hoshitori_plugins.ports.frame6 import (
    HEADER,
    datagram_maker,
    ip6_bytes,
    ipv6_header,
    payload,
    pseudo_header,
    read_datagram_answer,
    read_syn_answer,
    request_frame,
    syn_maker,
)
from hoshitori_plugins.ports.neighbour6 import (
    ADVERTISEMENT,
    SOLICITATION,
    advertisement,
    echo_to_all,
    kind_of,
    nearest,
    own_addresses,
    read_target,
    solicitation,
)
from hoshitori_plugins.ports.survey6 import together

PORTS = st.integers(1, 65_535)
OWN, DEVICE = ip6_bytes("fe80::1"), ip6_bytes("fe80::10")
PATH = Path(own_mac=bytes([2, 0, 0, 0, 0, 1]), device_mac=bytes([2, 0, 0, 0, 0, 2]), own=OWN, device=DEVICE)
BODY = ETHERNET + HEADER
PRESENT = PortControl(what="ARP", asked=4, answered=4)


def holds(frame: bytes) -> bool:
    """Whether the checksum of a frame's TCP, UDP or ICMPv6 part is right."""
    part = frame[BODY:]
    return checksum(pseudo_header(frame[22:38], frame[38:54], frame[20], len(part)) + part) == 0


def answer(protocol: int, part: bytes, source: bytes = DEVICE) -> bytes:
    """Return a frame from the device."""
    link = PATH.own_mac + PATH.device_mac + b"\x86\xdd"
    return link + ipv6_header(source, OWN, protocol, len(part)) + part


@given(PORTS)
def test_questions_carry_true_checksums(port: int) -> None:
    """Each SYN, empty datagram and request says its port and has a checksum that its receiver accepts."""
    for frame in (
        syn_maker(PATH, 20_000)(port),
        datagram_maker(PATH, 20_001)(port, OWN),
        datagram_maker(PATH, 20_001)(port, ip6_bytes("fd78::5")),
        request_frame(PATH, 20_002, port, b"hello"),
    ):
        assert struct.unpack_from("!H", frame, BODY + 2) == (port,)
        assert holds(frame)


@given(PORTS, st.integers(0, 255), st.sampled_from([6, 17]))
def test_unreachable_is_read_by_its_code(port: int, code: int, protocol: int) -> None:
    """Code 4 means that nobody listens on a UDP port; the others that one cannot get there, or nothing."""
    quoted = ipv6_header(OWN, DEVICE, protocol, 8) + struct.pack("!HHI", 30_000, port, 0)
    frame = answer(58, bytes([1, code]) + bytes(6) + quoted)
    read = read_datagram_answer if protocol == 17 else read_syn_answer
    if code == 4:
        assert read(frame) == (port, Reply.CLOSED if protocol == 17 else Reply.PROHIBITED, 30_000)
    elif code in {0, 1, 2, 3, 5, 6}:
        assert read(frame) == (port, Reply.PROHIBITED, 30_000)
    else:
        assert read(frame) is None
    assert read(answer(58, bytes([1, 4]) + bytes(6) + quoted, source=ip6_bytes("fe80::99"))) is None


@given(PORTS)
def test_a_syn_is_answered_by_its_own_acknowledgement(port: int) -> None:
    """SYN-ACK means open, RST closed, and neither counts with the acknowledgement of another question."""
    asked = struct.unpack_from("!I", syn_maker(PATH, 20_000)(port), BODY + 4)[0]
    for flags, reply in ((0x12, Reply.OPEN), (0x14, Reply.CLOSED)):
        segment = struct.pack("!HHIIBBHHH", port, 20_000, 7, asked + 1, 0x50, flags, 0, 0, 0)
        assert read_syn_answer(answer(6, segment)) == (port, reply, 20_000)
        other = struct.pack("!HHIIBBHHH", port, 20_000, 7, asked + 2, 0x50, flags, 0, 0, 0)
        assert read_syn_answer(answer(6, other)) is None


@given(st.binary(max_size=160))
def test_any_frame_is_an_answer_or_none(frame: bytes) -> None:
    """Whatever arrives, reading it raises nothing."""
    for prefix in (
        b"",
        bytes(12) + b"\x86\xdd\x60" + bytes(5) + b"\x3a",
        bytes(12) + b"\x86\xdd\x60" + bytes(5) + b"\x11",
    ):
        read_syn_answer(prefix + frame)
        read_datagram_answer(prefix + frame)
        payload(prefix + frame)
        addresses_of(prefix + frame)
        kind_of(prefix + frame)


def test_neighbour_discovery_is_written_and_read() -> None:
    """Question and answer name the address, with checksums that hold; a forwarded one (RFC 4861 7.1) is none."""
    asked = solicitation(None, PATH.own_mac, OWN, DEVICE)
    assert asked[:6] == bytes.fromhex("3333ff000010")
    assert asked[38:54] == ip6_bytes("ff02::1:ff00:10")
    assert read_target(asked, SOLICITATION) == DEVICE
    assert solicitation(PATH.device_mac, PATH.own_mac, OWN, DEVICE)[38:54] == DEVICE
    told = advertisement(PATH.device_mac, PATH.own_mac, OWN, DEVICE)
    assert read_target(told, ADVERTISEMENT) == OWN
    assert read_target(told[: ETHERNET + 7] + b"\x40" + told[ETHERNET + 8 :], ADVERTISEMENT) is None
    ping = echo_to_all(PATH.device_mac, PATH.own_mac, OWN)
    assert ping[:6] == PATH.device_mac
    assert all(map(holds, (asked, told, ping)))


def test_addresses_are_read_from_what_a_device_sends() -> None:
    """The source of a packet, or what duplicate address detection is about to use; never a group or nobody."""
    assert addresses_of(answer(17, bytes(8))) == {DEVICE}
    trying = solicitation(None, PATH.device_mac, bytes(16), DEVICE)
    assert addresses_of(trying) == {DEVICE}
    assert addresses_of(answer(17, bytes(8), source=bytes(16))) == set()
    assert addresses_of(answer(17, bytes(8), source=ip6_bytes("ff02::1"))) == set()


def test_an_ethernet_address_gives_a_link_local_one() -> None:
    """The example of RFC 4291 appendix A, with the bit turned."""
    assert link_local_of(mac_bytes("34:56:78:9a:bc:de")) == "fe80::3656:78ff:fe9a:bcde"


def test_own_addresses_are_read_from_the_kernels_table() -> None:
    """Of the interface alone, the link-local one first; and the nearest is of the same prefix."""
    table = (
        "fd770000000000000000000000000001 02 40 00 80 br0\n"
        "fe8000000000000000005efffe100001 02 40 20 80 br0\n"
        "fe800000000000000000000000000007 03 40 20 80 other\n"
        "nonsense\n"
    )
    own = own_addresses("br0", table)
    assert own == ("fe80::5eff:fe10:1", "fd77::1")
    assert nearest(own, "fd77::10") == "fd77::1"
    assert nearest(own, "fe80::99") == "fe80::5eff:fe10:1"
    assert nearest(own, "fd99::1") == "fe80::5eff:fe10:1"
    assert all(ipaddress.IPv6Address(one) for one in own)


def survey(address: str, **states: tuple[int, ...]) -> PortSurvey:
    """Return a survey of one address where everything not named is closed."""
    opened = tuple(
        OpenPort(id=f"udp/{port}@ipv6", transport="udp", port=port, evidence="answer", address=address)
        for port in states.get("open", ())
    )
    maybe = tuple(PortRange(first=port, last=port) for port in states.get("maybe", ()))
    unknown = tuple(PortRange(first=port, last=port) for port in states.get("unknown", ()))
    return PortSurvey(
        transport="udp",
        family="ipv6",
        address=address,
        open=opened,
        open_or_filtered=(),
        open_or_filtered_ranges=maybe,
        filtered=tuple(PortRange(first=port, last=port) for port in states.get("filtered", ())),
        undetermined=unknown,
        closed=65_535 - sum(map(len, states.values())),
        tries=6,
        controls=(),
        icmp_answers="filtered" not in states,
        rate=900,
    )


def test_of_several_addresses_the_worst_counts() -> None:
    """A port is open if it is anywhere, closed only if it is everywhere, and in one state in all."""
    whole = together(
        "udp",
        [
            survey("fe80::10", open=(1,), maybe=(2, 3), unknown=(4,), filtered=(5,)),
            survey("fd77::10", open=(2,), maybe=(4,), unknown=(5, 6)),
        ],
        left_out=["fd99::1", "fd99::1"],
        present=PRESENT,
    )
    assert whole.open_numbers == (1, 2)
    assert {port.port: port.address for port in whole.open} == {1: "fe80::10", 2: "fd77::10"}
    assert whole.silent_numbers == (3, 4)
    assert [part.first for part in whole.undetermined] == [5]
    assert whole.undetermined_count == 2
    assert whole.filtered_count == 0
    assert whole.closed == 65_535 - 6
    assert whole.addresses == ("fe80::10", "fd77::10")
    assert whole.left_out == ("fd99::1",)
    assert not whole.icmp_answers


def test_no_address_is_a_survey_of_nothing() -> None:
    """A device without IPv6 has no port in any state, and the question that it did answer is on record."""
    nothing = together("tcp", [], left_out=[], present=PRESENT)
    assert (nothing.open, nothing.closed, nothing.addresses) == ((), 0, ())
    assert nothing.controls == (PRESENT,)
    assert not nothing.icmp_answers
