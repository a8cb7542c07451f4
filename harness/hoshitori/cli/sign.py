"""`hoshitori sign`: turn a run into a signed bundle."""

from __future__ import annotations

import argparse
import datetime
import uuid
from pathlib import Path

from hoshitori.bundle.seal import SealedBundle, seal
from hoshitori.bundle.signer import Signer, signer_from_uri
from hoshitori.bundle.timestamp import Timestamper
from hoshitori.bundle.timestamp_http import HttpTimestamper
from hoshitori.cli.command import Commands, add_command
from hoshitori.cli.exits import DONE
from hoshitori.cli.printing import note, say
from hoshitori.model.errors import ArgumentError
from hoshitori.run.compose import compose
from hoshitori.run.evaluate import Evaluation
from hoshitori.run.evidence import collect_evidence
from hoshitori.run.folder import RunContents
from hoshitori.run.session import evaluate_folder
from hoshitori.schema.installed import LoadedProfile, load_installed


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "sign",
        "sign a run: seal report and evidence into a bundle",
        "hoshitori sign run-1 --key file:lab.pem",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the --out folder of a run")
    parser.add_argument(
        "--key",
        required=True,
        action="append",
        metavar="URI",
        help="signing key, e.g. file:lab.pem; twice for p256+mldsa65",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="the bundle to write (default: DIR.hoshi)")
    parser.add_argument(
        "--tsa", metavar="URL", help="RFC 3161 time-stamp authority; without it the time is the lab's own word"
    )
    parser.add_argument("--profile", metavar="PROFILE", help="the profile's folder, where it is not installed")
    parser.set_defaults(command=command)


def command(arguments: argparse.Namespace) -> int:
    """Seal the bundle."""
    contents = RunContents(arguments.folder)
    profile = profile_of(contents, arguments.profile)
    out = arguments.out or arguments.folder.with_suffix(".hoshi")
    signers = [signer_from_uri(uri) for uri in arguments.key]
    timestamper = HttpTimestamper(arguments.tsa) if arguments.tsa else None
    sealed = seal_run(contents, profile, evaluate_folder(contents, profile), signers, timestamper, out)
    say(f"{sealed.path}  sha256 of the report: {sealed.payload_sha256}")
    note(f"next: hoshitori verify {sealed.path} --trust trust.json")
    return DONE


def profile_of(contents: RunContents, given: str | None) -> LoadedProfile:
    """Return the profile a run was planned with.

    Raises:
        ArgumentError: if the installed one is of another edition.
    """
    profile = load_installed(given or contents.plan.profile)
    if profile.edition != contents.plan.edition:
        raise ArgumentError(
            f"the run was planned with another edition of {profile.id}",
            where=str(contents.path),
            remedy="install the edition it was planned with, or run again",
        )
    return profile


def seal_run(
    contents: RunContents,
    profile: LoadedProfile,
    evaluation: Evaluation,
    signers: list[Signer],
    timestamper: Timestamper | None,
    out: Path,
) -> SealedBundle:
    """Compose the report of a run and seal it with its evidence."""
    collected = collect_evidence(contents, profile)
    report = compose(
        contents,
        evaluation,
        profile,
        collected,
        now=datetime.datetime.now(datetime.UTC),
        identifier=uuid.uuid4(),
    )
    return seal(
        report,
        collected.evidence,
        signers=signers,
        out=out,
        timestamper=timestamper,
        secrets=[secret.decode("utf-8", "replace") for secret in contents.secrets],
    )
