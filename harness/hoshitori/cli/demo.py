"""`hoshitori demo`: the whole main job on a virtual device, nothing beyond this machine."""

from __future__ import annotations

import argparse
import datetime
import shutil
from pathlib import Path

from hoshitori.bundle.scheme import Scheme, create_scheme, issue_identity
from hoshitori.bundle.signer import signer_from_uri
from hoshitori.cli.command import Commands, add_command, add_language
from hoshitori.cli.exits import of_verdict
from hoshitori.cli.labs import DEFAULT_LAB, check_twin, open_lab
from hoshitori.cli.printing import note, say
from hoshitori.cli.progress import TerminalEvents
from hoshitori.cli.report import render_bundle, write
from hoshitori.cli.running import bench_of, checked_declaration, reveal_secrets
from hoshitori.cli.sign import seal_run
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import ArgumentError
from hoshitori.model.observation import Impact
from hoshitori.run.folder import RunContents
from hoshitori.run.session import RunRequest, execute
from hoshitori.schema.installed import load_installed

PROFILE = "jc-star-1"
SCHEME_NAME = "デモ認証基盤 (demonstration)"
MARKER = ".hoshitori-demo"


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "demo",
        "run the whole job on a virtual device of real servers, on this machine alone",
        "hoshitori demo --out demo",
    )
    parser.add_argument(
        "--twin", default="good", metavar="NAME", help="the virtual device (default: good; see `hoshitori lab list`)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("hoshitori-demo"), metavar="DIR", help="folder for what it leaves"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress")
    add_language(parser)
    parser.set_defaults(command=command)


def command(arguments: argparse.Namespace) -> int:
    """Observe, judge, sign, and leave bundle, trust file and report in one folder."""
    out: Path = arguments.out
    _clear(out)
    lab = open_lab(DEFAULT_LAB)
    check_twin(lab, arguments.twin)
    declared = lab.declaration(arguments.twin, out / "device")
    declaration = checked_declaration(declared, arguments.lang)
    profile = load_installed(PROFILE)
    scheme = _scheme(out / "keys", declaration)
    request = RunRequest(
        profile=profile,
        declaration=declaration,
        declaration_folder=declared.parent,
        out=out / "run",
        secrets=reveal_secrets(declaration, declared.parent),
        allowed=frozenset(Impact),
        preview=not arguments.quiet,
    )
    with bench_of(
        declaration,
        bench=None,
        twin=f"{DEFAULT_LAB}:{arguments.twin}",
        answers=lab.answers(arguments.twin),
        state=out / "device",
    ) as bench:
        events = TerminalEvents(quiet=arguments.quiet, language=arguments.lang)
        evaluation = execute(request, bench, events, scheme.timestamper())
    contents = RunContents(out / "run")
    signer = signer_from_uri(f"file:{out / 'keys' / 'lab.pem'}")
    bundle = out / "evidence.hoshi"
    seal_run(contents, profile, evaluation, [signer], scheme.timestamper(), bundle)
    shutil.copyfile(scheme.trust_path, out / "trust.json")
    html = render_bundle(bundle, out / "trust.json", scheme.fingerprint, "html", arguments.lang)
    write(out / "report.html", html)
    sheet = render_bundle(bundle, out / "trust.json", scheme.fingerprint, "text", arguments.lang)
    say(sheet.decode())
    say(f"  {bundle}\n  {out / 'trust.json'}\n  {out / 'report.html'}")
    note(f"next: hoshitori verify {bundle} --trust {out / 'trust.json'} --trust-root {scheme.fingerprint}")
    return of_verdict(evaluation.outcome.overall.verdict)


def _clear(out: Path) -> None:
    """Make room: an earlier demo's folder is emptied, anybody else's is left alone.

    Raises:
        ArgumentError: if the folder holds something that is no demo.
    """
    if out.exists() and any(out.iterdir()):
        if not (out / MARKER).exists():
            raise ArgumentError(
                "the folder is not empty and holds no demo", where=str(out), remedy="choose another --out"
            )
        for entry in out.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).touch()


def _scheme(folder: Path, declaration: Declaration) -> Scheme:
    """Make the demo's own trust root, which names itself 訓練用, and the lab's identity under it."""
    now = datetime.datetime.now(datetime.UTC)
    scheme = create_scheme(folder, identifier="urn:hoshitori:demo-scheme", name=SCHEME_NAME, now=now, training=True)
    lab = declaration.assessment.lab
    return issue_identity(scheme, folder / "lab.pem", name=lab.name, identity=lab.identity, scopes=(PROFILE,), now=now)
