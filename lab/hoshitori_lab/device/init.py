"""PID 1 of the virtual device: keys and software where there are none yet, mounts, accounts, then everything else.

Started in network, mount, PID and UTS namespaces of its own (``hoshitori_lab.device.boot`` has the command). SIGKILL of
this process is a power cut; SIGUSR1 is the reset button held down; SIGTERM is the power button.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hoshitori_lab.device import mounts
from hoshitori_lab.device.build import TELNET_ACCOUNT
from hoshitori_lab.device.first_boot import first_boot
from hoshitori_lab.device.options import parse, unit_of
from hoshitori_lab.device.running import Device
from hoshitori_lab.device.unit import Unit


def _accounts(unit: Unit) -> None:
    """Give the device its own accounts: root, by key unless the build says otherwise."""
    build = unit.build
    users = ["root:x:0:0:root:/run/home:/bin/sh"]
    shadow = [f"root:{_digest(build.ssh_password)}:20000:0:99999:7:::"]
    if build.telnet:
        name, password = TELNET_ACCOUNT
        users.append(f"{name}:x:1000:1000:{name}:/run/home:/bin/sh")
        shadow.append(f"{name}:{_digest(password)}:20000:0:99999:7:::")
    users.append("avahi:x:0:0:avahi:/run/avahi-daemon:/bin/false")  # the daemon insists on the name
    users.append("sshd:x:65533:65534:sshd:/run/sshd:/bin/false")
    users.append("nobody:x:65534:65534:nobody:/nonexistent:/bin/false")
    mounts.replace_file("/etc/passwd", "\n".join(users) + "\n")
    mounts.replace_file("/etc/shadow", "\n".join(shadow) + "\n", 0o600)
    mounts.replace_file("/etc/group", "root:x:0:\ntty:x:5:\navahi:x:0:\nnogroup:x:65534:\n")
    home = Path("/run/home/.ssh")
    home.mkdir(parents=True, mode=0o700)
    keys = home / "authorized_keys"
    keys.write_bytes((unit.folders.keys / "authorized_keys").read_bytes())
    keys.chmod(0o600)


def _digest(password: str | None) -> str:
    if password is None:
        return "*"
    done = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"], input=password.encode(), capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode().strip()


def main() -> int:
    """Start the device; returns when its power button is pressed."""
    if os.getpid() != 1:
        sys.stderr.write("this is the init of a virtual device: start it as PID 1 of namespaces of its own\n")
        return 2
    chosen = parse("Start the virtual device as PID 1 of namespaces of its own.")
    chosen.run.mkdir(parents=True, exist_ok=True)
    (chosen.run / "init.pid").write_text(f"{Path('/proc/self').readlink()}\n", encoding="ascii")
    first_boot(chosen)
    folders = mounts.enter(
        data=chosen.data, keys=chosen.keys / "device", application=chosen.application, bench=chosen.run
    )
    unit = unit_of(chosen, folders)
    for name in ("etc", "hdc", "avahi-daemon", "sshd"):
        (unit.run / name).mkdir(parents=True, exist_ok=True)
    _accounts(unit)
    return Device(unit, chosen.ready_fd).run()


if __name__ == "__main__":
    sys.exit(main())
