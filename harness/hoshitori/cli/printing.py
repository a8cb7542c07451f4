"""What goes to the terminal: results to standard output, everything else to standard error, hostile text escaped."""

from __future__ import annotations

import json
import sys
from typing import Any


def say(text: str = "") -> None:
    """Print a result."""
    print(visible(text))  # noqa: T201  # this is the one place that prints results


def note(text: str) -> None:
    """Print what is not a result: progress, hints."""
    print(visible(text), file=sys.stderr)  # noqa: T201  # likewise for everything else


def complain(text: str, *, code: str = "") -> None:
    """Print an error."""
    note(f"hoshitori: {code + ': ' if code else ''}{text}")


def say_json(value: Any) -> None:  # noqa: ANN401  # plain JSON data
    """Print a result for a script."""
    print(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))  # noqa: T201  # see say()


def visible(text: str) -> str:
    """Return text whose control characters, newline apart, are made visible."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)
