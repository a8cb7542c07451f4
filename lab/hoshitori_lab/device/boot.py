"""How to give a device its power: the command that starts its init in namespaces of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def command(
    *, twin: str, data: Path, keys: Path, run: Path, application: Path, options: Sequence[str] = ()
) -> tuple[str, ...]:
    """The command to run inside the device's network namespace, as root of the user namespace that owns it.

    The process started is ``unshare``; PID 1 of the device is its child, whose id as seen from outside stands in
    ``run/init.pid``. Killing either cuts the power. ``run/ready.json`` appears when everything answers.
    """
    return (
        "unshare",
        "--mount",
        "--pid",
        "--uts",
        "--ipc",
        "--fork",
        "--kill-child",
        sys.executable,
        "-m",
        "hoshitori_lab.device.init",
        "--twin",
        twin,
        "--data",
        str(data.resolve()),
        "--keys",
        str(keys.resolve()),
        "--run",
        str(run.resolve()),
        "--application",
        str(application.resolve()),
        *options,
    )
