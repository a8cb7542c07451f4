"""What a program writes, brought from its pipe into a file by a thread of this process.

Programs that AppArmor confines (tcpdump and chronyd on Debian and Ubuntu) may not write to files that they were handed,
but to pipes they may.
"""

from __future__ import annotations

import threading
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

_CHUNK = 262_144


def copy_to_file(stream: IO[bytes], file: Path) -> threading.Thread:
    """Start to copy until the stream ends; return the thread that does it.

    Raises:
        OSError: if the file cannot be written.
    """
    target, source = file.open("ab", buffering=0), cast("BufferedReader", stream)

    def copy() -> None:
        with target:
            try:
                while data := source.read1(_CHUNK):
                    target.write(data)
            except (OSError, ValueError):
                return  # a full disk or a closed stream: whoever reads the file sees that it goes no further

    thread = threading.Thread(target=copy, name=f"copy-to-{file.name}", daemon=True)
    thread.start()
    return thread
