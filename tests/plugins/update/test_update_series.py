"""Update series at devices that check soundly, late, by digest alone, and not at all."""

import hashlib
from dataclasses import dataclass, replace

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.update import KeptThrough, UpdateImage, UpdateSeries
from hoshitori.instrument import DeliveryOutcome, DeviceIdentity
from hoshitori.model.declaration import Declaration, FirmwareFile
from hoshitori.probe import Unavailable
from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.update.probe import offer_updates
from tests.plugins.support import Notes, declare, password_row, reach_for
from tests.plugins.update.devices import NEW, OLD, OLDER, ROW, Check, UpdatableDevice, bench_of, build

ALTERED = (UpdateImage.BIT_FLIP, UpdateImage.TRUNCATED)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make waiting cost nothing, and no device be waited for long."""

    def at_once(_reach: object, _milliseconds: int) -> None:
        pass

    monkeypatch.setattr(WorkerReach, "wait", at_once)
    monkeypatch.setattr("hoshitori_plugins.outage.cutting._LEAST_PATIENCE_MILLISECONDS", 20)
    monkeypatch.setattr("hoshitori_plugins.outage.cutting._UNDECLARED_PATIENCE_MILLISECONDS", 30)


def series_at(
    device: UpdatableDevice, notes: Notes | None = None, declaration: Declaration | None = None
) -> UpdateSeries:
    """Run the probe at a device."""
    fact = offer_updates(ROW, reach_for(notes or bench_of(device), declaration, secrets={"1-AuthMech/AM-1": "right"}))
    assert decode(UpdateSeries, encode(fact)) == fact
    return fact


def test_sound_device_refuses_all_but_the_genuine_image() -> None:
    """Every altered, unsigned and foreign image is refused on the old version; the genuine one is then installed."""
    device = UpdatableDevice()
    notes = bench_of(device)
    series = series_at(device, notes)
    assert series.control.held
    assert series.format == "swu"
    assert {one.image for one in series.attempts} == set(UpdateImage) - {UpdateImage.SUPPLIED}
    assert [one.id for one in series.installed] == ["GENUINE/first", "GENUINE/control"]
    assert len(series.of(UpdateImage.BIT_FLIP)) == 4
    assert len(series.of(UpdateImage.TRUNCATED)) == 3
    for attempt in series.of(*ALTERED, UpdateImage.RESEALED, UpdateImage.UNSIGNED, UpdateImage.FOREIGN_SIGNED):
        assert attempt.refused, attempt.id
        assert attempt.alive_on_old, attempt.id
        assert not attempt.written_before_check, attempt.id
        assert attempt.carries_version == NEW
    assert series.restored
    assert device.running == OLD
    assert notes.artefacts["bit_flip-payload.bin"]["sealed"]
    assert "\x1b" not in series.attempts[0].answer


def test_the_power_is_cut_after_the_first_refusal_of_each_kind() -> None:
    """What a device boots after a refusal is seen once for flipped and once for truncated images."""
    series = series_at(UpdatableDevice())
    tried = [one.id for one in series.of(*ALTERED, UpdateImage.RESEALED) if one.boots_old is not None]
    assert tried == ["BIT_FLIP/payload", "TRUNCATED/half"]


def test_device_without_checks_is_found_out() -> None:
    """A device that installs anything accepts every mutant, and is brought back each time."""
    device = UpdatableDevice(check=Check.NOTHING)
    series = series_at(device)
    assert all(one.accepted for one in series.of(*ALTERED))
    assert series.control.held
    assert series.restored
    assert device.restores >= len(series.of(*ALTERED))


def test_mended_checksums_see_through_a_device_that_trusts_them() -> None:
    """A device that looks at the container's checksums alone accepts flipped payloads."""
    series = series_at(UpdatableDevice(check=Check.CHECKSUM))
    flipped = series.attempt("BIT_FLIP/payload")
    assert flipped is not None
    assert flipped.accepted


def test_digest_sent_along_stops_accidents_and_nobody() -> None:
    """A device that checks only digests refuses flips and cuts, and installs what was resealed or foreign."""
    series = series_at(UpdatableDevice(check=Check.DIGEST))
    assert all(one.refused and one.alive_on_old for one in series.of(*ALTERED))
    assert all(one.accepted for one in series.of(UpdateImage.RESEALED, UpdateImage.FOREIGN_SIGNED))


def test_writing_before_the_check_is_seen() -> None:
    """A device that writes first and checks after is refused nothing by its refusals."""
    series = series_at(UpdatableDevice(writes_first=True))
    for attempt in series.of(*ALTERED):
        assert attempt.refused
        assert attempt.written_before_check
    assert sum(one.boots_old is not None for one in series.attempts) < len(series.attempts)
    assert any(text.startswith("REPLAYED") for text in series.not_tried)


def test_installation_that_waits_for_a_restart_is_no_refusal() -> None:
    """A device that installs at once and switches at the next power-on has accepted the image."""
    series = series_at(UpdatableDevice(check=Check.NOTHING, waits_for_restart=True))
    assert all(one.accepted for one in series.of(*ALTERED))
    assert series.control.held


def test_device_that_no_longer_starts_is_not_alive_on_old() -> None:
    """A mutant that breaks the device shows as such, and the series goes on from the snapshot."""
    series = series_at(UpdatableDevice(check=Check.NOTHING, breaks=True))
    assert not any(one.alive_on_old for one in series.of(UpdateImage.BIT_FLIP))
    assert series.control.held


def test_silence_is_looked_at_as_long_as_an_update_may_take() -> None:
    """How long a device that gives no sign of life was looked at is on record; one that answers is not waited for."""
    series = series_at(UpdatableDevice(check=Check.NOTHING, breaks=True))
    dead = [one for one in series.of(UpdateImage.BIT_FLIP) if not one.answers]
    assert dead
    assert all(one.waited_milliseconds >= 30 for one in dead)


@dataclass(slots=True)
class SlowDevice(UpdatableDevice):
    """One that installs what it was offered after the delivery has given up waiting, when it is looked at so often."""

    looks_to_come: int = 0
    waiting: bytes = b""

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        del row, version
        self.waiting, self.looks_to_come = image, 12
        return DeliveryOutcome(fetched=True, answer="", settled=self.running == NEW)

    def identity(self) -> DeviceIdentity:
        self.looks_to_come -= 1
        if self.waiting and self.looks_to_come <= 0:
            self.storage.version, self.running, self.waiting = NEW, NEW, b""
        return DeviceIdentity(model="EX-100", version=self.running)

    def restore(self, name: str = "") -> None:
        UpdatableDevice.restore(self, name)
        self.waiting = b""


def test_a_slow_device_is_seen_to_install_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """An image that is installed after the delivery's own wait was accepted, and never came to rest before."""
    monkeypatch.setattr("hoshitori_plugins.outage.cutting._UNDECLARED_PATIENCE_MILLISECONDS", 60_000)
    series = series_at(SlowDevice())
    assert all(one.accepted and not one.settled for one in series.of(*ALTERED))


@dataclass(slots=True)
class UnsettledDevice(UpdatableDevice):
    """One that refuses, and is never seen to come to rest."""

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        return replace(UpdatableDevice.offer(self, row, image, version), settled=image == build(NEW))


def test_a_device_that_never_comes_to_rest_has_not_refused() -> None:
    """Such an attempt is neither a refusal nor an installation, and the device is brought back before the next."""
    device = UnsettledDevice()
    series = series_at(device)
    assert not any(one.refused or one.accepted for one in series.of(*ALTERED))
    assert all(one.alive_on_old for one in series.of(*ALTERED))
    assert device.restores >= len(series.of(*ALTERED))


def test_device_that_takes_no_update_at_all_leaves_no_control() -> None:
    """Where even the genuine image is refused, the refusals show nothing."""
    series = series_at(UpdatableDevice(check=Check.EVERYTHING_REFUSED))
    assert all(one.refused for one in series.of(*ALTERED))
    assert not series.control.held


def test_device_that_fetches_nothing_has_refused_nothing() -> None:
    """Where nothing is fetched there is no series, and it does not take the time of all images to see that."""
    device = UpdatableDevice(fetches=False)
    with pytest.raises(Unavailable, match="did not fetch the genuine image"):
        series_at(device)
    assert device.asked < 10


def test_image_that_is_not_fetched_at_first_is_offered_again() -> None:
    """An image that a device overlooked is offered once more, and counts then."""
    series = series_at(UpdatableDevice(overlooks=1))
    assert [one.id for one in series.attempts][:2] == ["GENUINE/first", "BIT_FLIP/payload"]
    assert series.control.held


def test_bench_without_disk_stops_once_the_device_has_changed() -> None:
    """Without a way back the series ends at the first image that was taken, and what was seen is kept."""
    device = UpdatableDevice(check=Check.NOTHING)
    series = series_at(device, bench_of(device, without=frozenset({"Disk"})))
    assert len(series.attempts) == 1
    assert series.attempts[0].accepted
    assert series.stopped
    assert not series.control.held


def test_bench_without_disk_goes_through_with_a_sound_device() -> None:
    """A sound device needs no way back before the control."""
    device = UpdatableDevice()
    series = series_at(device, bench_of(device, without=frozenset({"Disk", "Power"})))
    assert series.control.held
    assert not series.restored


def test_bench_that_cannot_see_the_storage_says_so() -> None:
    """Without sight of the storage nothing is said of writes."""
    series = series_at(UpdatableDevice(sees=False))
    assert not series.sees_writes
    assert all(one.written is None for one in series.attempts)
    assert any(text.startswith("REPLAYED") for text in series.not_tried)


def test_older_version_accepted_by_a_device_that_checks_signatures_alone() -> None:
    """A genuine older image that is installed is seen as accepted."""
    older = series_at(UpdatableDevice()).of(UpdateImage.OLDER)
    assert [(one.version_before, one.version_after) for one in older] == [(OLD, OLDER)]


def test_device_is_put_back_after_the_control() -> None:
    """A replayed image that changes nothing does not make the installed update the state to return to."""

    class Refuses(UpdatableDevice):
        def holds(self, image: bytes) -> bool:
            return self.running == OLD and super().holds(image)

    device = Refuses()
    series = series_at(device)
    replayed = series.attempt("REPLAYED/same-version")
    assert replayed is not None
    assert replayed.refused
    assert series.restored
    assert device.running == OLD


def test_supplier_without_images_makes_it_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a genuine image there is no series."""

    def nothing(_device: object, _row: str, _kind: str) -> bytes:
        return b""

    monkeypatch.setattr(UpdatableDevice, "image", nothing)
    with pytest.raises(Unavailable):
        series_at(UpdatableDevice())


def test_images_of_unknown_form_get_generic_mutants(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown container is flipped and cut all the same, and the fact says what was not made."""

    def compact(_device: object, _row: str, kind: str) -> bytes:
        return build(NEW)[::-1] if kind == "genuine" else b""

    monkeypatch.setattr(UpdatableDevice, "image", compact)
    series = series_at(UpdatableDevice(check=Check.NOTHING))
    assert series.format == "generic"
    assert len(series.of(UpdateImage.BIT_FLIP)) >= 4
    assert len(series.of(UpdateImage.TRUNCATED)) == 3
    assert any(text.startswith("RESEALED") for text in series.not_tried)


@pytest.mark.parametrize("busy", [1, 3])
def test_device_that_is_busy_after_each_start_is_seen_to_check(busy: int) -> None:
    """Every image is offered as often as the genuine one had to be, and what is on record is a refusal after a look."""
    series = series_at(UpdatableDevice(busy=busy))
    assert series.control.held
    first = series.attempt("GENUINE/first")
    assert first is not None
    assert first.offers == busy + 1
    assert all(one.refused and not one.busy and one.answer != "not now" for one in series.of(*ALTERED))


def test_device_that_is_busy_at_first_and_then_installs_anything_is_found_out() -> None:
    """Being turned away is no refusal: the altered image is offered again, and installed."""
    series = series_at(UpdatableDevice(busy=2, check=Check.NOTHING))
    assert series.control.held
    assert all(one.accepted for one in series.of(*ALTERED))
    replayed = series.attempt("REPLAYED/same-version")
    assert replayed is not None
    assert (replayed.accepted, replayed.busy, replayed.offers) == (True, False, 3)


def test_device_that_is_busy_all_the_time_has_refused_nothing() -> None:
    """Where the genuine image is turned away too, there is no control."""
    assert not series_at(UpdatableDevice(busy=1_000)).control.held


def test_an_answer_in_known_words_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the genuine image is offered last alone, the device's own word that it is busy counts."""
    told = UpdatableDevice.offer

    def busy(device: UpdatableDevice, row: str, image: bytes, version: str) -> DeliveryOutcome:
        outcome = told(device, row, image, version)
        return replace(outcome, answer="503 busy") if outcome.answer == "not now" else outcome

    monkeypatch.setattr(UpdatableDevice, "offer", busy)
    device = UpdatableDevice(busy=1_000)
    series = series_at(device, bench_of(device, without=frozenset({"Disk"})))
    assert all(one.busy and not one.refused and one.offers > 1 for one in series.of(*ALTERED))


def test_device_that_shows_no_version_before_an_offer_is_offered_nothing() -> None:
    """A device that takes long to start shows its old version late: that is no installed image."""

    class Slow(UpdatableDevice):
        looks = 0

        def identity(self) -> DeviceIdentity:
            self.looks += 1
            return DeviceIdentity(model="EX-100", version=self.running if self.looks < 12 else "")

    series = series_at(Slow())
    assert "shows no version" in series.stopped
    assert all(one.version_before for one in series.attempts)
    assert not series.control.held


def test_device_that_takes_no_image_into_effect_leaves_no_control() -> None:
    """A device that says that it installed the image and runs the old version shows it from the first offer on."""

    class Idle(UpdatableDevice):
        def identity(self) -> DeviceIdentity:
            return DeviceIdentity(model="EX-100", version=OLD)

    series = series_at(Idle())
    assert not series.control.held
    assert series.installed == ()
    assert all(one.written for one in series.genuine)


@pytest.mark.parametrize("forgets", [False, True])
def test_what_an_update_takes_away_is_seen(forgets: bool) -> None:  # an example
    """A planted setting and the declared password are looked for before and after the genuine image is installed."""
    series = series_at(UpdatableDevice(forgets=forgets), declaration=declare(password_row("form")))
    assert series.kept == (
        KeptThrough(id="setting", before=True, after=not forgets),
        KeptThrough(id="1-AuthMech/AM-1", before=True, after=not forgets),
    )


@pytest.mark.parametrize("declared", [True, False])
def test_the_declared_file_is_offered_to_a_device_that_runs_an_older_version(declared: bool) -> None:  # an example
    """Only the file whose digest is declared shows by its installing which version it carries."""
    digest = hashlib.sha256(build(OLD) if declared else b"another").hexdigest()
    firmware = FirmwareFile(path="firmware.bin", sha256=digest, version=OLD)
    series = series_at(UpdatableDevice(), declaration=replace(declare(), firmware=(firmware,)))
    supplied = series.of(UpdateImage.SUPPLIED)
    assert [(one.version_before, one.version_after, one.accepted) for one in supplied] == (
        [(OLDER, OLD, True)] if declared else []
    )
    assert any(reason.startswith("SUPPLIED") for reason in series.not_tried) is not declared
    assert series.restored
