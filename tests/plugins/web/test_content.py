"""What counts as the same content: an opened page is recognised, a refusal in other words is not taken for one."""

import json

import pytest

from hoshitori.facts.web import PageKind
from hoshitori_plugins.login.browser import Answer
from hoshitori_plugins.web.content import Shown, alike, gives, kind_of, looks_like_a_file, show
from hoshitori_plugins.web.links import links_of, may_harm

LOGIN = "<html><p>Please log in to the gateway</p><input type=password name=p><footer>EX-100 by Example</footer></html>"


def answer(body: object, media: str = "application/json", status: int = 200, *headers: tuple[str, str]) -> Answer:
    """An answer with a body."""
    data = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers=(("content-type", media), *headers), body=data)


def html(text: str, status: int = 200) -> Shown:
    """A page as it is compared."""
    return show(answer(text, "text/html", status))


def data(document: object, status: int = 200) -> Shown:
    """A JSON document as it is compared."""
    return show(answer(document, status=status))


STATUS = {"cpu": 13, "memory": 512, "uptime": 86_400, "name": "hall"}


@pytest.mark.parametrize(
    ("got", "wanted", "same"),
    [
        (data(STATUS), data(STATUS), True),
        (data({**STATUS, "cpu": 99, "uptime": 86_500}), data(STATUS), True),
        (data({"cpu": 1, "memory": 2, "uptime": 3}), data({"cpu": 13, "memory": 512, "uptime": 86_400}), True),
        (data({f"counter {n}": n + 90 for n in range(8)}, 401), data({f"counter {n}": n for n in range(8)}), True),
        (data({"code": 16, "reason": "no", "at": 9}, 401), data({"code": 10, "reason": "fine", "at": 4}), False),
        (data({"error": "log in first"}), data(STATUS), False),
        (data({"error": "log in first"}, 401), data({"error": "none", "rooms": ["hall"]}), False),
        (
            data({"user": None, "roles": [], "authenticated": False}),
            data({"user": "admin", "roles": ["all"], "authenticated": True}),
            False,
        ),
        (data({"token": "81f0c2"}), data({"token": "77aa31"}), False),
        (data(["hall.mp4", "door.mp4"]), data(["hall.mp4", "door.mp4", "yard.mp4"]), True),
        (html(LOGIN), data(STATUS), False),
        (
            html(LOGIN),
            html("<html><p>Owner Maruyama, cellar door, wlan-7</p><footer>EX-100 by Example</footer>"),
            False,
        ),
        (
            html("<html><nav>log in</nav><p>Owner Maruyama, cellar door, wlan-7</p></html>"),
            html("<html><nav>settings users logs</nav><p>Owner Maruyama, cellar door, wlan-7</p></html>"),
            True,
        ),
        (
            html("<html><p>Owner Maruyama, cellar door</p></html>", 302),
            html("<html><p>Owner Maruyama, cellar door</p>"),
            True,
        ),
        (
            show(answer(b"\xff\xd8" + bytes(900), "image/jpeg")),
            show(answer(b"\xff\xd8" + bytes(range(200)), "image/jpeg")),
            True,
        ),
        (show(answer(b"no", "text/plain", 401)), show(answer(b"\xff\xd8" + bytes(900), "image/jpeg")), False),
        (data([]), data([]), False),
    ],
)
def test_same_content_is_told_from_other(got: Shown, wanted: Shown, same: bool) -> None:
    """Content decides, not status: values that move on are the same document, empty keys and tokens are not."""
    assert gives(got, wanted, [html(LOGIN)]) is same


def test_page_for_everything_is_nothing() -> None:
    """What a visitor gets for paths that do not exist is no page, though it is the administrator's shell too."""
    shell = html("<html><div id=app></div><p>Loading the application of your gateway</p></html>")

    assert alike(shell, html("<html><div id=app></div><p>Loading the application of your gateway</p></html>"))
    assert not gives(shell, shell, [shell])


@pytest.mark.parametrize(
    ("path", "media", "kind"),
    [
        ("/style.css", "text/css", PageKind.STATIC),
        ("/app.js", "text/javascript", PageKind.STATIC),
        ("/logo.png", "image/png", PageKind.STATIC),
        ("/snapshot.png", "image/png", PageKind.DATA),
        ("/live", "image/jpeg", PageKind.DATA),
        ("/.git/config", "text/plain", PageKind.DATA),
        ("/robots.txt", "text/plain", PageKind.STATIC),
        ("/", "text/html", PageKind.PAGE),
    ],
)
def test_pictures_of_a_camera_are_data(path: str, media: str, kind: PageKind) -> None:
    """Icons and styles are part of the pages; a snapshot is what is to be guarded."""
    one = answer(b"x" * 100, media, 200, ("etag", '"1"'))

    assert kind_of(path, show(one), one) is kind


def test_files_of_the_pages_look_like_files() -> None:
    """Texts of a language lie there as a file with a validator; what a program answers has none."""
    assert looks_like_a_file("/locales/ja.json", answer({"hello": "x"}, "application/json", 200, ("etag", '"1"')))
    assert not looks_like_a_file("/api/users.json", answer({"hello": "x"}))


def test_links_are_read_from_pages_scripts_and_documents() -> None:
    """Paths on the same host are found wherever they stand; a link to another host is asked of the device alone."""
    page = answer(
        '<a href="b">x</a><a href="https://elsewhere.example/c">y</a><script>get("/d/e")</script>', "text/html"
    )
    script = answer("fetch('/f/g?x=1')", "text/javascript")
    document = answer({"paths": {"/h/i": {"get": {}}}, "next": "/j"})

    assert links_of(page, "/a/") == ["/a/b", "/c", "/d/e"]
    assert links_of(script, "/x.js") == ["/f/g?x=1"]
    assert set(links_of(document, "/openapi.json")) == {"/h/i", "/j"}


@pytest.mark.parametrize(
    "path", ["/reboot", "/api/factory-reset", "/cgi-bin/do?action=delete", "/users/7/remove", "/x.restart"]
)
def test_paths_that_may_do_harm_are_known(path: str) -> None:
    """What asking alone might set off is left alone."""
    assert may_harm(path)
    assert not may_harm("/settings/presets")
