"""`hoshitori report`: show a bundle to people and scripts."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from hoshitori.cli.command import Commands, add_command, add_language
from hoshitori.cli.exits import DONE
from hoshitori.cli.verify import known_profile
from hoshitori.model.errors import ArgumentError
from hoshitori.report.formats import FORMATS, render
from hoshitori.report.view import read_view
from hoshitori.verify.check import check


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "report",
        "show a bundle as text, as one HTML file or as JSON",
        "hoshitori report evidence.hoshi --trust trust.json --format html --out report.html",
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE")
    parser.add_argument(
        "--trust", type=Path, required=True, metavar="FILE", help="the trust file: only what holds is shown"
    )
    parser.add_argument("--trust-root", metavar="FINGERPRINT", help="pin the trust file's root")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here instead of standard output")
    add_language(parser)
    parser.set_defaults(command=command)


def command(arguments: argparse.Namespace) -> int:
    """Verify, then render."""
    data = render_bundle(arguments.bundle, arguments.trust, arguments.trust_root, arguments.format, arguments.lang)
    if arguments.out is None:
        sys.stdout.buffer.write(data)
    else:
        write(arguments.out, data)
    return DONE


def render_bundle(bundle: Path, trust: Path, root: str | None, name: str, language: str) -> bytes:
    """Return a bundle in a format.

    Raises:
        NotVerifiedError: if it is refused: a report shows nothing that does not hold.
        ArgumentError: if a file cannot be read.
    """
    try:
        trust_bytes = trust.read_bytes()
    except OSError as error:
        raise ArgumentError(f"cannot be read: {error.strerror}", where=str(trust)) from error
    now = datetime.datetime.now(datetime.UTC)
    findings = check(bundle, trust_bytes, now=now, trust_root=root, profiles=known_profile)
    return render(name, read_view(bundle, findings), language)


def write(path: Path, data: bytes) -> None:
    """Write a report.

    Raises:
        ArgumentError: if that is not possible.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise ArgumentError(f"cannot be written: {error.strerror}", where=str(path)) from error
