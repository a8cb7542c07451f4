"""What is going to be done, frozen before the first packet: every case, applicable or not, and every fact it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hoshitori.model.case import CaseSpec
from hoshitori.model.observation import Impact, ObservationKey


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCase:
    """A case and what it will be called on.

    Attributes:
        subjects: ids of its subjects; nothing where only discovery can tell (`after_discovery`).
        role: `criterion`, `counter-evidence`, `note` or `absence`.
    """

    case: CaseSpec
    role: str
    requirement: str
    item: str
    subjects: tuple[str, ...]
    after_discovery: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedObservation:
    """An observation that will be tried, by whom, and what it may do to the device.

    Attributes:
        probe: entry point that provides the fact; empty where no installed probe does.
        refused: why it will not be tried although there is a probe; empty where it will.
    """

    key: ObservationKey
    probe: str
    impact: Impact
    cases: tuple[str, ...]
    refused: str = ""
    timeout_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UncoveredItem:
    """An evaluation item that no case looks at: INCONCLUSIVE before anything has run."""

    requirement: str
    item: str
    alternative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A frozen plan; its digest is the SHA-256 of its canonical wire form.

    Attributes:
        edition: digest of the catalogue; `code`: digest of the cases' code.
        declaration: SHA-256 of the canonical declaration.
        not_applicable: requirement → the ICS answer that claims it does not apply.
        parent: SHA-256 of the plan of the run this one follows, and what changed (firmware, images, samples); empty
            where it follows none.
    """

    profile: str
    profile_version: str
    distribution: str
    edition: str
    code: str
    declaration: str
    sample: str
    firmware: str
    cases: tuple[PlannedCase, ...]
    observations: tuple[PlannedObservation, ...]
    uncovered: tuple[UncoveredItem, ...] = ()
    not_applicable: Mapping[str, str] = field(default_factory=dict[str, str])
    adapters: Mapping[str, str] = field(default_factory=dict[str, str])
    frozen_at: str = ""
    parent: str = ""
