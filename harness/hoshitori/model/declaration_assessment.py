"""Who assesses, for whom, where and with what, as the operator declares it before the run."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.model.predicate_evidence import Equipment
from hoshitori.model.predicate_parties import Accreditation, Kind, Organisation, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The frame of the work.

    Attributes:
        place: where the device stands while it is observed.
        environment: what of the surroundings could matter (temperature, other radio networks).
        deviations: where the operator knowingly departs from the method.
    """

    kind: Kind
    lab: Organisation
    client: Organisation
    place: str
    environment: str = ""
    deviations: tuple[str, ...] = ()
    accreditation: Accreditation | None = None
    personnel: tuple[Person, ...] = ()
    equipment: tuple[Equipment, ...] = ()
