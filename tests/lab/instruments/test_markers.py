"""A user's hand leaves marks of every kind on a real device, finds them again, and sees that they are gone."""

from typing import get_args

import pytest

from hoshitori.instrument import MarkerKind
from hoshitori.model.errors import BenchError
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.instruments.ui import WebReset, WebUi
from tests.lab.instruments.conftest import PASSWORD, VIEWER, instrument

pytestmark = pytest.mark.netns
KINDS: tuple[MarkerKind, ...] = get_args(MarkerKind)


def test_every_kind_is_kept_shown_and_erased(bench: VirtualBench) -> None:
    """Each marker is shown once it is planted, another never; after the device's own reset none of them is."""
    ui = instrument(bench, WebUi, "Ui")
    for kind in KINDS:
        assert ui.plant(kind, f"mark{len(kind)}{kind[0]}xyz"), kind
        assert ui.shows(kind, f"mark{len(kind)}{kind[0]}xyz") is True, kind
        assert ui.shows(kind, "neverplanted") is False, kind

    instrument(bench, WebReset, "Reset").factory_reset()
    ui.set_up()

    for kind in KINDS:
        assert ui.shows(kind, f"mark{len(kind)}{kind[0]}xyz") is False, kind


def test_a_log_mark_leaves_no_account(bench: VirtualBench) -> None:
    """What marks the log comes and goes: no account of that name stays behind."""
    ui = instrument(bench, WebUi, "Ui")
    ui.plant("log", "onlyinthelog")

    assert ui.shows("log", "onlyinthelog")
    assert ui.shows("user", "onlyinthelog") is False


def test_a_refused_mark_is_an_error(bench: VirtualBench) -> None:
    """Where the device refuses the marker, nothing is taken for planted."""
    ui = instrument(bench, WebUi, "Ui")
    ui.plant("user", "twicegiven")

    with pytest.raises(BenchError, match="/api/users"):
        ui.plant("user", "twicegiven")


def test_a_value_is_tried(bench: VirtualBench) -> None:
    """The right password of either account opens a session and a wrong one does not; of a key nothing can be told."""
    ui = instrument(bench, WebUi, "Ui")

    assert ui.opens("1-AuthMech/AM-admin", PASSWORD) is True
    assert ui.opens("AM-admin", "not-the-password") is False
    assert ui.opens("1-AuthMech/AM-ssh", "a key") is None
    assert ui.opens("1-AuthMech/AM-admin/other_secret", PASSWORD) is None
    assert ui.opens("1-AuthMech/AM-admin/lesser_user_secret", VIEWER) is True
    assert ui.opens("1-AuthMech/AM-admin/lesser_user_secret", PASSWORD) is False
    assert ui.opens("AM-admin", VIEWER) is False
    assert ui.change_password("AM-admin", PASSWORD, "something-new-3")
    assert ui.opens("AM-admin", PASSWORD) is False
    assert ui.opens("AM-admin", "something-new-3") is True
