"""First use, change of password, reset: done at the device's own pages, as its guide says."""

import pytest

from hoshitori.model.errors import BenchError
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.instruments.ui import Operator, WebReset, WebUi
from tests.lab.instruments.conftest import PASSWORD, instrument

pytestmark = pytest.mark.netns


def test_identity_is_read_off_the_device(bench: VirtualBench) -> None:
    """Model and version come from the device's page, not from the declaration."""
    shown = instrument(bench, WebUi, "Ui").identity()

    assert (shown.model, shown.version) == ("HDC-100", "1.4.2")


def test_a_changed_password_is_the_one_used_from_then_on(bench: VirtualBench) -> None:
    """After a change the operator knows the new value; the device says no to a wrong old one."""
    ui = instrument(bench, WebUi, "Ui")

    assert not ui.change_password("1-AuthMech/AM-web", "not-the-password", "something-new-1")
    assert ui.change_password("1-AuthMech/AM-web", PASSWORD, "something-new-1")
    assert bench.operator.log_in()
    assert bench.operator.passwords()[0] == "something-new-1"


def test_reset_erases_and_set_up_begins_anew(bench: VirtualBench) -> None:
    """After the reset the device asks for a first password, which the operator sets again."""
    session = bench.operator.log_in()
    bench.operator.web.request("PUT", "/api/settings", b'{"location": "gone"}', cookie=session)

    instrument(bench, WebReset, "Reset").factory_reset()

    assert bench.operator.web.post("/api/login", {"user": "admin", "password": PASSWORD}).status == 403
    instrument(bench, WebUi, "Ui").set_up()
    told = bench.operator.web.request("GET", "/api/settings", cookie=bench.operator.log_in())
    assert told.document()["location"] == ""


def test_set_up_of_a_device_in_use_changes_nothing(bench: VirtualBench) -> None:
    """A device that was taken into use already is taken as it is."""
    instrument(bench, WebUi, "Ui").set_up()

    assert bench.operator.log_in()


def test_an_operator_who_knows_no_password_says_so(bench: VirtualBench) -> None:
    """A device that no known password opens is an error that says so, after a bounded number of tries."""
    stranger = Operator(web=bench.operator.web, declared="never-set-on-it")

    with pytest.raises(BenchError, match="nobody can log in"):
        stranger.log_in()


def test_account_with_fewer_rights_is_made_where_one_is_declared(bench: VirtualBench) -> None:
    """The declared lesser user logs in after set-up, and reads nothing of the administrator's."""
    operator = Operator(web=bench.operator.web, declared=PASSWORD, viewer="umi-no-mukou-3")
    instrument(bench, WebReset, "Reset").factory_reset()

    operator.set_up()

    answer = operator.web.post("/api/login", {"user": "viewer", "password": "umi-no-mukou-3"})
    session = "; ".join(answer.cookies)
    assert operator.web.request("GET", "/api/settings", cookie=session).status == 200
    assert operator.web.request("GET", "/api/users", cookie=session).status == 403
