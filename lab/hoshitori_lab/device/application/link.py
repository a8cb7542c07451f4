"""A defect: a device that takes a pulled network cable for an order to forget."""

from __future__ import annotations

import fcntl
import socket
import struct
import threading
from typing import Final

from .environment import Environment

_SIOCGIFFLAGS: Final = 0x8913
_RUNNING: Final = 0x40
_LOOK_SECONDS: Final = 0.1


def has_carrier(interface: str) -> bool:
    """Whether the network cable is plugged in at both ends.

    Raises:
        OSError: there is no such interface.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14s", interface.encode("ascii"), 0, b"")
        flags: int = struct.unpack("16sH14s", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request))[1]
    return bool(flags & _RUNNING)


def forget_at_link_loss(environment: Environment) -> None:
    """Delete documents whenever the cable is found pulled, for ever."""
    pause = threading.Event()
    while True:
        pause.wait(_LOOK_SECONDS)
        if not has_carrier(environment.interface):
            for name in environment.behaviour.forgets_at_link_loss:
                (environment.disk / name).unlink(missing_ok=True)
