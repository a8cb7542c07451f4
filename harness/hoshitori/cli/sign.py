"""`hoshitori sign`: turn a run into a signed bundle."""

from __future__ import annotations

import argparse
import datetime
import uuid
from pathlib import Path
from typing import Final

from hoshitori.bundle.seal import SealedBundle, seal
from hoshitori.bundle.signer import Signer, signer_from_uri
from hoshitori.bundle.timestamp import Timestamper
from hoshitori.bundle.timestamp_http import HttpTimestamper
from hoshitori.cli.attesting import read_attestation
from hoshitori.cli.command import Commands, add_command
from hoshitori.cli.exits import DONE
from hoshitori.cli.named_file import read_named
from hoshitori.cli.printing import note, say
from hoshitori.model.errors import ArgumentError
from hoshitori.model.selfproof import SelfProof
from hoshitori.run.compose import compose
from hoshitori.run.evaluate import Evaluation
from hoshitori.run.evidence import NOTHING_ATTACHED, Attachments, collect_evidence
from hoshitori.run.folder import RunContents
from hoshitori.run.session import evaluate_folder
from hoshitori.schema.installed import LoadedProfile, load_installed

_LARGEST_VALIDATION: Final = 8 * 1024 * 1024


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
    parser.add_argument(
        "--method-validation",
        type=Path,
        metavar="FILE",
        help="selfproof.json of `hoshitori selfproof`, attached as validation of the method",
    )
    parser.add_argument(
        "--attestation",
        type=Path,
        metavar="FILE",
        help="which criteria the lab held against the official text (`hoshitori profiles attest`)",
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
    attached = Attachments(
        validation=read_validation(arguments.method_validation, profile) if arguments.method_validation else b"",
        attestation=read_attestation(arguments.attestation, profile) if arguments.attestation else None,
    )
    evaluation = evaluate_folder(contents, profile)
    sealed = seal_run(contents, profile, evaluation, signers, timestamper, out, attached=attached)
    say(f"{sealed.path}  sha256 of the report: {sealed.payload_sha256}")
    note(f"next: hoshitori verify {sealed.path} --trust trust.json")
    return DONE


def read_validation(path: Path, profile: LoadedProfile) -> bytes:
    """Return a self-proof as it is attached to a report.

    Raises:
        ArgumentError: if it cannot be read, is none, or is one of another edition of the profile.
    """
    proof, data = read_named(
        path,
        SelfProof,
        largest=_LARGEST_VALIDATION,
        called="a self-proof",
        made_by="hoshitori selfproof --out DIR",
    )
    if (proof.profile, proof.edition) != (profile.id, profile.edition):
        raise ArgumentError(
            f"a self-proof of {proof.profile[:40]!a}, edition {proof.edition[:16]!a}; the run has another",
            where=str(path),
            remedy="run `hoshitori selfproof` with the edition the run was planned with",
        )
    return data


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
    *,
    attached: Attachments = NOTHING_ATTACHED,
) -> SealedBundle:
    """Compose the report of a run and seal it with its evidence."""
    collected = collect_evidence(contents, profile, attached)
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
