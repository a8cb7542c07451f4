"""The words of the command line: one module a command; those that observe need the extra `[run]`."""

from __future__ import annotations

import argparse
import importlib
from importlib import metadata
from typing import Final

from hoshitori.cli.command import Commands, add_command
from hoshitori.model.errors import ArgumentError

COMMANDS: Final = (
    "demo",
    "plan",
    "run",
    "sign",
    "verify",
    "rejudge",
    "report",
    "lab",
    "trust",
    "profiles",
    "selfproof",
)
EXIT_CODES: Final = (
    "exit codes: 0 done · 1 refused or different · 2 arguments · 3 FAIL · 4 undecided · 70 internal · 130 stopped"
)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="hoshitori",
        description="Assess an IoT device against a security scheme and leave signed evidence anyone can judge again.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"hoshitori {metadata.version('hoshitori')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        try:
            module = importlib.import_module(f"hoshitori.cli.{name}")
        except ModuleNotFoundError as missing:
            _register_missing(commands, name, missing.name or "a library")
        else:
            module.register(commands)
    return parser


def _register_missing(commands: Commands, name: str, library: str) -> None:
    """Keep a command's place where its libraries are not installed, so that it can say what to do."""
    parser = add_command(commands, name, "needs the extra [run]", "pip install 'hoshitori[run]'")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)

    def refuse(_: argparse.Namespace) -> int:
        raise ArgumentError(
            f"`{name}` needs {library}, which is not installed", remedy="pip install 'hoshitori[run,lab]'"
        )

    parser.set_defaults(command=refuse)
