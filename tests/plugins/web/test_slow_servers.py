"""Web servers that take their time: what is slow is not absent, and what is unread is not guarded."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori.facts.web import WebSweep
from hoshitori.model.declaration import Declaration
from hoshitori.probe import Unavailable
from hoshitori_plugins.web import probe as web
from tests.plugins.daemons import free_port
from tests.plugins.servers import listener, nginx
from tests.plugins.support import Notes, declare, endpoint, reach_for

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: 12\r\n\r\n<p>rooms</p>"


def look(port: int, protocol: str = "", declaration: Declaration | None = None) -> WebSweep:
    """Return what the sweep says of a port on loopback."""
    return web.sweep_web(endpoint(port, protocol), reach_for(Notes(), declaration))


def test_server_slower_than_the_first_patience_is_a_web_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """What kept silent at first is asked again with more patience, which the first answer then sets."""
    monkeypatch.setattr(web, "_PATIENCE_MILLISECONDS", 300)
    given_up = threading.Event()

    def serve(client: socket.socket) -> None:
        if client.recv(4_096).startswith(b"GET / "):
            if not given_up.is_set():
                client.recv(1)  # until the impatient visitor hangs up
                given_up.set()
            else:
                client.sendall(PAGE)
        else:
            client.sendall(PAGE.replace(b"200 OK", b"404 No"))

    with listener(serve) as port:
        found = look(port, "http")
    assert found.protocol == "http"
    assert [page.id for page in found.pages] == []
    assert given_up.is_set()


def test_server_that_never_answers_is_not_a_port_without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence to the end could not be measured: it is no sign that the port speaks something else."""
    monkeypatch.setattr(web, "_PATIENCE_MILLISECONDS", 200)
    monkeypatch.setattr(web, "_LONGEST_PATIENCE_MILLISECONDS", 600)
    over = threading.Event()
    with listener(lambda _: over.wait(20)) as port:
        with pytest.raises(Unavailable) as caught:
            look(port)
        over.set()
    assert "slow" in caught.value.reason


@pytest.mark.parametrize("said", [b"220 a file server\r\n", b"login: "])
def test_server_that_speaks_first_has_no_pages(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    """Who greets speaks neither HTTP nor TLS, though it then keeps silent, with or without an end of line."""
    monkeypatch.setattr(web, "_PATIENCE_MILLISECONDS", 300)
    over = threading.Event()

    def serve(client: socket.socket) -> None:
        client.sendall(said)
        over.wait(20)

    with listener(serve) as port:
        found = look(port)
        over.set()
    assert (found.protocol, found.control.held) == ("", True)


def test_pages_that_give_no_answer_cut_the_sweep_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the front page answers and most others keep silent, the sweep does not pass for a whole one."""
    monkeypatch.setattr(web, "_PATIENCE_MILLISECONDS", 1_500)

    def few(_interfaces: object) -> Iterator[str]:
        return iter(("/a", "/b", "/c"))

    monkeypatch.setattr(web, "listed_paths", few)
    port = free_port()
    site = f"listen 127.0.0.1:{port}; location = / {{ default_type text/html; return 200 '<p>rooms of a house</p>'; }}"
    over = threading.Event()
    with listener(lambda _: over.wait(60)) as mute:
        with nginx(tmp_path, f"{site} location / {{ proxy_pass http://127.0.0.1:{mute}; }}"):
            found = look(port, "http", declare())
        over.set()
    assert "no answer in time" in found.cut_short
