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
        *_folders(data, keys, run, application),
        *options,
    )


def loopback_command(
    *, twin: str, data: Path, keys: Path, run: Path, application: Path, options: Sequence[str] = ()
) -> tuple[str, ...]:
    """The command that starts the device on loopback; ``options`` name at least ``--address`` and ``--port-offset``.

    It leads a process group of its own, whose id stands in ``run/init.pid``: killing that group cuts the power.
    """
    return (
        sys.executable,
        "-m",
        "hoshitori_lab.device.loopback",
        "--twin",
        twin,
        *_folders(data, keys, run, application),
        *options,
    )


def _folders(data: Path, keys: Path, run: Path, application: Path) -> tuple[str, ...]:
    named = {"--data": data, "--keys": keys, "--run": run, "--application": application}
    return tuple(word for name, folder in named.items() for word in (name, str(folder.resolve())))
