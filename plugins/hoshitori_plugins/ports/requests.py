"""One harmless request of each common UDP protocol, and how its answer is known."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final

from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable, Wire

_MARK: Final = b"\x6d\x3a"
"""Chosen by us and echoed by the device: without it a datagram is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send, where it is usually answered, and how an answer is recognised."""

    protocol: str
    ports: tuple[int, ...]
    data: bytes
    answers: Callable[[bytes], bool]
    version: str = ""


def _dns_question(
    name: tuple[bytes, ...], kind: int, *, identifier: bytes = _MARK, flags: int = 0, cls: int = 1
) -> bytes:
    labels = b"".join(bytes([len(label)]) + label for label in name) + b"\0"
    return identifier + struct.pack("!HHHHH", flags, 1, 0, 0, 0) + labels + struct.pack("!HH", kind, cls)


def _answers_dns(data: bytes) -> bool:
    return len(data) >= 12 and data[:2] == _MARK and bool(data[2] & 0x80)  # the header's size


def _answers_mdns(data: bytes) -> bool:
    return len(data) >= 12 and data[:2] in {_MARK, b"\0\0"} and data[2] & 0xF8 == 0x80 and data[6:8] != b"\0\0"


def _answers_ntp(data: bytes) -> bool:
    return len(data) >= 48 and data[0] & 0x07 == 4 and data[24:32] == b"hoshitor"


def _answers_snmp(version: int) -> Callable[[bytes], bool]:
    def answers(data: bytes) -> bool:
        # SEQUENCE { INTEGER version, … } (RFC 1157 section 4, RFC 3412 section 6), its length in one byte or in several
        if len(data) < 5 or data[0] != 0x30:
            return False
        body = data[2:] if data[1] < 0x80 else data[2 + (data[1] & 0x7F) :]
        return body.startswith(bytes([2, 1, version]))

    return answers


def _tlv(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes([tag, len(body)]) + body


def _snmp(version: int) -> bytes:
    """Return a GetRequest for sysDescr.0 under the community `public`."""
    binding = _tlv(0x30, _tlv(0x30, _tlv(6, bytes([0x2B, 6, 1, 2, 1, 1, 1, 0])), _tlv(5)))
    return _tlv(
        0x30, _tlv(2, bytes([version])), _tlv(4, b"public"),
        _tlv(0xA0, _tlv(2, b"\x6d\x3a"), _tlv(2, b"\0"), _tlv(2, b"\0"), binding),
    )  # fmt: skip


def _snmp_discovery() -> bytes:
    """Return an SNMPv3 request that is answered by a report of the engine (RFC 3414 section 4)."""
    security = _tlv(0x30, _tlv(4), _tlv(2, b"\0"), _tlv(2, b"\0"), _tlv(4), _tlv(4), _tlv(4))
    header = _tlv(0x30, _tlv(2, b"\x6d\x3a"), _tlv(2, b"\x00\xff\xe3"), _tlv(4, b"\x04"), _tlv(2, b"\x03"))
    scoped = _tlv(0x30, _tlv(4), _tlv(4), _tlv(0xA0, _tlv(2, b"\x6d\x3a"), _tlv(2, b"\0"), _tlv(2, b"\0"), _tlv(0x30)))
    return _tlv(0x30, _tlv(2, b"\x03"), header, _tlv(4, security), scoped)


_SSDP: Final = (
    b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n'
)
_SIP: Final = (
    b"OPTIONS sip:probe@invalid SIP/2.0\r\nVia: SIP/2.0/UDP invalid;branch=z9hG4bK6d3a;rport\r\nMax-Forwards: 0\r\n"
    b"From: <sip:probe@invalid>;tag=6d3a\r\nTo: <sip:probe@invalid>\r\nCall-ID: 6d3a@invalid\r\nCSeq: 1 OPTIONS\r\n"
    b"Content-Length: 0\r\n\r\n"
)
_WSD: Final = (
    b'<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    b'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
    b'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header>'
    b"<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"
    b"<a:MessageID>urn:uuid:6d3a0000-0000-4000-8000-000000000001</a:MessageID>"
    b"<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header><s:Body><d:Probe/></s:Body></s:Envelope>"
)


def _dtls_hello() -> bytes:
    """Return a DTLS 1.2 ClientHello without cookie (RFC 6347 section 4.2), which asks for nothing costly."""
    suites = struct.pack("!6H", 0xC02B, 0xC02F, 0xC0A8, 0x00A8, 0x009C, 0x002F)
    groups = struct.pack("!HHHHH", 10, 6, 4, 23, 29)
    schemes = struct.pack("!HHHHHH", 13, 8, 6, 0x0403, 0x0401, 0x0804)
    extensions = groups + schemes
    body = b"\xfe\xfd" + bytes(32) + b"\0\0" + struct.pack("!H", len(suites)) + suites + b"\x01\0"
    body += struct.pack("!H", len(extensions)) + extensions
    handshake = b"\x01" + len(body).to_bytes(3, "big") + b"\0\0" + b"\0\0\0" + len(body).to_bytes(3, "big") + body
    return b"\x16\xfe\xff" + bytes(8) + struct.pack("!H", len(handshake)) + handshake


def _answers_dtls(data: bytes) -> bool:
    return len(data) >= 13 and data[0] in {21, 22} and data[1] == 0xFE and data[2] in {0xFD, 0xFF}


_QUIC: Final = b"\xc0\x1a\x2a\x3a\x4a\x08hoshitor\x08hoshitor".ljust(1200, b"\0")
"""A long header of a version that does not exist: answered by version negotiation (RFC 9000 section 6)."""

_IKE: Final = b"hoshitor" + bytes(8) + bytes([33, 0x20, 34, 0x08]) + bytes(4) + struct.pack("!I", 28)
_STUN: Final = b"\0\x01\0\0\x21\x12\xa4\x42" + b"hoshitori-6d"
_OPENVPN: Final = b"\x38" + b"hoshitor" + b"\0" + bytes(4)
_RMCP: Final = bytes.fromhex("0600ff06000011be80000000")

REQUESTS: Final = (
    Request(protocol="dns", ports=(53,), data=_dns_question((), 2), answers=_answers_dns),
    Request(
        protocol="mdns", ports=(5353,), answers=_answers_mdns,
        data=_dns_question((b"_services", b"_dns-sd", b"_udp", b"local"), 12, cls=0x8001),
    ),
    Request(protocol="llmnr", ports=(5355,), data=_dns_question((b"hoshitori",), 1), answers=_answers_dns),
    Request(protocol="ntp", ports=(123,), data=b"\x23" + bytes(39) + b"hoshitor", answers=_answers_ntp),
    Request(protocol="snmp", version="v1", ports=(161,), data=_snmp(0), answers=_answers_snmp(0)),
    Request(protocol="snmp", version="v2c", ports=(161,), data=_snmp(1), answers=_answers_snmp(1)),
    Request(protocol="snmp", version="v3", ports=(161,), data=_snmp_discovery(), answers=_answers_snmp(3)),
    Request(
        protocol="ssdp", ports=(1900,), data=_SSDP,
        answers=lambda data: data.startswith((b"HTTP/1.1 ", b"NOTIFY ")) and b":" in data[:400],
    ),
    Request(
        protocol="coap", ports=(5683,), data=b"\x42\x01" + _MARK + b"ho" + b"\xbb.well-known\x04core",
        answers=lambda data: len(data) >= 4 and data[0] >> 6 == 1 and _MARK in data[2:6],
    ),
    Request(
        protocol="nat-pmp", ports=(5351,), data=b"\0\0",
        answers=lambda data: len(data) >= 4 and data[0] in {0, 2} and data[1] in {0x80, 0x81},
    ),
    Request(
        protocol="tftp", ports=(69,), data=b"\0\x01hoshitori-no-such-file\0octet\0",
        answers=lambda data: len(data) >= 4 and data[:2] in {b"\0\x05", b"\0\x03", b"\0\x06"},
    ),
    Request(protocol="dtls", ports=(5684, 443, 4433), data=_dtls_hello(), answers=_answers_dtls),
    Request(protocol="sip", ports=(5060,), data=_SIP, answers=lambda data: data.startswith(b"SIP/2.0 ")),
    Request(
        protocol="wsd", ports=(3702,), data=_WSD,
        answers=lambda data: b"Envelope" in data[:600] and b"ProbeMatches" in data,
    ),
    Request(
        protocol="netbios-ns", ports=(137,),
        data=_dns_question((b"CK" + b"A" * 30,), 0x21), answers=_answers_dns,
    ),
    Request(
        protocol="quic", ports=(443,), data=_QUIC,
        answers=lambda data: data[:1] >= b"\x80" and data[1:5] == bytes(4) and b"hoshitor" in data,
    ),
    Request(
        protocol="ike", ports=(500, 4500), data=_IKE,
        answers=lambda data: data.startswith(b"hoshitor") and len(data) >= 28,
    ),
    Request(
        protocol="stun", ports=(3478,), data=_STUN,
        answers=lambda data: data[:1] == b"\x01" and data[4:20] == _STUN[4:20],
    ),
    Request(
        protocol="openvpn", ports=(1194,), data=_OPENVPN,
        answers=lambda data: data[:1] == b"\x40" and b"hoshitor" in data,
    ),
    Request(
        protocol="ipmi", ports=(623,), data=_RMCP,
        answers=lambda data: data.startswith(b"\x06\0\xff") and len(data) >= 12,
    ),
    Request(
        protocol="bacnet", ports=(47808,), data=bytes.fromhex("810b000801201008")[:4] + bytes.fromhex("01001008"),
        answers=lambda data: data[:1] == b"\x81" and len(data) >= 8,
    ),
)  # fmt: skip
"""All requests, those of simple devices first."""


@contextlib.contextmanager
def all_asked(target: Endpoint, reach: Reach) -> Generator[Sequence[tuple[Request, Wire]]]:
    """Give every request that could be sent to a UDP port, with the flow of its own on which the answer comes.

    All are sent before the first answer is read, so that silence is waited for but once; requests that are usually
    answered at such a port come first.
    """
    ordered = sorted(REQUESTS, key=lambda request: target.port not in request.ports)
    with contextlib.ExitStack() as stack:
        flows: list[tuple[Request, Wire]] = []
        for request in ordered:
            wire = stack.enter_context(reach.udp(target))
            with contextlib.suppress(Unavailable):
                wire.send(request.data)
                flows.append((request, wire))
        yield flows


def recognise(request: Request, data: bytes) -> bool:
    """Return whether a datagram answers a request; an echo of the request never does."""
    return data != request.data and request.answers(data)
