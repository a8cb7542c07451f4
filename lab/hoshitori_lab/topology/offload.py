"""Checksums made by the sender: without this, frames on a virtual wire carry unfinished ones into the capture."""

from __future__ import annotations

import ctypes
import fcntl
import socket
import struct
from typing import Final

from hoshitori.run.namespace import Namespace

_SIOCETHTOOL: Final = 0x8946
_ETHTOOL_STXCSUM: Final = 0x17


def finish_checksums(namespace: Namespace, interface: str) -> None:
    """Turn transmit checksum offload off, and with it segmentation offload (ethtool's `tx off`).

    Raises:
        OSError: if there is no such interface or it cannot.
    """
    value = ctypes.create_string_buffer(struct.pack("=II", _ETHTOOL_STXCSUM, 0))
    request = struct.pack("16sP", interface.encode(), ctypes.addressof(value))
    with namespace.make_socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, _SIOCETHTOOL, request.ljust(40, b"\0"))
