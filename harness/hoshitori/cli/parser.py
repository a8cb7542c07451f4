"""The words of the command line: one parser a command, each with an example."""

from __future__ import annotations

import argparse
from importlib import metadata

from hoshitori.cli import demo, lab, plan, profiles, rejudge, report, run, sign, trust, verify

_COMMANDS = (demo, plan, run, sign, verify, rejudge, report, lab, trust, profiles)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="hoshitori",
        description="Assess an IoT device against a security scheme and leave signed evidence anyone can judge again.",
        epilog="exit codes: 0 done · 1 refused or different · 2 arguments · 3 FAIL · 4 undecided · 70 internal · 130 stopped",
    )
    parser.add_argument("--version", action="version", version=f"hoshitori {metadata.version('hoshitori')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _COMMANDS:
        module.register(commands)
    return parser


