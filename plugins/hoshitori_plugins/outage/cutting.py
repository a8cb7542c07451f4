"""One cut: the supply goes, is seen to be gone, comes back, and every service that was there is waited for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import Final

from hoshitori.facts.outage import Supply
from hoshitori.instrument import Link, Power
from hoshitori.model.subject import Endpoint, Row, Subject
from hoshitori.probe import Reach, Unavailable

_LOOKS_FOR_SILENCE: Final = 8
_LOOK_PAUSE_MILLISECONDS: Final = 250
_HOLD_MILLISECONDS: Final = {Supply.POWER: 500, Supply.NETWORK: 3_000}
"""How long the supply stays away once the device is seen to be silent: a pulled cable is only noticed after a while."""
_CONNECT_MILLISECONDS: Final = 2_000
_LEAST_PATIENCE_MILLISECONDS: Final = 30_000
_UNDECLARED_PATIENCE_MILLISECONDS: Final = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What was seen of an outage from outside.

    Attributes:
        ordered_at: when the supply was told to come back, `given_at` when the bench had done so.
    """

    seen: bool
    ordered_at: int
    given_at: int
    outage_milliseconds: int
    most_milliseconds: int
    least_milliseconds: int
    missing: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Cutter:
    """The switch of one supply, and the services whose return counts."""

    supply: Supply
    switch: Power | Link
    reach: Reach
    row: Row
    services: tuple[str, ...]
    patience_milliseconds: int
    _due: int = field(default=0, init=False)

    def cut_now(self) -> Recovery:
        """Cut an idle device."""
        with self._given_back():
            self.switch.cut()
            return self._come_back()

    def arm(self, milliseconds: int) -> None:
        """Have the supply go in the middle of what follows."""
        self.switch.cut_after(milliseconds)
        self._due = self.reach.milliseconds() + milliseconds

    def came_due(self) -> bool:
        """Return whether the armed cut has come by now."""
        return self.reach.milliseconds() >= self._due

    def come_back(self) -> Recovery:
        """See the armed cut through."""
        with self._given_back():
            self.reach.wait(max(0, self._due - self.reach.milliseconds()))
            return self._come_back()

    def _come_back(self) -> Recovery:
        clock = self.reach.milliseconds
        began = clock()
        seen = self._falls_silent()
        if seen:
            self.reach.wait(_HOLD_MILLISECONDS[self.supply])
        ordered = clock()
        self.switch.restore()
        given = last = clock()
        missing = answering(self.reach, self.row, self.services)[1]
        while missing and clock() - given < self.patience_milliseconds:
            last = clock()
            self.reach.wait(_LOOK_PAUSE_MILLISECONDS)
            missing = answering(self.reach, self.row, missing)[1]
        if missing:
            last = clock()
        return Recovery(
            seen=seen,
            ordered_at=ordered,
            given_at=given,
            outage_milliseconds=ordered - began,
            most_milliseconds=clock() - ordered,
            least_milliseconds=last - given,
            missing=missing,
        )

    def wait_for(self, there: Callable[[], bool], recovery: Recovery, name: str) -> Recovery:
        """Return what was seen with one more service, waited for as long as the others."""
        clock = self.reach.milliseconds
        last, found = clock(), there()
        while not found and clock() - recovery.given_at < self.patience_milliseconds:
            last = clock()
            self.reach.wait(_LOOK_PAUSE_MILLISECONDS)
            found = there()
        return replace(
            recovery,
            most_milliseconds=clock() - recovery.ordered_at,
            least_milliseconds=(last if found else clock()) - recovery.given_at,
            missing=recovery.missing if found else (*recovery.missing, name),
        )

    def _falls_silent(self) -> bool:
        for _ in range(_LOOKS_FOR_SILENCE):
            if not self.reach.alive():
                return True
            self.reach.wait(_LOOK_PAUSE_MILLISECONDS)
        return False

    @contextlib.contextmanager
    def _given_back(self) -> Generator[None]:
        """Leave no device without its supply, whatever went wrong."""
        try:
            yield
        except Unavailable:
            with contextlib.suppress(Unavailable):
                self.switch.restore()
            raise


def patience(declared_seconds: int) -> int:
    """Return how long a device is waited for, in milliseconds: twice the declared time, half a minute at least.

    Where none is declared it is five minutes: a sound device that starts slowly has promised nothing else. What a
    verdict asks for stands among the thresholds of a profile; this is what the bench spends.
    """
    if not declared_seconds:
        return _UNDECLARED_PATIENCE_MILLISECONDS
    return max(_LEAST_PATIENCE_MILLISECONDS, declared_seconds * 2_000)


def declared_services(reach: Reach) -> tuple[str, ...]:
    """Return the declared TCP ports."""
    return tuple(dict.fromkeys(f"tcp/{port.number}" for port in reach.declaration.ports if port.transport == "tcp"))


def answering(reach: Reach, row: Row, services: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return those services that take a connection, and those that do not."""
    found = {service: _answers(reach, row, service) for service in services}
    return tuple(one for one in services if found[one]), tuple(one for one in services if not found[one])


def _answers(reach: Reach, row: Row, service: str) -> bool:
    endpoint = Endpoint(
        sample=row.sample,
        address=row.address,
        transport="tcp",
        port=int(service.partition("/")[2]),
        protocol="",
        subject=Subject(id=service, kind="endpoint", endpoint=service),
    )
    try:
        reach.connect(endpoint, timeout_ms=_CONNECT_MILLISECONDS).close()
    except Unavailable:
        return False
    return True
