"""The vendor's servers answer what they were told to, to whoever asks by the right name."""

import json
import threading

import pytest

from hoshitori_lab.services.servers import Asked
from hoshitori_lab.services.vendor import CLOUD, UPDATES, Vendor


def ask(host: str, path: str, method: str = "GET", body: bytes = b"") -> Asked:
    """Return a request."""
    return Asked(method=method, host=host, path=path, body=body)


def test_without_an_offer_the_shipped_version_is_named() -> None:
    """A device that asks is told of nothing newer, and finds no image."""
    vendor = Vendor("1.4.2")

    index = json.loads(vendor.answer(ask(UPDATES, "/hdc-100/latest.json")).body)
    assert index["version"] == "1.4.2"
    assert vendor.answer(ask(UPDATES, f"/hdc-100/{index['image']}")).status == 404


def test_an_offer_is_taken_once_it_was_fetched_whole() -> None:
    """Asking is not taking: only an image that was sent to its end counts."""
    vendor = Vendor("1.4.2")
    vendor.offer("1.5.0", b"image")
    index = json.loads(vendor.answer(ask(UPDATES, "/hdc-100/latest.json")).body)
    given = vendor.answer(ask(UPDATES, f"/hdc-100/{index['image']}"))

    assert given.body == b"image"
    assert not vendor.wait_taken(milliseconds=0)
    given.taken()
    assert vendor.wait_taken(milliseconds=0)
    assert vendor.wait_taken_or_passed_over(milliseconds=0)
    assert not vendor.wait_asked_again(milliseconds=0)
    vendor.answer(ask(UPDATES, "/hdc-100/latest.json"))
    assert vendor.wait_asked_again(milliseconds=0)
    vendor.withdraw()
    assert vendor.answer(ask(UPDATES, f"/hdc-100/{index['image']}")).status == 404


def test_an_image_of_an_earlier_offer_does_not_count() -> None:
    """A slow device that ends the fetching of yesterday's image has not taken today's."""
    vendor = Vendor("1.4.2")
    vendor.offer("1.5.0", b"first")
    first = vendor.answer(ask(UPDATES, "/x/image-1.5.0.swu"))
    vendor.offer("1.5.0", b"second")
    first.taken()

    assert not vendor.wait_taken(milliseconds=0)


def test_a_device_that_looks_twice_passed_the_offer_over() -> None:
    """Two looks without a fetch are an answer too."""
    vendor = Vendor("1.4.2")
    vendor.offer("1.3.0", b"older")
    vendor.answer(ask(UPDATES, "/latest.json"))
    assert not vendor.wait_taken_or_passed_over(milliseconds=0)
    vendor.answer(ask(UPDATES, "/latest.json"))

    assert vendor.wait_taken_or_passed_over(milliseconds=0)
    assert not vendor.wait_taken(milliseconds=0)


def test_waiting_ends_with_the_event() -> None:
    """Whoever waits for a report has it the moment it comes."""
    vendor = Vendor("1.4.2")
    sender = threading.Timer(0.05, lambda: vendor.answer(ask(CLOUD, "/v1/status", "POST", b"{}")))
    sender.start()

    assert vendor.wait_report(milliseconds=60_000)
    assert vendor.reports == [b"{}"]
    sender.join()


@pytest.mark.parametrize("host", ["", "other.example", "10.77.0.1"])
def test_other_names_are_misdirected(host: str) -> None:
    """A request for a name that is not the lab's gets no answer of the vendor's (RFC 9110 §15.5.20)."""
    assert Vendor("1.4.2").answer(ask(host, "/latest.json")).status == 421


def test_reports_are_bounded() -> None:
    """A device that reports without end fills no memory."""
    vendor = Vendor("1.4.2")
    for number in range(1_000):
        vendor.answer(ask(CLOUD, "/", "POST", str(number).encode()))

    assert len(vendor.reports) == 100
