"""S1.1-02 and -03, counter-evidence: first use and a change of the value, tried on the device."""

from __future__ import annotations

from hoshitori.facts.account import AccountWay, FirstUse, ValueChange
from hoshitori.facts.unit import UnitIdentity
from hoshitori.model.observation import State
from hoshitori.profile import Case, Need, case, if_any, pairs, rows, samples, union


@case(
    "S1.1-02/1",
    subject=if_any(
        union(
            rows("1-AuthMech", subject="user", authentication_kind="password", default="set-at-first-use"),
            rows("1-AuthMech", subject="user", authentication_kind="password", default="none"),
        )
    ),
    first=Need(FirstUse, state=State.FACTORY),
)
def test_first_use_forces_a_password(case: Case, first: FirstUse) -> None:
    """In its shipped state the device does nothing before a password is set, and takes none that is too short."""
    free = ", ".join(path.id for path in first.guarded if path.open_before)
    seen = f"answered before a password was set: {free}" if free else f"0/{len(first.guarded)}"
    case.expect(not free, on=first, expected="nothing-before-first-password", observed=seen)
    for offered in first.weak:
        if offered.taken is None:
            case.undecided(on=first, reason="undecided-weak-first-password")
        else:
            least = case.subject.number("minimum_length")
            taken = f"; taken as the first password, {least} declared as the least" if offered.taken else ""
            shown = f"{offered.id.value}: {offered.characters}{taken}"
            case.expect(not offered.taken, on=first, expected="weak-first-password-refused", observed=shown)
    if not first.weak:
        case.limit("limit-weak-not-tried")
    if len(case.declaration.samples) == 1:
        case.limit("limit-uniqueness-declared")
    case.limit("limit-first-use-paths")


@case("S1.1-03/1", subject=rows("1-AuthMech", subject="user"), change=Need(ValueChange))
def test_changed_value_replaces_the_old_one(case: Case, change: ValueChange) -> None:
    """After a change the new value opens a session and the old one does not."""
    if change.new_opened is None or change.old_opened is None:
        case.undecided(on=change, reason="undecided-change-not-told")
    elif not change.new_opened and not (change.said_done and (change.value_declared or change.way is AccountWay.UI)):
        # the device may have rules that our value breaks: that it refused one says nothing of another
        case.undecided(on=change, reason="undecided-change-not-taken")
    else:
        case.expect(change.new_opened, on=change, expected="new-value-opens", observed="; ".join(change.tries)[:400])
    if change.old_opened is not None and change.new_opened:
        seen = "; ".join(change.tries)[:400] if change.old_opened else change.way.value
        case.expect(not change.old_opened, on=change, expected="old-value-refused", observed=seen)
    if change.common_taken:
        case.limit("limit-common-value-taken")
    if not change.changed_back:
        case.limit("limit-not-changed-back")


@case(
    "S1.1-02/1",
    subject=if_any(pairs(samples)),
    one=Need(UnitIdentity, state=State.FACTORY, unit="first"),
    other=Need(UnitIdentity, state=State.FACTORY, unit="second"),
)
def test_units_share_neither_values_nor_keys(case: Case, one: UnitIdentity, other: UnitIdentity) -> None:
    """What opens one unit does not open another, and keys that are declared as unique differ between them."""
    both, opening = (one, other), {value.id for value in one.values if value.opened}
    tried = [value for value in other.values if value.id in opening and value.opened is not None]
    for value in tried:
        told = f"{value.id} ({value.kind}){' opens both units' if value.opened else ''}"
        case.expect(not value.opened, on=both, expected="unit-value-differs", observed=told)
    seen = {mark.sha256 for mark in one.marks}
    shared = ", ".join(mark.id for mark in other.marks if mark.sha256 in seen)
    unique = any(row.fields.get("unique_per_device") is True for row in case.declaration.rows("10-SecParam"))
    if unique and one.marks and other.marks:
        told = f"the same on both units: {shared}" if shared else f"0/{len(other.marks)}"
        case.expect(not shared, on=both, expected="unit-keys-differ", observed=told)
    elif shared:
        case.limit("limit-shared-keys")
    if not tried and not (unique and one.marks and other.marks):
        case.undecided(on=both, reason="undecided-units-not-compared")
    if one.missed or other.missed:
        case.limit("limit-units-partly-compared")
