"""S1.1-02 and -03 on the device: PASS on a sound first use and change, FAIL on each single defect, open in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hoshitori.facts.account import AccountWay, FirstUse, GuardedPath, OfferedValue, ValueChange, WeakValue
from hoshitori.facts.base import Control, decode, encode
from hoshitori.facts.unit import MarkKind, TriedValue, UnitIdentity, UnitMark
from hoshitori.model.declaration import Declaration, Row
from hoshitori.model.result import CaseResult
from hoshitori.model.verdict import FAIL, PASS, Cause, Verdict, inconclusive
from hoshitori.run.subjects import pair_subject
from tests.profiles.sound_surface import LOGIN
from tests.profiles.support import camera, judged, port, row

HELD = Control(held=True, what="the declared value opened a session")
LOST = Control(held=False, what="nothing opened")
PATH = GuardedPath(id="/settings", open_before=False, status_before=303)
EMPTY = OfferedValue(id=WeakValue.EMPTY, characters=0, taken=False)
SHORT = OfferedValue(id=WeakValue.SHORT, characters=7, taken=False)
FIRST = FirstUse(way=AccountWay.PAGES, paths_tried=20, guarded=(PATH,), weak=(EMPTY, SHORT), least=8, control=HELD)
CHANGE = ValueChange(
    way=AccountWay.PAGES,
    kind="password",
    value_declared=True,
    said_done=True,
    new_opened=True,
    old_opened=False,
    changed_back=True,
    common_taken=False,
    tries=("old value before: opened",),
    control=HELD,
)
NOT_TAKEN = replace(CHANGE, new_opened=False, old_opened=True, control=LOST)
WEB = row("1-AuthMech/AM-web")
SSH = row("1-AuthMech/AM-ssh")
FIRST_USE, CHANGED = "first_use_forces_a_password", "changed_value_replaces_the_old_one"


def test_a_sound_first_use_passes() -> None:
    """Nothing works before a value is set, weak ones are refused, the declared one is taken."""
    assert judged(FIRST_USE, {"first": FIRST}, WEB).decision == PASS
    assert decode(FirstUse, encode(FIRST)) == FIRST


@pytest.mark.parametrize(
    "first",
    [
        replace(FIRST, guarded=(PATH, replace(PATH, id="/api/settings", open_before=True))),
        replace(FIRST, weak=(replace(EMPTY, taken=True),)),
        replace(FIRST, weak=(EMPTY, replace(SHORT, taken=True))),
        replace(FIRST, weak=(replace(EMPTY, taken=True),), control=LOST),
    ],
)
def test_a_first_use_with_one_defect_fails(first: FirstUse) -> None:
    """What works before, or a weak value that is taken, fails it, control or not."""
    assert judged(FIRST_USE, {"first": first}, WEB).decision == FAIL


def test_a_first_use_that_cannot_be_told_stays_open() -> None:
    """Without the control, or where a weak value's fate is not known, nothing is decided."""
    told = replace(FIRST, weak=(replace(EMPTY, taken=None),))

    assert judged(FIRST_USE, {"first": replace(FIRST, control=LOST)}, WEB).decision == inconclusive(Cause.EFFORT)
    assert judged(FIRST_USE, {"first": told}, WEB).decision.verdict is Verdict.INCONCLUSIVE
    assert judged(FIRST_USE, {}, WEB).decision == inconclusive(Cause.NOT_RUN)


def test_weak_values_that_nobody_tried_are_a_limit() -> None:
    """Where the bench's hand set the first value, the sheet says that weak ones were not tried."""
    result = judged(FIRST_USE, {"first": replace(FIRST, way=AccountWay.UI, weak=())}, WEB)

    assert result.decision == PASS
    assert "limit-weak-not-tried" in result.limits


def test_a_change_that_takes_effect_passes() -> None:
    """The new value lets in and the old one does not."""
    assert judged(CHANGED, {"change": CHANGE}, WEB).decision == PASS
    assert judged(CHANGED, {"change": replace(CHANGE, way=AccountWay.UI, kind="key")}, SSH).decision == PASS


@pytest.mark.parametrize(
    "change",
    [
        NOT_TAKEN,
        replace(NOT_TAKEN, value_declared=False, way=AccountWay.UI),
        replace(CHANGE, old_opened=True),
    ],
)
def test_a_change_without_effect_fails(change: ValueChange) -> None:
    """A change that is said to be done and is not, or that leaves the old value in force, fails."""
    assert judged(CHANGED, {"change": change}, WEB).decision == FAIL


@pytest.mark.parametrize(
    "change",
    [
        replace(NOT_TAKEN, said_done=False),
        replace(NOT_TAKEN, value_declared=False),
        replace(CHANGE, old_opened=None),
        replace(CHANGE, new_opened=None, control=LOST),
    ],
)
def test_a_change_that_cannot_be_told_stays_open(change: ValueChange) -> None:
    """A value that the device did not take, or a log-in that could not be tried, decides nothing."""
    assert judged(CHANGED, {"change": change}, WEB).decision.verdict is Verdict.INCONCLUSIVE


def test_what_is_left_behind_is_a_limit() -> None:
    """A very common value that was taken, and a value that did not come back, are printed."""
    result = judged(CHANGED, {"change": replace(CHANGE, common_taken=True, changed_back=False)}, WEB)

    assert result.decision == PASS
    assert {"limit-common-value-taken", "limit-not-changed-back"} <= set(result.limits)


def unit(letter: str, *, opened: bool | None) -> UnitIdentity:
    """A unit whose keys are all named after a letter."""
    return UnitIdentity(
        marks=(
            UnitMark(id="tcp/22 ssh-ed25519", kind=MarkKind.SSH_HOST_KEY, sha256=letter * 64),
            UnitMark(id="tcp/443 TLS", kind=MarkKind.TLS_KEY, sha256=letter * 63 + "0"),
        ),
        values=(TriedValue(id="1-AuthMech/AM-ssh", kind="key", opened=opened),),
        missed=(),
    )


UNITS = "units_share_neither_values_nor_keys"
PAIR = pair_subject("S-1", "S-2")
MAIN, TWIN = unit("a", opened=True), unit("b", opened=False)


def declares_unique() -> Declaration:
    """The example camera, whose device keys are declared as unique to each unit."""
    parameter = Row(table="10-SecParam", id="SP-unique", fields={"unique_per_device": True})
    return replace(camera(), ixit=(*camera().ixit, parameter))


def units(one: UnitIdentity, other: UnitIdentity, *, unique: bool = True) -> CaseResult:
    """What the case says of two units."""
    bare = replace(camera(), ixit=tuple(one for one in camera().ixit if one.table != "10-SecParam"))
    declaration = declares_unique() if unique else bare
    return judged(UNITS, {"one": one, "other": other}, PAIR, declaration=declaration)


def test_two_units_of_their_own_pass() -> None:
    """Other keys, and the one's value does not open the other."""
    assert units(MAIN, TWIN).decision == PASS


@pytest.mark.parametrize("other", [unit("a", opened=False), replace(TWIN, values=unit("b", opened=True).values)])
def test_what_two_units_share_fails(other: UnitIdentity) -> None:
    """The same key, or a value that opens both."""
    assert units(MAIN, other).decision == FAIL


def test_a_shared_key_that_nobody_declared_unique_is_a_limit() -> None:
    """Server keys are not passwords: without a declaration they do not count, but are printed."""
    keys_only = [replace(one, values=()) for one in (MAIN, unit("a", opened=None))]
    result = units(*keys_only, unique=False)

    assert result.decision.verdict is Verdict.INCONCLUSIVE
    assert "limit-shared-keys" in result.limits


def test_units_of_which_nothing_can_be_compared_stay_open() -> None:
    """Neither a key nor a value that opens the first one: nothing was compared."""
    nothing = UnitIdentity(marks=(), values=(), missed=("tcp/22: gone",))

    result = units(nothing, TWIN)

    assert result.decision.verdict is Verdict.INCONCLUSIVE
    assert "limit-units-partly-compared" in result.limits


def locked(*, refused: int, left_alone: int) -> CaseResult:
    """What the case of default log-ins says where a lock came after so many refusals."""
    [offered, *_] = LOGIN.offered
    cut = replace(offered, tries=refused + 1, refused=refused, unanswered=left_alone, locked_out=True)
    login = replace(LOGIN, offered=(cut,), locked_out=True, refused=refused, unanswered=left_alone)
    return judged("default_logins_are_refused", {"login": login}, port("tcp/443"))


def test_a_list_cut_very_short_stays_open() -> None:
    """A lock after three of fifteen leaves too little tried; one after five is printed and suffices."""
    assert locked(refused=3, left_alone=12).decision.verdict is Verdict.INCONCLUSIVE
    assert locked(refused=5, left_alone=10).decision == PASS
    assert "limit-list-cut-short" in locked(refused=5, left_alone=10).limits
