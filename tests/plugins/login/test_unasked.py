"""HTTP Basic at a path that refuses without a challenge: nothing asks for it, and a default value may open it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from hoshitori.facts.login import LoginKind
from hoshitori.facts.login_surface import LoginWay
from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.login.probe import try_default_logins
from hoshitori_plugins.login_surface import look_for_logins
from tests.plugins.daemons import free_port
from tests.plugins.servers import nginx
from tests.plugins.support import Notes, declare, endpoint, password_row, reach_for, row
from tests.plugins.web.sites import USERS, Site, serving

BASIC = {"admin:admin": "Basic YWRtaW46YWRtaW4=", "the administrator": "Basic YWRtaW46Q29ycmVjdC1Ib3JzZS03"}


def taking(*values: str) -> Site:
    """A site with a form, whose data are given to whoever brings one of these values with a request as well."""

    def slips(_method: str, target: str, lines: Mapping[str, str], _version: str) -> str:
        return "/data/rooms" if target == "/data/rooms" and lines.get("authorization", "") in values else ""

    return Site(slips=slips)


def at(port: int, protocol: str) -> WorkerReach:
    """Return a reach with the form and the administrator's value declared at a port."""
    login = password_row("form", user_name="admin", login_path="/login", protected_path="/settings", success_status=303)
    paths = ("/data/rooms",)
    interface = row("28-LogIntf", "LI-1", transport="tcp", port=port, protocol=protocol, path="/", paths=paths)
    return reach_for(Notes(), declare(login, interface), secrets={"1-AuthMech/AM-1": USERS["admin"]})


def test_sound_site_that_refuses_without_a_challenge_offers_its_form_alone() -> None:
    """A bare 401 is no log-in: the list is refused there too, and counted; what the form showed decides."""
    with serving(Site()) as port:
        fact = try_default_logins(endpoint(port, "http"), at(port, "http"))
        surface = look_for_logins(endpoint(port, "http"), at(port, "http"))

    assert [one.id for one in fact.offered] == ["HTTP_FORM /login"]
    assert fact.withstood
    assert fact.control.held
    assert fact.tried == fact.refused > fact.offered[0].tries
    assert [one.way for one in surface.asked] == [LoginWay.HTML_FORM]


def test_default_value_that_opens_what_never_asked_for_it_is_found() -> None:
    """The form takes no default; the data behind it are given to whoever brings admin and admin with the request."""
    with serving(taking(BASIC["admin:admin"])) as port:
        fact = try_default_logins(endpoint(port, "http"), at(port, "http"))

    assert [(one.login, one.kind) for one in fact.opened] == [("HTTP_BASIC /data/rooms", LoginKind.HTTP_BASIC)]
    assert not fact.withstood
    assert "HTTP_BASIC /data/rooms" in [one.id for one in fact.offered]


@pytest.mark.parametrize(("value", "found"), [("the administrator", True), ("admin:admin", False)])
def test_declared_value_that_opens_it_makes_it_a_log_in_to_be_declared(tmp_path: Path, value: str, found: bool) -> None:
    """Over TLS the declared value is tried once: where it opens, guesses may be made there, past the form."""
    port = free_port()
    with serving(taking(BASIC[value])) as site:
        within = f"listen 127.0.0.1:{port} ssl; location / {{ proxy_pass http://127.0.0.1:{site}; }}"
        with nginx(tmp_path, within):
            surface = look_for_logins(endpoint(port, "https"), at(port, "https"))

    assert ("HTTP_BASIC /data/rooms" in [one.id for one in surface.asked]) is found


def test_right_value_is_not_shown_in_clear_to_who_never_asked() -> None:
    """In clear no value of anybody's goes to a place that names no way of proving oneself."""
    brought: list[str] = []

    def slips(_method: str, _target: str, lines: Mapping[str, str], _version: str) -> str:
        brought.append(lines.get("authorization", ""))
        return ""

    with serving(Site(slips=slips)) as port:
        look_for_logins(endpoint(port, "http"), at(port, "http"))
        try_default_logins(endpoint(port, "http"), at(port, "http"))

    assert any(brought)
    assert BASIC["the administrator"] not in brought
