"""What a sound device showed in its outages, for tests to alter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hoshitori.facts.base import Control
from hoshitori.facts.outage import Kept, KeptKind, Outage, OutageCut, OutageMoment, Supply, Written

KEPT = (
    Kept(id="1-AuthMech/AM-web", kind=KeptKind.AUTHENTICATION, differs=True, before=True, after=True),
    Kept(id="setting", kind=KeptKind.SETTING, differs=True, before=True, after=True),
    Kept(id="2.1.0", kind=KeptKind.VERSION, differs=True, before=True, after=True),
)
CUT = OutageCut(
    id="1",
    after_milliseconds=0,
    of_milliseconds=0,
    interrupted=None,
    seen=True,
    outage_milliseconds=2_000,
    recovery_most_milliseconds=20_000,
    recovery_least_milliseconds=15_000,
    recovered=True,
    missing=(),
    kept=KEPT,
    written=None,
    version_before="2.1.0",
    version_after="2.1.0",
)
IDLE = Outage(
    supply=Supply.POWER,
    moment=OutageMoment.IDLE,
    declared_recovery_seconds=90,
    way="7-UpdMech/UM-upload",
    services=("tcp/443",),
    cuts=(CUT,),
    unseen=(),
    stopped="",
    control=Control(held=True, what="everything was there before, and the device fell silent"),
)


def interrupted(moment: OutageMoment, *written: Written) -> Outage:
    """Return the outage of a device that was cut in the middle of something, once for each thing it left."""
    one = replace(CUT, interrupted=True, after_milliseconds=400, of_milliseconds=800)
    cuts = tuple(replace(one, id=str(n), written=left) for n, left in enumerate(written or (Written.OLD,), start=1))
    return replace(IDLE, moment=moment, cuts=cuts)


def altered(outage: Outage, **changes: Any) -> Outage:  # noqa: ANN401  # fields of OutageCut
    """Return an outage with its last cut altered."""
    return replace(outage, cuts=(*outage.cuts[:-1], replace(outage.cuts[-1], **changes)))


def with_kept(outage: Outage, index: int, **changes: Any) -> Outage:  # noqa: ANN401  # fields of Kept
    """Return an outage with one kept thing of its last cut altered."""
    kept = list(outage.cuts[-1].kept)
    kept[index] = replace(kept[index], **changes)
    return altered(outage, kept=tuple(kept))
