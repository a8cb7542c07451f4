"""A socket nobody declared: a forgotten debugging service over TCP, or a UDP socket that never answers."""

from __future__ import annotations

import socket
import sys


def serve_tcp(port: int) -> None:
    """Greet whoever connects, take one line, hang up."""
    with socket.create_server(("0.0.0.0", port)) as listener:
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(5)
                try:
                    connection.sendall(b"HDC debug console\r\n> ")
                    connection.recv(1024)
                except OSError:
                    continue


def swallow_udp(port: int) -> None:
    """Take datagrams and say nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("0.0.0.0", port))
        while True:
            wire.recv(65536)


if __name__ == "__main__":
    (serve_tcp if sys.argv[1] == "tcp" else swallow_udp)(int(sys.argv[2]))
