"""A bench with an assessor beside it: the person, or the answers file, that a run was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from hoshitori.instrument import Adapter, Assessor, Bench
from hoshitori.probe import BenchNetwork


class EquippedBench:
    """A `Bench` that hands everything on to another one, and has this assessor."""

    def __init__(self, bench: Bench, assessor: Assessor) -> None:
        """Stand before `bench`."""
        self._bench = bench
        self._assessor = assessor

    @property
    def mode(self) -> Literal["root", "rootless", "loopback", "real"]:
        """How the bench stands on this machine."""
        return self._bench.mode

    @property
    def namespace(self) -> Path | None:
        """The network namespace observers run in."""
        return self._bench.namespace

    @property
    def network(self) -> BenchNetwork:
        """Where the observer stands."""
        return self._bench.network

    @property
    def instruments(self) -> Mapping[str, object]:
        """The bench's instruments and the assessor."""
        return {**self._bench.instruments, "Assessor": self._assessor}

    def instruments_of(self, sample: str) -> Mapping[str, object]:
        """The instruments of one sample and the assessor."""
        return {**self._bench.instruments_of(sample), "Assessor": self._assessor}

    @property
    def adapters(self) -> Mapping[str, Adapter]:
        """How each is worked."""
        return {**self._bench.adapters, "Assessor": "automatic"}

    @property
    def equipment(self) -> Mapping[str, str]:
        """What the bench is made of."""
        return self._bench.equipment

    def device_address(self, sample: str) -> str:
        """Return the address of a sample."""
        return self._bench.device_address(sample)

    def alive(self, sample: str) -> bool:
        """Ask the canary."""
        return self._bench.alive(sample)

    def preflight(self) -> Sequence[str]:
        """Check the bench itself."""
        return self._bench.preflight()

    def close(self) -> None:
        """Take the bench down."""
        self._bench.close()
