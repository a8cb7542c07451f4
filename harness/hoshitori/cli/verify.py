"""`hoshitori verify`: is this bundle genuine, about what, by whom, still valid, and what does it not show?"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path

from hoshitori.cli.command import Commands, add_command, add_language
from hoshitori.cli.printing import say, say_json
from hoshitori.model.errors import ArgumentError, HoshitoriError
from hoshitori.model.findings import Findings, worst_exit
from hoshitori.report.findings import findings_data, render_findings
from hoshitori.schema.installed import load_installed, profile_ids
from hoshitori.verify.check import Expectations, KnownProfile, check


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "verify",
        'check bundles offline against a trust file: eight findings, never one "VALID"',
        "hoshitori verify evidence.hoshi --trust trust.json --trust-root sha256:… --expect-model HDC-100",
    )
    parser.add_argument("bundles", nargs="+", type=Path, metavar="BUNDLE")
    parser.add_argument("--trust", type=Path, required=True, metavar="FILE", help="the trust file")
    parser.add_argument("--trust-root", metavar="FINGERPRINT", help="pin the trust file's root, now or before a change")
    parser.add_argument(
        "--min-trust-version", type=int, default=0, metavar="N", help="oldest version of the trust file accepted"
    )
    parser.add_argument("--expect-model", metavar="MODEL", help="the model you are buying, as the report writes it")
    parser.add_argument("--expect-firmware", metavar="VERSION", help="the firmware version")
    parser.add_argument("--expect-sha256", metavar="HEX", help="digest of the firmware file you hold")
    parser.add_argument("--require-pass", action="store_true", help="end 3 on FAIL and 4 on INCONCLUSIVE")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    add_language(parser)
    parser.set_defaults(command=command, verifying=True)


def command(arguments: argparse.Namespace) -> int:
    """Check each bundle; end with the worst."""
    try:
        trust = arguments.trust.read_bytes()
    except OSError as error:
        raise ArgumentError(f"cannot be read: {error.strerror}", where=str(arguments.trust)) from error
    now = datetime.datetime.now(datetime.UTC)
    expectations = Expectations(
        model=arguments.expect_model, firmware=arguments.expect_firmware, sha256=arguments.expect_sha256
    )
    found: list[Findings] = [
        check(
            path,
            trust,
            now=now,
            trust_root=arguments.trust_root,
            minimum_trust_version=arguments.min_trust_version,
            expectations=expectations,
            profiles=known_profile,
        )
        for path in arguments.bundles
    ]
    _print(found, arguments)
    return worst_exit(tuple(one.exit_code(require_pass=arguments.require_pass) for one in found))


def _print(found: Sequence[Findings], arguments: argparse.Namespace) -> None:
    if arguments.json:
        say_json([findings_data(one, require_pass=arguments.require_pass) for one in found])
        return
    for one in found:
        say(render_findings(one, arguments.lang))


def known_profile(profile: str, /) -> KnownProfile | None:
    """Return an installed profile's catalogue; one that is not installed or malformed is not known."""
    if profile not in profile_ids():
        return None
    try:
        loaded = load_installed(profile)
    except HoshitoriError:
        return None
    return KnownProfile(edition=loaded.edition, catalogue=loaded.catalogue)
