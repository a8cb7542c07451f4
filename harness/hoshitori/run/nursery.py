"""Where workers come from: one process inside the bench's namespace that has loaded what every worker needs.

Started as `python -I -m hoshitori.run.nursery` with a socket for its standard input. For each message it forks one
worker, which gets the three descriptors of the message for its standard streams and a session of its own, and answers
with its number. It runs no probe itself and loads no module of a plug-in: nothing of one probe reaches another.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import socket
import sys
from collections.abc import Sequence
from typing import Final

from hoshitori.run import worker

STREAMS: Final = 3
PID_BYTES: Final = 4

LOADED_AHEAD: Final = (
    "asyncio",
    "cryptography.hazmat.primitives.serialization",
    "cryptography.x509",
    "email.parser",
    "html.parser",
    "http.client",
    "importlib.resources",
    "ssl",
    "tempfile",
    "tomllib",
)
"""What many probes load; scapy and nmap are not among them: neither may be in the process of the other."""


def main() -> int:
    """Start one worker for each message, until the run hangs up; the workers, too, return from here."""
    for name in LOADED_AHEAD:
        importlib.import_module(name)
    gc.freeze()  # what stays the same stays shared between the workers
    with socket.socket(fileno=os.dup(0)) as line:
        while True:
            message, descriptors, *_ = socket.recv_fds(line, 1, STREAMS)
            _bury_ended()
            if not message or len(descriptors) != STREAMS:
                return 0
            if os.fork() == 0:
                _become(descriptors)
                line.send(os.getpid().to_bytes(PID_BYTES, "big"))
                line.close()
                return worker.main()
            for descriptor in descriptors:
                os.close(descriptor)


def _become(descriptors: Sequence[int]) -> None:
    """Make this process a worker: away from the run's terminal, with streams of its own."""
    os.setsid()
    for stream, descriptor in enumerate(descriptors):
        os.dup2(descriptor, stream)
        os.close(descriptor)


def _bury_ended() -> None:
    """Forget the workers that ended; until then no other process can be given the number of one."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    sys.exit(main())
