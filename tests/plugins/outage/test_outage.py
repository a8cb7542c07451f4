"""Outages of devices that keep what they should, and of devices that lose one thing each."""

from collections.abc import Iterator

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.outage import KeptKind, Outage, Written
from hoshitori.instrument import DeliveryOutcome, DeviceIdentity
from hoshitori.probe import Unavailable
from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.outage.cutting import patience
from hoshitori_plugins.outage.probe import make_outage
from tests.plugins.outage.devices import NEW, OLD, OutageDevice, mechanism, reach_to

SUPPLIES = ("power", "network")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make waiting cost nothing, and no device be waited for long."""

    def at_once(_reach: object, _milliseconds: int) -> None:
        pass

    monkeypatch.setattr(WorkerReach, "wait", at_once)
    monkeypatch.setattr("hoshitori_plugins.outage.cutting._LEAST_PATIENCE_MILLISECONDS", 50)
    monkeypatch.setattr("hoshitori_plugins.outage.cutting._UNDECLARED_PATIENCE_MILLISECONDS", 60)


@pytest.fixture(name="started")
def _started() -> Iterator[list[OutageDevice]]:
    devices: list[OutageDevice] = []
    yield devices
    for device in devices:
        device.stop()


def outage_of(
    device: OutageDevice, moment: str, started: list[OutageDevice], *, supply: str = "power", change: bool = True,
    without: frozenset[str] = frozenset(), **fields: int | tuple[str, ...],
) -> Outage:  # fmt: skip
    """Run the probe at a device."""
    device.start()
    started.append(device)
    fact = make_outage(mechanism(supply, **fields), reach_to(device, without=without, change=change), moment=moment)
    assert decode(Outage, encode(fact)) == fact
    return fact


def after(fact: Outage, kind: KeptKind) -> list[bool | None]:
    """Return what was there of a kind after each cut."""
    return [kept.after for cut in fact.cuts for kept in cut.kept if kept.kind is kind]


@pytest.mark.parametrize("supply", SUPPLIES)
def test_an_idle_sound_device_keeps_everything(started: list[OutageDevice], supply: str) -> None:
    """Changed password, markers and updated version are put there, seen before, and seen after the cut."""
    device = OutageDevice()
    fact = outage_of(device, "idle", started, supply=supply)

    (cut,) = fact.cuts
    assert {kept.kind for kept in cut.kept} == set(KeptKind)
    assert all(kept.differs and kept.before and kept.after for kept in cut.kept)
    assert (cut.seen, cut.recovered, cut.version_before, cut.version_after) == (True, True, NEW, NEW)
    assert (fact.control.held, fact.unseen, fact.way) == (True, (), "7-UpdMech/UM-1")
    assert fact.services == (f"tcp/{device.port}",)
    assert cut.recovery_least_milliseconds <= cut.recovery_most_milliseconds


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        (OutageDevice(loses=("setting",)), KeptKind.SETTING),
        (OutageDevice(loses=("personal-data",)), KeptKind.PERSONAL_DATA),
        (OutageDevice(loses=("credential",)), KeptKind.CREDENTIAL),
        (OutageDevice(forgets_password=True), KeptKind.AUTHENTICATION),
        (OutageDevice(falls_back=True), KeptKind.VERSION),
    ],
    ids=lambda value: value.name if isinstance(value, KeptKind) else "",
)
def test_one_loss_is_one_loss(started: list[OutageDevice], device: OutageDevice, kind: KeptKind) -> None:
    """What a device loses is not there afterwards; everything else still is."""
    fact = outage_of(device, "idle", started)

    assert after(fact, kind) == [False]
    assert all(kept.after for kept in fact.cuts[0].kept if kept.kind is not kind)
    assert fact.control.held


def test_a_device_that_was_not_cut_is_no_control(started: list[OutageDevice]) -> None:
    """A device that goes on answering has not been without its supply."""
    fact = outage_of(OutageDevice(notices=False), "idle", started)

    assert not fact.cuts[0].seen
    assert not fact.control.held


def test_a_device_that_stays_away_is_missed(started: list[OutageDevice]) -> None:
    """Services that do not come back are named; nothing is said of what nobody could look at."""
    device = OutageDevice(returns=False)
    fact = outage_of(device, "idle", started, recovery_seconds=0)

    (cut,) = fact.cuts
    assert not cut.recovered
    assert cut.recovery_most_milliseconds >= cut.recovery_least_milliseconds >= 60
    assert cut.missing == (f"tcp/{device.port}", "user-interface")
    assert {kept.after for kept in cut.kept} == {None}


def test_a_device_without_a_declared_time_is_waited_for_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow start breaks no promise where none was made; a declared time is waited for twice."""
    monkeypatch.undo()

    assert patience(0) == 300_000
    assert (patience(10), patience(90)) == (30_000, 180_000)


def test_without_another_value_a_fall_back_would_not_show(started: list[OutageDevice]) -> None:
    """A password that was not changed, and a version that is the shipped one, are said to show nothing."""
    fact = outage_of(OutageDevice(installs=False), "idle", started, change=False)

    differs = {kept.kind: kept.differs for kept in fact.cuts[0].kept}
    assert not differs[KeptKind.AUTHENTICATION]
    assert not differs[KeptKind.VERSION]
    assert differs[KeptKind.SETTING]


def test_what_cannot_be_put_there_is_not_looked_for(started: list[OutageDevice]) -> None:
    """A device without free settings has no setting on record, and a promise without a look is named."""
    fact = outage_of(OutageDevice(keeps_settings=False), "idle", started, keeps=("6-SoftComp/SC-1", "21-PersData/PD-1"))

    assert after(fact, KeptKind.SETTING) == []
    assert after(fact, KeptKind.CREDENTIAL) == []
    assert fact.unseen == ()


@pytest.mark.parametrize("written", [Written.OLD, Written.NEW, Written.NEITHER])
@pytest.mark.parametrize("supply", SUPPLIES)
def test_an_interrupted_write(started: list[OutageDevice], written: Written, supply: str) -> None:
    """What an interrupted write left is told: old, new or neither; power is cut twice, the network once."""
    fact = outage_of(OutageDevice(interrupted_write=written), "configuration-write", started, supply=supply)

    assert [cut.written for cut in fact.cuts] == [written] * (2 if supply == "power" else 1)
    assert all(cut.interrupted for cut in fact.cuts)
    assert {cut.whole for cut in fact.cuts} == {written is not Written.NEITHER}


def test_a_write_that_ended_must_be_there(started: list[OutageDevice]) -> None:
    """Where no cut comes before the end, earlier and earlier ones are tried; the new value must then be there."""
    device = OutageDevice(acknowledges=True)
    fact = outage_of(device, "configuration-write", started)

    assert [cut.interrupted for cut in fact.cuts] == [False] * 4
    assert {(cut.written, cut.whole) for cut in fact.cuts} == {(Written.NEW, True)}
    assert device.delays[-1] == 0


class LockedOut(OutageDevice):
    """One that no update reaches: whoever delivers it fails, long before the power goes."""

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        if self.armed:
            raise Unavailable("nobody can log in")
        return OutageDevice.offer(self, row, image, version)


class Hesitant(OutageDevice):
    """One that is never seen to come to rest once a cut is due, although it has not begun to install anything."""

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        if self.armed:
            self._is_cut_short()
            return DeliveryOutcome(fetched=self.takes, answer="", settled=False)
        return OutageDevice.offer(self, row, image, version)

    takes: bool | None = None


@pytest.mark.parametrize("kind", [LockedOut, Hesitant])
def test_an_update_that_never_began_was_not_interrupted(started: list[OutageDevice], kind: type[OutageDevice]) -> None:
    """An offer that did not end shows no cut in its middle unless the device had the image or wrote something."""
    fact = outage_of(kind(), "update", started)

    assert [cut.interrupted for cut in fact.cuts] == [None] * 6


def test_an_update_whose_image_was_taken_was_interrupted(started: list[OutageDevice]) -> None:
    """A device that had taken the whole image when the power went was in the middle of its update."""
    device = Hesitant()
    device.takes = True
    fact = outage_of(device, "update", started)

    assert [cut.interrupted for cut in fact.cuts] == [True, True]


class SlowToShow(OutageDevice):
    """One whose services are back at once, and whose own interface is not for a while."""

    looks_to_come = 0

    def cut(self) -> None:
        OutageDevice.cut(self)
        self.looks_to_come = 9

    def identity(self) -> DeviceIdentity:
        self.looks_to_come -= 1
        if self.looks_to_come > 0:
            raise Unavailable("not yet")
        return OutageDevice.identity(self)


def test_an_interface_that_is_slow_is_waited_for(started: list[OutageDevice], monkeypatch: pytest.MonkeyPatch) -> None:
    """The device's own interface is a service like the others: it has as long to come back, and its time counts."""
    monkeypatch.setattr("hoshitori_plugins.outage.cutting._LEAST_PATIENCE_MILLISECONDS", 60_000)
    fact = outage_of(SlowToShow(), "idle", started)

    assert (fact.cuts[0].recovered, fact.cuts[0].version_after) == (True, NEW)


def test_a_write_that_was_acknowledged_and_lost(started: list[OutageDevice]) -> None:
    """A device that said that it was done and then has nothing has lost it."""
    fact = outage_of(OutageDevice(acknowledges=True, loses=("setting",)), "configuration-write", started)

    assert {(cut.written, cut.whole) for cut in fact.cuts} == {(Written.NEITHER, False)}


@pytest.mark.parametrize("written", [Written.OLD, Written.NEW])
@pytest.mark.parametrize("supply", SUPPLIES)
def test_an_interrupted_update(started: list[OutageDevice], written: Written, supply: str) -> None:
    """After an interrupted update the old or the new version runs; the same image uncut is the control."""
    fact = outage_of(OutageDevice(interrupted_update=written), "update", started, supply=supply)

    assert {cut.version_after for cut in fact.cuts} == {OLD if written is Written.OLD else NEW}
    assert all(cut.version_before == OLD and cut.whole for cut in fact.cuts)
    assert fact.control.held
    assert all(one.after for cut in fact.cuts for one in cut.kept)


def test_a_device_that_an_interrupted_update_kills(started: list[OutageDevice]) -> None:
    """A device that shows no version any more has not come back, and the series ends there."""
    fact = outage_of(OutageDevice(interrupted_update=Written.UNKNOWN), "update", started, recovery_seconds=0)

    (cut,) = fact.cuts
    assert cut.missing == ("user-interface",)
    assert cut.written is Written.UNKNOWN
    assert cut.whole is None
    assert "did not come back" in fact.stopped


def test_what_any_update_takes_away_is_not_lost_by_a_cut(started: list[OutageDevice]) -> None:
    """What the uncut update takes away too is not looked for after the cuts, and that is said."""
    device = OutageDevice(update_loses=("setting",), interrupted_update=Written.NEW)
    fact = outage_of(device, "update", started)

    assert after(fact, KeptKind.SETTING) == []
    assert after(fact, KeptKind.AUTHENTICATION) == [True, True]
    assert any("takes it away too: setting" in remark for remark in device.notes.remarks)


def test_a_refusal_is_no_loss(started: list[OutageDevice]) -> None:
    """A device that came to rest with the old version before the cut may have refused: that decides nothing."""
    fact = outage_of(OutageDevice(busy_after=1), "update", started)

    assert {(cut.written, cut.interrupted, cut.whole) for cut in fact.cuts} == {(Written.OLD, None, True)}


@pytest.mark.parametrize("moment", ["idle", "update"])
def test_another_way_brings_the_image(started: list[OutageDevice], moment: str) -> None:
    """A way by which nothing is installed gives way to the next one."""
    fact = outage_of(OutageDevice(refuses_way="7-UpdMech/UM-1"), moment, started)

    assert fact.way == "7-UpdMech/UM-2"
    assert fact.control.held


@pytest.mark.parametrize("moment", ["idle", "update"])
def test_a_device_that_is_busy_at_first_is_asked_again(started: list[OutageDevice], moment: str) -> None:
    """Offers that are turned away after each start come before the one that is cut."""
    fact = outage_of(OutageDevice(busy_at_first=2, interrupted_update=Written.NEW), moment, started)

    assert fact.control.held
    assert {cut.version_after for cut in fact.cuts} == {NEW}


def test_a_value_that_opens_nothing_cannot_be_lost(started: list[OutageDevice]) -> None:
    """A declared password that is not the device's is left out, and that is said."""
    device = OutageDevice()
    device.storage.password = "a third value"
    fact = outage_of(device, "idle", started)

    assert after(fact, KeptKind.AUTHENTICATION) == []
    assert any("opens nothing" in remark for remark in device.notes.remarks)
    assert fact.control.held


def test_an_image_that_nobody_installs_is_no_control(started: list[OutageDevice]) -> None:
    """Where the genuine image is not installed uncut either, an old version shows nothing."""
    fact = outage_of(OutageDevice(installs=False), "update", started)

    assert not fact.control.held


@pytest.mark.parametrize(
    ("moment", "without", "reason"),
    [
        ("idle", "Power", "no Power"),
        ("idle", "Ui", "no Ui"),
        ("update", "Disk", "bring the device back"),
        ("update", "UpdateDelivery", "no genuine image"),
        ("asleep", "", "asleep"),
    ],
)
def test_what_a_bench_cannot_do_is_unavailable(
    started: list[OutageDevice], moment: str, without: str, reason: str
) -> None:
    """Without a switch, a hand, a way back or an image there is no fact, and the reason says which."""
    with pytest.raises(Unavailable, match=reason):
        outage_of(OutageDevice(), moment, started, without=frozenset({without}))


def test_a_bench_without_a_disk_leaves_the_device_as_it_was(started: list[OutageDevice]) -> None:
    """Nothing is installed where nothing could bring the device back, and the password is changed back."""
    device = OutageDevice()
    fact = outage_of(device, "idle", started, without=frozenset({"Disk"}))

    assert device.storage.version == OLD
    assert device.storage.password == "first value"
    assert after(fact, KeptKind.AUTHENTICATION) == [True]


def test_a_device_without_services_cannot_return(started: list[OutageDevice]) -> None:
    """Where nothing answers beforehand no return could be seen."""
    device = OutageDevice()
    device.start()
    started.append(device)
    reach = reach_to(device)
    device.stop()

    with pytest.raises(Unavailable, match="no declared TCP service"):
        make_outage(mechanism("power"), reach, moment="idle")
