"""The API for probes: functions that look at a device through `reach` and state what they saw, never if it is good."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, get_type_hints

from hoshitori.facts.base import FactType, fact_type
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device, Endpoint, Row, Target
from hoshitori.model.verdict import Cause

P = ParamSpec("P")
R = TypeVar("R")
Tool = TypeVar("Tool")


class Unavailable(Exception):  # noqa: N818  # named after the value it stands for in records
    """That a fact could not be taken, and why; the scheduler records it as such."""

    def __init__(self, reason: str, *, cause: Cause = Cause.UNAVAILABLE, impossible_adapter: str = "") -> None:
        """Keep the reason, in one sentence a lab engineer can act on."""
        super().__init__(reason)
        self.reason = reason
        self.cause = cause
        self.impossible_adapter = impossible_adapter


class Wire(Protocol):
    """One guarded connection (TCP) or flow (UDP) to one endpoint; every byte goes to the transcript."""

    def send(self, data: bytes) -> None:
        """Send all of `data`.

        Raises:
            Unavailable: if the device reset, closed or stalled.
        """

    def receive(self, limit: int, *, timeout_ms: int | None = None) -> bytes:
        """Return what arrives next, 1 to `limit` bytes, or nothing once the device has closed.

        Raises:
            Unavailable: if nothing came in time or the device reset.
        """
        ...

    def read_exactly(self, count: int) -> bytes:
        """Return exactly `count` bytes.

        Raises:
            Unavailable: if the device closed before that.
        """
        ...

    def exchange(self, data: bytes, *, limit: int) -> bytes:
        """Send, then return everything until the device closes or falls silent, at most `limit` bytes."""
        ...

    def close(self) -> None:
        """Close it; a second call does nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchNetwork:
    """Where the observer stands on the bench's network.

    Attributes:
        interface: name of the network interface in the observer's namespace.
        address: own IPv4 address on it.
        mac: own Ethernet address on it.
        is_gateway: whether the device's default route leads here, so that spare source addresses get answers.
        spare_sources: an IPv4 network (`10.78.0.0/16`) routed back to the observer, or nothing.
        second_address: another own IPv4 address on the interface, for probes that must come from two; or nothing.
        address6: own IPv6 address that reaches beyond the link, and a second one, `second_address6`; or nothing.
        spare_sources6: an IPv6 network (`fd78::/64`) routed back to the observer, or nothing.
        raw_frames: whether AF_PACKET sockets can be had.
        guard: `kernel`, or `socket-factory` where the machine allows no better.
    """

    interface: str
    address: str
    mac: str
    is_gateway: bool = False
    spare_sources: str = ""
    second_address: str = ""
    raw_frames: bool = True
    guard: str = "kernel"
    address6: str = ""
    second_address6: str = ""
    spare_sources6: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramResult:
    """How an external program ended."""

    exit_code: int
    stdout: bytes
    stderr: bytes
    milliseconds: int


class Reach(Protocol):
    """All that a probe may touch: guarded sockets, clock, recorder, instruments, earlier facts.

    Nothing here reaches an address that the declaration's authorisations do not cover.
    """

    @property
    def declaration(self) -> Declaration:
        """What was declared of the device."""
        ...

    @property
    def network(self) -> BenchNetwork:
        """Where the observer stands."""
        ...

    def tcp(self, target: Endpoint, *, timeout_ms: int = 5_000, source: str = "") -> AbstractContextManager[Wire]:
        """Open one TCP connection.

        Raises:
            Unavailable: if it is refused or silent.
        """
        ...

    def udp(self, target: Endpoint, *, timeout_ms: int = 2_000) -> AbstractContextManager[Wire]:
        """Open one UDP flow."""
        ...

    def connect(self, target: Endpoint, *, timeout_ms: int = 5_000, source: str = "") -> socket.socket:
        """Return a connected, guarded TCP socket for a library that wants one (paramiko, ssl); close it yourself.

        Raises:
            Unavailable: if it is refused or silent.
        """
        ...

    def frames(self, ether_type: int = 0x0003) -> socket.socket:
        """Return a bound AF_PACKET socket on the bench interface (kernel guard only).

        Raises:
            Unavailable: if the machine allows none.
        """
        ...

    def program(self, argv: Sequence[str], *, timeout_ms: int, limit: int = 4_000_000) -> ProgramResult:
        """Run an external program inside the guarded namespace, output bounded to `limit` bytes a stream.

        Raises:
            Unavailable: if it is not installed, did not end in time, or the guard does not hold for programs.
        """
        ...

    def instrument(self, kind: type[Tool]) -> Tool:
        """Return the bench's instrument of that kind (a Protocol of `hoshitori.instrument`).

        Raises:
            Unavailable: if the bench has none.
        """
        ...

    def fact(self, kind: type[R], **parameters: str | int | bool) -> R:
        """Return a fact on record about the device as a whole; the probe names its type in `requires`.

        Raises:
            Unavailable: if it could not be taken.
        """
        ...

    def secret(self, reference: str) -> str:
        """Return a secret of the declaration by its reference (`1-AuthMech/AM-1`), noting that it was used.

        Raises:
            Unavailable: if it was not given.
        """
        ...

    @property
    def sealed(self) -> Sequence[bytes]:
        """Every secret known by now: the declaration's, and what was sealed on the way before this observation."""
        ...

    @property
    def round_began(self) -> int:
        """Second since 1970 at which this round of observations began; 0 where that is not known."""
        ...

    def seal_value(self, value: str | bytes) -> None:
        """Name a secret met on the way, so that it is kept out of every public part of the evidence."""

    def document(self, identifier: str) -> bytes:
        """Return the bytes of a declared document whose digest matches the declaration.

        Raises:
            Unavailable: if it cannot be read or its digest differs.
        """
        ...

    def spend(self, **counts: int) -> None:
        """Add to the effort on record (`tries=1`, `ports=65535`)."""

    def keep(self, name: str, media_type: str, data: bytes, *, role: str, sealed: bool = False) -> None:
        """Keep an artefact as evidence; what may hold secrets or traffic is `sealed`."""

    def remark(self, text: str) -> None:
        """Add one sentence on how the observation went."""

    def progress(self, done: int, total: int) -> None:
        """Tell the engineer at the bench how far it is."""

    def milliseconds(self) -> int:
        """Return the monotonic clock."""
        ...

    def alive(self) -> bool:
        """Ask the canary whether the device still answers."""
        ...

    def wait(self, milliseconds: int) -> None:
        """Let time pass (a delay that the device imposes, a rate budget)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeSpec:
    """What `@probe` recorded of a probe."""

    provides: FactType
    target: type
    impact: Impact
    requires: tuple[FactType, ...]
    uses: tuple[str, ...]
    timeout_ms: int
    memory_mb: int
    usual_ms: int
    function: Callable[..., Any]
    title: str


Tgt = TypeVar("Tgt", bound=Target)


def probe(
    *,
    provides: type[R],
    impact: Impact | str,
    requires: Sequence[type] = (),
    uses: Sequence[type] = (),
    timeout_ms: int = 120_000,
    memory_mb: int = 1_024,
    usual_ms: int = 1_000,
) -> Callable[[Callable[Concatenate[Tgt, Reach, P], R]], Callable[Concatenate[Tgt, Reach, P], R]]:
    """Register a function as the probe that provides a fact type.

    Args:
        provides: the fact type it returns.
        impact: what it may do to the device.
        requires: device-level fact types that must be on record first.
        uses: instruments (Protocols) without which it cannot work.
        timeout_ms: after which its worker is ended and the fact is unavailable.
        memory_mb: address space of its worker.
        usual_ms: how long it takes on a device of no great peculiarity, for those who wait.
    """

    def mark(function: Callable[Concatenate[Tgt, Reach, P], R]) -> Callable[Concatenate[Tgt, Reach, P], R]:
        hints = get_type_hints(function)
        names = [name for name in hints if name != "return"]
        target = hints[names[0]]
        kind = fact_type(provides)
        expected = {Device: "device", Endpoint: "endpoint", Row: "row"}.get(target, "")
        if kind.about not in (expected, "subject"):
            message = f"{function.__qualname__}: takes a {expected or target!r}, its fact is about a {kind.about}"
            raise TypeError(message)
        spec = ProbeSpec(
            provides=kind,
            target=target,
            impact=Impact(impact),
            requires=tuple(fact_type(cls) for cls in requires),
            uses=tuple(cls.__name__ for cls in uses),
            timeout_ms=timeout_ms,
            memory_mb=memory_mb,
            usual_ms=usual_ms,
            function=function,
            title=(function.__doc__ or "").strip().splitlines()[0] if function.__doc__ else function.__name__,
        )
        function.__probe__ = spec  # type: ignore[attr-defined]  # read back by probe_spec()
        return function

    return mark


def probe_spec(function: object) -> ProbeSpec:
    """Return what `@probe` recorded of a function.

    Raises:
        TypeError: if it is no probe.
    """
    spec = getattr(function, "__probe__", None)
    if not isinstance(spec, ProbeSpec):
        message = f"{function!r} is not a probe: decorate it with @probe"
        raise TypeError(message)
    return spec
