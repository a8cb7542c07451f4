"""`hoshitori lab`: the virtual devices of an installed lab."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path

from hoshitori.cli.command import Commands, add_command
from hoshitori.cli.exits import DONE
from hoshitori.cli.labs import DEFAULT_LAB, check_twin, lab_names, open_lab
from hoshitori.cli.printing import note, say, say_json


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands, "lab", "list the twins of a lab, or bring one up", "hoshitori lab up good --out twin"
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = add_command(actions, "list", "list the twins of the installed labs", "hoshitori lab list")
    listing.add_argument("--json", action="store_true", help="print as JSON")
    listing.set_defaults(command=list_twins)
    raising = add_command(
        actions, "up", "bring a twin up and keep it until Ctrl-C", "hoshitori lab up no-throttling --out twin"
    )
    raising.add_argument("twin", metavar="TWIN")
    raising.add_argument("--lab", default=DEFAULT_LAB, help=f"the lab it belongs to (default: {DEFAULT_LAB})")
    raising.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for its declaration and its state"
    )
    raising.set_defaults(command=up)


def list_twins(arguments: argparse.Namespace) -> int:
    """Print every twin of every lab."""
    found = [(name, twin) for name in lab_names() for twin in open_lab(name).twins()]
    if arguments.json:
        say_json([{"lab": name, "id": t.id, "kind": t.kind, "ja": t.title_ja, "en": t.title_en} for name, t in found])
        return DONE
    for name, twin in found:
        say(f"{name}:{twin.id}  [{twin.kind}]  {twin.title_ja} / {twin.title_en}")
    return DONE


def up(arguments: argparse.Namespace) -> int:
    """Boot a twin, say where it stands, and take it down when told to stop."""
    lab = open_lab(arguments.lab)
    check_twin(lab, arguments.twin)
    arguments.out.mkdir(parents=True, exist_ok=True)
    declaration = lab.declaration(arguments.twin, arguments.out)
    bench = lab.up(arguments.twin, arguments.out)
    try:
        say(f"twin {arguments.twin} is up ({bench.mode}); observers' namespace: {bench.namespace}")
        say(f"declaration: {declaration}")
        note("Ctrl-C takes it down")
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        bench.close()
    return DONE
