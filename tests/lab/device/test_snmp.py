"""The twins with an SNMPv3 agent, asked by net-snmp's own client."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

import pytest

from hoshitori_lab.device.papers import write
from tests.lab.device.bench import ADDRESS, PATIENCE_SECONDS, bench

pytestmark = pytest.mark.netns

USER = ("-v3", "-u", "hdcmonitor")


def get(options: tuple[str, ...], seconds: int) -> bool:
    """Ask for the device's description, and return whether it came."""
    words = ["snmpget", *options, "-t", str(seconds), "-r", "0", ADDRESS, "1.3.6.1.2.1.1.1.0"]
    done = subprocess.run(words, capture_output=True, check=False, timeout=PATIENCE_SECONDS * 2)
    return done.returncode == 0 and b"HDC-100" in done.stdout


@pytest.mark.parametrize(
    ("twin", "opened"),
    [
        ("snmp-v3", {"authPriv"}),
        ("snmp-v3-noauth", {"authPriv", "authNoPriv", "noAuthNoPriv"}),
        ("snmp-v3-default-secret", {"authPriv", "a well-known value"}),
    ],
)
def test_an_agent_answers_what_its_twin_is_there_for(tmp_path: Path, twin: str, opened: set[str]) -> None:
    """The user with the value that its owner was given, with less than that, and by a value from the lists."""

    def shared(value: str) -> tuple[str, ...]:
        return ("-a", "SHA-256", "-A", value, "-x", "AES", "-X", value)

    with bench(tmp_path, twin) as made:
        papers = write(twin, tmp_path / "papers", made.part("keys")).parent
        assert made.power_on()["late"] == []
        given = (papers / "secrets" / "snmp-monitor").read_text()
        ways = {
            "authPriv": (*USER, "-l", "authPriv", *shared(given)),
            "authNoPriv": (*USER, "-l", "authNoPriv", *shared(given)),
            "noAuthNoPriv": (*USER, "-l", "noAuthNoPriv"),
            "a well-known value": (*USER, "-l", "authPriv", *shared("publicpublic")),
            "v2c": ("-v2c", "-c", "public"),
        }
        seen = {
            name for name, way in ways.items() if made.here(functools.partial(get, way, 1 if name == "v2c" else 60))
        }

    assert seen == opened
