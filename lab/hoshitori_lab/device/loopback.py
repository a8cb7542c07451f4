"""The virtual device on loopback, for machines that allow no namespaces: the same programs, one process group.

It stands on one address of 127.0.0.0/8, every port moved up by an offset; discovery, leases and time are left out, as
there is no wire. SIGKILL of the process group is a power cut; SIGUSR1 and SIGTERM are the two buttons.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
from pathlib import Path

from hoshitori_lab.device.first_boot import first_boot
from hoshitori_lab.device.mounts import Folders
from hoshitori_lab.device.options import Options, parse, unit_of
from hoshitori_lab.device.running import Device


def main() -> int:
    """Start the device as the leader of a process group of its own; returns when its power button is pressed."""
    chosen = parse("Start the virtual device on loopback.")
    if not chosen.address.startswith("127.") or chosen.port_offset < 1024:  # noqa: PLR2004  (the first free port)
        sys.stderr.write("on loopback a device needs an --address of 127.0.0.0/8 and a --port-offset of 1024 or more\n")
        return 2
    if os.getpgid(0) != os.getpid():
        os.setpgid(0, 0)
    chosen.run.mkdir(parents=True, exist_ok=True)
    (chosen.run / "init.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    first_boot(chosen)
    # A socket's path has room for 107 characters: the folder for sockets is a short one.
    with tempfile.TemporaryDirectory(prefix="hdc-") as folder:
        return _run(chosen, Path(folder))


def _run(chosen: Options, run: Path) -> int:
    folders = Folders(data=chosen.data, keys=chosen.keys / "device", application=chosen.application, bench=chosen.run)
    unit = dataclasses.replace(unit_of(chosen, folders), run=run, namespaces=False)
    for name in ("etc", "hdc", "home/.ssh"):
        (run / name).mkdir(parents=True, mode=0o700)
    return Device(unit, chosen.ready_fd).run()


if __name__ == "__main__":
    sys.exit(main())
