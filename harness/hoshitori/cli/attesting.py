"""`hoshitori profiles attest`: record that a criterion was held against the scheme's official text."""

from __future__ import annotations

import argparse
import datetime
import hashlib
from pathlib import Path
from typing import Final

from hoshitori.cli.exits import DONE
from hoshitori.cli.named_file import read_named
from hoshitori.cli.printing import note, say
from hoshitori.model.attestation import Attestation, AttestedCriterion, attestation_faults
from hoshitori.model.errors import ArgumentError
from hoshitori.model.instant import format_instant
from hoshitori.run.artefacts import write_atomically
from hoshitori.schema import strict_json
from hoshitori.schema.installed import LoadedProfile, load_installed
from hoshitori.schema.wire import to_wire

_LARGEST: Final = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who compared which requirement with which page of which file."""
    parser.add_argument("profile", metavar="PROFILE")
    parser.add_argument("--file", type=Path, required=True, metavar="FILE", help="the attestation, made or added to")
    parser.add_argument("--requirement", required=True, metavar="ID", help="the requirement that was compared")
    parser.add_argument(
        "--document", type=Path, required=True, metavar="FILE", help="the official text; its digest alone is kept"
    )
    parser.add_argument("--title", required=True, metavar="TEXT", help="title and edition of the official text")
    parser.add_argument("--page", required=True, metavar="PAGE", help="where the criterion stands in it")
    parser.add_argument("--by", required=True, metavar="NAME", help="who compared them")
    parser.add_argument("--identity", required=True, metavar="URI", help="that person's identity, e.g. mailto:…")
    parser.add_argument("--remark", default="", metavar="TEXT", help="what the attester has to say of it")


def attest(arguments: argparse.Namespace) -> int:
    """Add one criterion to the attestation, in place of an earlier word on the same one."""
    profile = load_installed(arguments.profile)
    path: Path = arguments.file
    known = (
        read_attestation(path, profile) if path.exists() else Attestation(profile=profile.id, edition=profile.edition)
    )
    criterion = AttestedCriterion(
        requirement=arguments.requirement,
        document=arguments.title,
        sha256=_digest(arguments.document),
        page=arguments.page,
        by=arguments.by,
        identity=arguments.identity,
        at=format_instant(datetime.datetime.now(datetime.UTC)),
        remark=arguments.remark,
    )
    attestation = _checked(known.with_criterion(criterion), profile, path)
    write_atomically(path, strict_json.dumps(to_wire(attestation)))
    total = len(profile.catalogue.requirements)
    say(f"{path}: {len(attestation.criteria)} of {total} criteria of {profile.id} attested")
    note(f"next: hoshitori sign RUN --key file:lab.pem --attestation {path}")
    return DONE


def read_attestation(path: Path, profile: LoadedProfile) -> Attestation:
    """Return the attestation in a file.

    Raises:
        ArgumentError: if it cannot be read, is none, or is one of another edition of the profile.
    """
    attestation, _ = read_named(
        path, Attestation, largest=_LARGEST, called="an attestation", made_by="hoshitori profiles attest"
    )
    return _checked(attestation, profile, path)


def _checked(attestation: Attestation, profile: LoadedProfile, path: Path) -> Attestation:
    requirements = {one.id for one in profile.catalogue.requirements}
    faults = attestation_faults(attestation, profile=profile.id, edition=profile.edition, requirements=requirements)
    if found := list(faults):
        raise ArgumentError(
            f"this attestation does not speak of the installed edition of {profile.id}: {'; '.join(found[:5])}",
            where=str(path),
            remedy="compare again: an attestation holds for one edition alone",
        )
    return attestation


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ArgumentError(f"cannot be read: {error.strerror}", where=str(path)) from error
