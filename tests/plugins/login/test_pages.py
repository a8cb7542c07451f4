"""Doors that nobody told of: log-ins on pages that others lead to, and what a UDP port may hide."""

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hoshitori.facts.login import DefaultLogin, LoginKind
from hoshitori.facts.login_surface import LoginSurface
from hoshitori_plugins.login import pages
from hoshitori_plugins.login.probe import try_default_logins
from hoshitori_plugins.login_surface import look_for_logins
from tests.plugins.daemons import free_port
from tests.plugins.servers import nginx
from tests.plugins.support import Notes, declare, endpoint, interface, password_row, reach_for, row

FORM = '<form method="post" action="{action}"><input name="user"><input type="password" name="{field}"></form>'


def web(port: int, **places: str) -> str:
    """Return a server block of HTML pages; `_` stands for the front page, other names for themselves."""
    blocks = [
        f"location = /{name.strip('_')} {{ default_type text/html; return 200 '{text}'; }}"
        for name, text in places.items()
    ]
    return f"listen 127.0.0.1:{port}; {' '.join(blocks)} location / {{ return 404; }}"


def surface(port: int, transport: str = "tcp", protocol: str = "") -> LoginSurface:
    """Return the log-ins seen at a port of an undeclared service."""
    return look_for_logins(endpoint(port, protocol, transport=transport), reach_for(Notes()))


def test_login_on_a_page_that_others_lead_to_is_found(tmp_path: Path) -> None:
    """Neither path is a usual one; the first page leads to a second, which leads to the log-in."""
    port = free_port()
    there = FORM.format(action="/enter", field="word")
    with nginx(tmp_path, web(port, _="<a href=garden>in</a>", garden="<a href=/shed>on</a>", shed=there)):
        found = surface(port)
    assert [one.id for one in found.asked] == ["HTML_FORM /shed"]
    assert {"/", "/garden", "/shed"} <= set(found.looked_at)


def test_site_without_login_is_seen_as_such(tmp_path: Path) -> None:
    """Where every linked page was read and none asks, that is conclusive."""
    port = free_port()
    with nginx(tmp_path, web(port, _="<a href=garden>in</a>", garden="<p>flowers</p>")):
        found = surface(port)
    assert (found.asked, found.conclusive) == ((), True)


def test_page_whose_name_may_set_something_off_is_left_alone(tmp_path: Path) -> None:
    """A link to a restart is not followed, even in search of a log-in."""
    port = free_port()
    there = FORM.format(action="/enter", field="word")
    with nginx(tmp_path, web(port, _="<a href=reboot>restart</a>", reboot=there)):
        found = surface(port)
    assert (found.asked, "/reboot" in found.looked_at) == ((), False)


def test_second_login_beside_a_declared_one_is_tried_too(tmp_path: Path) -> None:
    """A form for service people on another page is a door of its own; the declared one on many pages is one door."""
    port = free_port()
    own, other = FORM.format(action="/login", field="pass"), FORM.format(action="/service/enter", field="code")
    both = own + "<a href=/about>about</a><a href=/service>service</a>"
    declared = password_row("form", user_name="admin", login_path="/login", protected_path="/home")
    site = web(port, _=own, login=both, about=own, service=other)
    with nginx(tmp_path, site):
        reach = reach_for(Notes(), declare(declared, interface(port)), secrets={"1-AuthMech/AM-1": "x"})
        found = look_for_logins(endpoint(port, "http"), reach)
    assert [one.where for one in found.asked] == ["/login", "/service"]


def test_form_that_leads_to_a_declared_login_is_that_login(tmp_path: Path) -> None:
    """Whether the page's path or the one it sends to is declared, and however another page names it: one door."""
    port = free_port()
    front, own = FORM.format(action="/login", field="p"), FORM.format(action="", field="p")
    for declared in ("/login", "/"):
        columns = {"login_path": declared, "protected_path": "/home", "user_field": "user", "password_field": "p"}
        rows = (password_row("form", user_name="admin", **columns), interface(port))
        with nginx(tmp_path, web(port, _=front, login=own)):
            reach = reach_for(Notes(), declare(*rows), secrets={"1-AuthMech/AM-1": "x"})
            found = look_for_logins(endpoint(port, "http"), reach)
        assert [one.id for one in found.asked] == [f"HTML_FORM {declared}"]


def test_page_that_asks_by_script_beside_a_declared_form_is_a_door_of_its_own(tmp_path: Path) -> None:
    """A password field for a script is no part of the declared form; a form that sets a password is no log-in."""
    port = free_port()
    own = FORM.format(action="/login", field="p") + "<a href=/service>s</a><a href=/forgotten>f</a>"
    loose = "<input id=code type=password><script>send(code.value)</script>"
    twice = "<form method=post><input type=password name=a><input type=password name=b></form>"
    declared = password_row("form", user_name="admin", login_path="/login", protected_path="/home")
    for service, ways in ((loose, ["HTML_FORM /login", "HTTP_OTHER by-script"]), (twice, ["HTML_FORM /login"])):
        with nginx(tmp_path, web(port, login=own, service=service, forgotten=twice)):
            reach = reach_for(Notes(), declare(declared, interface(port)), secrets={"1-AuthMech/AM-1": "x"})
            found = look_for_logins(endpoint(port, "http"), reach)
        assert [one.id for one in found.asked] == ways


SHELL = "<html><head><title>Camera</title><script src=/app.js></script></head><body><div id=root></div></body></html>"


@pytest.mark.parametrize(
    ("front", "script", "conclusive"),
    [
        (SHELL, "draw()", False),
        (SHELL + "<p>" + "a word " * 30, 'h("input", {type:"password"})', False),
        (SHELL + "<p>" + "a word " * 30, "draw()", True),
        (SHELL + "<a href=/garden>in</a>", "draw()", True),
        ('<script>location = "/garden"</script>', "draw()", True),
    ],
)
def test_login_that_a_script_draws_leaves_the_absence_open(
    tmp_path: Path, *, front: str, script: str, conclusive: bool
) -> None:
    """Scripts are not run here: a page that one has yet to fill, or a script with such a field, may hide a log-in."""
    port = free_port()
    with nginx(
        tmp_path, web(port, _=front.replace("'", ""), app=script, garden="<p>flowers</p>").replace("/app ", "/app.js ")
    ):
        found = surface(port)
    assert (found.asked, found.conclusive) == ((), conclusive)


def test_more_pages_than_are_read_leave_the_absence_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that was not read to the end and showed no log-in may have one."""
    monkeypatch.setattr(pages, "MOST_PAGES", 6)
    port = free_port()
    links = "".join(f"<a href=/bed{number}>bed</a>" for number in range(9))
    with nginx(tmp_path, web(port, _=links)):
        found = surface(port)
    assert (found.asked, found.conclusive) == ((), False)


@contextmanager
def datagrams(answer: Callable[[bytes], bytes]) -> Generator[int]:
    """Answer every datagram with what `answer` makes of it, if anything; yields the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]

        def serve() -> None:
            while (received := sock.recvfrom(65_535))[0] != b"stop":
                if reply := answer(received[0]):
                    sock.sendto(reply, received[1])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield port
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"stop", ("127.0.0.1", port))
        thread.join(30)


def tried(port: int, protocol: str) -> DefaultLogin:
    """Return what well-known credentials do at a UDP port."""
    return try_default_logins(endpoint(port, protocol, transport="udp"), reach_for(Notes()))


@pytest.mark.parametrize("protocol", ["", "ntp"])
def test_unknown_datagram_service_may_have_a_login_of_its_own(protocol: str) -> None:
    """What nobody understands is not free of a log-in, though it be declared as time at a number that is not time's."""
    with datagrams(lambda _: b"who are you?") as port:
        fact, seen = tried(port, protocol), surface(port, "udp", protocol)
    assert not fact.control.held
    assert "log-in of its own" in fact.control.what
    assert (seen.asked, seen.conclusive) == ((), False)


def test_datagram_service_that_answers_as_one_without_login_is_free_of_it() -> None:
    """A name server is known by its answer, whatever was declared of it."""
    with datagrams(lambda data: data[:2] + b"\x81\x80" + data[4:] if len(data) == 17 else b"") as port:
        fact = tried(port, "")
    assert fact.protocol == "dns"
    assert (fact.offered, fact.control.held) == ((), True)


def test_only_forms_are_found_by_following_links(tmp_path: Path) -> None:
    """A log-in that is declared at another path is not found a second time under a redirect."""
    port = free_port()
    own = FORM.format(action="/login", field="pass")
    declared = password_row("form", user_name="admin", login_path="/login", protected_path="/home")
    at = row("28-LogIntf", "LI-1", transport="tcp", port=port, protocol="http")
    site = f"listen 127.0.0.1:{port}; location = /login {{ default_type text/html; return 200 '{own}'; }}"
    with nginx(tmp_path, f"{site} location / {{ return 303 /login; }}"):
        reach = reach_for(Notes(), declare(declared, at), secrets={"1-AuthMech/AM-1": "x"})
        found = look_for_logins(endpoint(port, "http"), reach)
    assert [(one.way.value, one.where) for one in found.asked] == [("HTML_FORM", "/login")]
    assert LoginKind.HTTP_FORM.value in found.asked[0].evidence
