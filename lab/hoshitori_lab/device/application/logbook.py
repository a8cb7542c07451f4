"""The device's log that its users can read: one JSON line an event."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_LARGEST_BYTES: Final = 256 * 1024
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Logbook:
    """Events in the data folder, two files at most; never contains a secret."""

    folder: Path
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, event: str, **details: str) -> None:
        """Append an event; a full disk loses the line, never the service."""
        line = json.dumps(
            {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "event": event, **details}, ensure_ascii=False
        )
        try:
            with self._guard:
                self.folder.mkdir(parents=True, exist_ok=True)
                path = self.folder / "events.jsonl"
                if path.exists() and path.stat().st_size > _LARGEST_BYTES:
                    path.replace(self.folder / "events.1.jsonl")
                with path.open("a", encoding="utf-8") as stream:
                    stream.write(line + "\n")
        except OSError:
            return

    def latest(self) -> list[dict[str, Any]]:
        """The latest two hundred events, the newest last."""
        path = self.folder / "events.jsonl"
        if not path.exists():
            return []
        with self._guard, path.open(encoding="utf-8") as stream:
            return [json.loads(line) for line in deque(stream, maxlen=_SHOWN)]
