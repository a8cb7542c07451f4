"""The virtual device on loopback, for machines that allow no namespaces: the same programs, one process group.

It stands on one address of 127.0.0.0/8, every port moved up by an offset; discovery, leases and time are left out, as
there is no wire. SIGKILL of the process group is a power cut; SIGUSR1 and SIGTERM are the two buttons.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from hoshitori_lab.device.first_boot import first_boot
from hoshitori_lab.device.mounts import Folders
from hoshitori_lab.device.options import Options, parse, unit_of
from hoshitori_lab.device.running import Device

_LONGEST_FOLDER: Final = 80


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
    return _run(chosen, _fresh(chosen.run.resolve()))


def _fresh(bench: Path) -> Path:
    """An empty folder for sockets, whose paths have room for 107 characters."""
    folder = bench / "live"
    if len(str(folder)) > _LONGEST_FOLDER:
        digest = hashlib.sha256(str(bench).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir(), f"hdc-{os.geteuid()}-{digest}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _run(chosen: Options, run: Path) -> int:
    folders = Folders(data=chosen.data, keys=chosen.keys / "device", application=chosen.application, bench=chosen.run)
    unit = dataclasses.replace(unit_of(chosen, folders), run=run, namespaces=False)
    for name in ("etc", "hdc", "home/.ssh"):
        (run / name).mkdir(parents=True, mode=0o700)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd insists on it where it could give up privileges
    return Device(unit, chosen.ready_fd).run()


if __name__ == "__main__":
    sys.exit(main())
