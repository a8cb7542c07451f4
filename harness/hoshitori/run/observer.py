"""The parent's side of an observation: has a worker started in the bench's namespace, serves it, bounds it."""

from __future__ import annotations

import enum
import selectors
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self, get_type_hints

import msgspec

import hoshitori.instrument
from hoshitori.instrument import Bench
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import HoshitoriError, RecordError
from hoshitori.model.observation import Artefact, Impact, Missing, Observation
from hoshitori.model.subject import Target
from hoshitori.model.verdict import Cause
from hoshitori.probe import Unavailable
from hoshitori.run.artefacts import ArtefactStore
from hoshitori.run.messages import PipeClosedError, receive, send
from hoshitori.run.registry import RegisteredProbe
from hoshitori.run.workers import NoWorkerError, Worker, Workers

Progress = Callable[[int, int], None]

SECRET_LIMIT = 4_096
_REMARKS = 40
_ARTEFACTS = 200


@dataclass(slots=True)
class Outcome:
    """What came of one observation: a fact or a reason, and everything kept on the way."""

    fact: Mapping[str, Any] | None = None
    missing: Missing | None = None
    controlled: bool | None = None
    effort: dict[str, int] = field(default_factory=dict[str, int])
    artefacts: list[Artefact] = field(default_factory=list[Artefact])
    remarks: list[str] = field(default_factory=list[str])
    secrets: list[bytes] = field(default_factory=list[bytes])
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker is to observe."""

    probe: RegisteredProbe
    target: Target
    address: str
    parameters: Mapping[str, str | int | bool]
    facts: Sequence[Observation]
    secrets: Mapping[str, str]
    documents: Path
    sealed: Sequence[bytes] = ()
    round_began: int = 0


class _Ending(enum.Enum):
    """How serving a worker ended."""

    DONE = "done"
    LATE = "late"
    LOST = "lost"


class Observer:
    """Runs observations on one bench, one worker at a time."""

    def __init__(self, bench: Bench, declaration: Declaration, store: ArtefactStore) -> None:
        """Observe the samples on `bench`, keeping artefacts in `store`."""
        self._bench = bench
        self._declaration = declaration
        self._store = store
        self._workers = Workers(bench.namespace)
        self._waiting: Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker that waits for more of the same, if there is one, and what workers come from."""
        self._end_waiting()
        self._workers.close()

    def observe(self, job: Job, progress: Progress) -> Outcome:
        """Return what one worker learned; its process group is gone afterwards.

        A worker whose probe sends nothing waits for more of the same, which saves its start.
        """
        outcome = Outcome()
        try:
            worker = self._worker(job)
        except NoWorkerError as error:
            outcome.missing = _harness(f"the probe's process could not be started: {error}")
            return outcome
        ending, said = _Ending.LOST, ""
        try:
            ending = self._serve(worker, job, outcome, progress)
        finally:
            if ending is _Ending.DONE and job.probe.spec.impact is Impact.PASSIVE:
                self._waiting = worker
            else:
                said = worker.end()
        if ending is _Ending.LOST:
            outcome.fact = None
            outcome.missing = _harness(f"the probe's process ended early: {said}")
        return outcome

    def _worker(self, job: Job) -> Worker:
        """Return the one that waits, where it is of the same probe, or a new one.

        Raises:
            NoWorkerError: if none can be started.
        """
        waiting = self._waiting
        if waiting is not None and waiting.probe == job.probe.reference:
            self._waiting = None
            return waiting
        self._end_waiting()
        return self._workers.start(job.probe.reference)

    def _end_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None

    def _serve(self, worker: Worker, job: Job, outcome: Outcome, progress: Progress) -> _Ending:
        """Serve the worker until it is done, its time is over, or it breaks the protocol."""
        deadline = time.monotonic() + job.probe.spec.timeout_ms / 1000
        try:
            send(worker.jobs, self._message(job))
            done = False
            while not done:
                if not _readable(worker.told, deadline):
                    limit = f"the probe did not end within {job.probe.spec.timeout_ms} ms"
                    outcome.missing = Missing(cause=Cause.UNAVAILABLE, reason=limit)
                    return _Ending.LATE
                done = self._take(receive(worker.told), outcome, worker.jobs, job.target.sample, progress)
        except (PipeClosedError, KeyError, TypeError, ValueError):
            return _Ending.LOST
        return _Ending.DONE

    def _message(self, job: Job) -> dict[str, Any]:
        return {
            "probe": job.probe.reference,
            "target": msgspec.to_builtins(job.target),
            "target_type": type(job.target).__name__,
            "address": job.address,
            "parameters": dict(job.parameters),
            "declaration": self._declaration.canonical(),
            "network": msgspec.to_builtins(self._bench.network),
            "instruments": list(self._bench.instruments_of(job.target.sample)),
            "adapters": dict(self._bench.adapters),
            "facts": msgspec.to_builtins(tuple(job.facts)),
            "secrets": dict(job.secrets),
            "documents": str(job.documents),
            "sealed": list(job.sealed),
            "round_began": job.round_began,
            "memory": job.probe.spec.memory_mb * 1024 * 1024,
        }

    def _take(self, message: dict[str, Any], outcome: Outcome, jobs: BinaryIO, sample: str, progress: Progress) -> bool:
        """Act on one message; return whether the worker is done."""
        kind = message.get("type")
        if kind == "fact":
            outcome.fact = message["fact"]
            outcome.controlled = message["controlled"]
            return True
        if kind == "missing":
            outcome.missing = Missing(
                cause=Cause(message["cause"]),
                reason=str(message["reason"]),
                impossible_adapter=str(message["impossible_adapter"]),
            )
            return True
        if kind == "call":
            send(jobs, self._call(message, outcome, sample))
        elif kind == "alive":
            send(jobs, {"value": self._bench.alive(sample)})
        elif kind == "progress":
            progress(int(message["done"]), int(message["total"]))
        else:
            self._note(kind, message, outcome)
        return False

    def _note(self, kind: object, message: dict[str, Any], outcome: Outcome) -> None:
        if kind == "effort":
            for unit, count in message["counts"].items():
                outcome.effort[str(unit)] = outcome.effort.get(str(unit), 0) + int(count)
        elif kind == "remark" and len(outcome.remarks) < _REMARKS:
            outcome.remarks.append(str(message["text"])[:600])
        elif kind == "secret":
            outcome.secrets.append(bytes(message["value"])[:SECRET_LIMIT])
        elif kind == "artefact" and len(outcome.artefacts) < _ARTEFACTS:
            outcome.artefacts.append(
                self._store.keep(
                    str(message["name"])[:120],
                    str(message["media_type"])[:120],
                    bytes(message["data"]),
                    role=str(message["role"])[:60],
                    sealed=bool(message["sealed"]),
                )
            )

    def _call(self, message: dict[str, Any], outcome: Outcome, sample: str) -> dict[str, Any]:
        """Work an instrument for the worker; only public methods of the Protocols can be reached."""
        name, method = str(message["instrument"]), str(message["method"])
        protocol = getattr(hoshitori.instrument, name, None)
        instruments = self._bench.instruments_of(sample)
        if name not in instruments or method.startswith("_") or method not in vars(protocol or object):
            return {"error": f"this bench has no {name}.{method}", "impossible_adapter": name}
        function = getattr(instruments[name], method)
        hints = get_type_hints(vars(protocol)[method])
        names = [n for n in hints if n != "return"]
        try:
            arguments = [
                msgspec.convert(value, hints[names[index]], builtin_types=(bytes,))
                for index, value in enumerate(message["arguments"])
            ]
            named = {k: msgspec.convert(v, hints[k], builtin_types=(bytes,)) for k, v in message["named"].items()}
            value = function(*arguments, **named)
        except RecordError:
            raise
        except Unavailable as error:
            return {"error": error.reason, "impossible_adapter": error.impossible_adapter}
        except (HoshitoriError, OSError, subprocess.SubprocessError, ValueError, TypeError, KeyError) as error:
            return {"error": f"{name}.{method}: {error}"}
        outcome.simulated = outcome.simulated or bool(getattr(value, "simulated", False))
        return {"value": msgspec.to_builtins(value, builtin_types=(bytes,))}


def _harness(reason: str) -> Missing:
    return Missing(cause=Cause.HARNESS, reason=reason[:600])


def _readable(stream: BinaryIO, deadline: float) -> bool:
    """Wait until something can be read, or the deadline is over."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return bool(selector.select(max(0.0, deadline - time.monotonic())))
