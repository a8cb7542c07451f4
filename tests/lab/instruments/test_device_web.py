"""Requests to the virtual device's own pages, as its user makes them."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from hoshitori.model.errors import BenchError
from hoshitori.run.namespace import Namespace
from hoshitori_lab.instruments.web import DeviceWeb


def test_a_request_given_up_does_not_come_through_later() -> None:
    """Once it is given up the kernel keeps nothing of a request that it would still try to deliver."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        web = DeviceWeb(network=Namespace(), address="127.0.0.1", port=port)

        def give_up_once_heard() -> None:
            connection, _ = listening.accept()
            with connection:
                assert connection.recv(1, socket.MSG_PEEK)
                web.give_up()
                assert ended.wait(60)
                kept.extend(connections_to(port))

        ended, kept = threading.Event(), list[str]()
        device = threading.Thread(target=give_up_once_heard)
        device.start()
        with pytest.raises(BenchError):
            web.request("GET", "/")
        ended.set()
        device.join()

    assert kept == []


def connections_to(port: int) -> list[str]:
    """The kernel's own list of this machine's connections to a port (proc(5))."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    return [line for line in lines if line.split()[2].endswith(f":{port:04X}")]
