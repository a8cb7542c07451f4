"""What a conversation speaks, by its first bytes; the port only where the bytes fit it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hoshitori_plugins.tls.answer import NotTlsError
from hoshitori_plugins.tls.offers import begins_like_tls, read_client_hello
from hoshitori_plugins.traffic.names import read_dns
from hoshitori_plugins.traffic.packet import TCP

ENCRYPTED: Final = frozenset({"tls", "dtls", "quic", "ssh", "ike", "wireguard"})
"""Protocols that carry nothing of their users in clear."""

_HTTP: Final = re.compile(rb"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT) (\S{1,4000}) HTTP/1\.[01]\r?\n")
_HOST: Final = re.compile(rb"\nhost:[ \t]*([^\r\n]{1,255})", re.IGNORECASE)
_LENGTH: Final = re.compile(rb"\n(?:content-length:[ \t]*0*[1-9]|transfer-encoding:[^\r\n]*chunked)", re.IGNORECASE)
_BRINGS: Final = re.compile(rb"\n(authorization|cookie|x-[a-z-]*(?:key|token)[a-z-]*):", re.IGNORECASE)
_UDP_PORTS: Final[Mapping[int, str]] = {67: "dhcp", 68: "dhcp", 546: "dhcp", 547: "dhcp", 1900: "ssdp", 5355: "llmnr"}
_TEXT: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb"SSH-[12]\."), "ssh"),
    (re.compile(rb"(RTSP|SIP)/|[A-Z]{3,12} (rtsp|sip):"), "rtsp-or-sip"),
    (re.compile(rb"(EHLO|HELO) "), "smtp"),
    (re.compile(rb"(USER|AUTH) "), "ftp"),
    (re.compile(rb"<\d{1,3}>"), "syslog"),
    (re.compile(rb"M-SEARCH |NOTIFY \* HTTP/"), "ssdp"),
)
# what a TLS server says to a client that goes before it has said anything; with one byte more it is not that
_TLS_ALERT: Final = re.compile(rb"\x15\x03[\x00-\x04]\x00\x02[\x01\x02].", re.DOTALL)
_MQTT: Final = re.compile(rb"\x10[\x0a-\xff][\x00-\xff]{0,3}\x00[\x04\x06](MQTT|MQIsdp)", re.DOTALL)
_NTP_LENGTH: Final = 48
_NAME_PORTS: Final[Mapping[int, str]] = {53: "dns", 5353: "mdns"}


def protocol_of(transport: int, port: int, data: bytes) -> str:
    """Return what a conversation to a port begins with; `unknown` where that is none of these, nothing without data."""
    if not data:
        return ""
    if transport == TCP:
        return _over_tcp(port, data)
    return _over_udp(port, data)


def _over_tcp(port: int, data: bytes) -> str:
    if begins_like_tls(data) or _TLS_ALERT.fullmatch(data):
        return "tls"
    if _HTTP.match(data):
        return "http"
    if _MQTT.match(data):
        return "mqtt"
    if port == 53 and read_dns(data[2:]) is not None:  # noqa: PLR2004  # RFC 1035 section 4.2.2
        return "dns"
    return next((name for pattern, name in _TEXT if pattern.match(data)), "unknown")


def _over_udp(port: int, data: bytes) -> str:
    if port in _NAME_PORTS and read_dns(data) is not None:
        return _NAME_PORTS[port]
    if port == 123 and len(data) >= _NTP_LENGTH and data[0] & 0x07 in range(1, 8):  # noqa: PLR2004  # RFC 5905
        return "ntp"
    if secured := _secured_datagrams(port, data):
        return secured
    if data[:1] == b"\x30" and port in {161, 162}:
        return "snmp"
    named = next((name for pattern, name in _TEXT if pattern.match(data)), "")
    return named or _UDP_PORTS.get(port, "unknown")


def _secured_datagrams(port: int, data: bytes) -> str:
    if data[:2] == b"\x16\xfe" or data[:3] in {b"\x17\xfe\xfd", b"\x14\xfe\xfd"}:
        return "dtls"
    if port in {500, 4500}:
        return "ike"
    if data[0] & 0xC0 == 0xC0 and data[1:5] in {b"\0\0\0\1", b"\x6b\x33\x43\xcf"}:  # noqa: PLR2004  # RFC 9000 section 17.2
        return "quic"
    if len(data) == 148 and data[:4] == b"\1\0\0\0":  # noqa: PLR2004  # WireGuard's first message
        return "wireguard"
    return ""


def named_host(data: bytes) -> str:
    """Return the server's name that a conversation says at its beginning: SNI or HTTP's Host; nothing without one."""
    if begins_like_tls(data):
        try:
            return read_client_hello(data).server_name.lower().rstrip(".")
        except NotTlsError:
            return ""
    if _HTTP.match(data) and (found := _HOST.search(data[:8_192])):
        host = found[1].strip().decode("latin-1").lower()
        host = host.rpartition(":")[0] if re.fullmatch(r"[^\[\]]*:\d{1,5}", host) else host
        return "".join(c for c in host.strip("[]").rstrip(".") if c.isprintable() and ord(c) < 127)[:255]  # noqa: PLR2004  # ASCII
    return ""


def brought_along(protocol: str, data: bytes, sent: int) -> str:
    """Return what the device brought along in a conversation in clear; nothing where it merely asked for something."""
    if protocol != "http":
        return f"{sent} bytes" if sent else ""
    start = _HTTP.match(data)
    head = data.partition(b"\r\n\r\n")[0]
    told: list[str] = []
    if start is not None and _LENGTH.search(head):
        told.append(f"{start[1].decode()} with a body")
    if start is not None and b"?" in start[2]:
        told.append("a query")
    told += [f"{found[1].decode().lower()} header" for found in _BRINGS.finditer(head)]
    return ", ".join(dict.fromkeys(told))
