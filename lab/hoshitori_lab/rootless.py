"""The lab without root: the whole command starts again as root of a user namespace of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, NoReturn

from hoshitori.model.errors import BenchError
from hoshitori_lab.mode import ROOTLESS

_MARK: Final = "HOSHITORI_USER_NAMESPACE"
_COMMAND: Final = "hoshitori"


def start_again() -> NoReturn:
    """Replace this process by the same command, started as root of a user namespace.

    Only Hoshitori's own command is started again: no other program expects it.

    Raises:
        BenchError: if this process is another program, which then has to be started so itself.
    """
    command = _same_command()
    if not command or os.environ.get(_MARK):
        raise BenchError(
            "not root in this user namespace", where="lab", remedy=f"start the program by `{' '.join(ROOTLESS)} -- …`"
        )
    sys.stdout.flush()
    sys.stderr.flush()
    os.execvpe(ROOTLESS[0], [*ROOTLESS, "--", *command], {**os.environ, _MARK: "1"})  # noqa: S606  # no shell


def _same_command() -> list[str]:
    """Return the command line by which this process can be started again, or nothing where it is not Hoshitori's."""
    main = Path(sys.argv[0])
    if main.name == _COMMAND:
        return [sys.executable, str(main.resolve()), *sys.argv[1:]]
    if main.name == "__main__.py" and main.parent.name == "cli":
        return [sys.executable, "-m", "hoshitori.cli", *sys.argv[1:]]
    return []
