"""Twins from boot to verdicts over some of the cases alone: `python -m tests.lab.part_of_a_run FOLDER AT_ONCE TWIN …`.

The same bench, scheduler, probes and judge as in a whole run; what the other cases need is not looked at. What all
need is loaded once; each twin then has a process of its own. How each ended is left in the folder, as a `Ran` whose
output is a list of `Came`.
"""

import dataclasses
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

import msgspec

from hoshitori.cli.labs import DEFAULT_LAB, open_lab
from hoshitori.cli.running import bench_of, checked_declaration, reveal_secrets
from hoshitori.model.case import CaseSpec
from hoshitori.model.observation import Impact
from hoshitori.model.plan import Plan
from hoshitori.run import session
from hoshitori.run.judge import collect
from hoshitori.run.judge_wire import JudgeEnvironment
from hoshitori.run.registry import RegisteredProbe
from hoshitori.schema.installed import LoadedProfile, load_installed
from tests.lab.parts import Came, cases_of
from tests.run.benches import Silent
from tests.twin_runs import Ran, part_folder

PROFILE = "jc-star-1"


def observe(twin: str, profile: LoadedProfile, out: Path) -> list[Came]:
    """Observe and judge what `parts` names for a twin."""
    wanted = cases_of(twin)
    plan_whole = session.plan_run

    def plan_part(
        request: session.RunRequest, adapters: Mapping[str, str], address: str
    ) -> tuple[Plan, Mapping[str, RegisteredProbe]]:
        plan, probes = plan_whole(request, adapters, address)
        return dataclasses.replace(plan, cases=tuple(one for one in plan.cases if one.case.id in wanted)), probes

    lab = open_lab(DEFAULT_LAB)
    declared = lab.declaration(twin, out / "device")
    declaration = checked_declaration(declared, "en")
    request = session.RunRequest(
        profile=profile,
        declaration=declaration,
        declaration_folder=declared.parent,
        out=out / "run",
        secrets=reveal_secrets(declaration, declared.parent),
        allowed=frozenset(Impact),
    )
    twin_of_lab = f"{DEFAULT_LAB}:{twin}"
    with (
        patch.object(session, "plan_run", plan_part),
        bench_of(declaration, bench=None, twin=twin_of_lab, answers=lab.answers(twin), state=out / "device") as bench,
    ):
        evaluation = session.execute(request, bench, Silent())
    return [
        Came(
            case=one.case,
            subject=one.subject,
            verdict=one.decision.verdict,
            cause=one.decision.cause,
            why=one.rationale,
        )
        for one in evaluation.counted
        if one.case in wanted
    ]


def start(twin: str, profile: LoadedProfile, out: Path) -> int:
    """Start a process for one twin; return its id."""
    out.mkdir(parents=True)
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        said = os.open(out / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(said, 1)
        os.dup2(said, 2)
        (out / "came").write_bytes(msgspec.json.encode(observe(twin, profile, out)))
        code = 0
    except BaseException:  # noqa: BLE001  (whatever it is, it is told, and the parent's own work is not taken up here)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def leave(out: Path, status: int) -> None:
    """Leave how a twin's process ended where the tests look for it, and nothing else."""
    came = (out / "came").read_text(encoding="utf-8") if (out / "came").exists() else ""
    told = (out / "said").read_text(encoding="utf-8", errors="replace") if (out / "said").exists() else ""
    shutil.rmtree(out, ignore_errors=True)
    Ran(str(out), os.waitstatus_to_exitcode(status), came, told, -1, -1).leave()


def main(folder: Path, at_once: int, twins: list[str]) -> int:
    """Run the twins' parts, some at once."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    profile = load_installed(PROFILE)
    collected = collect(profile)

    def already_collected(_profile: LoadedProfile) -> tuple[tuple[CaseSpec, ...], JudgeEnvironment]:
        return collected

    running: dict[int, Path] = {}
    try:
        with patch.object(session, "collect", already_collected):
            while twins or running:
                while twins and len(running) < at_once:
                    twin = twins.pop(0)
                    out = part_folder(folder, twin)
                    running[start(twin, profile, out)] = out
                process, status = os.wait()
                leave(running.pop(process), status)
    finally:
        for process in running:
            os.kill(process, signal.SIGTERM)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
