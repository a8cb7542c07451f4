"""The parent's side of an observation: starts the worker in the bench's namespace, serves it, bounds it."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, cast, get_type_hints

import msgspec

import hoshitori.instrument
from hoshitori.instrument import Bench
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import HoshitoriError, RecordError
from hoshitori.model.observation import Artefact, Missing, Observation
from hoshitori.model.subject import Target
from hoshitori.model.verdict import Cause
from hoshitori.probe import Unavailable
from hoshitori.run.artefacts import ArtefactStore
from hoshitori.run.messages import PipeClosedError, receive, send
from hoshitori.run.registry import RegisteredProbe

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


class Observer:
    """Runs observations on one bench, one worker at a time."""

    def __init__(self, bench: Bench, declaration: Declaration, store: ArtefactStore, *, sample: str) -> None:
        """Observe `sample` on `bench`, keeping artefacts in `store`."""
        self._bench = bench
        self._declaration = declaration
        self._store = store
        self._sample = sample

    def observe(self, job: Job, progress: Progress) -> Outcome:
        """Return what one worker learned; its process group is gone afterwards."""
        outcome = Outcome()
        with tempfile.TemporaryFile() as errors:
            worker = subprocess.Popen(
                self._command(),
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"},
                start_new_session=True,
            )
            try:
                ended_well = self._serve(worker, job, outcome, progress)
            finally:
                _end(worker)
            if not ended_well:
                outcome.fact = None
                outcome.missing = Missing(cause=Cause.HARNESS, reason=_last_words(errors))
        return outcome

    def _command(self) -> list[str]:
        start = [sys.executable, "-I", "-B", "-m", "hoshitori.run.worker"]
        namespace = self._bench.namespace
        return ["nsenter", f"--net={namespace}", "--", *start] if namespace else start

    def _serve(self, worker: subprocess.Popen[bytes], job: Job, outcome: Outcome, progress: Progress) -> bool:
        """Serve the worker until it is done or its time is over; return whether it kept to the protocol."""
        stdin, stdout = cast("BinaryIO", worker.stdin), cast("BinaryIO", worker.stdout)
        deadline = time.monotonic() + job.probe.spec.timeout_ms / 1000
        try:
            send(stdin, self._message(job))
            done = False
            while not done:
                if not _readable(stdout, deadline):
                    limit = f"the probe did not end within {job.probe.spec.timeout_ms} ms"
                    outcome.missing = Missing(cause=Cause.UNAVAILABLE, reason=limit)
                    return True
                done = self._take(receive(stdout), outcome, stdin, progress)
        except (PipeClosedError, KeyError, TypeError, ValueError):
            return False
        return True

    def _message(self, job: Job) -> dict[str, Any]:
        return {
            "probe": job.probe.reference,
            "target": msgspec.to_builtins(job.target),
            "target_type": type(job.target).__name__,
            "address": job.address,
            "parameters": dict(job.parameters),
            "declaration": self._declaration.canonical(),
            "network": msgspec.to_builtins(self._bench.network),
            "instruments": list(self._bench.instruments),
            "adapters": dict(self._bench.adapters),
            "facts": msgspec.to_builtins(tuple(job.facts)),
            "secrets": dict(job.secrets),
            "documents": str(job.documents),
            "memory": job.probe.spec.memory_mb * 1024 * 1024,
        }

    def _take(self, message: dict[str, Any], outcome: Outcome, stdin: BinaryIO, progress: Progress) -> bool:
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
            send(stdin, self._call(message, outcome))
        elif kind == "alive":
            send(stdin, {"value": self._bench.alive(self._sample)})
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

    def _call(self, message: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
        """Work an instrument for the worker; only public methods of the Protocols can be reached."""
        name, method = str(message["instrument"]), str(message["method"])
        protocol = getattr(hoshitori.instrument, name, None)
        if name not in self._bench.instruments or method.startswith("_") or method not in vars(protocol or object):
            return {"error": f"this bench has no {name}.{method}", "impossible_adapter": name}
        function = getattr(self._bench.instruments[name], method)
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


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    tail = errors.read()[-400:].decode(errors="replace").strip()
    return f"the probe's process ended early: {tail}"[:600]


def _readable(stream: BinaryIO, deadline: float) -> bool:
    """Wait until something can be read, or the deadline is over."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return bool(selector.select(max(0.0, deadline - time.monotonic())))


def _end(worker: subprocess.Popen[bytes]) -> None:
    """End the worker and whatever it started: its whole process group."""
    for stream in (worker.stdin, worker.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        worker.wait(timeout=0.2)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
