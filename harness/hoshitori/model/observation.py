"""What was seen, or that it could not be seen, and under which circumstances."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hoshitori.model.verdict import Cause

Parameter = str | int | bool


class Impact(enum.Enum):
    """What a probe may do to the device (DESIGN §5), mildest first."""

    PASSIVE = "passive"
    ACTIVE = "active"
    INTRUSIVE = "intrusive"
    DESTRUCTIVE = "destructive"

    @property
    def rank(self) -> int:
        """Its place in the order of harm, 0 the mildest."""
        return list(Impact).index(self)


class State(enum.Enum):
    """The device's life-cycle state at an observation, in the order in which a run goes through them."""

    FACTORY = "factory"
    SET_UP = "set-up"
    INITIALISED = "initialised"
    AFTER_UPDATE = "after-update"
    AFTER_RESET = "after-reset"

    @property
    def rank(self) -> int:
        """Its place in the life cycle, 0 the first."""
        return list(State).index(self)


class Vantage(enum.Enum):
    """Where the observer stood."""

    LAN = "LAN"
    WAN = "WAN"
    SOFT_AP = "soft-AP"
    BLUETOOTH = "Bluetooth"
    PHYSICAL = "physical"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationKey:
    """The identity of an observation: taken once, shared by all cases that need it (DESIGN §2)."""

    fact: str
    subject: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter], hash=False)
    sample: str = ""
    firmware: str = ""
    state: State = State.INITIALISED
    vantage: Vantage = Vantage.LAN

    @property
    def text(self) -> str:
        """The key as one canonical line of JSON."""
        return json.dumps(
            [
                self.fact,
                self.subject,
                dict(self.parameters),
                self.sample,
                self.firmware,
                self.state.value,
                self.vantage.value,
            ],
            sort_keys=True,
            ensure_ascii=True,
            separators=(",", ":"),
        )


def canonical_parameters(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Return parameters in their one order."""
    return dict(sorted(parameters.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A file kept as evidence, by digest.

    Attributes:
        sha256: of its bytes, lower-case hexadecimal.
        size: bytes.
        sealed: whether only its salted commitment goes into the public part of a bundle.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    role: str
    sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """That something could not be observed, and why.

    Attributes:
        impossible_adapter: the adapter that this bench declares `impossible`, where that is the reason.
    """

    cause: Cause
    reason: str
    impossible_adapter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One attempt to learn a fact: the fact as plain data, or why there is none.

    Attributes:
        id: `o-0001`, by order in the record.
        attempt: 1 for the first try under this key; later tries keep the earlier ones on record.
        started_at: RFC 3339, UTC.
        effort: what was spent, by name of the unit (`ports`, `handshakes`, `tries`, `milliseconds`).
        controlled: for a fact about a refusal, whether its positive control was seen; for others nothing.
        simulated: whether a scripted demonstration stood in for a person.
    """

    id: str
    key: ObservationKey
    attempt: int
    probe: str
    probe_version: str
    started_at: str
    ended_at: str
    target: str = ""
    round: int = 1
    fact: Mapping[str, Any] | None = None
    missing: Missing | None = None
    effort: Mapping[str, int] = field(default_factory=dict[str, int])
    controlled: bool | None = None
    simulated: bool = False
    artefacts: tuple[Artefact, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def available(self) -> bool:
        """Whether there is a fact."""
        return self.fact is not None
