"""S1.1-14: what a device still has after its power or its network went and came back."""

from __future__ import annotations

from hoshitori.facts.outage import Kept, KeptKind, Outage, OutageCut, OutageMoment
from hoshitori.profile import Case, Need, case, rows
from hoshitori_profiles.jc_star_1.waiting import patience_seconds

POWER = rows("23-ResMech", type="power")
NETWORK = rows("23-ResMech", type="network")


@case("S1.1-14/1", subject=POWER, outage=Need(Outage, moment="idle"))
def test_idle_power_cut_loses_nothing(case: Case, outage: Outage) -> None:
    """A device at rest keeps authentication values, settings and its updated version through a power cut."""
    expect_nothing_lost(case, outage)
    expect_all_looked_at(case, outage)
    case.limit("limit-outage-page-cache")


@case("S1.1-14/1", subject=POWER, outage=Need(Outage, moment="configuration-write"))
def test_power_cut_while_writing_loses_nothing(case: Case, outage: Outage) -> None:
    """A setting that was being written at a power cut has its old value or its new one, and nothing else is lost."""
    expect_nothing_lost(case, outage)
    expect_authentication_looked_at(case, outage)
    expect_whole(case, outage)
    case.limit("limit-outage-chance")


@case("S1.1-14/1", subject=POWER, outage=Need(Outage, moment="update"))
def test_power_cut_while_updating_loses_nothing(case: Case, outage: Outage) -> None:
    """A device cut off its power while updating runs the old version or the new one, and nothing is lost."""
    expect_nothing_lost(case, outage)
    expect_authentication_looked_at(case, outage)
    expect_whole(case, outage)
    case.limit("limit-outage-chance")


@case("S1.1-14/2", subject=NETWORK, outage=Need(Outage, moment="idle"))
def test_idle_network_loss_loses_nothing(case: Case, outage: Outage) -> None:
    """A device at rest keeps authentication values, settings and its updated version through a loss of the network."""
    expect_nothing_lost(case, outage)
    expect_all_looked_at(case, outage)
    case.limit("limit-outage-seconds")


@case("S1.1-14/2", subject=NETWORK, outage=Need(Outage, moment="configuration-write"))
def test_network_loss_while_writing_loses_nothing(case: Case, outage: Outage) -> None:
    """A setting that was being sent when the network went has its old value or its new one, and nothing is lost."""
    expect_nothing_lost(case, outage)
    expect_authentication_looked_at(case, outage)
    expect_whole(case, outage)
    case.limit("limit-outage-chance")


@case("S1.1-14/2", subject=NETWORK, outage=Need(Outage, moment="update"))
def test_network_loss_while_updating_loses_nothing(case: Case, outage: Outage) -> None:
    """A device cut off its network while updating runs the old version or the new one, and nothing is lost."""
    expect_nothing_lost(case, outage)
    expect_authentication_looked_at(case, outage)
    expect_whole(case, outage)
    case.limit("limit-outage-chance")


@case("S1.1-08/1", subject=POWER, outage=Need(Outage, moment="update"))
def test_update_survives_a_power_cut(case: Case, outage: Outage) -> None:
    """An update cut short by a loss of power leaves one whole version that runs (note)."""
    expect_whole(case, outage)
    for cut in outage.cuts:
        expect_return(case, outage, cut)


def expect_nothing_lost(case: Case, outage: Outage) -> None:
    """Expect that everything that was there before is there after each cut, and that all services came back."""
    for cut in outage.cuts:
        if not cut.seen:
            case.undecided(on=outage, reason="undecided-outage-not-seen")
        expect_return(case, outage, cut)
        for kept in cut.kept:
            if not kept.before:
                case.undecided(on=outage, reason="undecided-not-there-before")
            elif kept.after is None:
                case.undecided(on=outage, reason="undecided-not-looked-afterwards")
            else:
                seen = f"cut {cut.id}: {'there' if kept.after else 'not there any more'}"
                case.expect(kept.after, on=outage, expected="outage-kept", observed=seen, what=_what(kept))
    if outage.stopped and all(cut.recovered for cut in outage.cuts):
        case.undecided(on=outage, reason="undecided-outage-stopped")


def _what(kept: Kept) -> str:
    """Return what was to be kept: a version and a mechanism's password by what they are, not by their ids alone."""
    called = {KeptKind.VERSION: "version ", KeptKind.AUTHENTICATION: "password "}
    return f"{called.get(kept.kind, '')}{kept.id}"


def expect_return(case: Case, outage: Outage, cut: OutageCut) -> None:
    """Expect that whatever answered before answers again, within the declared time where there is one.

    What stayed away counts once it was waited for long enough, with power and network on.
    """
    seconds = outage.declared_recovery_seconds
    if not cut.recovered and cut.recovery_least_milliseconds < patience_seconds(case, seconds) * 1_000:
        case.undecided(on=outage, reason="undecided-waited-too-short")
        return
    took = f"cut {cut.id}: back within {cut.recovery_most_milliseconds} ms"
    seen = took if cut.recovered else f"cut {cut.id}: not back: {', '.join(cut.missing)}"
    case.expect(cut.recovered, on=outage, expected="outage-services-return", observed=seen)
    if not seconds or not cut.recovered:
        return
    within = cut.recovery_least_milliseconds <= seconds * 1_000
    case.expect(within, on=outage, expected="outage-return-in-time", observed=took, seconds=str(seconds))
    if within and cut.recovery_most_milliseconds > seconds * 1_000:
        case.undecided(on=outage, reason="undecided-return-time")


def expect_all_looked_at(case: Case, outage: Outage) -> None:
    """Leave the case open where something that ought to be kept was not looked at, or would not show a fall back."""
    kept = [one for cut in outage.cuts for one in cut.kept]
    kinds = {one.kind for one in kept}
    expect_authentication_looked_at(case, outage)
    if KeptKind.SETTING not in kinds or KeptKind.VERSION not in kinds:
        case.undecided(on=outage, reason="undecided-outage-incomplete")
    if outage.unseen:
        case.undecided(on=outage, reason="undecided-promise-not-looked-at")
    shipped = [one.kind for one in kept if not one.differs]
    stayed = [kind for kind in shipped if kind is KeptKind.VERSION and outage.way]
    if stayed:
        case.undecided(on=outage, reason="undecided-update-changed-nothing")
    if len(shipped) > len(stayed):
        case.undecided(on=outage, reason="undecided-shipped-value")


def expect_authentication_looked_at(case: Case, outage: Outage) -> None:
    """Leave the case open where a person's declared password was not tried after each cut, or is the shipped one."""
    declared = case.declaration.rows("1-AuthMech", authentication_kind="password")
    mechanisms = [row for row in declared if row.text("subject") != "machine"]
    passwords = {row.reference for row in mechanisms}
    passwords |= {f"{row.reference}/lesser_user" for row in mechanisms if row.text("lesser_user_name")}
    for cut in outage.cuts:
        tried = [one for one in cut.kept if one.kind is KeptKind.AUTHENTICATION]
        if passwords - {one.id for one in tried}:
            case.undecided(on=outage, reason="undecided-no-authentication-looked-at")
        if any(not one.differs for one in tried):
            case.undecided(on=outage, reason="undecided-shipped-value")
    case.limit("limit-outage-authentication")


def expect_whole(case: Case, outage: Outage) -> None:
    """Expect that each cut write or update left one of two whole values, the new one where it had ended."""
    if not any(cut.interrupted for cut in outage.cuts):
        case.undecided(on=outage, reason="undecided-nothing-interrupted")
    for cut in outage.cuts:
        if cut.whole is None:
            case.undecided(on=outage, reason="undecided-written-unknown")
            continue
        written = cut.written.value if cut.written else ""
        case.expect(
            cut.whole,
            on=outage,
            expected="outage-version-whole" if outage.moment is OutageMoment.UPDATE else "outage-setting-whole",
            observed=f"cut {cut.id}, {cut.after_milliseconds} ms into {cut.of_milliseconds} ms: {written}",
        )
