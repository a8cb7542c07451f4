"""`hoshitori profiles`: which profiles are installed, and what each asks."""

from __future__ import annotations

import argparse

from hoshitori.cli.attesting import add_arguments, attest
from hoshitori.cli.command import Commands, add_command, add_language
from hoshitori.cli.exits import DONE
from hoshitori.cli.printing import say, say_json
from hoshitori.schema.installed import load_installed, profile_ids
from hoshitori.schema.wire import to_wire


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "profiles",
        "list the installed profiles, show one, or attest its criteria",
        "hoshitori profiles show jc-star-1",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = add_command(actions, "list", "list the installed profiles", "hoshitori profiles list")
    listing.add_argument("--json", action="store_true", help="print as JSON")
    listing.set_defaults(command=list_profiles)
    showing = add_command(
        actions, "show", "show a profile's requirements", "hoshitori profiles show jc-star-1 --lang en"
    )
    showing.add_argument("profile", metavar="PROFILE")
    showing.add_argument("--json", action="store_true", help="print the catalogue as JSON")
    add_language(showing)
    showing.set_defaults(command=show_profile)
    attesting = add_command(
        actions,
        "attest",
        "record that a criterion was held against the scheme's official text: page, digest and name",
        "hoshitori profiles attest jc-star-1 --file attestation.json --requirement S1.1-01 --document official.pdf"
        ' --title "…" --page 12 --by "…" --identity mailto:…',
    )
    add_arguments(attesting)
    attesting.set_defaults(command=attest)


def list_profiles(arguments: argparse.Namespace) -> int:
    """Print id, status, edition and distribution of each."""
    profiles = [load_installed(name) for name in profile_ids()]
    if arguments.json:
        say_json(
            [
                {
                    "id": p.id,
                    "status": p.catalogue.status,
                    "edition": p.edition,
                    "distribution": p.distribution,
                    "version": p.version,
                }
                for p in profiles
            ]
        )
        return DONE
    for profile in profiles:
        say(
            f"{profile.id}  {profile.catalogue.title.en}  {profile.catalogue.status}  "
            f"edition {profile.edition[:16]}  ({profile.distribution} {profile.version})"
        )
    return DONE


def show_profile(arguments: argparse.Namespace) -> int:
    """Print a profile's requirements in our own words."""
    profile = load_installed(arguments.profile)
    catalogue, language = profile.catalogue, arguments.lang
    if arguments.json:
        say_json(to_wire(catalogue))
        return DONE
    say(catalogue.first_line.in_language(language).format(attested=0, total=len(catalogue.requirements)))
    for requirement in catalogue.requirements:
        say(f"\n{requirement.id} {requirement.title.in_language(language)} [{requirement.basis}]")
        say(f"  {requirement.explanation.in_language(language)}")
        for item in requirement.items:
            cases = sorted({case for alternative in item.alternatives for case in alternative.cases})
            say(f"  {item.id} {item.title.in_language(language)} ({item.proof}, {item.per}): {', '.join(cases) or '-'}")
    return DONE
