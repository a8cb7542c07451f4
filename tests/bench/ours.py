"""One of our probes, run as a run would run it, on the bench: `python -m tests.bench.ours ports|ports6|udp|udp6|tls`.

Prints one JSON object: how long the probe took in microseconds, and what it found, as sorted texts.
"""

import json
import sys
from pathlib import Path
from time import monotonic_ns
from typing import Any

import msgspec

from hoshitori.model.subject import Device, Endpoint, Subject
from hoshitori.probe import BenchNetwork
from hoshitori.run.reach import WorkerReach
from hoshitori.run.registry import installed_probes
from hoshitori.schema.declaration import load_declaration
from tests.bench.network import DEVICE_ADDRESS, OBSERVER_ADDRESS, SPARE_SOURCES, SPARE_SOURCES6, TLS_PORT

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/examples/camera.dut.toml"


class Nobody:
    """A run that only listens."""

    def tell(self, message: dict[str, Any]) -> None:
        """Take no notice."""

    def ask(self, message: dict[str, Any]) -> Any:  # noqa: ANN401  # the run's answer, plain data
        """There is nothing to ask on this bench."""
        raise NotImplementedError(message)


def reach() -> WorkerReach:
    """What the probe may touch: the device of the bench, over raw frames."""
    network = BenchNetwork(
        interface="bench0",
        address=OBSERVER_ADDRESS,
        mac=Path("/sys/class/net/bench0/address").read_text(encoding="ascii").strip(),
        is_gateway=True,
        spare_sources=SPARE_SOURCES,
        spare_sources6=SPARE_SOURCES6,
    )
    return WorkerReach(
        Nobody(),
        declaration=load_declaration(EXAMPLE),
        network=network,
        address=DEVICE_ADDRESS,
        instruments=frozenset(),
        adapters={},
        facts=(),
        secrets={},
        documents=EXAMPLE.parent,
    )


WORKS: dict[str, tuple[str, dict[str, str]]] = {
    "ports": ("port-survey", {"transport": "tcp"}),
    "udp": ("port-survey", {"transport": "udp"}),
    "ports6": ("port-survey", {"transport": "tcp", "family": "ipv6"}),
    "udp6": ("port-survey", {"transport": "udp", "family": "ipv6"}),
    "tls": ("tls-survey", {}),
}
TLS_SERVER = Endpoint(
    sample="bench",
    address=DEVICE_ADDRESS,
    transport="tcp",
    port=TLS_PORT,
    subject=Subject(id=f"tcp/{TLS_PORT}", kind="endpoint"),
)


def main(work: str) -> None:
    """Do one piece of work and tell how it went."""
    name, parameters = WORKS[work]
    observe = installed_probes()[name].spec.function
    target = TLS_SERVER if work == "tls" else Device(sample="bench", address=DEVICE_ADDRESS)
    within = reach()
    started = monotonic_ns()
    fact = observe(target, within, **parameters)
    took = (monotonic_ns() - started) // 1_000
    print(json.dumps({"microseconds": took, "fact": msgspec.to_builtins(fact)}))


if __name__ == "__main__":
    main(sys.argv[1])
