"""What a declared SNMP agent answers, and under which protection it must be asked for that."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import Control, NonEmpty, fact
from hoshitori.model.subject import Row


class SnmpLevel(enum.Enum):
    """How a request was protected: SNMP v1 and v2c know communities alone, v3 three levels (RFC 3411 section 3.4.3)."""

    V1 = "V1"
    V2C = "V2C"
    NO_AUTH = "NO_AUTH"
    AUTH_NO_PRIV = "AUTH_NO_PRIV"
    AUTH_PRIV = "AUTH_PRIV"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnmpTry:
    """One way of asking.

    Attributes:
        id: unique within the fact.
        level: how the request was protected.
        who: `declared` for the declared user and value, else `well-known` (no value is named).
        tried: how many names or values.
        opened: how many of them were answered with what was asked for, under the protection that was asked for.
        in_clear: how many of them were answered with what was asked for unencrypted, whatever was asked for.
        answers: what came back, each kind once (`usmStatsUnsupportedSecLevels`, `silence`, `answered`).
    """

    id: str
    level: SnmpLevel
    who: str
    tried: int
    opened: int
    in_clear: int
    answers: tuple[str, ...]

    @property
    def answered(self) -> bool:
        """Whether what was asked for was given at all, under whatever protection."""
        return bool(self.opened or self.in_clear)


@fact("snmp-survey", about=Row, refusal=True)
class SnmpSurvey:
    """Which requests for sysDescr.0 an agent answers; positive control: the declared user's under full protection.

    Effort: `requests`.

    Attributes:
        engine: whether an SNMPv3 engine said its name (RFC 5343).
        authentication: the hash under which the declared value was right (`SHA-256`); empty where none was.
        privacy: the cipher likewise (`AES-128`, `DES`).
        tries: everything that was asked.
    """

    engine: bool
    authentication: str
    privacy: str
    tries: NonEmpty[SnmpTry]
    control: Control
