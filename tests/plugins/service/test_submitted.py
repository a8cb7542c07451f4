"""A port in clear that redirects whoever asks: what it takes from who sends something, log-ins above all."""

from pathlib import Path

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.service import Redirect, ServiceIdentity
from hoshitori.model.declaration import Declaration
from hoshitori_plugins.service.probe import identify_service
from tests.plugins.daemons import free_port
from tests.plugins.servers import nginx
from tests.plugins.support import Notes, declare, endpoint, password_row, reach_for, row
from tests.plugins.web.sites import USERS, Site, serving


def look(port: int, declaration: Declaration) -> Redirect:
    """Return what the probe says of a port that redirects."""
    reach = reach_for(Notes(), declaration, secrets={"1-AuthMech/AM-1": USERS["admin"]})
    found = identify_service(endpoint(port), reach)
    assert decode(ServiceIdentity, encode(found)) == found
    assert found.redirect is not None
    return found.redirect


def declared(
    secure: int, method: str = "form", *, login_path: str = "/login", paths: tuple[str, ...] = ()
) -> Declaration:
    """Return the declaration of an HTTPS interface and its log-in."""
    login = password_row(method, user_name="admin", login_path=login_path, protected_path="/settings")
    at = row("28-LogIntf", "LI-1", transport="tcp", port=secure, protocol="https", path="/")
    return declare(login, at)


def redirecting(clear: int, secure: int, *more: str) -> str:
    """Return the server in clear: a redirect for everything that no other of its rules takes."""
    onward = f"location / {{ return 301 https://127.0.0.1:{secure}$request_uri; }}"
    return f"listen 127.0.0.1:{clear}; {onward} {' '.join(more)}"


def only(method: str, path: str, rule: str, secure: int) -> str:
    """Return the rule for one method at a path whose other methods are redirected as everything is."""
    away = f"if ($request_method != {method}) {{ return 301 https://127.0.0.1:{secure}$request_uri; }}"
    return f"location = {path} {{ {away} {rule} }}"


def test_mere_redirect_takes_nothing(tmp_path: Path) -> None:
    """A port that redirects whatever is sent serves nothing; what was sent is listed."""
    clear, secure = free_port(), free_port()
    with serving(Site()) as site:
        within = f"listen 127.0.0.1:{secure} ssl; location / {{ proxy_pass http://127.0.0.1:{site}; }}"
        with nginx(tmp_path, redirecting(clear, secure), within):
            found = look(clear, declared(secure))
    assert (found.served, found.incomplete) == ((), "")
    assert found.sent[0] == "POST /login"
    assert "POST /settings" in found.sent
    assert not [one for one in found.sent if "reboot" in one or "logout" in one]
    assert 10 < len(found.sent) == len(set(found.sent)) <= 60


def test_log_in_that_is_taken_by_post_alone_is_found(tmp_path: Path) -> None:
    """GET of the log-in is redirected as everything is; its form, sent in clear, is looked at."""
    clear, secure = free_port(), free_port()
    with serving(device := Site()) as site:
        proxy = f"proxy_pass http://127.0.0.1:{site};"
        within = f"listen 127.0.0.1:{secure} ssl; location / {{ {proxy} }}"
        with nginx(tmp_path, redirecting(clear, secure, only("POST", "/login", proxy, secure)), within):
            found = look(clear, declared(secure))
    assert [(one.id, one.what) for one in found.served] == [("POST /login", "401 text/html, asks for a password")]
    assert device.logins == 2  # the administrator's over TLS, and the one in clear


@pytest.mark.parametrize(
    ("method", "path", "at", "rule", "what"),
    [
        ("json", "/sign-in", "POST", "default_type application/json; return 401 '{}';", "401 application/json, asks"),
        ("form", "/login", "POST", "absolute_redirect off; return 303 /login?wrong;", "303 to /login?wrong"),
        ("form", "/login", "POST", "return 303 http://$host/login;", "303 to http://127.0.0.1/login"),
        ("form", "/login", "POST", "return 302 https://portal.vendor.example/;", "302 to https://portal.vendor"),
        ("form", "/login", "POST", "return 429;", "429"),
        ("json", "/sign-in", "POST", "default_type text/html; return 200 'wrong, try again';", "200 text/html"),
    ],
)
def test_every_answer_to_a_log_in_that_is_no_redirect_home_is_told(
    tmp_path: Path, method: str, path: str, at: str, rule: str, what: str
) -> None:
    """Whether a log-in in clear is refused, slowed down or led on in clear: it was taken in clear."""
    clear, secure = free_port(), free_port()
    with nginx(tmp_path, redirecting(clear, secure, only(at, path, rule, secure))):
        found = look(clear, declared(secure, method, login_path=path))
    assert [one.id for one in found.served] == [f"{at} {path}"]
    assert found.served[0].what.startswith(what)


def test_basic_log_in_is_tried_with_a_wrong_value(tmp_path: Path) -> None:
    """Who redirects without credentials and looks at those that come takes them in clear."""
    clear, secure = free_port(), free_port()
    rule = f"""location = /desk {{ if ($http_authorization = "") {{ return 301 https://127.0.0.1:{secure}/desk; }}
        return 401; }}"""
    with nginx(tmp_path, redirecting(clear, secure, rule)):
        found = look(clear, declared(secure, "basic", login_path="/desk"))
    assert [(one.id, one.what[:3]) for one in found.served] == [("GET /desk", "401")]


@pytest.mark.parametrize(
    "request_found", ["POST /api/login", "POST /onvif/device_service", "PUT /api/place", "POST /data/door"]
)
def test_what_takes_something_is_found_by_name_by_declaration_and_by_its_pages(
    tmp_path: Path, request_found: str
) -> None:
    """A log-in of a usual name, a declared request, and a path that a page's script names, by their own methods."""
    clear, secure = free_port(), free_port()
    method, _, path = request_found.partition(" ")
    taken = only(method, path, "default_type application/json; return 400 '{}';", secure)
    page = """default_type text/html; return 200 "<script>fetch('/data/door')</script>";"""
    within = f"listen 127.0.0.1:{secure} ssl; location = / {{ {page} }} location / {{ return 404; }}"
    at = row("28-LogIntf", "LI-1", transport="tcp", port=secure, protocol="https", path="/", paths=("PUT /api/place",))
    with nginx(tmp_path, redirecting(clear, secure, taken), within):
        found = look(clear, declare(at))
    assert [one.id for one in found.served] == [request_found]


@pytest.mark.parametrize("rule", ["return 405;", "return 403;", "return 501;", "return 404;", "return 444;"])
def test_port_that_takes_nothing_but_questions_serves_nothing(tmp_path: Path, rule: str) -> None:
    """A redirector that knows GET alone, refuses everything else alike or hangs up is a mere redirect."""
    clear, secure = free_port(), free_port()
    onward = f"""listen 127.0.0.1:{clear}; location / {{ if ($request_method != GET) {{ {rule} }}
        return 301 https://127.0.0.1:{secure}$request_uri; }}"""
    with nginx(tmp_path, onward, f"listen 127.0.0.1:{secure} ssl; return 404;"):
        found = look(clear, declared_without_login(secure))
    assert (found.served, found.incomplete) == ((), "")
    assert "POST /api/login" in found.sent


def declared_without_login(secure: int) -> Declaration:
    """Return the declaration of an HTTPS interface alone."""
    return declare(row("28-LogIntf", "LI-1", transport="tcp", port=secure, protocol="https", path="/"))


def test_path_that_leads_to_its_other_spelling_first_is_a_redirect(tmp_path: Path) -> None:
    """A slash is added in clear before the visitor is sent to HTTPS: nothing was taken; it is sent there too."""
    clear, secure = free_port(), free_port()
    slash = f"location = /login {{ return 301 http://127.0.0.1:{clear}/login/; }}"
    secured = f"listen 127.0.0.1:{secure} ssl; return 404;"
    with nginx(tmp_path, redirecting(clear, secure, slash), secured):
        assert look(clear, declared_without_login(secure)).served == ()
    taken = only("POST", "/login/", "return 422;", secure)
    with nginx(tmp_path, redirecting(clear, secure, slash, taken), secured):
        assert [one.id for one in look(clear, declared_without_login(secure)).served] == ["POST /login/"]


@pytest.mark.parametrize(
    ("rule", "why"), [("return 403;", "403"), ("return 502;", "502"), ("return 444;", "no answer")]
)
def test_log_in_alone_that_is_refused_otherwise_is_not_decided(tmp_path: Path, rule: str, why: str) -> None:
    """403 for the log-in and a redirect for all else may be a refusal in clear or a log-in that lacks a token."""
    clear, secure = free_port(), free_port()
    with nginx(
        tmp_path,
        redirecting(clear, secure, only("POST", "/login", rule, secure)),
        f"listen 127.0.0.1:{secure} ssl; return 404;",
    ):
        found = look(clear, declared_without_login(secure))
    assert found.served == ()
    assert "POST /login" in found.incomplete
    assert why in found.incomplete


def test_log_in_that_is_asked_for_everywhere_is_told_once(tmp_path: Path) -> None:
    """Who asks whatever is sent for a credential takes it in clear, whichever path it is sent to."""
    clear, secure = free_port(), free_port()
    onward = f"""listen 127.0.0.1:{clear}; location / {{ if ($request_method = POST) {{ return 401; }}
        return 301 https://127.0.0.1:{secure}$request_uri; }}"""
    with nginx(tmp_path, onward, f"listen 127.0.0.1:{secure} ssl; return 404;"):
        found = look(clear, declared_without_login(secure))
    assert [one.id.partition("-")[0] for one in found.served] == ["POST /nothing"]


def test_front_page_that_redirects_with_303_is_a_redirect(tmp_path: Path) -> None:
    """`See Other` to HTTPS is as good a redirect as any (RFC 9110 section 15.4.4)."""
    clear, secure = free_port(), free_port()
    onward = f"listen 127.0.0.1:{clear}; return 303 https://127.0.0.1:{secure}$request_uri;"
    with nginx(tmp_path, onward, f"listen 127.0.0.1:{secure} ssl; return 404;"):
        assert look(clear, declared_without_login(secure)).leads_home
