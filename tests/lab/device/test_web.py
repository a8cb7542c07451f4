"""The guard at the door of the administration application, and the flows behind it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from hoshitori_lab.device.application.behaviour import Behaviour, Throttling
from hoshitori_lab.device.application.main import ERASE, ROUTES
from hoshitori_lab.device.application.system import ERASE_MARKER
from hoshitori_lab.device.application.web import Access, Route
from tests.lab.device.system import PASSWORD, Unit, session_cookie, unit

QUICK = Behaviour(throttling=Throttling.NONE)


def log_in(device: Unit, user: str = "admin", password: str = PASSWORD) -> str:
    """Open a session and return its cookie."""
    given = device.ask("POST", "/api/login", json.dumps({"user": user, "password": password}).encode())
    assert given.status == 200, given.body
    return session_cookie(given)


@pytest.fixture
def fresh(tmp_path: Path) -> Unit:
    """A device nobody has used."""
    return unit(tmp_path, QUICK)


@pytest.fixture
def used(fresh: Unit) -> Unit:
    """A device with its administrator's password, and a viewer."""
    return in_use(fresh)


def in_use(fresh: Unit) -> Unit:
    """Take a device into use."""
    given = fresh.ask("POST", "/api/first-use", json.dumps({"password": PASSWORD}).encode())
    assert given.status == 201
    body = json.dumps({"name": "viewer1", "password": PASSWORD}).encode()
    assert fresh.ask("POST", "/api/users", body, session_cookie(given)).status == 201
    return fresh


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    """A device nobody has used, for tests that change nothing in it."""
    return unit(tmp_path_factory.mktemp("shipped"), QUICK)


@dataclass(frozen=True)
class Owned:
    """A device in use, for tests that change nothing in it: a session that was logged out, and a viewer's."""

    device: Unit
    ended: str
    viewer: str


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Owned:
    """A device with its administrator's password, and a viewer; neither is logged in as administrator."""
    device = in_use(unit(tmp_path_factory.mktemp("owned"), QUICK))
    ended = log_in(device)
    device.ask("POST", "/api/logout", cookie=ended)
    return Owned(device, ended, log_in(device, "viewer1"))


def path_of(route: Route) -> str:
    """A path that the route answers."""
    return f"{route.path}x1" if route.tail else route.path


GUARDED = [route for route in ROUTES if route.access is not Access.PUBLIC]
PUBLIC = {"/api/about", "/api/login", "/login", "/about", "/description.xml"}


def test_only_these_paths_are_public() -> None:
    """What answers without a session is listed here, and nothing joins the list unseen."""
    assert {route.path for route in ROUTES if route.access is Access.PUBLIC} == PUBLIC


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: f"{route.method} {route.path}")
def test_a_guarded_path_refuses_strangers(owned: Owned, route: Route) -> None:
    """Without a session, with a made-up one, with one that was logged out: no content."""
    for cookie in ("", "session=" + "0" * 64, owned.ended):
        given = owned.device.ask(route.method, path_of(route), b"{}", cookie)
        assert given.status in ({303} if route.page else {401, 403})
        assert ("Location", "/login") in given.headers or not route.page


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: f"{route.method} {route.path}")
def test_before_first_use_nothing_else_works(shipped: Unit, route: Route) -> None:
    """Until a password is set, every page leads to it and every interface refuses."""
    if route.access is Access.FIRST_USE:
        assert shipped.ask(route.method, path_of(route), b"{}").status in {200, 400}
        return
    given = shipped.ask(route.method, path_of(route), b"{}")
    assert given.status == (303 if route.page else 403)
    assert ("Location", "/first-use") in given.headers or not route.page


@pytest.mark.parametrize(
    "route", [one for one in ROUTES if one.access is Access.ADMINISTRATOR], ids=lambda one: f"{one.method} {one.path}"
)
def test_a_viewer_is_no_administrator(owned: Owned, route: Route) -> None:
    """What only an administrator may do is refused to an ordinary user."""
    assert owned.device.ask(route.method, path_of(route), b"{}", owned.viewer).status == 403


@pytest.mark.parametrize(
    "path", ["/API/users", "/api/users/", "/api//users", "/api/users%2f", "/../api/users", "/api/./users"]
)
def test_no_other_spelling_of_a_path_gets_past_the_guard(owned: Owned, path: str) -> None:
    """A path is what it says, or it does not exist."""
    assert owned.device.ask("GET", path).status in {401, 403, 404}


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PATCH", "TRACE", "get", "GET "])
def test_no_other_method_gets_past_the_guard(owned: Owned, method: str) -> None:
    """A method that no route names does not exist."""
    assert owned.device.ask(method, "/api/users").status == 404


def test_another_site_cannot_act_in_a_session(used: Unit) -> None:
    """A request that a browser marks as coming from elsewhere changes nothing."""
    given = used.ask("PUT", "/api/settings", b'{"location": "x"}', log_in(used), origin="https://elsewhere.example")
    assert given.status == 403


@pytest.mark.parametrize("password", ["", "short", "1234567", "aaaaaaaaaa", "x" * 129])
def test_a_weak_first_password_is_refused(shipped: Unit, password: str) -> None:
    """Eight characters or more, and not one character over and over."""
    assert shipped.ask("POST", "/api/first-use", json.dumps({"password": password}).encode()).status == 400
    assert shipped.system.accounts.first_use


def test_first_use_comes_once(used: Unit) -> None:
    """Nobody sets the administrator's password a second time without knowing it."""
    assert used.ask("POST", "/api/first-use", b'{"password": "another-one-1"}').status == 403


def test_after_a_change_the_old_password_is_refused_and_other_sessions_end(used: Unit) -> None:
    """The change takes effect at once, everywhere, and the session that made it goes on."""
    other, own = log_in(used), log_in(used)
    body = json.dumps({"old": PASSWORD, "new": "Correct-Horse-2"}).encode()
    assert used.ask("POST", "/api/account/password", body, own).status == 200
    refused = used.ask("POST", "/api/login", json.dumps({"user": "admin", "password": PASSWORD}).encode())
    assert refused.status == 401
    assert used.ask("GET", "/api/settings", cookie=other).status == 401
    assert used.ask("GET", "/api/settings", cookie=own).status == 200
    assert log_in(used, password="Correct-Horse-2")


def test_a_change_needs_the_old_password(used: Unit) -> None:
    """A session alone does not change the password."""
    body = json.dumps({"old": "wrong", "new": "Correct-Horse-2"}).encode()
    assert used.ask("POST", "/api/account/password", body, log_in(used)).status == 401


def test_settings_accounts_and_keys_outlive_a_restart(tmp_path: Path) -> None:
    """What was answered as done is on disk."""
    first = unit(tmp_path, QUICK)
    cookie = session_cookie(first.ask("POST", "/api/first-use", json.dumps({"password": PASSWORD}).encode()))
    first.ask("PUT", "/api/settings", '{"location": "屋上"}'.encode(), cookie)
    first.ask("POST", "/api/credentials", b'{"service": "ftp", "secret": "s3cret"}', cookie)
    again = unit(tmp_path, QUICK)
    assert again.system.settings()["location"] == "屋上"
    assert again.system.credentials() == {"ftp": "s3cret"}
    assert again.ask("GET", "/api/settings", cookie=cookie).status == 401
    assert log_in(again)


def test_a_reset_orders_the_erasure_on_disk_before_it_answers(used: Unit, tmp_path: Path) -> None:
    """From the answer on, not even a power cut keeps the data; without the word nothing is erased."""
    cookie = log_in(used)
    assert used.ask("POST", "/api/reset", b"{}", cookie).status == 400
    assert used.ends == []
    assert used.ask("POST", "/api/reset", b'{"confirm": "erase"}', cookie).status == 202
    assert (tmp_path / "data" / ERASE_MARKER).exists()
    assert used.ends == [ERASE]


def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(used: Unit) -> None:
    """Every cookie carries the three marks."""
    given = used.ask("POST", "/api/login", json.dumps({"user": "admin", "password": PASSWORD}).encode())
    cookies = [value for name, value in given.headers if name == "Set-Cookie"]
    assert cookies
    assert all(mark in cookie for cookie in cookies for mark in ("Secure", "HttpOnly", "SameSite=Strict"))


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"[" * 100_000, b'{"user": 1, "password": []}', b"\xff"])
def test_a_malformed_log_in_is_a_bad_request(owned: Owned, body: bytes) -> None:
    """Hostile bytes get an answer, not a fault."""
    assert owned.device.ask("POST", "/api/login", body).status == 400
    assert owned.device.ask("POST", "/login", body).status in {400, 401}


def test_model_and_version_are_shown_before_log_in(shipped: Unit, owned: Owned) -> None:
    """Users can read which model and version they have."""
    about = json.loads(shipped.ask("GET", "/api/about").body)
    assert (about["model"], about["version"]) == ("HDC-100", "1.4.2")
    assert b"HDC-100" in owned.device.ask("GET", "/login").body


def test_what_users_typed_is_escaped_on_pages(used: Unit) -> None:
    """A setting cannot become markup."""
    cookie = log_in(used)
    used.ask("PUT", "/api/settings", b'{"location": "<script>x</script>\\""}', cookie)
    shown = used.ask("GET", "/settings", cookie=cookie).body
    assert b"<script>x" not in shown
    assert b"&lt;script&gt;x&lt;/script&gt;&quot;" in shown


@pytest.mark.parametrize(
    ("key", "taken"),
    [
        ("ssh-ed25519 " + "QUFBQUMzTnphQzFsWkRJMU5URTU" * 2, False),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPGPFERIpo3hz1BDuAGvcfl2MW8zrfS822biNv/LxqWJ me@x", True),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPGPFERIpo3hz1BDuAGvcfl2MW8zrfS822biNv/LxqWJ\nssh-rsa x", False),
        ('command="x" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPGPFERIpo3hz1BDuAGvcfl2MW8zrfS822biNv/LxqWJ', False),
        ("ssh-dss AAAA", False),
    ],
)
def test_only_one_plain_public_key_is_taken(used: Unit, key: str, taken: bool) -> None:
    """The file that the SSH server reads cannot be given options or a second key."""
    given = used.ask("PUT", "/api/service-key", json.dumps({"key": key}).encode(), log_in(used))
    assert (given.status == 200) is taken


@pytest.mark.parametrize(("signs", "status"), [(False, 401), (True, 200)])
def test_sessions_end_with_a_restart_unless_they_are_signed(tmp_path: Path, signs: bool, status: int) -> None:
    """The twin's old cookie opens the device after its data were erased; a log-out ends it until then all the same."""
    behaviour = Behaviour(throttling=Throttling.NONE, signs_sessions=signs)
    device = in_use(unit(tmp_path, behaviour))
    kept, ended = log_in(device), log_in(device)
    device.ask("POST", "/api/logout", cookie=ended)

    assert device.ask("GET", "/api/status", cookie=kept).status == 200
    assert device.ask("GET", "/api/status", cookie=ended).status == 401

    for left in (tmp_path / "data").iterdir():
        if left.is_file():
            left.unlink()
    again = in_use(unit(tmp_path, behaviour))

    assert again.ask("GET", "/api/status", cookie=kept).status == status
    assert again.ask("GET", "/api/status", cookie=f"{kept[:-1]}{'0' if kept[-1] != '0' else '1'}").status == 401
