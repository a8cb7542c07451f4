"""The first code of the judge child: `python -I -S -B judge_start.py`, before anything else can be imported.

It reads its path list and the folder of its bytecode from the first line of standard input, steps into an empty
network namespace where the machine allows, and only then imports the judge. Standard library alone; nothing here may
import `hoshitori` at the top.
"""

import ctypes
import json
import os
import sys

_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000


def leave_network() -> bool:
    """Step into a network namespace without any interface; return whether that worked (unshare(2))."""
    library = ctypes.CDLL(None, use_errno=True)
    return bool(library.unshare(_NEW_NETWORK) == 0 or library.unshare(_NEW_USER | _NEW_NETWORK) == 0)


def main() -> int:
    """Set the child up and hand over to the judge; the answer goes to what was standard output."""
    answer = os.dup(1)
    os.dup2(2, 1)
    start = json.loads(sys.stdin.buffer.readline())
    isolated = leave_network()
    sys.path[:] = start["paths"]
    from hoshitori.run.judge_child import serve  # noqa: PLC0415  # only now is the path list ours

    return serve(sys.stdin.buffer, answer, bytecode=start["bytecode"], isolated_network=isolated)


if __name__ == "__main__":
    sys.exit(main())
