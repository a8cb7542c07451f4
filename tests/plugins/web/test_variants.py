"""Ways past a guard: each is found at a small site that has just that hole, and a sound site has none of them."""

from collections.abc import Callable, Mapping
from urllib.parse import unquote

import pytest

from hoshitori.facts.web import Visitor
from hoshitori_plugins.web.variants import Variant, headers, methods, spellings
from tests.plugins.web.sites import JPEG, PICTURE, Site, Slips
from tests.plugins.web.test_sweep import look

PAGE = "/data/rooms"
ORIGIN = "https://192.0.2.7"


def at(condition: Callable[[str, Mapping[str, str]], bool]) -> Slips:
    """Return a hole: a target and headers with which the rooms are given to anybody."""
    return lambda _method, target, lines, _version: PAGE if condition(target, lines) else ""


def bare(_method: str, target: str, lines: Mapping[str, str], version: str) -> str:
    """A guard that stands before the named host alone."""
    return PAGE if target == PAGE and "host" not in lines and version == "HTTP/1.0" else ""


@pytest.mark.parametrize(
    ("slips", "request_found"),
    [
        (at(lambda target, _: target == f"{PAGE}."), f"GET {PAGE}."),
        (at(lambda target, _: target == f"{PAGE};a=b"), f"GET {PAGE};a=b"),
        (at(lambda target, _: target.endswith(f"/..;{PAGE}")), f"GET /login/..;{PAGE}"),
        (at(lambda target, _: target == "/icons/..%2fdata/rooms"), "GET /icons/..%2fdata/rooms"),
        (at(lambda target, _: "images/" in target), f"GET {PAGE}?auth=YWRtaW46MTEK&images/.css"),
        (at(lambda target, _: "auth=YWRtaW46MTEK&" in target), f"GET {PAGE}?auth=YWRtaW46MTEK&images/.css"),
        (at(lambda target, _: "?" in target and target.endswith(".css")), f"GET {PAGE}?auth=YWRtaW46MTEK&images/.css"),
        (at(lambda target, _: target == "/%64ata/rooms"), "GET /%64ata/rooms"),
        (at(lambda target, _: target == "/data/%72ooms"), "GET /data/%72ooms"),
        (at(lambda target, _: target == "/DATA/ROOMS"), "GET /DATA/ROOMS"),
        (at(lambda target, _: unquote(target).endswith(f"{PAGE} ")), f"GET {PAGE}%20"),
        (bare, f"GET {PAGE} [HTTP/1.0]"),
        (at(lambda target, lines: target == PAGE and lines["host"] == "localhost"), f"GET {PAGE} [Host: localhost]"),
        (
            at(lambda target, lines: target == PAGE and lines.get("authorization", "").strip() == "Basic"),
            f"GET {PAGE} [Authorization: Basic ]",
        ),
        (
            at(lambda target, lines: target == "/login" and lines.get("x-rewrite-url") == PAGE),
            f"GET /login [X-Rewrite-URL: {PAGE}]",
        ),
        (
            at(lambda target, lines: target == PAGE and lines.get("forwarded", "") == "for=127.0.0.1"),
            f"GET {PAGE} [Forwarded: for=127.0.0.1]",
        ),
        (
            at(lambda target, lines: target == PAGE and lines.get("x-remote-user") == "admin"),
            f"GET {PAGE} [X-Remote-User: admin]",
        ),
        (
            at(lambda target, lines: target == PAGE and "roodkcab" in lines.get("user-agent", "")),
            f"GET {PAGE} [User-Agent: xmlset_roodkcableoj28840ybtide]",
        ),
        (
            at(lambda target, lines: target == PAGE and {"referer", "x-requested-with"} <= lines.keys()),
            "[Referer: http://127.0.0.1",
        ),
        (
            at(lambda target, lines: target == PAGE and lines.get("cookie", "").endswith("sid=")),
            f"GET {PAGE} [Cookie: loggedin=1; logged_in=true; auth=1; admin=1; user=admin; sid=]",
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_hole_is_found_and_named(slips: Slips, request_found: str) -> None:
    """A site whose guard has one hole fails, and the request that went through is named, with its header alone."""
    icon = {"/icons/styles.css": ("text/css", b"p { color: red }")}
    links = ("text/html", b'<html><link rel="stylesheet" href="/icons/styles.css"><p>Help on mounting it</p></html>')
    site = Site(slips=slips, extra={"/help": links, **icon}, public=frozenset({*icon, "/help"}))

    fact = look(site, {"public_paths": ("/help", *icon)})

    assert any(request_found in opening.request for opening in fact.opened_to(Visitor.NOBODY))
    assert {opening.page for opening in fact.opened} == {PAGE}


def test_absolute_address_is_a_way_past_a_guard() -> None:
    """Who holds the whole request target against a list of paths does not know the same path after a host's name."""
    whole: list[str] = []

    def slips(_method: str, target: str, _lines: Mapping[str, str], _version: str) -> str:
        whole.append(target)
        return PAGE if target.startswith("http://") and target.endswith(PAGE) else ""

    fact = look(Site(slips=slips))

    assert [one.page for one in fact.opened] == [PAGE]
    assert fact.opened[0].request.startswith("GET http://127.0.0.1:")


@pytest.mark.parametrize("status", [302, 401, 403, 404, 500])
def test_refusal_that_shows_the_page_gives_it(status: int) -> None:
    """What the administrator reads, beside a status that refuses and no challenge, was given to anybody."""
    fact = look(Site(refuses_with=status))

    found = {opening.request for opening in fact.opened_to(Visitor.NOBODY)}
    assert {"GET /", "GET /settings", f"GET {PAGE}"} <= found
    assert f"{status}, application/json" in next(one.evidence for one in fact.opened if one.page == PAGE)


@pytest.mark.parametrize(("refuses_with", "placeholder", "opened"), [(401, b"", True), (0, PICTURE[::-1], False)])
def test_live_picture_beside_a_refusal_is_told_from_a_placeholder(
    refuses_with: int, placeholder: bytes, opened: bool
) -> None:
    """A picture that is another each time is the camera's, whatever the status; one that stays is a placeholder."""
    site = Site(extra={"/snapshot.jpg": (JPEG, PICTURE)}, refuses_with=refuses_with, placeholder=placeholder)
    site.moving = opened

    fact = look(site)

    assert ("GET /snapshot.jpg" in {one.request for one in fact.opened}) is opened
    assert opened or (fact.opened, fact.unclear) == ((), ())


def test_head_that_announces_the_page_is_a_doubt() -> None:
    """A method that passes the guard and shows nothing is put to a person."""
    fact = look(Site(open=frozenset({f"HEAD {PAGE}"})))

    assert fact.opened == ()
    assert {doubt.request for doubt in fact.unclear} == {f"HEAD {PAGE}"}


def test_sound_site_is_asked_in_every_way_and_opens_in_none() -> None:
    """Each hole that is looked for is one that a sound site has not; a page is asked for in no more than 34 ways."""
    fact = look(Site())

    assert (fact.opened, fact.unclear) == ((), ())
    asked = [*spellings(PAGE, "/login", "/css", ORIGIN), *headers(PAGE, "/login", ORIGIN, "root", ("sid",))]
    assert len([*asked, *methods(PAGE)]) <= 34


def test_requests_are_told_by_what_matters_and_taken_apart() -> None:
    """Headers that go out together are each tried alone where together they open something."""
    ways = [*headers("/a", "/login", ORIGIN, "root", ("sid",)), *methods("/a")]
    several = [one for one in ways if len(one.apart()) > 1]

    assert [len(one.apart()) for one in several] == [2, 7, 6, 3]
    assert several[3].apart()[0].words == "POST /a [X-HTTP-Method-Override: GET]"
    assert "Content-Type" in several[3].apart()[0].headers
    assert Variant(method="GET", path="/a").apart() == (Variant(method="GET", path="/a"),)
    assert len({one.path for one in spellings("/api/a?b=1", "/login", "/css", ORIGIN)}) >= 22
