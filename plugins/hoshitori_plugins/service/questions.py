"""What is said to a TCP server that keeps silent: one harmless opening of each protocol."""

from __future__ import annotations

import struct
from typing import Final


def http(host: str) -> bytes:
    """Return a request for the front page."""
    return (
        f"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: hoshitori\r\nAccept: */*\r\nConnection: close\r\n\r\n".encode()
    )


def mqtt() -> bytes:
    """Return a CONNECT of MQTT 3.1.1 without user name, which is answered by a CONNACK whatever it says."""
    body = b"\0\x04MQTT\x04\x02\0\x0a" + b"\0\x0choshitori-id"
    return b"\x10" + bytes([len(body)]) + body


def adb() -> bytes:
    """Return a connect message of the Android debug bridge."""
    banner = b"host::\0"
    head = struct.pack("<4sIII", b"CNXN", 0x01000000, 4096, len(banner))
    command = int.from_bytes(b"CNXN", "little")
    return head + struct.pack("<II", sum(banner), command ^ 0xFFFFFFFF) + banner


_SIP: Final = (
    b"OPTIONS sip:probe@invalid SIP/2.0\r\nVia: SIP/2.0/TCP invalid;branch=z9hG4bK6d3a\r\nMax-Forwards: 0\r\n"
    b"From: <sip:probe@invalid>;tag=6d3a\r\nTo: <sip:probe@invalid>\r\nCall-ID: 6d3a@invalid\r\n"
    b"CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
)
_DNS: Final = b"\x6d\x3a\0\0\0\x01\0\0\0\0\0\0\0\0\x02\0\x01"


def openings(host: str) -> tuple[tuple[str, bytes], ...]:
    """Return protocol and opening, everyday ones first; `host` is a name or an address."""
    return (
        ("http", http(f"[{host}]" if ":" in host else host)),
        ("mqtt", mqtt()),
        ("rtsp", b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: hoshitori\r\n\r\n"),
        ("sip", _SIP),
        ("dns", struct.pack("!H", len(_DNS)) + _DNS),
        ("redis", b"PING\r\n"),
        ("adb", adb()),
    )  # fmt: skip


def answers_dns(data: bytes) -> bool:
    """Return whether bytes answer our DNS question over TCP (RFC 1035 section 4.2.2)."""
    return len(data) >= 14 and data[2:4] == _DNS[:2] and bool(data[4] & 0x80)
