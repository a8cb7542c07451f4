"""Who stands behind a report, and what was on the bench: people, organisations, the DUT, its samples and firmware.

Every time is RFC 3339 in UTC with whole seconds (`2026-11-21T03:00:00Z`), every digest `sha256:` and 64 lower-case
hexadecimal digits unless the field is itself called `sha256`, where the digits stand alone. A field that is None is
absent on the wire.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """What a report is, shown before anything else (DESIGN §6)."""

    DEMO = "demo"
    SELF = "self"
    SUPPORTED = "supported"
    THIRD_PARTY = "third-party"


class PersonRole(enum.Enum):
    """What a person did for the report (ISO/IEC 17025 §7.8.2.1)."""

    OPERATOR = "operator"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"
    AUTHORISER = "authoriser"


class SampleRole(enum.Enum):
    """What a sample stood on the bench for."""

    MAIN = "main"
    TWIN_UNIT = "twin-unit"
    SACRIFICIAL = "sacrificial"


class FirmwareLink(enum.Enum):
    """How the version read from the device hangs together with the file supplied."""

    SHOWN_BY_INSTALLING = "shown-by-installing"
    DECLARED_ONLY = "declared-only"


class Source(enum.Enum):
    """Where a supplier fact comes from; never scored."""

    DECLARED = "declared"
    DOCUMENT = "document"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A laboratory, client, maker or supplier. `identity` is the URI its certificates carry."""

    name: str
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who had a part in the report. `simulated` marks a script that stood in for a person."""

    role: PersonRole
    name: str
    identity: str
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation:
    """An accreditation the lab claims; shown only where the trust file grants the same."""

    body: str
    number: str
    profile: str
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The versions a product is identified by."""

    firmware: str
    hardware: str | None = None
    software: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dut:
    """The device under test as a product. `virtual` marks one that exists as software only."""

    maker: str
    model: str
    versions: Versions
    virtual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """From whom and when a sample came."""

    from_: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """One station of a sample: who held it from when."""

    holder: str
    from_: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwareRead:
    """The version the device itself states, and the observation that holds it."""

    version: str
    observation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwareSupplied:
    """A firmware file handed to the lab. `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmware:
    """Three facts that are not one: what the device says, what was supplied, what links them."""

    link: FirmwareLink
    read: FirmwareRead | None = None
    supplied: FirmwareSupplied | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A dated copy of somebody's page."""

    at: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What was recorded of a product label; its present state is IPA's page's to say.

    `status` is one of IPA's own words; `issued` and `expires` are dates.
    """

    registration: str
    level: int
    status: str
    issued: str
    expires: str
    models: tuple[str, ...]
    snapshot: Snapshot
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierFact:
    """One thing known of the supplier, and from where."""

    value: str
    by: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Facts a procurement office asks for; an absent one becomes a question, never a score."""

    corporate_number: SupplierFact | None = None
    legal_seat: SupplierFact | None = None
    manufacturing_origin: SupplierFact | None = None
    software_developer: SupplierFact | None = None
    factory: SupplierFact | None = None
    cloud_operator: SupplierFact | None = None
    data_location: SupplierFact | None = None
    update_key_holder: SupplierFact | None = None
    end_of_support: SupplierFact | None = None
    subcontractors: SupplierFact | None = None
