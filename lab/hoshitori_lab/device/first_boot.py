"""What the factory does to a unit before its first start: keys into the key store, the shipped version into slot A."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from hoshitori_lab.device.application.checks import Release
from hoshitori_lab.device.application.slots import SLOTS, Slots
from hoshitori_lab.device.build import FIRMWARE, Build
from hoshitori_lab.device.options import Options
from hoshitori_lab.device.unit import serial_number
from hoshitori_lab.twins import find


def prepare(keys: Path, application: Path, *, build: Build, address: str, serial: str) -> None:
    """Prepare a unit that has no keys or no software yet; what is there stays.

    Raises:
        OSError: a folder cannot be written.
    """
    from hoshitori_lab.device.factory import provision  # noqa: PLC0415  (large, and not needed at every start)
    from hoshitori_lab.device.firmware import payloads  # noqa: PLC0415

    legacy, shared = build.sslv3_port is not None, build.shared_keys
    provision(keys, address=address, serial=serial, certificate=build.certificate, legacy=legacy, shared=shared)
    slots = Slots(folder=application)
    if not (application / "current").is_symlink():
        application.mkdir(parents=True, exist_ok=True)
        slots.write(SLOTS[0], Release(version=FIRMWARE, files=payloads(FIRMWARE, library=build.library)))
        slots.switch(SLOTS[0])


def first_boot(options: Options) -> None:
    """Do for a unit, in a process of its own, what the factory does; forget what an earlier start announced.

    Raises:
        subprocess.CalledProcessError: the unit cannot be prepared.
    """
    for folder in (options.data, options.keys, options.run, options.application):
        folder.mkdir(parents=True, exist_ok=True)
    (options.run / "ready.json").unlink(missing_ok=True)
    prepared = (options.keys / "device" / "unit.json").exists() and (options.application / "current").is_symlink()
    if not prepared:
        # The libraries that make keys are large; the device itself never loads them.
        command = [sys.executable, "-m", "hoshitori_lab.device.first_boot", "--keys", str(options.keys)]
        command += ["--application", str(options.application), "--address", options.address]
        command += ["--twin", options.twin, "--unit", str(options.unit)]
        subprocess.run(command, check=True, timeout=60)
    if options.cloud_authority is not None:
        shutil.copyfile(options.cloud_authority, options.keys / "device" / "cloud-authority.pem")


def main() -> int:
    """Prepare one unit from the command line: how a unit's init has it done at its first start."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--application", type=Path, required=True)
    parser.add_argument("--address", required=True)
    parser.add_argument("--twin", default="good")
    parser.add_argument("--unit", type=int, default=1)
    chosen = parser.parse_args()
    build, serial = find(chosen.twin).build, serial_number(chosen.unit)
    prepare(chosen.keys, chosen.application, build=build, address=chosen.address, serial=serial)
    return 0


if __name__ == "__main__":
    sys.exit(main())
