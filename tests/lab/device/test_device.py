"""The virtual device with power: its services, its updates, its resets and what a power cut leaves of it."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori_lab.device import swu
from hoshitori_lab.device.swu import Signed
from tests.lab.device.bench import ADDRESS, PATIENCE_SECONDS, Bench, bench

pytestmark = pytest.mark.netns
PASSWORD = "Correct-Horse-1"


@pytest.fixture
def good(tmp_path: Path) -> Iterator[Bench]:
    """The sound device, with power."""
    with bench(tmp_path, "good") as made:
        made.power_on()
        yield made


def set_up(device: Bench) -> None:
    """Take the device into use."""
    assert device.ask("POST", "/api/first-use", {"password": PASSWORD})[0] == 201


def log_in(device: Bench, password: str = PASSWORD) -> int:
    """Try a password."""
    return device.ask("POST", "/api/login", {"user": "admin", "password": password})[0]


def version(device: Bench) -> str:
    """What the device says it runs."""
    return str(device.ask("GET", "/api/about")[1]["version"])


def ssh(device: Bench, *options: str) -> subprocess.CompletedProcess[str]:
    """Log in as service staff."""
    words = ["ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
    return device.here(
        lambda: subprocess.run(
            [*words, *options, f"root@{ADDRESS}", "echo inside"],
            capture_output=True,
            check=False,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
    )


def test_every_service_answers_soon_after_power_on(tmp_path: Path) -> None:
    """All sockets are open when the device says so, and by its own clock it was no slower than by ours."""
    with bench(tmp_path, "good") as device:
        before = time.monotonic()
        announced = device.power_on()
        took = (time.monotonic() - before) * 1000
        assert announced["late"] == []
        assert (announced["tcp"], announced["udp"]) == ([22, 443, 8883], [1900, 5353])
        assert 0 < announced["milliseconds"] <= took
        assert [port for port in (22, 443, 8883, 23, 80, 1883) if device.connects(port)] == [22, 443, 8883]


def test_ssh_takes_the_owner_s_key_and_nothing_else(good: Bench) -> None:
    """The key opens a session; a password is not even asked for."""
    key = str(good.part("keys") / "operator" / "ssh_ed25519")
    assert ssh(good, "-i", key).stdout == "inside\n"
    refused = ssh(good, "-o", "PubkeyAuthentication=no")
    assert "Permission denied (publickey)" in refused.stderr


def test_mqtt_takes_clients_with_a_certificate_only(good: Bench) -> None:
    """The owner's certificate publishes; without one the connection ends."""
    keys = good.part("keys")
    words = ["mosquitto_pub", "-h", ADDRESS, "-p", "8883", "-t", "t", "-m", "m"]
    words += ["--cafile", str(keys / "maker" / "device-authority.pem")]
    certificate = ["--cert", str(keys / "operator" / "mqtt.pem"), "--key", str(keys / "operator" / "mqtt.key")]

    def publish(*more: str) -> int:
        return subprocess.run([*words, *more], capture_output=True, check=False, timeout=PATIENCE_SECONDS).returncode

    assert good.here(lambda: publish(*certificate)) == 0
    assert good.here(publish) != 0


def test_discovery_answers_a_search_with_an_address_over_https(good: Bench) -> None:
    """SSDP names the description, which is there; anything else is passed over in silence."""

    def search(datagram: bytes, seconds: float = PATIENCE_SECONDS) -> bytes:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.settimeout(seconds)
            wire.sendto(datagram, (ADDRESS, 1900))
            try:
                return wire.recv(2000)
            except TimeoutError:
                return b""

    found = good.here(lambda: search(b'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nST: ssdp:all\r\n\r\n'))
    assert b"LOCATION: https://10.77.0.10/description.xml" in found
    assert good.here(lambda: search(b"\xff" * 1000, seconds=0.5)) == b""
    assert b"HDC-100" in good.ask("GET", "/description.xml")[1]


def test_mdns_announces_the_page_and_nothing_of_this_machine(good: Bench) -> None:
    """A question for all services is answered with one."""
    question = bytes.fromhex("000000000001000000000000")
    for label in (b"_services", b"_dns-sd", b"_udp", b"local"):
        question += bytes([len(label)]) + label
    question += bytes.fromhex("00000c0001")

    def ask() -> bytes:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.settimeout(0.3)
            for _ in range(PATIENCE_SECONDS * 3):  # the responder first makes sure that nobody else has its name
                wire.sendto(question, (ADDRESS, 5353))
                with contextlib.suppress(TimeoutError):
                    return wire.recv(9000)
        return b""

    answer = good.here(ask)
    assert b"_https" in answer
    assert int.from_bytes(answer[6:8], "big") == 1


def test_what_was_done_outlives_a_power_cut(good: Bench) -> None:
    """Password, settings and version are there again; sessions and nothing else are gone."""
    set_up(good)
    assert good.ask("PUT", "/api/settings", {"location": "roof"})[0] == 200
    good.power_cut()
    good.power_on()
    assert good.ask("GET", "/api/settings")[0] == 401
    assert log_in(good) == 200
    assert good.ask("GET", "/api/settings")[1]["location"] == "roof"


def test_an_update_runs_after_it_was_checked_and_only_then(good: Bench) -> None:
    """A stranger's image is refused; the maker's runs, over a power cut too, and keeps what users set."""
    set_up(good)
    refused, answer = good.ask("POST", "/api/update", body=swu.build(signed=Signed.FOREIGN))
    assert (refused, answer["code"], version(good)) == (422, "SIGNATURE", "1.4.2")
    assert good.ask("POST", "/api/update", body=swu.build())[0] == 200
    good.await_console("ready", times=2)
    assert version(good) == swu.NEWER
    assert log_in(good) == 200
    good.power_cut()
    assert good.power_on()["version"] == swu.NEWER


def test_a_slot_that_does_not_start_gives_way_to_the_other(tmp_path: Path) -> None:
    """What the unchecked twin lets in may be no program at all: the device comes back on the old version."""
    with bench(tmp_path, "update-unchecked") as device:
        device.power_on()
        set_up(device)
        cut = swu.build()
        assert device.ask("POST", "/api/update", body=cut[: len(cut) // 2])[0] == 200
        device.await_console("back to slot a")
        device.await_console("ready", times=2)
        assert version(device) == "1.4.2"


def test_a_reset_erases_the_data_part_and_keeps_the_software(good: Bench) -> None:
    """After it the device is as shipped, but for its version; by page and by button alike."""
    set_up(good)
    good.ask("PUT", "/api/recordings/garden", body=b"somebody")
    assert good.ask("POST", "/api/update", body=swu.build())[0] == 200
    good.await_console("ready", times=2)
    assert log_in(good) == 200
    assert good.ask("POST", "/api/reset", {"confirm": "erase"})[0] == 202
    good.await_console("ready", times=3)
    kept = {path.name for path in good.part("data").rglob("*") if path.is_file()}
    assert kept == {"events.jsonl"}
    assert version(good) == swu.NEWER
    set_up(good)
    good.signal(signal.SIGUSR1)
    good.await_console("data part erased", times=2)
    good.await_console("ready", times=4)
    assert log_in(good) == 403


def test_an_erasure_that_lost_its_power_is_finished_at_the_next_start(good: Bench) -> None:
    """The order stands on disk: what was half erased is erased before anything else starts."""
    set_up(good)
    good.power_cut()
    (good.part("data") / ".erase").write_bytes(b"erase\n")
    good.power_on()
    assert not (good.part("data") / "users.json").exists()
    assert good.ask("GET", "/api/status")[1] == {"error": "FIRST_USE"}


def test_guesses_on_fresh_connections_wait_for_each_other(good: Bench) -> None:
    """Two wrong passwords cost four seconds together, and the right one still works."""
    set_up(good)
    before = time.monotonic()
    assert [log_in(good, "wrong"), log_in(good, "wrong")] == [401, 401]
    assert time.monotonic() - before >= 4.0
    assert log_in(good) == 200


def test_a_daemon_that_ends_is_told_and_not_restarted_in_silence(good: Bench) -> None:
    """The console says which program ended, and its port stays closed."""
    pids = subprocess.run(
        ["ip", "netns", "pids", f"{good.name}b"], capture_output=True, check=True, text=True, timeout=PATIENCE_SECONDS
    ).stdout.split()
    broker = next(pid for pid in pids if Path(f"/proc/{pid}/comm").read_text() == "mosquitto\n")
    subprocess.run(["kill", "-9", broker], check=True, timeout=PATIENCE_SECONDS)
    good.await_console("mosquitto ended with -9")
    assert not good.connects(8883)


@pytest.mark.parametrize(
    ("twin", "port"),
    [
        ("telnet-default-password", 23),
        ("http-admin", 80),
        ("mqtt-plain", 1883),
        ("undeclared-tcp-port", 8899),
        ("sslv3-extra-channel", 4433),
    ],
)
def test_a_twin_with_a_port_too_many_has_it_open(twin: str, port: int, tmp_path: Path) -> None:
    """The defect is there."""
    with bench(tmp_path, twin) as device:
        assert device.power_on()["late"] == []
        assert device.connects(port)


def test_the_firewall_twin_answers_on_its_open_ports_and_nowhere_else(tmp_path: Path) -> None:
    """Closed ports are silent instead of refused."""
    with bench(tmp_path, "default-drop-firewall") as device:
        device.power_on()

        def refused() -> bool:
            with socket.socket() as wire:
                wire.settimeout(0.5)
                try:
                    wire.connect((ADDRESS, 9))
                except TimeoutError:
                    return False
                except ConnectionRefusedError:
                    return True
            return True

        assert device.connects(443)
        assert not device.here(refused)
