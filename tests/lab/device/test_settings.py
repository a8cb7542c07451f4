"""Settings that no shipped twin uses yet: each does what it says, and nothing else is different."""

from __future__ import annotations

import functools
import signal
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hoshitori_lab.device import swu
from tests.lab.device.bench import ADDRESS, PATIENCE_SECONDS, Bench, bench

pytestmark = pytest.mark.netns
PASSWORD = "Correct-Horse-1"


@contextmanager
def device(folder: Path, name: str) -> Generator[Bench]:
    """A device of that kind, in use."""
    with bench(folder, f"tests.lab.device.odd.{name}") as made:
        assert made.power_on()["late"] == []
        assert made.ask("POST", "/api/first-use", {"password": PASSWORD})[0] == 201
        yield made


def log_in(device: Bench) -> int:
    """Open a session."""
    return device.ask("POST", "/api/login", {"user": "admin", "password": PASSWORD})[0]


def test_settings_can_be_lost_with_the_power(tmp_path: Path) -> None:
    """They hold until the power goes, and accounts hold beyond."""
    with device(tmp_path, "forgets_at_power_cut") as made:
        made.ask("PUT", "/api/settings", {"location": "roof"})
        assert made.ask("GET", "/api/settings")[1]["location"] == "roof"
        made.power_cut()
        made.power_on()
        assert log_in(made) == 200
        assert made.ask("GET", "/api/settings")[1]["location"] == ""


def test_settings_can_be_lost_with_the_link(tmp_path: Path) -> None:
    """A pulled cable is enough."""
    with device(tmp_path, "forgets_at_link_loss") as made:
        made.ask("PUT", "/api/settings", {"location": "roof"})
        subprocess.run(
            ["ip", "-n", f"{made.name}a", "link", "set", "wire0", "down"], check=True, timeout=PATIENCE_SECONDS
        )
        made.await_gone("settings.json")
        subprocess.run(
            ["ip", "-n", f"{made.name}a", "link", "set", "wire0", "up"], check=True, timeout=PATIENCE_SECONDS
        )
        assert log_in(made) == 200
        assert made.ask("GET", "/api/settings")[1]["location"] == ""


def test_an_update_can_be_without_effect(tmp_path: Path) -> None:
    """The device says yes, restarts, and runs what it ran."""
    with device(tmp_path, "update_without_effect") as made:
        status, answer = made.ask("POST", "/api/update", body=swu.build())
        assert (status, answer["accepted"]) == (200, True)
        made.await_console("ready", times=2)
        assert made.ask("GET", "/api/about")[1]["version"] == "1.4.2"


def test_a_reset_can_downgrade(tmp_path: Path) -> None:
    """The shipped version comes back."""
    with device(tmp_path, "reset_downgrades") as made:
        made.ask("POST", "/api/update", body=swu.build())
        made.await_console("ready", times=2)
        made.signal(signal.SIGUSR1)
        made.await_console("ready", times=3)
        assert made.ask("GET", "/api/about")[1]["version"] == "1.4.2"


def test_a_reset_can_leave_users_behind(tmp_path: Path) -> None:
    """The old password still opens a session."""
    with device(tmp_path, "reset_keeps_users") as made:
        made.signal(signal.SIGUSR1)
        made.await_console("ready", times=2)
        assert log_in(made) == 200


def test_one_asset_can_be_stored_bare(tmp_path: Path) -> None:
    """The secret stands in the file, its neighbours stay sealed."""
    with device(tmp_path, "stored_bare") as made:
        made.ask("POST", "/api/credentials", {"service": "ftp", "secret": "MARK-77"})
        made.ask("PUT", "/api/settings", {"location": "MARK-77"})
        data = made.part("data")
        assert b"MARK-77" in (data / "acquired" / "credentials.json").read_bytes()
        assert b"MARK-77" not in (data / "settings.json").read_bytes()


def test_services_can_be_on_ipv6_alone(tmp_path: Path) -> None:
    """They answer on the unit's IPv6 address and refuse on IPv4."""
    with bench(tmp_path, "tests.lab.device.odd.ipv6_only") as made:
        assert made.power_on()["late"] == []
        subprocess.run(
            ["ip", "-n", f"{made.name}a", "addr", "add", "fd77::1/64", "dev", "wire0", "nodad"],
            check=True,
            timeout=PATIENCE_SECONDS,
        )

        def connects(address: str, port: int) -> bool:
            try:
                socket.create_connection((address, port), timeout=PATIENCE_SECONDS).close()
            except OSError:
                return False
            return True

        for port in (22, 443, 8883):
            assert made.here(functools.partial(connects, "fd77::10", port))
            assert not made.here(functools.partial(connects, ADDRESS, port))


def test_tls_can_be_1_3_alone(tmp_path: Path) -> None:
    """Neither web nor broker speak TLS 1.2."""
    with device(tmp_path, "tls13_only") as made:

        def offered(port: int, version: str) -> bool:
            words = ["openssl", "s_client", "-connect", f"{ADDRESS}:{port}", version]
            done = subprocess.run(words, input=b"", capture_output=True, check=False, timeout=PATIENCE_SECONDS)
            return b"Cipher is TLS_AES" in done.stdout

        for port in (443, 8883):
            assert made.here(functools.partial(offered, port, "-tls1_3"))
            assert not made.here(functools.partial(offered, port, "-tls1_2"))
