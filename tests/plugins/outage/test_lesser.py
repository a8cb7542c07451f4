"""The declared account with fewer rights, tried at a real web server."""

import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hoshitori_plugins.outage.lesser import lesser_look
from tests.plugins.outage.devices import mechanism
from tests.plugins.support import LOOPBACK, Notes, declare, reach_for, row

SECRETS = {"1-AuthMech/AM-1": "x", "1-AuthMech/AM-1/lesser_user_secret": "the viewer's value"}


class Server(HTTPServer):
    """A web server with a form for logging in; `accounts` has what opens a session."""

    accounts: dict[str, str]


class Form(BaseHTTPRequestHandler):
    """What it answers."""

    def do_GET(self) -> None:
        """Guard everything but the form."""
        self._answer(200 if self.path == "/login" else 303)

    def do_POST(self) -> None:
        """Take a user name and a password."""
        assert isinstance(self.server, Server)
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in urllib.parse.parse_qs(text).items()}
        opened = self.server.accounts.get(given["user"]) == given["password"]
        self._answer(303 if opened else 401, opened=opened)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""

    def _answer(self, status: int, *, opened: bool = False) -> None:
        self.send_response(status)
        if opened:
            self.send_header("Set-Cookie", "session=a-long-random-value; HttpOnly")
        if status == 303:
            self.send_header("Location", "/" if opened else "/login")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    server = Server((LOOPBACK, 0), Form)
    server.accounts = {"viewer": "the viewer's value"}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def look_of(server: Server, **columns: str) -> object:
    """Return what the look at a server's lesser account says, or nothing where there is no look."""
    login = row(
        "1-AuthMech", "AM-1", authentication_kind="password", login_path="/login",
        user_field="user", password_field="password", success_status=303, failure_status=401, user_name="admin",
        interface="28-LogIntf/LI-1", **{"lesser_user_name": "viewer", "login_method": "form", **columns},
    )  # fmt: skip
    web = row("28-LogIntf", "LI-1", transport="tcp", port=server.server_address[1], protocol="http", role="server")
    reach = reach_for(Notes(), declare(login, web), secrets=SECRETS)
    look = lesser_look(mechanism("power"), login, reach)
    return look() if look is not None else "no look"


def test_the_account_opens_a_session(server: Server) -> None:
    """Its declared password is tried at the form, under its own name."""
    assert look_of(server) is True


def test_the_account_that_is_gone_opens_none(server: Server) -> None:
    """A password that was lost is refused."""
    server.accounts.clear()

    assert look_of(server) is False


@pytest.mark.parametrize("columns", [{"lesser_user_name": ""}, {"login_method": "ssh"}])
def test_without_an_account_or_a_page_there_is_no_look(server: Server, columns: dict[str, str]) -> None:
    """What is not declared, or not at a web page, is not tried."""
    assert look_of(server, **columns) == "no look"
