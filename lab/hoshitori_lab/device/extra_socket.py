"""A socket nobody declared: a forgotten debugging service over TCP, or a UDP socket that never answers."""

from __future__ import annotations

import socket
import sys
from typing import Final

_ANY: Final = {socket.AF_INET: "0.0.0.0", socket.AF_INET6: "::"}


def serve_tcp(port: int, family: socket.AddressFamily) -> None:
    """Greet whoever connects, take one line, hang up."""
    with socket.create_server((_ANY[family], port), family=family) as listener:
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(5)
                try:
                    connection.sendall(b"HDC debug console\r\n> ")
                    connection.recv(1024)
                except OSError:
                    continue


def swallow_udp(port: int, family: socket.AddressFamily) -> None:
    """Take datagrams and say nothing."""
    with socket.socket(family, socket.SOCK_DGRAM) as wire:
        if family == socket.AF_INET6:
            wire.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        wire.bind((_ANY[family], port))
        while True:
            wire.recv(65536)


if __name__ == "__main__":
    over = socket.AF_INET6 if sys.argv[1].endswith("6") else socket.AF_INET
    (serve_tcp if sys.argv[1].startswith("tcp") else swallow_udp)(int(sys.argv[2]), over)
