"""`hoshitori selfproof`: the profile over the twins of a lab, and what it found, missed and falsely alarmed."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import signal
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from hoshitori.bundle.reader import BundleReader
from hoshitori.cli.command import Commands, add_command, add_language
from hoshitori.cli.exits import DONE, REFUSED, UNDECIDED
from hoshitori.cli.labs import DEFAULT_LAB, check_twin, open_lab
from hoshitori.cli.printing import note, say, say_json
from hoshitori.cli.twin_runs import TwinEnd, TwinPrograms
from hoshitori.instrument import Lab
from hoshitori.model.errors import ArgumentError
from hoshitori.model.expected import Expected
from hoshitori.model.instant import format_instant
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.selfproof import (
    Comparison,
    SelfProof,
    Standing,
    Tally,
    TwinRun,
    choose,
    compare_cases,
    compare_requirements,
    probes_of_cases,
    tally,
)
from hoshitori.report.selfproof import render_selfproof
from hoshitori.schema import strict_json
from hoshitori.schema.installed import LoadedProfile, load_installed
from hoshitori.schema.wire import to_wire

AS_LISTED = frozenset({Standing.FOUND, Standing.SOUND, Standing.UNKNOWABLE})
MOST_AT_ONCE = 8


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "selfproof",
        "run the profile over a lab's twins: which built faults it finds, misses, or sees where there is none",
        "hoshitori selfproof --sample 8 --out selfproof",
    )
    parser.add_argument("--lab", default=DEFAULT_LAB, metavar="LAB", help=f"the lab (default: {DEFAULT_LAB})")
    parser.add_argument("--sample", type=int, metavar="N", help="N twins only, chosen to touch most requirements")
    parser.add_argument("--twin", action="append", default=[], metavar="NAME", help="this twin; may be repeated")
    parser.add_argument(
        "--at-once", type=int, default=MOST_AT_ONCE, metavar="N", help=f"twins at a time (default: {MOST_AT_ONCE})"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep selfproof.json and the twins' bundles here")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    add_language(parser)
    parser.set_defaults(command=command)


def command(arguments: argparse.Namespace) -> int:
    """Run, compare, tell; 0 nothing missed and nothing falsely alarmed, 1 otherwise, 4 where a twin did not run."""
    lab = open_lab(arguments.lab)
    expected = lab.expected()
    profile = load_installed(expected.profile)
    twins = _chosen(arguments, lab, expected)
    with tempfile.TemporaryDirectory(prefix="hoshitori-selfproof-") as scratch:
        folder = _folder(arguments.out) if arguments.out else Path(scratch)
        ends = _run(arguments, twins, folder / "twins")
        proof = _prove(lab, arguments.lab, expected, profile, ends)
        data = to_wire(proof)
        if arguments.out:
            (folder / "selfproof.json").write_bytes(strict_json.dumps(data))
    if arguments.json:
        say_json(data)
    else:
        say(render_selfproof(proof, arguments.lang))
    if arguments.out:
        note(f"next: hoshitori sign RUN --key file:lab.pem --method-validation {arguments.out / 'selfproof.json'}")
    return _exit(proof)


def _exit(proof: SelfProof) -> int:
    if any(one.standing in {Standing.MISSED, Standing.FALSE_ALARM} for one in proof.deviations):
        return REFUSED
    return DONE if proof.stands else UNDECIDED


def _chosen(arguments: argparse.Namespace, lab: Lab, expected: Expected) -> tuple[str, ...]:
    """Return the twins to run, in the lab's order.

    Raises:
        ArgumentError: if a number makes no sense, or one is unknown.
    """
    known = tuple(one.id for one in lab.twins())
    if arguments.at_once < 1:
        raise ArgumentError(f"{arguments.at_once} twins at once", where="--at-once", remedy="give a number from 1 on")
    if arguments.sample is not None and arguments.sample < 1:
        raise ArgumentError(f"a sample of {arguments.sample} twins", where="--sample", remedy="give a number from 1 on")
    if arguments.sample is not None and arguments.twin:
        raise ArgumentError(
            "a sample by chance and twins by name exclude each other",
            where="--sample, --twin",
            remedy="give one of the two",
        )
    for twin in arguments.twin:
        check_twin(lab, twin)
    if arguments.twin:
        return tuple(twin for twin in known if twin in arguments.twin)
    return choose(expected, known, arguments.sample) if arguments.sample else known


def _folder(out: Path) -> Path:
    """Return the empty folder for what is kept.

    Raises:
        ArgumentError: if something lies in it.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ArgumentError("the folder is not empty", where=str(out), remedy="choose another --out")
    out.mkdir(parents=True, exist_ok=True)
    return out


def _run(arguments: argparse.Namespace, twins: Sequence[str], folder: Path) -> list[TwinEnd]:
    folder.mkdir(parents=True, exist_ok=True)
    # told to end, it ends its demos first, as after Ctrl-C
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    ends: list[TwinEnd] = []

    def told(text: str) -> None:
        if not arguments.quiet:
            note(text)

    with TwinPrograms(folder, at_once=min(arguments.at_once, len(twins))) as programs:
        for end in programs.run(twins, lambda twin: told(f"…  {twin}")):
            ends.append(end)
            mark = "×" if end.trouble else "○"
            told(f"{mark}  {end.twin} ({end.milliseconds // 1_000} s, {len(ends)}/{len(twins)}) {end.trouble}".rstrip())
    return sorted(ends, key=lambda end: twins.index(end.twin))


def _prove(lab: Lab, lab_name: str, expected: Expected, profile: LoadedProfile, ends: Sequence[TwinEnd]) -> SelfProof:
    kinds = {one.id: one.kind for one in lab.twins()}
    reports = {end.twin: report for end in ends if (report := _report(end)) is not None}
    used = probes_of_cases(reports.values())
    requirements: list[Comparison] = []
    cases: list[Comparison] = []
    for end in ends:
        report = reports.get(end.twin)
        if report is not None:
            requirements += compare_requirements(expected, end.twin, report)
            cases += compare_cases(expected, end.twin, report, used)
    probes = sorted({probe for one in cases for probe in one.probes})
    benches = sorted({report.environment.lab_mode.value for report in reports.values()})
    return SelfProof(
        profile=profile.id,
        edition=profile.edition,
        code=profile.code,
        lab=lab_name,
        harness=f"hoshitori {metadata.version('hoshitori')}",
        at=format_instant(datetime.datetime.now(datetime.UTC)),
        bench=f"{', '.join(benches) or 'none'}; {platform.system()} {platform.release()}; {os.cpu_count()} CPU",
        of=len(kinds),
        runs=tuple(
            TwinRun(
                twin=end.twin,
                kind=kinds[end.twin],
                report=reports[end.twin].bundle.id if end.twin in reports else "",
                milliseconds=end.milliseconds,
                trouble=end.trouble,
            )
            for end in ends
        ),
        requirements=_tallies(requirements),
        probes=tuple(tally(probe, (one for one in cases if probe in one.probes)) for probe in probes),
        deviations=tuple(one for one in (*requirements, *cases) if one.standing not in AS_LISTED),
    )


def _tallies(comparisons: Sequence[Comparison]) -> tuple[Tally, ...]:
    listed = dict.fromkeys(one.name for one in comparisons)
    return tuple(tally(name, (one for one in comparisons if one.name == name)) for name in listed)


def _report(end: TwinEnd) -> ConformityReport | None:
    if not end.bundle.exists():
        return None
    with BundleReader.open(end.bundle) as reader:
        return reader.unverified_report()
