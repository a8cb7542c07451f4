"""`hoshitori plan`: what would run, what would not and why, how long it may take, how harmful it is."""

from __future__ import annotations

import argparse
from pathlib import Path

from hoshitori.cli.command import Commands, add_command, add_profile_and_declaration
from hoshitori.cli.exits import DONE
from hoshitori.cli.printing import say, say_json
from hoshitori.model.plan import Plan
from hoshitori.run.session import RunRequest, plan_run
from hoshitori.schema.declaration import load_declaration
from hoshitori.schema.installed import load_installed
from hoshitori.schema.wire import to_wire

_MILLISECONDS = 1000


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "plan",
        "show what would run, what would not, why, how long and how harmful; sends nothing",
        "hoshitori plan jc-star-1 dut.toml",
    )
    add_profile_and_declaration(parser)
    parser.add_argument(
        "--probe", action="append", default=[], metavar="NAME", help="choose a probe where several provide a fact"
    )
    parser.add_argument("--json", action="store_true", help="print the plan as JSON")
    parser.set_defaults(command=command)


def command(arguments: argparse.Namespace) -> int:
    """Print the plan."""
    declaration = load_declaration(arguments.declaration)
    request = RunRequest(
        profile=load_installed(arguments.profile),
        declaration=declaration,
        declaration_folder=Path(arguments.declaration).resolve().parent,
        out=Path(),
        secrets={},
        allowed=frozenset(),
        probes=tuple(arguments.probe),
    )
    addresses = declaration.main_sample.addresses
    plan, probes = plan_run(request, dict.fromkeys(_instruments(), "automatic"), addresses[0] if addresses else "")
    if arguments.json:
        say_json(to_wire(plan))
        return DONE
    _print(plan)
    say(f"probes installed: {len(probes)}; instruments are taken as present, the bench decides at the run")
    return DONE


def _instruments() -> tuple[str, ...]:
    return ("Power", "Link", "Capture", "Disk", "StorageImage", "Reset", "Ui", "UpdateDelivery", "Assessor")


def _print(plan: Plan) -> None:
    say(f"{plan.profile} {plan.profile_version}, sample {plan.sample}, firmware {plan.firmware}")
    say(f"cases: {len(plan.cases)}")
    for planned in plan.cases:
        where = "after discovery" if planned.after_discovery else ", ".join(planned.subjects) or "no subject"
        say(f"  {planned.requirement}/{planned.item or '-':<4} {planned.role:<16} {planned.case.id}: {where}")
    say(f"observations known before discovery: {len(plan.observations)}")
    longest = 0
    for observation in plan.observations:
        parameters = " ".join(f"{name}={value}" for name, value in observation.key.parameters.items())
        state = (
            f"not tried: {observation.refused}"
            if observation.refused
            else f"{observation.timeout_ms // _MILLISECONDS} s at most"
        )
        longest += 0 if observation.refused else observation.timeout_ms
        say(f"  {observation.impact.value:<12} {observation.key.fact} {parameters} {observation.key.subject}: {state}")
    for requirement, claim in plan.not_applicable.items():
        say(f"  claimed not to apply: {requirement} ({claim})")
    for item in plan.uncovered:
        say(f"  no case looks at {item.requirement}/{item.item} {item.alternative}".rstrip() + ": INCONCLUSIVE")
    say(f"at most {longest // _MILLISECONDS} s if every probe took all of its time")
