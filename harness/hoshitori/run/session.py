"""One run from plan to sheet: what `hoshitori run` and `hoshitori demo` do."""

from __future__ import annotations

import contextlib
import datetime
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hoshitori.bundle.timestamp import Timestamper
from hoshitori.instrument import Bench
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import ArgumentError, BenchError
from hoshitori.model.observation import Impact, Missing, Observation, ObservationKey
from hoshitori.model.plan import Plan
from hoshitori.model.verdict import Cause, Decision
from hoshitori.run.authority import authorised_addresses, known_addresses, named_ipv6_addresses
from hoshitori.run.clock import now_text
from hoshitori.run.evaluate import Evaluation, evaluate
from hoshitori.run.folder import RunContents, RunFolder
from hoshitori.run.guard import Guard
from hoshitori.run.judge import collect
from hoshitori.run.planning import make_plan, plan_digest
from hoshitori.run.preview import Preview
from hoshitori.run.registry import RegisteredProbe, installed_probes
from hoshitori.run.scheduler import NO_PROBE, Events, Scheduler, unfinished_attempts
from hoshitori.schema.installed import LoadedProfile
from hoshitori.schema.wire import to_wire

CAPTURE_TYPE = "application/gzip"
"""A capture is packed before it is digested; whoever verifies never unpacks it."""
_PACKING = 6
"""zlib's level: the highest one takes three times as long for a capture, and makes it no smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What a run is asked to do.

    Attributes:
        declaration_folder: documents are looked for below it.
        allowed: impacts the operator allows.
        watch_seconds: how long a round lasts at least before the capture is read.
        preview: whether requirements are judged as soon as they have all they need, for those who watch.
        operator: who runs it, for the record.
    """

    profile: LoadedProfile
    declaration: Declaration
    declaration_folder: Path
    out: Path
    secrets: Mapping[str, str]
    allowed: frozenset[Impact]
    resume: bool = False
    probes: tuple[str, ...] = ()
    parent: str = ""
    watch_seconds: int = 0
    preview: bool = False


def plan_run(
    request: RunRequest, adapters: Mapping[str, str], address: str
) -> tuple[Plan, Mapping[str, RegisteredProbe]]:
    """Return the plan of a run and the probes it would use, without touching device or disk."""
    probes = installed_probes(chosen=request.probes)
    cases, _ = collect(request.profile)
    now = datetime.datetime.now(datetime.UTC)
    plan = make_plan(
        request.profile,
        cases,
        request.declaration,
        probes,
        adapters=adapters,
        address=address,
        now=now,
        parent=request.parent,
    )
    return plan, probes


def execute(request: RunRequest, bench: Bench, events: Events, stamper: Timestamper | None = None) -> Evaluation:
    """Run: plan, observe, judge.

    Raises:
        ArgumentError: if the folder holds a run already, or another one than the one to go on with.
        BenchError: if the bench does not hold what it promised.
        KeyboardInterrupt: after Ctrl-C, the record kept.
    """
    address = bench.device_address(request.declaration.main_sample.id)
    plan, probes = plan_run(request, bench.adapters, address)
    with RunFolder(request.out) as folder:
        plan = _begin(folder, plan, request, stamper)
        _record_bench(folder, bench, plan)
        unit = request.declaration.main_sample
        known = (
            *known_addresses(unit, address),
            *named_ipv6_addresses(request.declaration),
            *_others(bench, request.declaration),
        )
        targets = authorised_addresses(request.declaration, known, datetime.datetime.now(datetime.UTC))
        with Guard.for_bench(bench, targets, macs=(unit.mac,) if unit.mac else ()) as guard:
            stopped_before = guard.dropped()
            _preflight(bench, events)
            tried = guard.dropped()
            told = {"detail": guard.describe(), "kind": guard.kind, "tested": tried > stopped_before}
            folder.record.append("guard", {**told, "at": now_text()})
            folder.note_secrets(secret.encode() for secret in request.secrets.values())
            number = _round(folder)
            preview = _preview(request, plan, events, number) if request.preview else None
            scheduler = Scheduler(
                folder,
                plan,
                request.declaration,
                bench,
                probes,
                preview or events,
                round_number=number,
                documents=request.declaration_folder,
                secrets=request.secrets,
                allowed=request.allowed,
                watch_seconds=request.watch_seconds,
            )
            try:
                if request.resume:
                    scheduler.return_to_restore_point()
                with preview.running() if preview else contextlib.nullcontext():
                    scheduler.run()
            except KeyboardInterrupt:
                folder.record.append("interrupted", {"round": number, "at": now_text()})
                raise
            _keep_capture(folder, bench)
            # what the bench itself sent astray to test its guard is not the run's
            folder.record.append("guard-counters", {"dropped": guard.dropped() - tried, "at": now_text()})
        folder.record.append("round-closed", {"round": number, "at": now_text()})
    return evaluate_folder(RunContents(request.out), request.profile)


def _preview(request: RunRequest, plan: Plan, events: Events, number: int) -> Preview:
    def judge(observations: Sequence[Observation]) -> Mapping[str, Decision]:
        evaluation = evaluate(request.profile, request.declaration, plan, observations, closed=[number])
        return {one.requirement.id: one.decision for one in evaluation.outcome.requirements}

    return Preview(events, judge)


def evaluate_folder(contents: RunContents, profile: LoadedProfile) -> Evaluation:
    """Judge what a run's folder holds."""
    aside = frozenset(str(o) for body in contents.bodies("set-aside") for o in body["observations"])
    return evaluate(
        profile,
        contents.declaration,
        contents.plan,
        contents.observations,
        closed=[int(body["round"]) for body in contents.bodies("round-closed")],
        set_aside=aside,
    )


def _others(bench: Bench, declaration: Declaration) -> tuple[str, ...]:
    """Return the addresses of the samples beside the main one that stand on the bench."""
    found: list[str] = []
    for unit in declaration.samples:
        if unit.id != declaration.main_sample.id:
            with contextlib.suppress(BenchError):
                found.append(bench.device_address(unit.id))
    return tuple(found)


def _begin(folder: RunFolder, plan: Plan, request: RunRequest, stamper: Timestamper | None) -> Plan:
    """Start a run in an empty folder, or go on with the one that is there."""
    if not folder.started:
        if request.resume:
            raise ArgumentError("there is no run to go on with", where=str(request.out), remedy="leave --resume out")
        folder.begin(plan, request.declaration)
        digest = plan_digest(plan)
        token = stamper.stamp((folder.path / "plan.json").read_bytes()) if stamper else b""
        folder.record.append("plan", {"sha256": digest, "at": plan.frozen_at, "timestamp": token.hex()})
        for file in request.declaration.firmware:
            path = request.declaration_folder / file.path
            size = path.stat().st_size if path.is_file() else 0
            folder.record.append("firmware-file", {"name": path.name, "sha256": file.sha256, "size": size})
        return plan
    if not request.resume:
        raise ArgumentError(
            "this folder already holds a run",
            where=str(request.out),
            remedy="go on with --resume, or choose another --out",
        )
    earlier = RunContents(request.out).plan
    _same(earlier, plan, request.out)
    _account_for_killed(folder, earlier)
    folder.record.append("resumed", {"at": now_text()})
    return earlier


def _same(earlier: Plan, plan: Plan, out: Path) -> None:
    for name in ("profile", "edition", "code", "declaration", "sample", "firmware"):
        if getattr(earlier, name) != getattr(plan, name):
            raise ArgumentError(
                f"the run in this folder had another {name}", where=str(out), remedy="start a new run in another folder"
            )


def _account_for_killed(folder: RunFolder, plan: Plan) -> None:
    """Put on record that attempts without an observation were cut off by the end of the earlier process."""
    keys = {o.key.text: o.key for o in plan.observations}
    for attempt in unfinished_attempts(folder.record.entries):
        key = keys.get(str(attempt["key"])) or ObservationKey(fact="unknown", subject=str(attempt["key"]))
        folder.observe(
            Observation(
                id=str(attempt["observation"]),
                key=key,
                attempt=int(attempt["attempt"]),
                probe=NO_PROBE,
                probe_version=NO_PROBE,
                started_at=str(attempt["at"]),
                ended_at=now_text(),
                round=int(attempt["round"]),
                missing=Missing(cause=Cause.ABORTED, reason="the run was killed during this attempt"),
            )
        )


def _round(folder: RunFolder) -> int:
    """Return the number of the open round, opening one where none is."""
    opened = [int(body["round"]) for body in folder.record.of_type("round")]
    closed = {int(body["round"]) for body in folder.record.of_type("round-closed")}
    still_open = [number for number in opened if number not in closed]
    if still_open:
        return still_open[-1]
    number = len(opened) + 1
    folder.record.append("round", {"round": number, "at": now_text()})
    return number


def _record_bench(folder: RunFolder, bench: Bench, plan: Plan) -> None:
    body = {
        "mode": bench.mode,
        "adapters": dict(bench.adapters),
        "equipment": dict(bench.equipment),
        "address": bench.device_address(plan.sample),
        "network": to_wire(bench.network),
        "at": now_text(),
    }
    folder.record.append("bench", body)


def _preflight(bench: Bench, events: Events) -> None:
    faults: Sequence[str] = bench.preflight()
    if faults:
        raise BenchError("; ".join(faults), where="bench", remedy="mend the bench before the device is judged by it")
    events.remark("bench checked")


def _keep_capture(folder: RunFolder, bench: Bench) -> None:
    """Keep the capture of the whole run, sealed."""
    capture: object = bench.instruments.get("Capture")
    read = getattr(capture, "read", None)
    if read is None:
        return
    data = bytes(read())
    if data:
        packed = gzip.compress(data, compresslevel=_PACKING, mtime=0)
        artefact = folder.store.keep("run.pcap.gz", CAPTURE_TYPE, packed, role="capture", sealed=True)
        lost = getattr(capture, "dropped", None)
        body = {"artefact": to_wire(artefact), "at": now_text()}
        folder.record.append("capture", body | ({"dropped": lost()} if lost is not None else {}))
