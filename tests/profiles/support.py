"""Judging a profile's cases on facts made up in memory, by the same code as in a run."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hoshitori.facts.base import encode, fact_type
from hoshitori.model.catalogue import Catalogue
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.model.result import CaseResult
from hoshitori.model.subject import DEVICE, FieldValue, Subject
from hoshitori.profile import MarkedCase, marked_case
from hoshitori.run.judging import judge
from hoshitori.run.subjects import need_key, row_subject
from hoshitori.schema.declaration import load_declaration
from hoshitori.schema.profile import load_catalogue
from tests.architecture.house import PACKAGES, ROOT

FOLDER = PACKAGES["hoshitori_profiles"] / "jc_star_1"
PLENTY = 1_000_000_000
"""An effort above any least effort."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A case with its body."""

    marked: MarkedCase
    body: Any


@cache
def catalogue() -> Catalogue:
    """The catalogue of jc-star-1."""
    return load_catalogue(FOLDER)


@cache
def cases() -> Mapping[str, Collected]:
    """Every case of jc-star-1, by id."""
    found: dict[str, Collected] = {}
    for path in sorted(FOLDER.glob("test_*.py")):
        module = importlib.import_module(f"hoshitori_profiles.jc_star_1.{path.stem}")
        for body in vars(module).values():
            marked = marked_case(body)
            if marked is not None:
                assert marked.spec.id not in found, f"{marked.spec.id} is defined twice"
                found[marked.spec.id] = Collected(marked, body)
    return found


@cache
def camera() -> Declaration:
    """The declaration of the example camera."""
    return load_declaration(ROOT / "docs/examples/camera.dut.toml")


def row(reference: str, **columns: FieldValue) -> Subject:
    """A row of the example camera as a subject, with columns altered."""
    subject = row_subject(camera(), camera().row(reference))
    fields: dict[str, FieldValue] = {}
    fields.update(subject.fields)
    fields.update(columns)
    return Subject(id=subject.id, kind=subject.kind, fields=fields, endpoint=subject.endpoint)


def port(name: str, protocol: str = "") -> Subject:
    """An open port that discovery found, as a subject."""
    transport, _, number = name.partition("/")
    fields: dict[str, FieldValue] = {"id": name, "transport": transport, "port": int(number), "protocol": protocol}
    return Subject(id=name, kind="entry", fields=fields, endpoint=name)


def judged(
    case: str,
    facts: Mapping[str, object],
    subject: Subject = DEVICE,
    *,
    effort: int = PLENTY,
    declaration: Declaration | None = None,
) -> CaseResult:
    """What a case says of facts, by the names of its needs; one left out is not on record."""
    collected = cases()[case]
    observations: dict[str, Observation] = {}
    for name, fact in facts.items():
        needs = collected.marked.spec.needs[name]
        kind = fact_type(type(fact)).name
        spec = next(one for one in (needs, *needs.alternatives) if one.fact == kind)
        key = need_key(spec, subject, sample="S-1", firmware="1")
        assert key is not None, f"{case}: {subject.id} has no target for {name}"
        observations[key.text] = observation(key, fact, dict.fromkeys(spec.effort, effort))
    return judge(
        collected.marked,
        collected.body,
        subject,
        declaration=declaration or camera(),
        thresholds=catalogue().thresholds,
        lookup=lambda key: observations.get(key.text),
        sample="S-1",
        firmware="1",
    )


def observation(key: ObservationKey, fact: object, effort: Mapping[str, int]) -> Observation:
    """A fact as it stands on record."""
    return Observation(
        id=f"o-{abs(hash(key.text)) % 10_000:04d}",
        key=key,
        attempt=1,
        probe="made up",
        probe_version="1",
        started_at="2026-11-21T00:00:00Z",
        ended_at="2026-11-21T00:00:01Z",
        fact=encode(fact),
        effort=effort,
    )
