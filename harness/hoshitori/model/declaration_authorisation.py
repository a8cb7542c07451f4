"""Who allowed which packets: the authorisations that a declaration carries."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from hoshitori.model.observation import Impact


class AuthorisationScope(enum.Enum):
    """What kind of host an authorisation opens; only `DEVICE` ever admits a probe.

    Documents, time-stamping authorities and update hosts are reached by their own instruments alone (DESIGN §5).
    """

    DEVICE = "device"
    DOCUMENT = "document"
    TSA = "tsa"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """A grantor's permission to send packets to named targets, up to named impacts, for a while.

    Attributes:
        targets: IP addresses or networks in prefix notation; where the scope is not `DEVICE` also host names.
        impacts: what may be done to the device; empty where the scope is not `DEVICE`.
        valid_from: RFC 3339, the first instant covered.
        valid_until: RFC 3339, the first instant no longer covered.
        document_sha256: of the signed permission, lower-case hexadecimal; empty where there is no document.
    """

    id: str
    grantor: str
    scope: AuthorisationScope
    targets: tuple[str, ...]
    valid_from: str
    valid_until: str
    impacts: tuple[Impact, ...] = ()
    document: str = ""
    document_sha256: str = ""
    remark: str = ""

    def covers(self, instant: datetime) -> bool:
        """Whether the permission holds at `instant`, which must know its time zone."""
        return datetime.fromisoformat(self.valid_from) <= instant < datetime.fromisoformat(self.valid_until)

    def permits(self, impact: Impact) -> bool:
        """Whether the permission names this impact; a stronger one does not imply a milder one."""
        return impact in self.impacts
