"""How a protocol is known by the first bytes a server says."""

from __future__ import annotations

import re
from typing import Final

_IAC: Final = 0xFF
_FTP: Final = re.compile(rb"220[ -].*\r?\n", re.DOTALL)
_PATTERNS: Final[tuple[tuple[str, re.Pattern[bytes]], ...]] = (
    ("ssh", re.compile(rb"(?:[^\r\n]{0,255}\r?\n){0,20}?SSH-\d\.\d+-")),
    ("smtp", re.compile(rb"220[ -][^\r\n]*(?:E?SMTP|mail)", re.IGNORECASE)),
    ("imap", re.compile(rb"\* (?:OK|PREAUTH|BYE)\b", re.IGNORECASE)),
    ("pop3", re.compile(rb"\+OK\b")),
    ("vnc", re.compile(rb"RFB \d{3}\.\d{3}\n")),
    ("mysql", re.compile(rb".\0\0\0[\x09\x0a][\d.]+", re.DOTALL)),
    (
        "telnet",
        re.compile(
            rb"(?:.{0,400}\r?\n)?[^\r\n]{0,80}(?:login|username|password|user name): ?\Z", re.IGNORECASE | re.DOTALL
        ),
    ),
)
_ANSWERS: Final[tuple[tuple[str, re.Pattern[bytes]], ...]] = (
    ("http", re.compile(rb"HTTP/\d\.\d \d{3}\b")),
    ("rtsp", re.compile(rb"RTSP/\d\.\d \d{3}\b")),
    ("sip", re.compile(rb"SIP/2\.0 \d{3}\b")),
    ("redis", re.compile(rb"\+PONG\r|-NOAUTH |-DENIED Redis")),
    # a message of the Android debug bridge has a header of 24 bytes
    ("adb", re.compile(rb"(?:CNXN|AUTH|STLS).{20}", re.DOTALL)),
)
STARTTLS: Final = frozenset({"smtp", "imap", "pop3", "ftp"})
"""Protocols that may turn to TLS in mid-dialogue."""


def by_greeting(data: bytes) -> str:
    """Return the protocol that a server's first bytes give away; empty if they give none away."""
    if not data:
        return ""
    # option negotiation: IAC, then WILL, WONT, DO, DONT or SB (RFC 854)
    if data[0] == _IAC and len(data) > 2 and 0xFA <= data[1] <= 0xFE:
        return "telnet"
    for protocol, pattern in _PATTERNS:
        if pattern.match(data):
            return protocol
    if _FTP.match(data):
        return "ftp"
    return by_answer(data)


def by_answer(data: bytes) -> str:
    """Return the protocol of an answer, whatever was asked; empty if it gives none away."""
    for protocol, pattern in _ANSWERS:
        if pattern.match(data):
            return protocol
    # CONNACK of MQTT 3.1.1 or 5 (OASIS MQTT 5 section 3.2)
    if len(data) >= 4 and data[0] == 0x20 and data[1] == len(data) - 2 and data[2] < 2:
        return "mqtt"
    return ""


def is_text(data: bytes) -> bool:
    """Return whether some bytes are mostly words."""
    printable = sum(1 for byte in data if 32 <= byte < 127 or byte in b"\r\n\t")
    return len(data) >= 4 and printable * 10 >= len(data) * 9
