"""`hoshitori rejudge`: the verdicts again, from what is on record, with no device there."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hoshitori.bundle.reader import BundleReader
from hoshitori.cli.command import Commands, add_command, add_language
from hoshitori.cli.exits import DONE, REFUSED, UNDECIDED
from hoshitori.cli.printing import note, say, say_json
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import ArgumentError
from hoshitori.model.observation import Observation
from hoshitori.model.plan import Plan
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import Item
from hoshitori.run.compose_results import requirement_records
from hoshitori.run.evaluate import Evaluation, evaluate
from hoshitori.run.evidence import public_observations
from hoshitori.run.folder import RunContents
from hoshitori.run.judge import collect
from hoshitori.run.planning import replan
from hoshitori.run.session import evaluate_folder
from hoshitori.schema import strict_json
from hoshitori.schema.declaration import read_canonical
from hoshitori.schema.installed import LoadedProfile, load_installed
from hoshitori.schema.wire import from_wire

_LIMITS = strict_json.Limits(size=64 * 1024 * 1024, depth=32, values=4_000_000)
ITEM_LIMIT = 64 * 1024 * 1024

Verdicts = Mapping[tuple[str, ...], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a bundle holds of a run, believed only as far as its digests go."""

    report: ConformityReport
    declaration: Declaration
    plan: Plan
    observations: tuple[Observation, ...]


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "rejudge",
        "judge a bundle or a run again, offline, from its observations; checks no signature (that is verify's part)",
        "hoshitori rejudge evidence.hoshi",
    )
    parser.add_argument("source", type=Path, metavar="BUNDLE|DIR")
    parser.add_argument(
        "--profile", metavar="PROFILE", help="judge by this profile; another edition gives a preview, not a report"
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")
    add_language(parser)
    parser.set_defaults(command=command)


def command(arguments: argparse.Namespace) -> int:
    """Judge again; 0 the same, 1 different, 4 cannot."""
    if arguments.source.is_dir():
        return _folder(arguments)
    try:
        recorded = read_recorded(arguments.source)
    except OSError as error:
        raise ArgumentError(f"cannot be read: {error.strerror}", where=str(arguments.source)) from error
    profile = load_installed(arguments.profile or recorded.report.profile.id)
    if profile.edition != recorded.report.profile.edition:
        evaluation = _preview(profile, recorded)
        say(
            f"preview, not a report: {profile.id} edition {profile.edition[:16]}, "
            f"the report was judged by {recorded.report.profile.edition[:16]}"
        )
        _print(evaluation, profile, arguments)
        return UNDECIDED
    evaluation = evaluate(
        profile,
        recorded.declaration,
        recorded.plan,
        recorded.observations,
        closed=[one.number for one in recorded.report.rounds if one.closed],
        set_aside=frozenset(name for one in recorded.report.set_aside for name in one.observations),
    )
    if profile.code != recorded.report.profile.code:
        note(f"the cases' code differs: {profile.code[:16]} here, {recorded.report.profile.code[:16]} in the report")
    differences = compare(recorded.report, evaluation)
    _print(evaluation, profile, arguments)
    for difference in differences:
        say(f"differs: {difference}")
    note("the same verdicts" if not differences else f"{len(differences)} verdicts differ")
    return REFUSED if differences else DONE


def _folder(arguments: argparse.Namespace) -> int:
    contents = RunContents(arguments.source)
    profile = load_installed(arguments.profile or contents.plan.profile)
    if profile.edition != contents.plan.edition:
        note("preview, not a report: the run was planned with another edition")
        _print(evaluate_folder(contents, profile), profile, arguments)
        return UNDECIDED
    _print(evaluate_folder(contents, profile), profile, arguments)
    return DONE


def read_recorded(path: Path) -> Recorded:
    """Return what a bundle holds of a run; every item is held against the digest in the report.

    Raises:
        HoshitoriError: if the bundle or an item is malformed or not the one in the report.
        OSError: if it cannot be read.
    """
    with BundleReader.open(path) as bundle:
        report = bundle.unverified_report()
        items = {item.id: item for item in report.items}

        def read(identifier: str) -> bytes:
            return _whole(bundle, items[identifier])

        declaration = read_canonical(read(report.inputs.declaration))
        plan = from_wire(Plan, strict_json.parse(read(report.plan.item), limits=_LIMITS, where="plan"), where="plan")
        facts = {o.item: read(o.item) for o in report.observations if o.item is not None}
    return Recorded(report=report, declaration=declaration, plan=plan, observations=public_observations(facts))


def _whole(bundle: BundleReader, item: Item) -> bytes:
    data = bytearray()
    for piece in bundle.stream(item):
        data += piece
        if len(data) > ITEM_LIMIT:
            raise ArgumentError(f"item {item.id} is too large to be judged again", remedy=f"at most {ITEM_LIMIT} bytes")
    return bytes(data)


def _preview(profile: LoadedProfile, recorded: Recorded) -> Evaluation:
    cases, _ = collect(profile)
    plan = replan(profile, cases, recorded.declaration, recorded.plan)
    closed = [one.number for one in recorded.report.rounds if one.closed]
    return evaluate(profile, recorded.declaration, plan, recorded.observations, closed=closed)


def compare(report: ConformityReport, evaluation: Evaluation) -> list[str]:
    """Return every verdict that came out otherwise than in the report."""
    before: dict[tuple[str, ...], str] = {("requirement", r.requirement): r.verdict.value for r in report.requirements}
    before.update({("case", r.case, r.subject): r.verdict.value for r in report.results})
    now: dict[tuple[str, ...], str] = {
        ("requirement", o.requirement.id): o.decision.verdict.value for o in evaluation.outcome.requirements
    }
    now.update({("case", r.case, r.subject): r.decision.verdict.value for r in evaluation.counted})
    unplayed = {key for key in now.keys() - before.keys() if key[0] == "case"}
    return [
        f"{' '.join(key[1:])}: {before.get(key, 'not in the report')} in the report, {now.get(key, 'no verdict')} now"
        for key in sorted((before.keys() | now.keys()) - unplayed)
        if before.get(key) != now.get(key)
    ]


def _print(evaluation: Evaluation, profile: LoadedProfile, arguments: argparse.Namespace) -> None:
    records = requirement_records(evaluation, profile.catalogue)
    if arguments.json:
        say_json({r.requirement: r.verdict.value for r in records})
        return
    titles = {r.id: r.title.in_language(arguments.lang) for r in profile.catalogue.requirements}
    for record in records:
        cause = f" ({record.cause.value})" if record.cause else ""
        say(f"{record.requirement}  {record.verdict.value}{cause}  {titles[record.requirement]}")
