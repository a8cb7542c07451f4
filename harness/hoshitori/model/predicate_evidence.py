"""What a report's verdicts rest on: observations, items, the plan, the tools, the bench and its bounds."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from hoshitori.model.catalogue import Text
from hoshitori.model.observation import State, Vantage
from hoshitori.model.verdict import Cause


class ItemClass(enum.Enum):
    """How a piece of evidence travels: readable, withheld behind a salted commitment, or beside the bundle."""

    PUBLIC = "public"
    SEALED = "sealed"
    EXTERNAL = "external"


class GuardKind(enum.Enum):
    """What kept packets within the authorisation (DESIGN §5)."""

    KERNEL = "kernel"
    SOCKET_FACTORY = "socket-factory"
    NONE = "none"


class LabMode(enum.Enum):
    """Where the bench's network stood (DESIGN §9)."""

    ROOT_NAMESPACES = "root-namespaces"
    USER_NAMESPACES = "user-namespaces"
    LOOPBACK = "loopback"
    PHYSICAL = "physical"


class ProfileStatus(enum.Enum):
    """Whether every criterion of a profile was attested against the official text."""

    DRAFT = "draft"
    ATTESTED = "attested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece of evidence: an entry of the bundle, a commitment to one, or a file beside it.

    A public item has path, media type, size and sha256; a sealed one its commitment and a label that says what it is
    without saying what is in it; an external one size, sha256 and label. `size` in bytes.
    """

    id: str
    class_: ItemClass
    role: str
    label: str = ""
    path: str | None = None
    media_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    commitment: str | None = None
    retain_until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """That one item was made from another: a redacted transcript from the raw one, say."""

    from_: str
    to: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileReference:
    """The profile that judged.

    Attributes:
        edition: SHA-256 of its catalogue as data, in hexadecimal; what makes a report judgeable again.
        code: SHA-256 of its cases' code, kept apart.
        standard: name and edition of the scheme's own document.
        first_line: printed first, with the counts filled in (DESIGN §7).
        attested: how many of its `criteria` were checked against the official text.
    """

    id: str
    version: str
    edition: str
    code: str
    distribution: str
    standard: str
    status: ProfileStatus
    attested: int
    criteria: int
    first_line: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReference:
    """What was going to be done, frozen before the first packet.

    `sha256` is the plan item's digest; `timestamp` an RFC 3161 token over the item, in base64, or None where no
    authority was configured and the time is the lab's own word.
    """

    item: str
    sha256: str
    frozen_at: str
    cases: int
    timestamp: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the run was given, as items of the bundle, and the digest of the vendor's signed declaration.

    `catalogue` is the profile's catalogue as data, so that a report can be read without the profile installed.
    """

    declaration: str
    catalogue: str | None = None
    statement: str | None = None
    ics: str | None = None
    ixit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRecord:
    """The public face of one observation; the fact itself is in `item`.

    `available` is false where nothing could be seen; then `cause` and `reason` say why. `controlled` stands with
    refusals only: whether the positive control was seen.
    """

    id: str
    fact: str
    subject: str
    sample: str
    firmware: str
    state: State
    vantage: Vantage
    probe: str
    probe_version: str
    attempt: int
    round: int
    started_at: str
    ended_at: str
    available: bool
    target: str = ""
    parameters: Mapping[str, str | int | bool] = field(default_factory=dict[str, str | int | bool])
    effort: Mapping[str, int] = field(default_factory=dict[str, int])
    item: str | None = None
    artefacts: tuple[str, ...] = ()
    cause: Cause | None = None
    reason: str = ""
    controlled: bool | None = None
    simulated: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedSelector:
    """What a case's selector came to, once discovery was on record."""

    case: str
    selector: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """An instrument or program that took part."""

    id: str
    name: str
    version: str = ""
    serial: str | None = None
    calibrated_until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """A distribution whose probes, profiles or labs were used."""

    distribution: str
    version: str
    entry_points: tuple[str, ...]
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harness:
    """The program that observed and combined."""

    name: str
    version: str
    sha256: str
    plugins: tuple[Plugin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFile:
    """A file the judge loaded, by digest."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The scrubbed child that gave the verdicts: its interpreter, its path list and what it loaded."""

    interpreter: str
    version: str
    pytest: str
    paths: tuple[str, ...]
    plugins: tuple[str, ...]
    isolated_network: bool
    files: tuple[CodeFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What kept packets within the authorisation, and whether a denied packet was shown to be stopped."""

    kind: GuardKind
    detail: str
    tested: bool
    external_programs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The bench: where its network stood, what kept it in bounds, what machine it was."""

    lab_mode: LabMode
    guard: Guard
    bench: str
    machine: str
    adapters: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span in which tests ran."""

    from_: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaReference:
    """The schema a report was written under: minor version within the predicate type, and its digest."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleIdentity:
    """The report's own name; `sequence` counts the lab's reports on this DUT, from 1."""

    id: str
    issued_at: str
    sequence: int
