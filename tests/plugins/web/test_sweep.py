"""The sweep of a web interface: what opens to others is found, and a device that refuses softly is not accused."""

import json
import socket
import threading
from collections.abc import Iterable, Mapping

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.web import Looked, PageAccess, Visitor, WebSweep
from hoshitori.model.subject import FieldValue
from hoshitori.probe import Unavailable
from hoshitori_plugins.web.probe import sweep_web
from tests.plugins.support import Notes, declare, endpoint, password_row, reach_for, row
from tests.plugins.web.sites import DATA, HTML, JPEG, PICTURE, ROOMS, USERS, Site, serving

FORM: dict[str, FieldValue] = {"login_path": "/login", "protected_path": "/", "success_status": 303}
METHODS: dict[str, dict[str, FieldValue]] = {
    "form": FORM,
    "bearer": {"login_path": "/login", "success_status": 200},
    "basic": {"login_path": "/"},
}
ROLES: dict[str, FieldValue] = {"administrator_paths": ("/settings", "POST /settings")}


def look(
    site: Site,
    columns: Mapping[str, FieldValue] | None = None,
    *,
    password: str = USERS["admin"],
    notes: Notes | None = None,
) -> WebSweep:
    """Run the probe against a site, with the log-in, a lesser user and further columns of the interface declared."""
    method = "json" if site.style == "bearer" else site.style
    mechanism = password_row(method, user_name="admin", lesser_user_name="guest", **METHODS[site.style])
    with serving(site) as port:
        fields: dict[str, FieldValue] = {
            "transport": "tcp",
            "port": port,
            "protocol": "http",
            "path": "/",
            **(columns or {}),
        }
        declaration = declare(mechanism, row("28-LogIntf", "LI-1", **fields))
        secrets = {"1-AuthMech/AM-1": password, "1-AuthMech/AM-1/lesser_user_secret": USERS["guest"]}
        fact = sweep_web(endpoint(port, "http"), reach_for(notes or Notes(), declaration, secrets=secrets))
    assert decode(WebSweep, encode(fact)) == fact
    return fact


def test_sound_site_opens_to_nobody() -> None:
    """Every guarded page is found by links, asked for by all three visitors, and stays shut; the control holds."""
    site, notes = Site(), Notes()

    fact = look(site, ROLES, notes=notes)

    assert (fact.opened, fact.unclear, fact.cut_short) == ((), (), "")
    assert {page.id for page in fact.guarded} == {"/", "/settings", "/data/rooms"}
    assert {page.id: page.found_by for page in fact.pages}["/data/rooms"] == "link"
    assert (fact.logged_out, fact.lesser_user, fact.control.held) == (Looked.TRIED, Looked.TRIED, True)
    assert notes.effort["requests"] > 100
    assert any(secret.startswith(b"session-") for secret in notes.secrets)


def test_nothing_is_changed_and_nothing_is_set_off() -> None:
    """Pages named after what they do are never asked for, writes leave the state as it was, and log-ins are few."""
    site = Site(open=frozenset({"PUT /data/rooms", "POST /settings"}), guest_is_admin=True)
    before = dict(site.state)

    fact = look(site, ROLES)

    assert not [asked for asked in site.asked if "/reboot" in asked]
    assert any("/reboot" in sentence for sentence in fact.not_looked_at)
    assert site.state == before
    assert site.extra.get("/data/rooms", (DATA, ROOMS))[1] == ROOMS
    assert site.logins <= 3


@pytest.mark.parametrize(
    ("site", "request_found"),
    [
        (Site(open=frozenset({"/data/rooms"})), "GET /data/rooms"),
        (Site(open=frozenset({"/settings"})), "GET /settings"),
        (Site(open=frozenset({"PUT /data/rooms"})), "PUT /data/rooms"),
        (Site(open=frozenset({"POST /settings"})), "POST /settings"),
        (Site(open=frozenset({"OPTIONS /data/rooms"})), "OPTIONS /data/rooms"),
        (Site(override=True), "POST /data/rooms [X-HTTP-Method-Override: GET]"),
        (Site(trusts_header="X-Forwarded-For"), "GET /data/rooms [X-Forwarded-For: 127.0.0.1]"),
        (Site(ignores_case=True), "GET /data/ROOMS"),
        (Site(body_with_redirect=True), "GET /"),
        (Site(extra={"/snapshot.jpg": (JPEG, PICTURE)}, open=frozenset({"/snapshot.jpg"})), "GET /snapshot.jpg"),
        (
            Site(extra={"/mjpeg": ("multipart/x-mixed-replace", PICTURE)}, open=frozenset({"/mjpeg"})),
            "GET /mjpeg",
        ),
        (Site(style="basic", open=frozenset({"/data/rooms"})), "GET /data/rooms"),
        (Site(style="bearer", open=frozenset({"/data/rooms"})), "GET /data/rooms"),
        (Site(soft=True, open=frozenset({"/data/rooms"})), "GET /data/rooms"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_opens_without_a_session_is_found(site: Site, request_found: str) -> None:
    """A path, a method, a header, a spelling or a redirect that lets anybody in is found, and named."""
    fact = look(site)

    found = {opening.request for opening in fact.opened_to(Visitor.NOBODY)}
    assert request_found in found


def test_refusal_with_200_and_the_login_page_is_a_refusal() -> None:
    """A device that answers everything with 200 and its log-in page gives nothing away."""
    fact = look(Site(soft=True), ROLES)

    assert (fact.opened, fact.unclear) == ((), ())
    assert fact.control.held


def test_session_that_outlives_its_log_out_is_found() -> None:
    """The cookie from before the log-out still opens pages."""
    fact = look(Site(log_out_ends=False))

    assert {opening.visitor for opening in fact.opened} == {Visitor.LOGGED_OUT}


def test_log_out_is_sent_as_the_page_has_it() -> None:
    """Where log-out wants the hidden token of its form, the form is sent, not a request made up."""
    fact = look(Site(wants_token=True))

    assert (fact.logged_out, fact.opened) == (Looked.TRIED, ())


def test_lesser_user_with_the_administrators_rights_is_found() -> None:
    """What is declared to be the administrator's is read and written by the lesser user."""
    fact = look(Site(guest_is_admin=True), ROLES)

    assert {opening.id for opening in fact.opened} == {"LESSER_USER GET /settings", "LESSER_USER POST /settings"}


@pytest.mark.parametrize(
    ("media", "body", "declared", "access", "doubts"),
    [
        (DATA, b'{"model": "EX-1", "version": "7"}', False, PageAccess.OPEN, 0),
        (DATA, b'{"model": "EX-1", "version": "7"}', True, PageAccess.PUBLIC, 0),
        (HTML, b"<html><p>How to mount the camera on a wall</p></html>", False, PageAccess.OPEN, 1),
        (HTML, b"<html><p>How to mount the camera on a wall</p></html>", True, PageAccess.PUBLIC, 0),
        (DATA, b"[]", False, PageAccess.SHARED, 1),
        ("text/css", b"p { color: red; background: blue }", False, PageAccess.SHARED, 0),
    ],
)
def test_public_information_is_what_is_declared(
    media: str, body: bytes, declared: bool, access: PageAccess, doubts: int
) -> None:
    """Data for anybody count as open unless declared, a page as something for a person, a style as nothing."""
    site = Site(extra={"/help": (media, body)}, public=frozenset({"/help"}))

    fact = look(site, {"public_paths": ("/help",)} if declared else {})

    assert {page.id: page.access for page in fact.pages}["/help"] is access
    assert len(fact.unclear_for(Visitor.NOBODY)) == doubts
    assert bool(fact.opened) == (access is PageAccess.OPEN and media == DATA)


def test_credentials_with_each_request_leave_no_session_to_end() -> None:
    """With HTTP Basic there is nothing to log out of, and it is said."""
    assert look(Site(style="basic")).logged_out is Looked.NO_SESSIONS


def test_token_that_goes_with_each_request_is_used() -> None:
    """A declared bearer token reads as the administrator's session does, and there is nothing to log out of."""
    site = Site(style="bearer", sessions={"a-token-of-the-maker": "admin"}, open=frozenset({"/data/rooms"}))
    columns: dict[str, FieldValue] = {"authentication_kind": "token", "login_method": "bearer"}
    mechanism = row("1-AuthMech", "AM-1", interface="28-LogIntf/LI-1", **columns)
    with serving(site) as port:
        interface = row("28-LogIntf", "LI-1", transport="tcp", port=port, protocol="http", path="/")
        reach = reach_for(Notes(), declare(mechanism, interface), secrets={"1-AuthMech/AM-1": "a-token-of-the-maker"})
        fact = sweep_web(endpoint(port, "http"), reach)

    assert (fact.login, fact.logged_out) == ("1-AuthMech/AM-1", Looked.NO_SESSIONS)
    assert [opening.request for opening in fact.opened][:1] == ["GET /data/rooms"]
    assert fact.control.held


def test_wrong_declared_password_is_no_sweep() -> None:
    """Without the administrator's session nothing could be compared: the fact is unavailable."""
    with pytest.raises(Unavailable, match="opened no session"):
        look(Site(), password="Wrong-Horse-7")


def test_opened_content_stands_in_the_sealed_artefact_alone() -> None:
    """What should not have been given is kept as evidence, sealed, and not in the fact."""
    notes = Notes()

    fact = look(Site(open=frozenset({"/data/rooms"})), notes=notes)

    assert "Maruyama" not in json.dumps(encode(fact))
    assert notes.artefacts["opened-pages.json"]["sealed"]
    assert b"Maruyama" in notes.artefacts["opened-pages.json"]["data"]


def test_port_that_speaks_no_http_has_no_pages() -> None:
    """An SSH server refuses nothing of the web's; that is said, and no page is made up."""

    def greet(listener: socket.socket) -> None:
        while True:
            try:
                one, _ = listener.accept()
            except OSError:
                return
            with one:
                one.sendall(b"SSH-2.0-test\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=greet, args=(listener,), daemon=True).start()
        fact = sweep_web(endpoint(listener.getsockname()[1]), reach_for(Notes()))
        listener.shutdown(socket.SHUT_RDWR)

    assert (fact.protocol, fact.pages, fact.control.held) == ("", (), True)


def linking_to(*pages: Iterable[str]) -> Site:
    """A site with pages `/help-1`, `/help-2` … behind one another, each with these links."""
    written: dict[str, tuple[str, bytes]] = {}
    for number, paths in enumerate(pages, 1):
        links = "".join(f'<a href="{path}">clip</a>' for path in (f"/help-{number + 1}", *paths))
        written[f"/help-{number}"] = (HTML, f"<html><body><h1>Help {number}</h1>{links}</body></html>".encode())
    return Site(extra={"/help": written["/help-1"], **written})


def test_links_alike_that_are_left_out_are_named() -> None:
    """Of many links that begin alike some are followed, and that the others were not stands in the fact."""
    fact = look(linking_to(f"/clips/{number}" for number in range(40)))

    assert "/clips: only 30 paths that begin so were asked for" in fact.not_looked_at
    assert fact.cut_short == ""


def test_page_with_more_links_than_are_followed_is_named() -> None:
    """Of a page with very many links the first are followed, and that the others were not stands in the fact."""
    fact = look(linking_to(f"/clips/{day}/{number}" for day in range(10) for number in range(25)))

    assert "/help: only its first 200 links were followed" in fact.not_looked_at
    assert fact.cut_short == ""


def test_more_paths_than_are_asked_for_cut_the_sweep_short() -> None:
    """A site with more paths than the sweep asks for was not swept whole, and says so."""
    fact = look(linking_to(*([f"/{page}/{day}/{n}" for day in range(8) for n in range(20)] for page in "abc")))

    assert fact.cut_short == "400 paths"


def test_undeclared_site_is_read_without_a_session() -> None:
    """Where no log-in is declared, what anybody reads is put to a person."""
    site = Site(public=frozenset({"/", "/data/rooms"}))
    with serving(site) as port:
        fact = sweep_web(endpoint(port, "http"), reach_for(Notes()))

    assert fact.login == ""
    assert {doubt.request for doubt in fact.unclear} == {"GET /", "GET /data/rooms"}
