"""The device's UPnP announcement: a small SSDP responder that names where the description is, over HTTPS."""

from __future__ import annotations

import socket
import struct
import sys
import time
from typing import Final

_GROUP: Final = "239.255.255.250"
_PORT: Final = 1900
_PERIOD_SECONDS: Final = 60.0
_MOST_ANSWERS_PER_SECOND: Final = 20
_KINDS: Final = ("upnp:rootdevice", "urn:schemas-upnp-org:device:Basic:1")


def wanted(datagram: bytes) -> str | None:
    """What an M-SEARCH asks for; None for anything that is not one for us."""
    lines = datagram[:2048].decode("latin-1").split("\r\n")
    if not lines[0].startswith("M-SEARCH * HTTP/1.1"):
        return None
    headers = {name.strip().upper(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    target = headers.get("ST", "")
    if headers.get("MAN") != '"ssdp:discover"' or target not in {"ssdp:all", *_KINDS}:
        return None
    return _KINDS[0] if target == "ssdp:all" else target


def description(first_line: str, kind_header: str, kind: str, *, address: str, serial: str) -> bytes:
    """An answer or an announcement."""
    return (
        f"{first_line}\r\nCACHE-CONTROL: max-age=1800\r\nLOCATION: https://{address}/description.xml\r\n"
        f"SERVER: HDC UPnP/1.1\r\n{kind_header}: {kind}\r\nUSN: uuid:{serial}::{kind}\r\nEXT:\r\n"
    ).encode()


def serve(interface: str, address: str, serial: str) -> None:
    """Announce once a minute and answer searches, for ever."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        wire.bind(("0.0.0.0", _PORT))
        membership = struct.pack(
            "4s4si", socket.inet_aton(_GROUP), socket.inet_aton(address), socket.if_nametoindex(interface)
        )
        wire.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        wire.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        wire.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 2)
        due, second, answers = 0.0, 0, 0
        while True:
            now = time.monotonic()
            if now >= due:
                notify = f"NOTIFY * HTTP/1.1\r\nHOST: {_GROUP}:{_PORT}\r\nNTS: ssdp:alive"
                _send(
                    wire,
                    description(notify, "NT", _KINDS[0], address=address, serial=serial) + b"\r\n",
                    (_GROUP, _PORT),
                )
                due = now + _PERIOD_SECONDS
            wire.settimeout(max(0.05, due - now))
            try:
                datagram, peer = wire.recvfrom(4096)
            except OSError:
                continue
            kind = wanted(datagram)
            if int(now) != second:
                second, answers = int(now), 0
            if kind is not None and answers < _MOST_ANSWERS_PER_SECOND:
                answers += 1
                _send(wire, description("HTTP/1.1 200 OK", "ST", kind, address=address, serial=serial) + b"\r\n", peer)


def _send(wire: socket.socket, datagram: bytes, peer: tuple[str, int]) -> None:
    try:
        wire.sendto(datagram, peer)
    except OSError:
        return


if __name__ == "__main__":
    serve(*sys.argv[1:4])
