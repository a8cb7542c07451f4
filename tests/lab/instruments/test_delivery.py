"""Updates reach the device by each declared way, and what came of them is seen from outside."""

from typing import Any

import pytest

from hoshitori.model.errors import BenchError
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.instruments.delivery import LabDelivery
from hoshitori_lab.instruments.web import DeviceWeb, WebAnswer
from tests.lab.instruments.conftest import WAYS, instrument

pytestmark = pytest.mark.netns

ROWS = sorted(WAYS)


def delivery(bench: VirtualBench) -> LabDelivery:
    """Return the instrument."""
    return instrument(bench, LabDelivery, "UpdateDelivery")


def shown_version(bench: VirtualBench) -> str:
    """Return the version the device shows."""
    return str(bench.operator.web.request("GET", "/api/about").document()["version"])


@pytest.mark.parametrize("row", ROWS)
def test_a_genuine_image_is_installed(bench: VirtualBench, row: str) -> None:
    """The control: by either way the newer image is taken, written and runs."""
    updates = delivery(bench)
    before = updates.written()

    outcome = updates.offer(row, updates.image(row, "genuine"), updates.version(row, "genuine"))

    assert outcome.fetched
    assert outcome.settled
    assert shown_version(bench) == updates.version(row, "genuine") == "1.5.0"
    assert updates.written() != before


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("kind", ["unsigned", "foreign-signed", "older"])
def test_refused_images_leave_no_trace(bench: VirtualBench, row: str, kind: str) -> None:
    """What the device refuses is seen to be refused: it says so, runs on, and nothing was written."""
    updates = delivery(bench)
    before = updates.written()

    outcome = updates.offer(row, updates.image(row, kind), updates.version(row, kind))

    assert outcome.settled
    assert "INSTALLED" not in outcome.answer
    assert shown_version(bench) == "1.4.2"
    assert updates.written() == before


def test_the_server_offers_nothing_afterwards(bench: VirtualBench) -> None:
    """An offer is withdrawn once the device has dealt with it: no later start finds it."""
    updates = delivery(bench)
    updates.offer("7-UpdMech/UM-auto", updates.image("7-UpdMech/UM-auto", "unsigned"), "1.5.0")
    bench.vendor.offer("0", b"")
    bench.vendor.withdraw()

    assert not bench.vendor.wait_taken(milliseconds=1_500)


def test_a_device_that_does_not_ask_took_nothing(bench: VirtualBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without power the offer is not fetched, and the instrument says that nobody asked."""
    monkeypatch.setattr("hoshitori_lab.instruments.delivery.ASKED_WITHIN_MILLISECONDS", 500)
    bench.outlet.cut()

    outcome = delivery(bench).offer("7-UpdMech/UM-auto", b"image", "9.9.9")

    assert outcome.fetched is False
    assert "did not ask" in outcome.answer


def test_an_undeclared_way_is_refused(bench: VirtualBench) -> None:
    """A row that declares no way the lab knows gets no image."""
    with pytest.raises(BenchError, match="UM-usb"):
        delivery(bench).offer("7-UpdMech/UM-usb", b"", "")
    assert delivery(bench).image("7-UpdMech/UM-auto", "something else") == b""


@pytest.mark.parametrize(("kind", "version"), [("unsigned", "1.4.2"), ("genuine", "1.5.0")])
def test_a_device_that_hangs_up_is_looked_at_afterwards(
    bench: VirtualBench, monkeypatch: pytest.MonkeyPatch, kind: str, version: str
) -> None:
    """A connection that breaks without an answer settles nothing: the device's log and its pages do."""
    sent = DeviceWeb.request

    def broken(web: DeviceWeb, method: str, path: str, *more: bytes, **named: Any) -> WebAnswer:  # noqa: ANN401  # as given
        answer = sent(web, method, path, *more, **named)
        if path == "/api/update":
            raise BenchError("RemoteDisconnected", where="device")
        return answer

    monkeypatch.setattr(DeviceWeb, "request", broken)
    row = "7-UpdMech/UM-upload"
    outcome = delivery(bench).offer(row, delivery(bench).image(row, kind), "1.5.0")

    assert (outcome.settled, outcome.fetched) == (True, True)
    assert "RemoteDisconnected" in outcome.answer
    assert shown_version(bench) == version


@pytest.mark.parametrize(("kind", "version"), [("unsigned", "1.4.2"), ("genuine", "1.5.0")])
def test_a_device_that_logs_nothing_is_waited_for(
    bench: VirtualBench, monkeypatch: pytest.MonkeyPatch, kind: str, version: str
) -> None:
    """Without a word in its log the device is done once it asks again or has started anew."""

    def nothing(_: LabDelivery, since: int) -> dict[str, object]:
        assert since >= 0
        return {}

    monkeypatch.setattr(LabDelivery, "_logged_outcome", nothing)
    row = "7-UpdMech/UM-auto"
    outcome = delivery(bench).offer(row, delivery(bench).image(row, kind), "1.5.0")

    assert outcome.settled
    assert outcome.fetched
    assert shown_version(bench) == version
