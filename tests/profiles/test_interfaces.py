"""Interfaces no packet reaches: what an answer with and without a photograph comes to, and open ones for debugging."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hoshitori.model.subject import FieldValue
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles.support import judged, row
from tests.profiles.test_documents_and_judgements import JUDGED

CASE = "interface_is_needed_or_closed"
UNSEEN = replace(JUDGED, attachments=("photo.jpg",), digests=("",))


def test_photographs_are_named_by_digest() -> None:
    """What the judgement rests on stands beside it, each file by its digest."""
    two = replace(JUDGED, attachments=("front.jpg", "board.jpg"), digests=("a" * 64, "b" * 64))
    result = judged(CASE, {"judged": two}, row("15-PhyIntf/PI-uart"))

    told = next(one for one in result.expectations if one.expected == "interface-photographed")
    assert result.decision == PASS
    assert told.values["count"] == "2"
    assert f"board.jpg (SHA-256 {'b' * 64})" in told.observed


@pytest.mark.parametrize("kind", ["usb", "sd", "serial", "jtag"])
@pytest.mark.parametrize("answer", [UNSEEN, replace(JUDGED, attachments=(), digests=())], ids=["lost", "none"])
def test_a_connector_asks_for_a_photograph(kind: str, answer: object) -> None:
    """Where nobody kept a photograph of a connector, a yes does not decide."""
    subject = row("15-PhyIntf/PI-uart", type=kind, debug_interface=False)

    assert judged(CASE, {"judged": answer}, subject).decision == inconclusive(Cause.UNAVAILABLE)


@pytest.mark.parametrize("kind", ["ethernet", "bluetooth", "wifi"])
def test_a_radio_or_cable_may_go_without_and_it_is_said(kind: str) -> None:
    """What a photograph hardly shows may be judged without one, as a limit says."""
    subject = row("15-PhyIntf/PI-uart", type=kind, debug_interface=False)
    result = judged(CASE, {"judged": UNSEEN}, subject)

    assert result.decision == PASS
    assert "limit-no-photograph" in result.limits


@pytest.mark.parametrize(
    ("status", "protection", "passes"),
    [("enabled", "", False), ("enabled", " ", False), ("enabled", "a password", True), ("disabled", "", True)],
)
def test_an_open_interface_for_debugging_fails(status: str, protection: str, *, passes: bool) -> None:
    """One that is declared enabled, for debugging and without protection fails, whatever the assessor says."""
    columns: dict[str, FieldValue] = {"status": status, "protection": protection, "debug_interface": True}
    subject = row("15-PhyIntf/PI-uart", **columns)

    assert judged(CASE, {"judged": JUDGED}, subject).decision == (PASS if passes else FAIL)
