"""The command line: parses, calls, prints, and turns what happened into an exit code (DESIGN §8)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from hoshitori.cli.exits import INTERNAL_ERROR, INTERRUPTED, USAGE
from hoshitori.cli.parser import make_parser
from hoshitori.cli.printing import complain
from hoshitori.model.errors import HoshitoriError

__all__ = ["main"]

ISSUES = "SECURITY.md and CONTRIBUTING.md of the project say where to report it"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = make_parser()
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except HoshitoriError as error:
        in_language = getattr(error, "text", None)
        told = str(in_language(getattr(chosen, "lang", "en"))) if in_language else str(error)
        complain(told, code=error.code)
        return int(getattr(chosen, "refused", USAGE))
    except KeyboardInterrupt:
        complain("stopped; everything recorded so far is kept")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return USAGE
    except Exception as error:  # the last line before a traceback; it names what to report
        if os.environ.get("HOSHITORI_TRACEBACK"):
            raise
        if getattr(chosen, "verifying", False):
            complain("NOT VERIFIED")
        complain(f"internal error: {type(error).__name__}: {error}; {ISSUES} (HOSHITORI_TRACEBACK=1 shows where)")
        return INTERNAL_ERROR


if __name__ == "__main__":
    sys.exit(main())
