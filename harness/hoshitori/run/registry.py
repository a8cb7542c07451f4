"""The installed probes, by the fact type each provides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata

from hoshitori.model.errors import ArgumentError
from hoshitori.probe import ProbeSpec, probe_spec

PROBE_GROUP = "hoshitori.probes"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredProbe:
    """An installed probe and the distribution it comes from."""

    name: str
    reference: str
    spec: ProbeSpec
    distribution: str
    version: str


def installed_probes(*, chosen: Iterable[str] = ()) -> Mapping[str, RegisteredProbe]:
    """Return fact type → probe.

    Args:
        chosen: names of probes to take where several provide the same fact type.

    Raises:
        ArgumentError: if two probes provide one fact type and none is chosen, or one cannot be imported.
    """
    wanted = set(chosen)
    by_fact: dict[str, list[RegisteredProbe]] = {}
    for point in sorted(metadata.entry_points(group=PROBE_GROUP), key=lambda point: point.name):
        try:
            spec = probe_spec(point.load())
        except ModuleNotFoundError as error:
            raise ArgumentError(
                f"probe {point.name!r} needs {error.name}, which is not installed",
                where=point.value,
                remedy="pip install 'hoshitori[run]'",
            ) from error
        except Exception as error:
            raise ArgumentError(f"probe {point.name!r} cannot be loaded: {error}", where=point.value) from error
        name, version = (point.dist.name, point.dist.version) if point.dist else ("(unknown)", "0")
        by_fact.setdefault(spec.provides.name, []).append(
            RegisteredProbe(name=point.name, reference=point.value, spec=spec, distribution=name, version=version)
        )
    return {fact: _one(fact, probes, wanted) for fact, probes in by_fact.items()}


def _one(fact: str, probes: list[RegisteredProbe], chosen: set[str]) -> RegisteredProbe:
    distinct = {probe.reference: probe for probe in probes}
    if len(distinct) == 1:
        return probes[0]
    named = [probe for probe in distinct.values() if probe.name in chosen]
    if len(named) != 1:
        names = ", ".join(probe.name for probe in distinct.values())
        raise ArgumentError(f"several probes provide {fact}: {names}", remedy="choose one with --probe NAME")
    return named[0]
