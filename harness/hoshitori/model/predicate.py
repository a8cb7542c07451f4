"""The closed predicate of a conformity report: everything a signature stands for, as frozen nouns.

The wire form is the same in camelCase (`hoshitori.schema.wire`), held to `report.schema.json`. Only `ext` is open,
and it can never change a verdict. DESIGN §6 lists the fields; ISO/IEC 17025:2017 §7.8 asks for most of them.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hoshitori.model.declaration_authorisation import Authorisation
from hoshitori.model.declaration_device import Sample
from hoshitori.model.predicate_evidence import (
    BundleIdentity,
    Derivation,
    Environment,
    Equipment,
    Harness,
    Inputs,
    Item,
    Judge,
    ObservationRecord,
    Period,
    PlanReference,
    ProfileReference,
    ResolvedSelector,
    SchemaReference,
)
from hoshitori.model.predicate_parties import Accreditation, Dut, Firmware, Kind, Label, Organisation, Person, Supplier
from hoshitori.model.predicate_results import (
    CaseRecord,
    Counts,
    Coverage,
    ItemRecord,
    Limit,
    Method,
    Opinion,
    RequirementRecord,
    Round,
    SetAside,
    ThresholdUsed,
    Waiver,
)


class Suite(enum.Enum):
    """Which signatures the payload itself says it must carry, so that none can be taken off."""

    P256 = "p256"
    P256_MLDSA65 = "p256+mldsa65"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformityReport:
    """What a laboratory signs.

    `schema`, `suite`, `signers` and `items` are filled in by sealing; whoever builds a report leaves them at their
    defaults. `amends` and `supersedes` are digests of an earlier report's payload.
    """

    kind: Kind
    bundle: BundleIdentity
    valid_until: str
    lab: Organisation
    client: Organisation
    dut: Dut
    samples: tuple[Sample, ...]
    firmware: Firmware
    inputs: Inputs
    profile: ProfileReference
    plan: PlanReference
    personnel: tuple[Person, ...]
    harness: Harness
    judge: Judge
    environment: Environment
    place: str
    periods: tuple[Period, ...]
    methods: tuple[Method, ...]
    decision_rule: str
    observations: tuple[ObservationRecord, ...]
    selectors: tuple[ResolvedSelector, ...]
    rounds: tuple[Round, ...]
    results: tuple[CaseRecord, ...]
    evaluation: tuple[ItemRecord, ...]
    requirements: tuple[RequirementRecord, ...]
    summary: Counts
    coverage: Coverage
    authorisations: tuple[Authorisation, ...]
    thresholds: tuple[ThresholdUsed, ...] = ()
    limits: tuple[Limit, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    deviations: tuple[str, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    accreditation: tuple[Accreditation, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    supplier: Supplier | None = None
    label: Label | None = None
    amends: str | None = None
    supersedes: str | None = None
    schema: SchemaReference | None = None
    suite: Suite = Suite.P256
    signers: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    ext: Mapping[str, Any] = field(default_factory=dict[str, Any])
