"""One twin from boot to verdicts over some of the cases alone: `python -m tests.lab.part_of_a_run TWIN FOLDER`.

The same bench, scheduler, probes and judge as in a whole run; what the other cases need is not looked at. Prints what
came of it as JSON, a list of `Came`.
"""

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

import msgspec

from hoshitori.cli.labs import DEFAULT_LAB, open_lab
from hoshitori.cli.running import bench_of, checked_declaration, reveal_secrets
from hoshitori.model.observation import Impact, Observation
from hoshitori.model.plan import Plan
from hoshitori.model.verdict import Decision
from hoshitori.run import session
from hoshitori.run.outlook import Outlook
from hoshitori.run.registry import RegisteredProbe
from hoshitori.schema.installed import load_installed
from tests.lab.parts import Came, cases_of

PROFILE = "jc-star-1"


class Nobody:
    """Whoever watches nothing."""

    def observing(self, outlook: Outlook) -> None:
        """Look away."""

    def progress(self, done: int, total: int) -> None:
        """Look away."""

    def observed(self, observation: Observation) -> None:
        """Look away."""

    def remark(self, text: str) -> None:
        """Look away."""

    def decided(self, requirement: str, decision: Decision) -> None:
        """Look away."""


def main(twin: str, out: Path) -> int:
    """Observe and judge what `parts` names for the twin."""
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
        profile=load_installed(PROFILE),
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
        evaluation = session.execute(request, bench, Nobody())
    came = [
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
    sys.stdout.write(msgspec.json.encode(came).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
