"""What a run is doing, what comes next, how long still, and which requirements have all they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from hoshitori.model.instant import parse_instant
from hoshitori.model.observation import Observation, ObservationKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An observation that is still to be taken, and how long it is likely to take, in milliseconds."""

    key: ObservationKey
    title: str
    milliseconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How a run stands as an observation begins.

    Attributes:
        done: observations on record.
        now: the one that begins.
        upcoming: the others that are known to be needed; discovery may add some.
        settled: requirements none of whose cases waits for an observation.
    """

    done: int
    now: Pending
    upcoming: tuple[Pending, ...]
    settled: tuple[str, ...]

    @property
    def milliseconds_left(self) -> int:
        """Return how long everything known is likely to take, this observation included."""
        return self.now.milliseconds + sum(one.milliseconds for one in self.upcoming)


def likely_milliseconds(key: ObservationKey, usual: int, taken: Mapping[str, Sequence[int]]) -> int:
    """Return how long an observation is likely to take: as earlier ones of its kind did, else as its probe says."""
    earlier = taken.get(_kind(key))
    return int(fmean(earlier)) if earlier else usual


def durations(observations: Iterable[Observation]) -> dict[str, list[int]]:
    """Return kind → how long its observations took, in milliseconds; what could not be observed says nothing."""
    found: dict[str, list[int]] = {}
    for one in observations:
        if one.fact is not None:
            span = parse_instant(one.ended_at) - parse_instant(one.started_at)
            found.setdefault(_kind(one.key), []).append(int(span.total_seconds() * 1_000))
    return found


def _kind(key: ObservationKey) -> str:
    """Return what observations of a fact with the same parameters have in common."""
    return f"{key.fact} {sorted(key.parameters.items())}"
