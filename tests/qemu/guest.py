"""What runs inside the machine: the device's application without its web front, told by the kernel's command line.

It speaks to the test by lines of JSON on the serial console, and never ends by itself: the test cuts the power.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
import time
from pathlib import Path
from typing import Any

PASSWORD = "mado-no-soto-7"  # of nobody


def say(**facts: object) -> None:
    """Tell the test."""
    sys.stdout.write(f"\nHDC {json.dumps(facts)}\n")
    sys.stdout.flush()


def assembled() -> Any:  # noqa: ANN401  # a class that only the device knows
    """Build the system as the application's start does, from the slot that is to run."""
    environment = importlib.import_module("application.environment")
    application = importlib.import_module("application.main")
    version = pkgutil.get_data("application", "version.txt") or b""
    authority = pkgutil.get_data("application", "update-authority.pem") or b""
    return application.assemble(
        environment.Environment.read(Path("/environment.json")),
        version=version.decode().strip(),
        authority=authority,
        end=_stay,
    )


def _stay(_code: int) -> None:
    """Neither restart nor erase: the test cuts the power."""


def _forget_to_synchronise(fd: object) -> None:
    """Leave everything in memory."""
    del fd


def main() -> None:
    """Do what the command line says, then wait for the power to go."""
    words = Path("/proc/cmdline").read_text(encoding="ascii").split()
    task = next(word.partition("=")[2] for word in words if word.startswith("hdc="))
    sys.path.insert(0, "/data/application/current/application.zip")
    if task == "careless":
        os.fsync = _forget_to_synchronise
    system = assembled()
    if task in {"careless", "careful"}:
        system.accounts.begin(PASSWORD)
        system.change_settings({"location": "rooftop"})
        say(saved=True)
    elif task == "update":
        outcome = system.updater.install(Path("/update.swu").read_bytes(), source="test")
        say(code=outcome.code, year=time.gmtime().tm_year)
    else:
        say(
            year=time.gmtime().tm_year,
            location=system.settings()["location"],
            opens=system.accounts.check("admin", PASSWORD) is not None,
            first_use=system.accounts.first_use,
            version=system.updater.version,
        )
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
