"""The parent's side of judging: starts the scrubbed child, sends it data, believes only complete answers."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import hoshitori
from hoshitori.model.case import CaseSpec
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import HoshitoriError, ProfileError
from hoshitori.model.observation import Observation
from hoshitori.model.result import CaseResult
from hoshitori.model.subject import Subject
from hoshitori.model.verdict import Cause, inconclusive
from hoshitori.run.judge_wire import Call, JudgeAnswer, JudgeEnvironment, JudgeRequest
from hoshitori.schema import strict_json
from hoshitori.schema.installed import LoadedProfile
from hoshitori.schema.wire import from_wire, to_wire

JUDGE_SECONDS = 300
"""After which the judge child is ended; everything it was asked is then INCONCLUSIVE `harness`."""

_ANSWER_LIMIT = strict_json.Limits(size=256 * 1024 * 1024, depth=40, values=10_000_000)


class JudgeError(HoshitoriError):
    """A judge child that did not answer as it must."""

    code = "E_JUDGE"


def path_list(*roots: Path) -> tuple[str, ...]:
    """Return the child's whole import path: standard library, installed packages, Hoshitori and the profile."""
    standard = sysconfig.get_path("stdlib")
    paths = [standard, str(sysconfig.get_config_var("DESTSHARED") or Path(standard) / "lib-dynload")]
    paths += [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    paths.append(str(Path(hoshitori.__file__).parent.parent))
    paths += [str(root) for root in roots]
    return tuple(dict.fromkeys(paths))


def collect(profile: LoadedProfile) -> tuple[tuple[CaseSpec, ...], JudgeEnvironment]:
    """Return a profile's cases as data.

    Raises:
        ProfileError: if any of its modules cannot be collected.
    """
    answer = _ask(profile, JudgeRequest(folder=str(profile.folder), judge=False))
    if answer.errors:
        raise ProfileError("; ".join(answer.errors), where=str(profile.folder), remedy="mend the profile's cases")
    return answer.cases, answer.environment


def judge_round(
    profile: LoadedProfile,
    declaration: Declaration,
    calls: Sequence[tuple[str, Subject]],
    observations: Iterable[Observation],
    *,
    sample: str,
    firmware: str,
) -> tuple[tuple[CaseResult, ...], JudgeEnvironment]:
    """Return one result for each call, in order; what the child did not answer is INCONCLUSIVE."""
    request = JudgeRequest(
        folder=str(profile.folder),
        judge=True,
        declaration=declaration.canonical().decode(),
        sample=sample,
        firmware=firmware,
        thresholds=profile.catalogue.thresholds,
        observations=tuple(observations),
        calls=tuple(Call(case=case, subject=subject) for case, subject in calls),
    )
    answer = _ask(profile, request)
    by_call: dict[tuple[str, str], CaseResult] = {}
    doubled: set[tuple[str, str]] = set()
    for result in answer.results:
        key = (result.case, result.subject)
        doubled.update({key} if key in by_call else ())
        by_call[key] = result
    results: list[CaseResult] = []
    for case, subject in calls:
        key = (case, subject.id)
        if key in doubled:
            results.append(_open(case, subject, Cause.HARNESS, "judged twice in one round"))
        elif key in by_call:
            results.append(by_call[key])
        else:
            why = "; ".join(answer.errors)[:500] or "the judge gave no result"
            results.append(_open(case, subject, Cause.NOT_RUN, why))
    return tuple(results), answer.environment


def _open(case: str, subject: Subject, cause: Cause, why: str) -> CaseResult:
    return CaseResult(case=case, subject=subject.id, decision=inconclusive(cause), rationale=why)


def _ask(profile: LoadedProfile, request: JudgeRequest) -> JudgeAnswer:
    paths = path_list(*profile.roots)
    start = Path(__file__).with_name("judge_start.py")
    wire = strict_json.dumps(to_wire(request), depth=40)
    with tempfile.TemporaryDirectory(prefix="hoshitori-judge-") as empty:
        command = [sys.executable, "-I", "-S", "-B", str(start)]
        message = json.dumps({"paths": paths, "bytecode": f"{empty}/bytecode"}).encode() + b"\n" + wire
        try:
            ended = subprocess.run(
                command,
                input=message,
                capture_output=True,
                timeout=JUDGE_SECONDS,
                check=False,
                cwd=empty,
                env=_environment(empty),
            )
        except subprocess.TimeoutExpired as error:
            raise JudgeError(
                f"the judge did not end within {JUDGE_SECONDS} s",
                where=str(profile.folder),
                remedy="what was observed is kept: try again on an idle machine",
            ) from error
    if ended.returncode != 0 or not ended.stdout:
        tail = ended.stderr.decode(errors="replace")[-3_000:]
        raise JudgeError(
            f"the judge ended with {ended.returncode}: {tail}",
            where=str(profile.folder),
            remedy="what was observed is kept: mend the profile, and try again",
        )
    answer = from_wire(JudgeAnswer, strict_json.parse(ended.stdout, limits=_ANSWER_LIMIT, where="judge answer"))
    if answer.environment.optimised:
        raise JudgeError(
            "the judge ran with assertions switched off, so that no case could fail",
            where=sys.executable,
            remedy="use a Python that does not switch them off (-O, PYTHONOPTIMIZE)",
        )
    return answer


def _environment(folder: str) -> Mapping[str, str]:
    """Return the child's environment, built from nothing."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
