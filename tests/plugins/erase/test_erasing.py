"""An erasure in memory: what outlives it is told, wherever it lies, and so is what could not be seen."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from hoshitori.facts.erase import Erase, Remains
from hoshitori.probe import Unavailable
from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.erase.probe import erase_and_look, look_what_is_kept
from tests.plugins.keeping import (
    DECLARED,
    KINDS,
    PASSWORD,
    PERSONAL,
    RESET,
    SECRETS_ROW,
    UPDATES,
    KeepingDevice,
    bench_of,
    mechanism,
)
from tests.plugins.support import Notes, declare, endpoint, reach_for, row, row_target

MECHANISM = "password 1-AuthMech/AM-1"


def reach_of(notes: Notes, mechanism_row: Any = PASSWORD) -> WorkerReach:  # noqa: ANN401  # a declared row
    """Return a reach over the usual declaration."""
    declaration = declare(mechanism_row, UPDATES, RESET, SECRETS_ROW, PERSONAL)
    return reach_for(notes, declaration, secrets={"1-AuthMech/AM-1": DECLARED})


def erased(device: KeepingDevice, notes: Notes | None = None) -> Erase:
    """Erase a device."""
    return erase_and_look(row_target(RESET), reach_of(notes or bench_of(device)))


def kinds_of(fact: Erase, remains: Remains) -> set[str]:
    """Return the kinds of which this became."""
    return {kind.id for kind in fact.of(remains)}


def test_a_sound_device_keeps_nothing_but_its_version() -> None:
    """Every kind and the password are gone, first use is back, and the update that was installed before stays."""
    notes = bench_of(KeepingDevice())
    fact = erased(KeepingDevice(), notes)

    assert kinds_of(fact, Remains.GONE) == {*KINDS, MECHANISM}
    assert fact.control.held
    assert (fact.version_shipped, fact.version_before, fact.version_after, fact.updated) == ("1.0", "2.0", "2.0", True)
    assert (fact.asked_first_use, fact.used_again, fact.alive) == (True, True, True)
    assert (fact.storage, fact.left_behind, fact.unread, fact.not_covered) == ("FILES", (), (), ())
    assert notes.effort["kinds"] == len(KINDS) + 1
    assert [kind.stored_before for kind in fact.kinds if kind.id == "log"] == [("plain in data/log",)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_still_shown_is_there(kind: str) -> None:
    """One kind that outlives the reset in the device's own interface is told, and no other."""
    fact = erased(KeepingDevice(outlive=frozenset({kind})))

    assert kinds_of(fact, Remains.THERE) == {kind}


@pytest.mark.parametrize(("kind", "form"), list(itertools.product(["log", "personal-data"], [False, True])))
def test_what_only_the_storage_shows_is_there(kind: str, form: bool) -> None:  # a parameter of the test
    """What is hidden from users but legible on the storage is told, in files and in an image."""
    device = KeepingDevice(aside=frozenset({kind}), bare=frozenset({kind}))
    notes = bench_of(device, without=frozenset({"Disk"}), image=True) if form else bench_of(device)
    fact = erased(device, notes)

    assert kinds_of(fact, Remains.THERE) == {kind}
    (place,) = fact.of(Remains.THERE)[0].stored_after
    assert place == ("plain in image" if form else f"plain in data/{kind}.old")


def test_without_a_view_of_the_storage_what_is_hidden_is_not_seen_and_said_so() -> None:
    """A bench that cannot read the storage says that it did not."""
    device = KeepingDevice(aside=frozenset({"log"}))
    notes = bench_of(device, without=frozenset({"Disk"}))
    fact = erased(device, notes)

    assert (fact.storage, kinds_of(fact, Remains.THERE)) == ("NONE", set())
    assert any("storage is not looked at" in remark for remark in notes.remarks)


def test_what_tells_nothing_and_stays_is_told_apart() -> None:
    """A file written while data were put in that stands unchanged afterwards is named, though nothing is legible."""
    fact = erased(KeepingDevice(leaves_sealed=True))

    assert fact.left_behind == ("data/sealed.old",)
    assert kinds_of(fact, Remains.THERE) == set()


def test_an_old_password_that_opens_is_there() -> None:
    """Where the password outlives the reset the device waits for no first use, and the declared one opens nothing."""
    device = KeepingDevice(outlive=frozenset({"password"}))
    fact = erased(device)

    assert kinds_of(fact, Remains.THERE) == {MECHANISM}
    assert (fact.asked_first_use, fact.used_again) == (False, False)
    assert device.password == DECLARED, "the device is left with the declared password"


def test_a_fall_back_to_the_shipped_version_is_seen() -> None:
    """The version after the erasure is the shipped one."""
    fact = erased(KeepingDevice(falls_back=True))

    assert (fact.version_before, fact.version_after) == ("2.0", "1.0")


def test_without_an_update_the_fall_back_cannot_be_seen() -> None:
    """Where no genuine image can be installed, the fact says why."""
    fact = erased(KeepingDevice(updates=False))
    bare = KeepingDevice()
    without = erased(bare, bench_of(bare, without=frozenset({"UpdateDelivery"})))

    assert (fact.updated, without.updated) == (False, False)
    assert "no genuine image" in fact.update_remark
    assert "UpdateDelivery" in without.update_remark


def test_an_update_that_runs_already_is_as_good() -> None:
    """A device that runs the supplier's update in place of the declared firmware is not updated once more."""
    device = KeepingDevice(running="2.0", updates=False)
    fact = erased(device)

    assert (fact.updated, fact.version_before, fact.version_after) == (True, "2.0", "2.0")
    assert erased(KeepingDevice(running="2.0", updates=False, falls_back=True)).version_after != "2.0"


def test_kinds_that_a_device_does_not_have_are_none_of_its_faults() -> None:
    """What is not kept is not looked for; what is refused or hidden is not looked at, and not gone."""
    device = KeepingDevice(
        keeps_none_of=frozenset({"key"}), refuses=frozenset({"user"}), hides=frozenset({"credential"})
    )
    fact = erased(device)

    assert kinds_of(fact, Remains.NOT_KEPT) == {"key"}
    assert kinds_of(fact, Remains.NOT_LOOKED) == {"user", "credential"}
    assert not fact.control.held
    assert "user" in fact.control.what


def test_what_is_declared_and_cannot_be_put_in_is_named() -> None:
    """A row that claims to erase what no marker stands for leaves that open."""
    fact = erased(KeepingDevice(keeps_none_of=frozenset({"credential", "personal-data"})))

    assert fact.not_covered == ("10-SecParam/SP-1", "21-PersData/PD-1")


def test_a_password_that_cannot_be_changed_must_be_gone_all_the_same() -> None:
    """Where a change has no effect, the declared password is the one that must open nothing afterwards."""
    sound = erased(KeepingDevice(changes_password=False))
    kept = erased(KeepingDevice(changes_password=False, outlive=frozenset({"password"})))

    assert MECHANISM in kinds_of(sound, Remains.GONE)
    assert MECHANISM in kinds_of(kept, Remains.THERE)
    assert (sound.asked_first_use, kept.asked_first_use) == (True, False)


def test_a_password_that_was_never_the_declared_one_shows_nothing() -> None:
    """A password nobody at the bench knows is not seen to go, and nothing is made of it."""
    fact = erased(KeepingDevice(password="another-one"))

    assert MECHANISM in kinds_of(fact, Remains.NOT_LOOKED)
    assert (fact.asked_first_use, fact.used_again, fact.control.held) == (None, None, False)


def test_a_password_from_the_factory_may_be_back() -> None:
    """For a password that is there from the factory, no first use is expected."""
    device = KeepingDevice()
    fact = erase_and_look(row_target(RESET), reach_of(bench_of(device), mechanism(default="unique-per-device")))

    assert fact.asked_first_use is None
    assert MECHANISM in kinds_of(fact, Remains.GONE)


def test_a_device_that_cannot_be_used_again_is_not_taken_for_sound() -> None:
    """Where taking into use fails, nothing is told of the declared password."""
    notes = bench_of(KeepingDevice(sets_up_again=False))
    fact = erase_and_look(row_target(RESET), reach_of(notes))

    assert fact.used_again is None
    assert any("taken into use" in remark for remark in notes.remarks)


@pytest.mark.parametrize(
    "target",
    [row("25-DelFunc", "DF-1", target_type="associated-service"), row("25-DelFunc", "DF-2", target_type="device")],
)
def test_what_the_bench_does_not_reset_is_not_judged_by_it(target: Any) -> None:  # noqa: ANN401  # a declared row
    """A service, or a second function of the device, is not what the bench's reset shows."""
    with pytest.raises(Unavailable, match=r"service|one way"):
        erase_and_look(row_target(target), reach_of(bench_of(KeepingDevice())))


def test_a_device_that_keeps_nothing_cannot_be_erased() -> None:
    """Without anything put in there is no fact."""
    device = KeepingDevice(keeps_none_of=frozenset(KINDS), password="unknown")
    with pytest.raises(Unavailable, match="nothing could be"):
        erased(device)


def test_what_is_kept_is_told() -> None:
    """Each kind with its place; what the device does not have has none, what it refuses is named."""
    device = KeepingDevice(keeps_none_of=frozenset({"key"}), refuses=frozenset({"log"}), hides=frozenset({"user"}))
    fact = look_what_is_kept(_device(), reach_of(bench_of(device)))

    assert set(fact.kept) == {
        "setting (the settings)",
        "credential (the credentials)",
        "personal-data (the personal-datas)",
    }
    assert set(fact.undetermined) == {"user", "log: refused log"}
    nothing = KeepingDevice(keeps_none_of=frozenset(KINDS))
    told = look_what_is_kept(_device(), reach_of(bench_of(nothing)))
    assert (told.kept, told.undetermined, len(told.kinds)) == ((), (), len(KINDS))
    with pytest.raises(Unavailable, match="refused log"):
        look_what_is_kept(_device(), reach_of(bench_of(KeepingDevice(refuses=frozenset(KINDS)))))


def _device() -> Any:  # noqa: ANN401  # the probe does not look at it
    return endpoint(443)
