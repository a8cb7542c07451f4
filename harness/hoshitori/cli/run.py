"""`hoshitori run`: observe a device on its bench and judge it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from hoshitori.cli.command import Commands, add_bench, add_command, add_language, add_profile_and_declaration
from hoshitori.cli.exits import of_verdict
from hoshitori.cli.parent import parent_of
from hoshitori.cli.printing import note, say_json
from hoshitori.cli.progress import TerminalEvents
from hoshitori.cli.running import allowed_impacts, bench_of, checked_declaration, reveal_secrets
from hoshitori.cli.sheet import compose_unsigned, print_sheet
from hoshitori.run.folder import RunContents
from hoshitori.run.session import RunRequest, execute
from hoshitori.schema.installed import load_installed
from hoshitori.schema.wire import to_wire

_WEEK: Final = 7 * 24 * 3600
_DIGITS: Final = 6


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "run",
        "observe a device and judge it; Ctrl-C keeps everything, --resume goes on",
        "hoshitori run jc-star-1 dut.toml --bench bench.toml --out run-1 --allow destructive",
    )
    add_profile_and_declaration(parser)
    add_bench(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for record and evidence")
    parser.add_argument("--resume", action="store_true", help="go on with the run in --out")
    parser.add_argument(
        "--parent",
        type=Path,
        metavar="RUN",
        help="the run this one follows, folder or bundle: firmware or samples changed",
    )
    parser.add_argument("--answers", type=Path, metavar="FILE", help="the assessor's answers")
    parser.add_argument(
        "--allow",
        default="active",
        metavar="IMPACT",
        help="strongest impact allowed: active (default), intrusive, destructive",
    )
    parser.add_argument(
        "--probe", action="append", default=[], metavar="NAME", help="choose a probe where several provide a fact"
    )
    parser.add_argument(
        "--watch",
        type=seconds,
        default=0,
        metavar="SECONDS",
        help="observe the device's traffic at least so long before it is read (an absence of updates asks for 3600)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    add_language(parser)
    parser.set_defaults(command=command)


def seconds(text: str) -> int:
    """Read a number of seconds, a week's at most.

    Raises:
        argparse.ArgumentTypeError: if it is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS or int(text) > _WEEK:
        message = f"{text[:20]!a} is not a number of seconds from 0 to {_WEEK}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def command(arguments: argparse.Namespace) -> int:
    """Run; return 0, 3 or 4 by the sheet."""
    profile = load_installed(arguments.profile)
    declaration = checked_declaration(arguments.declaration, arguments.lang)
    folder = arguments.declaration.resolve().parent
    request = RunRequest(
        profile=profile,
        declaration=declaration,
        declaration_folder=folder,
        out=arguments.out,
        secrets=reveal_secrets(declaration, folder),
        allowed=allowed_impacts(arguments.allow),
        resume=arguments.resume,
        preview=not arguments.quiet,
        probes=tuple(arguments.probe),
        watch_seconds=arguments.watch,
        parent=parent_of(arguments.parent, declaration, profile.id),
    )
    with bench_of(
        declaration, bench=arguments.bench, twin=arguments.twin, answers=arguments.answers, state=folder
    ) as bench:
        evaluation = execute(request, bench, TerminalEvents(quiet=arguments.quiet, language=arguments.lang))
    contents = RunContents(arguments.out)
    if arguments.json:
        say_json(to_wire(compose_unsigned(contents, evaluation, profile)))
    else:
        print_sheet(contents, evaluation, profile, arguments.lang)
    note(f"next: hoshitori sign {arguments.out} --key file:lab.pem")
    return of_verdict(evaluation.outcome.overall.verdict)
