"""What a device still has after its power or its network went and came back: idle, while writing, while updating."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import Control, NonEmpty, fact
from hoshitori.model.subject import Row


class Supply(enum.Enum):
    """What was cut."""

    POWER = "POWER"
    NETWORK = "NETWORK"


class OutageMoment(enum.Enum):
    """What the device was doing when it was cut."""

    IDLE = "IDLE"
    CONFIGURATION_WRITE = "CONFIGURATION_WRITE"
    UPDATE = "UPDATE"


class KeptKind(enum.Enum):
    """What was there before the cut and was looked for after it."""

    SETTING = "SETTING"
    AUTHENTICATION = "AUTHENTICATION"
    PERSONAL_DATA = "PERSONAL_DATA"
    CREDENTIAL = "CREDENTIAL"
    VERSION = "VERSION"


class Written(enum.Enum):
    """Which of the two is there after a write or an update that was cut short; NEITHER is lost or torn."""

    OLD = "OLD"
    NEW = "NEW"
    NEITHER = "NEITHER"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One thing that must outlive an outage.

    Attributes:
        id: the kind of marker (`setting`), a row of 1-AuthMech, `…/lesser_user` for its account with fewer rights, or
            the version (`1.5.0`).
        differs: whether it differs from what the device was shipped with, so that a fall back would show.
        before: whether it was there right before the cut, seen by the same look as afterwards.
        after: whether it was there afterwards; None where nobody could look.
    """

    id: str
    kind: KeptKind
    differs: bool
    before: bool
    after: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageCut:
    """One cut and what came after it.

    Attributes:
        id: its number in the series: `1`.
        after_milliseconds: from the beginning of the write or update to the cut; 0 where the device was idle.
        of_milliseconds: how long the same write or update takes if nobody cuts it; 0 where the device was idle.
        interrupted: whether the write or update was under way when the supply went: it had not come to its end, and of
            an update the device had taken the image or written something. None where the device was idle or that is not
            known: it came to rest with the old version, which may be a refusal; or nothing shows that it had begun.
        seen: whether the device did not answer while the supply was away.
        outage_milliseconds: how long it was away.
        recovery_most_milliseconds: from the order to give it back until every service answered, the bench's own work
            included; `recovery_least_milliseconds` without that. The truth lies between them; of a device that did not
            come back the latter is how long it was waited for with its supply given.
        recovered: whether everything that answered before did so again within the wait.
        missing: services that did not; `user-interface` where the device showed a version before and shows none now.
        kept: what was looked for.
        written: what a cut write or update left (None: idle).
        version_before: the version that was shown before, with `version_after`; empty where none was shown.
    """

    id: str
    after_milliseconds: int
    of_milliseconds: int
    interrupted: bool | None
    seen: bool
    outage_milliseconds: int
    recovery_most_milliseconds: int
    recovery_least_milliseconds: int
    recovered: bool
    missing: tuple[str, ...]
    kept: NonEmpty[Kept]
    written: Written | None
    version_before: str
    version_after: str

    @property
    def whole(self) -> bool | None:
        """Whether a cut write left one of two whole values, the new one if it had ended; None where nobody knows."""
        match self.written:
            case None | Written.UNKNOWN:
                return None
            case Written.NEITHER:
                return False
            case Written.NEW:
                return True
            case Written.OLD:
                return self.interrupted is not False


@fact("outage", about=Row, refusal=True)
class Outage:
    """One experiment: what was there, a cut at a moment, the return, and what is there then.

    Attributes:
        declared_recovery_seconds: the supplier's word for how long the return may take; 0 where there is none.
        way: the row of 7-UpdMech that brought an image; empty where none did.
        services: TCP services that answered before (`tcp/443`).
        unseen: what the row promises to keep and nobody looked at.
        stopped: why the series ended before its last cut; empty where it did not.
        control: everything looked for was there before, and the device was seen to be without its supply; for an
            update also that the same image is installed if nobody cuts it.
    """

    supply: Supply
    moment: OutageMoment
    declared_recovery_seconds: int
    way: str
    services: NonEmpty[str]
    cuts: NonEmpty[OutageCut]
    unseen: tuple[str, ...]
    stopped: str
    control: Control
