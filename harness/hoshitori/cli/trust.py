"""`hoshitori trust`: make a trust root, and issue a laboratory's identity under it."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from hoshitori.bundle.scheme import create_scheme, issue_identity, open_scheme
from hoshitori.cli.command import Commands, add_command
from hoshitori.cli.exits import DONE
from hoshitori.cli.printing import note, say
from hoshitori.model.trust import StatementRole


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "trust",
        "make a trust root, or issue a lab's signing identity under it",
        "hoshitori trust root scheme --id urn:example:scheme --name 'Example scheme'",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    root = add_command(
        actions,
        "root",
        "make a new scheme in a folder: root key, authority, time-stamp authority, trust.json",
        "hoshitori trust root scheme --id urn:example:scheme --name 'Example scheme'",
    )
    root.add_argument("folder", type=Path, metavar="DIR")
    root.add_argument("--id", required=True, metavar="URI", help="the scheme's identity")
    root.add_argument("--name", required=True, help="the scheme's name, for people")
    root.add_argument("--training", action="store_true", help="a root for training: names itself 訓練用")
    root.set_defaults(command=make_root)
    issue = add_command(
        actions,
        "issue",
        "issue a signing identity: key and certificate in one new file",
        "hoshitori trust issue scheme --identity https://lab.example/ --name Lab --scope jc-star-1 --out lab.pem",
    )
    issue.add_argument("folder", type=Path, metavar="DIR", help="the scheme's folder")
    issue.add_argument("--identity", required=True, metavar="URI", help="the lab's identity, as in its declaration")
    issue.add_argument("--name", required=True, help="the lab's name, for people")
    issue.add_argument("--scope", action="append", required=True, metavar="PROFILE", help="a profile it may report on")
    issue.add_argument("--role", choices=[role.value for role in StatementRole], default=StatementRole.REPORT.value)
    issue.add_argument("--out", type=Path, required=True, metavar="FILE", help="new file for key and certificate")
    issue.set_defaults(command=issue_lab)


def make_root(arguments: argparse.Namespace) -> int:
    """Make a scheme."""
    scheme = create_scheme(
        arguments.folder,
        identifier=arguments.id,
        name=arguments.name,
        now=datetime.datetime.now(datetime.UTC),
        training=arguments.training,
    )
    say(f"trust file: {scheme.trust_path}")
    say(f"trust root: {scheme.fingerprint}")
    note("hand the trust root out on another way than the trust file; readers pin it with --trust-root")
    return DONE


def issue_lab(arguments: argparse.Namespace) -> int:
    """Issue an identity."""
    scheme = issue_identity(
        open_scheme(arguments.folder),
        arguments.out,
        name=arguments.name,
        identity=arguments.identity,
        scopes=tuple(arguments.scope),
        now=datetime.datetime.now(datetime.UTC),
        roles=(StatementRole(arguments.role),),
    )
    say(f"signing key and certificate: {arguments.out}")
    say(f"trust file: {scheme.trust_path} (version {scheme.trust.version})")
    return DONE
