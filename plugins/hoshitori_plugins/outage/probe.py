"""The probe that makes an outage."""

from __future__ import annotations

import contextlib
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.outage import Kept, Outage, OutageCut, OutageMoment, Supply
from hoshitori.instrument import Disk, Link, Power, Ui
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Row
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.outage.cutting import Cutter, answering, declared_services, patience
from hoshitori_plugins.outage.moments import Experiment, Interrupted, idle, update, write
from hoshitori_plugins.outage.things import Things, unseen

_HALF_AN_HOUR: Final = 1_800_000
_SUPPLIES: Final = {"power": Supply.POWER, "network": Supply.NETWORK}
_MOMENTS: Final = {
    "idle": (OutageMoment.IDLE, idle),
    "configuration-write": (OutageMoment.CONFIGURATION_WRITE, write),
    "update": (OutageMoment.UPDATE, update),
}


@probe(provides=Outage, impact=Impact.DESTRUCTIVE, uses=[Ui], timeout_ms=_HALF_AN_HOUR, usual_ms=8_000)
def make_outage(target: Row, reach: Reach, *, moment: str = "idle") -> Outage:
    """An outage of power or network: what was there before, the cut, the return, what is there then.

    Impact: destructive; settings and authentication values are changed, an update is installed, and a device that is
    not built for it may not start again. The bench's restore point brings it back; without one the authentication
    values are changed back, and nothing is installed.

    Method: the declared passwords are changed to the other declared value, markers are planted in a setting and in
    what the row promises to keep, and for an idle device an update is installed, so that a fall back to the shipped
    state would show. All of it is looked for right before the cut and after the return, by the same look. A write and
    an update are first done uncut, which gives their length, then cut at fractions of it.

    What makes it wrong:
    - A cut lands where time puts it: a window of a few milliseconds is met by chance only; each cut says how long after
      the beginning it came, and whether the write or update had ended by then.
    - What was on its way when the cable went may be delivered once it is back, and write anew what the device had lost.
      The virtual bench throws it away; a person's browser may not. The cut of an idle device does not depend on it.
    - The cable stays out for three seconds once the device is silent: what it loses later than that is not seen.
    - A virtual device keeps the page cache of the machine it runs on: writes that were never brought to the disk
      survive there, and nowhere else.
    - A service counts as back once it takes a TCP connection. The time until then contains the bench's own work; the
      fact has both bounds.
    - Authentication values that nobody can try by the device's own interface (keys, certificates) are not looked at.
    """
    kind, supply = _MOMENTS.get(moment), _SUPPLIES.get(str(target.fields.get("type", "")))
    if kind is None or supply is None:
        raise Unavailable(f"neither moment {moment!a} nor the row's type is one that can be made")
    wanted: type[Power | Link] = Power if supply is Supply.POWER else Link
    switch = reach.instrument(wanted)
    ui = reach.instrument(Ui)  # type: ignore[type-abstract]  # Protocols name instruments
    services, _ = answering(reach, target, declared_services(reach))
    if not services:
        raise Unavailable("no declared TCP service answers, so that no return could be seen")
    declared = target.fields.get("recovery_seconds", 0)
    seconds = declared if isinstance(declared, int) else 0
    disk: Disk | None = None
    with contextlib.suppress(Unavailable):
        disk = reach.instrument(Disk)  # type: ignore[type-abstract]  # likewise
    things = Things(ui, reach, target)
    experiment = Experiment(
        reach=reach,
        ui=ui,
        disk=disk,
        things=things,
        cutter=Cutter(
            supply=supply,
            switch=switch,
            reach=reach,
            row=target,
            services=services,
            patience_milliseconds=patience(seconds),
        ),
    )
    try:
        kind[1](experiment)
    except Interrupted as error:
        if not experiment.cuts:
            raise Unavailable(error.reason) from error
        experiment.stopped = error.reason
    finally:
        if disk is None:
            things.put_back()
    kept = [one for cut in experiment.cuts for one in cut.kept]
    return Outage(
        supply=supply,
        moment=kind[0],
        declared_recovery_seconds=seconds,
        way=experiment.way,
        services=services,
        cuts=tuple(experiment.cuts),
        unseen=unseen(target, kept),
        stopped=experiment.stopped,
        control=_control(kind[0], experiment.cuts, kept, installs=experiment.installs),
    )


def _control(moment: OutageMoment, cuts: list[OutageCut], kept: list[Kept], *, installs: bool) -> Control:
    there = all(one.before for one in kept)
    seen = all(cut.seen for cut in cuts)
    what = [
        f"everything looked for was {'' if there else 'not '}there before",
        f"the device was {'' if seen else 'not '}seen to be without it",
    ]
    if moment is OutageMoment.UPDATE:
        what.append(f"the same image was {'' if installs else 'not '}installed when nothing was cut")
    held = there and seen and (installs or moment is not OutageMoment.UPDATE)
    return Control(held=held, what="; ".join(what))
