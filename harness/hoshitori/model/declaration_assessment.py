"""Who assesses, for whom, where and with what."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class AssessmentKind(enum.Enum):
    """Whose word a report is."""

    DEMO = "demo"
    SELF = "self"
    SUPPORTED = "supported"
    THIRD_PARTY = "third-party"


class PersonRole(enum.Enum):
    """What a person does in an assessment."""

    OPERATOR = "operator"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"
    AUTHORISER = "authoriser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A client or a laboratory; `identity` is a URI, the same as in its certificate's subject alternative name."""

    name: str
    identity: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part; `identity` is a URI, the same as in their certificate's subject alternative name."""

    name: str
    role: PersonRole
    identity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A piece of the laboratory's equipment.

    Attributes:
        calibrated_until: `YYYY-MM-DD`; empty where nothing on it is calibrated.
    """

    id: str
    name: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    calibrated_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The frame of the work, as the operator declares it before the run."""

    kind: AssessmentKind
    lab: Organisation
    client: Organisation
    place: str
    environment: str = ""
    deviations: tuple[str, ...] = ()
    personnel: tuple[Person, ...] = ()
    equipment: tuple[Equipment, ...] = ()
