"""What this machine allows, asked by looking and by trying."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hoshitori.run.namespace import program_environment

_RESTRICTED: Final = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")


class Machine:
    """The machine that this process runs on."""

    def is_root(self) -> bool:
        """Whether this process is root, be it only in a user namespace."""
        return os.geteuid() == 0

    def in_first_user_namespace(self) -> bool:
        """Whether root here is root of the machine."""
        return Path("/proc/self/uid_map").read_text(encoding="ascii").split() == ["0", "0", "4294967295"]

    def user(self) -> str:
        """Return the name of the user."""
        return getpass.getuser()

    def installed(self, program: str) -> bool:
        """Whether a program is found where the lab looks for it."""
        return shutil.which(program, path=program_environment()["PATH"]) is not None

    def subordinate_ids(self, file: str) -> bool:
        """Whether a file such as `/etc/subuid` gives the user a range of ids."""
        try:
            lines = Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return False
        return any(line.split(":")[0] in {self.user(), str(os.getuid())} for line in lines)

    def apparmor_restricts(self) -> bool:
        """Whether AppArmor keeps users from having namespaces, as Ubuntu does from 23.10 on."""
        try:
            return _RESTRICTED.read_text(encoding="ascii").strip() == "1"
        except OSError:
            return False

    def refused(self, command: Sequence[str]) -> str:
        """Return why a command that starts a program in namespaces fails, or nothing where it works."""
        try:
            done = subprocess.run(
                [*command, "true"], capture_output=True, check=False, timeout=60, env=program_environment()
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        return "" if done.returncode == 0 else done.stderr[-200:].decode(errors="replace").strip() or "refused"
