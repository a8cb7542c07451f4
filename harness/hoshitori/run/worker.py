"""The observer worker: one probe, one process, inside the bench's namespace, with bounded memory.

Forked by `hoshitori.run.nursery`; its jobs come in on standard input, everything it learns goes out on what was
standard output. Only a probe that sends nothing is given more than one job.
"""

from __future__ import annotations

import importlib
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from hoshitori.facts.base import FactShapeError, encode, fact_type
from hoshitori.model.observation import Observation
from hoshitori.model.subject import Device, Endpoint, Row, Target
from hoshitori.model.verdict import Cause
from hoshitori.probe import BenchNetwork, Unavailable, probe_spec
from hoshitori.run.messages import PipeClosedError, receive, send
from hoshitori.run.reach import WorkerReach
from hoshitori.schema.canonical_declaration import read_canonical

_TARGETS: dict[str, type[Device | Endpoint | Row]] = {"Device": Device, "Endpoint": Endpoint, "Row": Row}


class _Pipe:
    """The worker's line to the run."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._in = incoming
        self._out = outgoing

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message that needs no answer."""
        send(self._out, message)

    def ask(self, message: dict[str, Any]) -> Any:  # noqa: ANN401  # plain data
        """Send a message and return its answer.

        Raises:
            Unavailable: if the bench's instrument failed.
        """
        send(self._out, message)
        answer = receive(self._in)
        if "error" in answer:
            adapter = str(answer.get("impossible_adapter", ""))
            raise Unavailable(str(answer["error"]), impossible_adapter=adapter)
        return answer.get("value")


def main() -> int:
    """Observe one fact after another, all of one probe, until the run hangs up."""
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    incoming = sys.stdin.buffer
    pipe = _Pipe(incoming, outgoing)
    try:
        while True:
            pipe.tell(_observe(receive(incoming), pipe))
    except PipeClosedError:
        return 0


def _observe(job: dict[str, Any], pipe: _Pipe) -> dict[str, Any]:
    """Run the probe; whatever happens becomes a fact or a reason."""
    reach: WorkerReach | None = None
    try:
        resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        module, _, name = str(job["probe"]).partition(":")
        function = getattr(importlib.import_module(module), name)
        spec = probe_spec(function)
        reach = _reach(job, pipe)
        target: Target = msgspec.convert(job["target"], _TARGETS[job["target_type"]])
        fact: object = function(target, reach, **job["parameters"])
        if fact_type(type(fact)) != spec.provides:
            return _missing(Cause.HARNESS, f"the probe returned a {type(fact).__name__}")
        control = getattr(fact, "control", None)
        return {"type": "fact", "fact": encode(fact), "controlled": control.held if control is not None else None}
    except Unavailable as error:
        return _missing(error.cause, error.reason, error.impossible_adapter)
    except MemoryError:
        return _missing(Cause.HARNESS, "the probe needed more memory than it may have")
    except FactShapeError as error:
        return _missing(Cause.HARNESS, f"the probe's fact is malformed: {error}")
    except Exception as error:  # noqa: BLE001  # a fault in a probe is a value on record, never a lost run
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""
        return _missing(Cause.HARNESS, f"the probe failed: {type(error).__name__}: {error}{where}")
    finally:
        if reach is not None and (text := reach.transcript.text()):
            reach.keep("transcript.txt", "text/plain", text, role="transcript", sealed=True)


def _missing(cause: Cause, reason: str, adapter: str = "") -> dict[str, Any]:
    return {"type": "missing", "cause": cause.value, "reason": reason[:600], "impossible_adapter": adapter}


def _reach(job: dict[str, Any], pipe: _Pipe) -> WorkerReach:
    return WorkerReach(
        pipe,
        declaration=read_canonical(job["declaration"]),
        network=msgspec.convert(job["network"], BenchNetwork),
        address=job["address"],
        also=str(job["target"].get("address", "")),
        instruments=frozenset(job["instruments"]),
        adapters=job["adapters"],
        facts=msgspec.convert(job["facts"], tuple[Observation, ...]),
        secrets=job["secrets"],
        documents=Path(job["documents"]),
        sealed=job["sealed"],
        round_began=job["round_began"],
    )
