"""What every command's module shares: its place in the parser and the arguments several of them take."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # it has no public name
"""Where a command registers itself."""


def add_command(commands: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    """Return a new command's parser, its help ending in an example."""
    return commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    """Let the reader choose the language of what is printed."""
    parser.add_argument("--lang", choices=("ja", "en"), default="ja", help="language of the sheet (default: ja)")


def add_profile_and_declaration(parser: argparse.ArgumentParser) -> None:
    """Take a profile and a declaration."""
    parser.add_argument("profile", metavar="PROFILE", help="an installed profile, or the path of a profile's folder")
    parser.add_argument("declaration", metavar="DUT.toml", type=Path, help="the declaration of the device")


def add_bench(parser: argparse.ArgumentParser) -> None:
    """Take the bench the device stands on: a real one, or a twin of a lab."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--bench", type=Path, metavar="FILE", help="the bench file of a real bench")
    group.add_argument("--twin", metavar="LAB:NAME", help="a virtual device of an installed lab, e.g. virtual:good")
