"""Real agents on loopback: net-snmp's, with the lines that a test gives it."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from hoshitori_plugins.snmp.user_security import Engine, Keys, new_number, read_answer, request
from tests.plugins.daemons import PATIENCE_SECONDS, free_port, needs

Agent = Callable[..., int]
"""Starts an agent with some lines of settings, and answers its port."""


@pytest.fixture(autouse=True)
def one_community(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for the likeliest community alone: each that an agent does not know costs the time of its silence."""
    monkeypatch.setattr("hoshitori_plugins.snmp.probe._MOST_COMMUNITIES", 1)


@pytest.fixture
def port() -> int:
    """A free UDP port."""
    return free_port(socket.SOCK_DGRAM)


@pytest.fixture
def agent(tmp_path: Path, port: int) -> Generator[Agent]:
    """Start net-snmp's agent, and end it."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*lines: str) -> int:
        config = tmp_path / "snmpd.conf"
        config.write_text("\n".join([f"agentaddress udp:127.0.0.1:{port}", "sysDescr EX-100", *lines]) + "\n")
        environment = {"PATH": "/usr/sbin:/usr/bin", "SNMP_PERSISTENT_DIR": str(tmp_path / "kept"), "MIBS": ""}
        process = subprocess.Popen(
            [needs("snmpd"), "-f", "-C", "-c", str(config), "-Lf", str(tmp_path / "log")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        started.append(process)
        _await(process, port)
        return port

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the engine says its name; each request has a socket of its own, so that no late answer is misread."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "snmpd ended at once"
        number = new_number()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(5)
            try:
                sock.connect(("127.0.0.1", port))
                sock.send(request(number, Engine(), "", Keys()))
                if read_answer(sock.recv(65_535), number, Keys()) is not None:
                    return
            except OSError:
                time.sleep(0.05)
    pytest.fail("snmpd does not answer")
