"""The virtual device where no namespaces are to be had."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hoshitori_lab.device.boot import loopback_command

ADDRESS = f"127.77.{os.getpid() % 250}.10"
PATIENCE_SECONDS = 120
"""How long what is sure to come may take on a machine that has other things to do."""


def free_offset() -> int:
    """An offset at which the device's ports are free."""
    for offset in range(20_000, 50_000, 1_000):
        with socket.socket() as web, socket.socket() as shell, socket.socket() as broker:
            try:
                for one, port in ((web, 443), (shell, 22), (broker, 8883)):
                    one.bind((ADDRESS, port + offset))
            except OSError:
                continue
            return offset
    raise AssertionError("no free ports on loopback")


@pytest.fixture
def device(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A device on loopback, and what it announced."""
    offset = free_offset()
    reads, writes = os.pipe()
    folders = {name: tmp_path / name for name in ("data", "keys", "run", "application")}
    command = loopback_command(
        twin="good",
        data=folders["data"],
        keys=folders["keys"],
        run=folders["run"],
        application=folders["application"],
        options=(
            *("--address", ADDRESS, "--port-offset", str(offset), "--ready-fd", str(writes)),
            *("--update-url", "http://127.77.0.1:1/latest.json", "--cloud-url", "https://127.77.0.1:1/"),
        ),
    )
    with (tmp_path / "boot.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, pass_fds=(writes,))
    os.close(writes)
    try:
        with os.fdopen(reads, "rb") as ready:
            assert select.select([ready], [], [], PATIENCE_SECONDS)[0], (tmp_path / "boot.log").read_text()
            line = ready.readline()
        assert line, (tmp_path / "boot.log").read_text()
        yield {**json.loads(line), "group": process.pid, "offset": offset, "folder": tmp_path}
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)


def test_it_answers_on_ports_moved_up(device: dict[str, Any]) -> None:
    """Web, SSH and MQTT are there, without privileges, with the certificate for that address."""
    offset = device["offset"]
    assert device["late"] == []
    assert (device["tcp"], device["udp"]) == ([22 + offset, 443 + offset, 8883 + offset], [])
    trusted = str(device["folder"] / "keys" / "maker" / "device-authority.pem")
    connection = http.client.HTTPSConnection(
        ADDRESS, 443 + offset, timeout=PATIENCE_SECONDS, context=ssl.create_default_context(cafile=trusted)
    )
    connection.request("GET", "/api/about")
    assert json.loads(connection.getresponse().read())["model"] == "HDC-100"
    connection.close()


def test_killing_its_group_leaves_nothing_of_it(device: dict[str, Any]) -> None:
    """A power cut is one signal."""
    os.killpg(device["group"], signal.SIGKILL)
    left = ["unknown"]
    for _ in range(PATIENCE_SECONDS * 50):
        left = [
            stat
            for stat in _stats()
            if int(stat.rpartition(")")[2].split()[2]) == device["group"] and stat.rpartition(")")[2].split()[0] != "Z"
        ]
        if not left:
            break
        select.select([], [], [], 0.02)
    assert left == []


def test_it_refuses_an_address_that_is_not_loopback(tmp_path: Path) -> None:
    """It never listens where somebody else could reach it."""
    command = loopback_command(
        twin="good", data=tmp_path, keys=tmp_path, run=tmp_path, application=tmp_path, options=("--address", "10.0.0.1")
    )
    done = subprocess.run(command, check=False, capture_output=True, timeout=PATIENCE_SECONDS)
    assert done.returncode == 2


def _stats() -> list[str]:
    found: list[str] = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit():
                found.append((folder / "stat").read_text())
    return found
