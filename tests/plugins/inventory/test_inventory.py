"""The inventory of real web servers on loopback: public pages, pages behind a log-in, lists of components."""

import contextlib
import json
import threading
from collections.abc import Generator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.inventory import Inventory, ShownBy
from hoshitori.instrument import DeviceIdentity
from hoshitori.model.declaration import Document
from hoshitori.model.subject import Device
from hoshitori.probe import Unavailable
from hoshitori_plugins.inventory.probe import take_inventory
from tests.plugins.support import LOOPBACK, Notes, declare, document_file, password_row, reach_for, row

BILL = {
    "bomFormat": "CycloneDX",
    "metadata": {"component": {"type": "firmware", "name": "EX-100", "version": "1.4.0"}},
    "components": [
        {"type": "application", "name": "app", "version": "1.4.0", "components": [{"name": "zlib", "version": "1.3"}]}
    ],
}
ABOUT = "<table><tr><th>Model</th><td>EX-100</td></tr><tr><th>Version</th><td>1.4.0</td></tr></table>"
LOGIN = '<form method="post" action="/login"><input name="user"><input type="password" name="password"></form>'


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = cast("_Server", self.server).pages.get(self.path)
        if self.path == "/login":
            self._send(200, LOGIN)
        elif content is None:
            self._send(404, "not here")
        elif content.startswith("private ") and "session=yes-yes-yes" not in self.headers.get("Cookie", ""):
            self._send(303, "", ("Location", "/login"))
        else:
            self._send(200, content.removeprefix("private "))

    def do_POST(self) -> None:
        right = b"password=right" in self.rfile.read(int(self.headers["Content-Length"]))
        header = ("Set-Cookie", "session=yes-yes-yes") if right else ("X-No", "1")
        self._send(303 if right else 401, "", header, ("Location", "/"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        pass

    def _send(self, status: int, body: str, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if body[:1] == "{" else "text/html; charset=utf-8")
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())


class _Server(ThreadingHTTPServer):
    pages: Mapping[str, str]


@contextlib.contextmanager
def device(**pages: str) -> Generator[int]:
    """Serve pages, named without their slash; yield the port."""
    server = _Server((LOOPBACK, 0), _Handler)
    server.pages = {f"/{name}": content for name, content in pages.items()}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def taken(port: int, notes: Notes | None = None, *, folder: Path | None = None) -> Inventory:
    """Take the inventory of a device whose page is `/about`, and whose components are at `/parts`."""
    documents: tuple[Document, ...] = ()
    if folder is not None:
        bill = document_file(folder, "D-sbom", "sbom.json", json.dumps(BILL).encode())
        documents = (replace(bill, topics=("sbom",)),)
    declaration = declare(
        row(
            "28-LogIntf",
            "LI-1",
            transport="tcp",
            port=port,
            protocol="http",
            role="server",
            component_list_path="/parts",
        ),
        row("27-UserIntf", "UI-1", interface="28-LogIntf/LI-1", path="/about", shows_model=True, type="web"),
        row("27-UserIntf", "UI-label", type="label", shows_model=True),
        row("6-SoftComp", "SC-1", name="hdc-app", shown_as="app", update_mechanism=("7-UpdMech/UM-1",)),
        row("7-UpdMech", "UM-1", interface="28-LogIntf/LI-1", version_path="/version"),
        password_row("form", user_name="admin", login_path="/login", success_status=303),
        documents=documents,
    )
    reach = reach_for(
        notes or Notes(), declaration, secrets={"1-AuthMech/AM-1": "right"}, documents=folder or Path("/nonexistent")
    )
    fact = take_inventory(Device(sample="S1", address=LOOPBACK), reach)
    assert decode(Inventory, encode(fact)) == fact
    return fact


def test_a_public_page_is_read_by_anybody(tmp_path: Path) -> None:
    """Model and version are read before any log-in; components from the maker's document, versions as shown."""
    with device(about=ABOUT, version='{"version": "1.4.0", "components": {"app": "1.4.0"}}') as port:
        found = taken(port, folder=tmp_path)

    (place,) = found.shown
    assert (place.by, place.models, place.versions) == (ShownBy.NETWORK, ("EX-100",), ("1.4.0",))
    assert found.version == "1.4.0"
    assert [one.id for one in found.components] == ["EX-100 1.4.0", "app 1.4.0", "zlib 1.3"]
    assert found.lists == ("document D-sbom",)
    assert [(one.id, one.version) for one in found.versions] == [("6-SoftComp/SC-1", "1.4.0")]
    assert any("/parts" in reason for reason in found.not_read)


def test_a_private_page_is_read_with_the_declared_session() -> None:
    """A page that leads to the log-in is read again as the declared user, whose session is sealed."""
    notes = Notes()
    with device(about=f"private {ABOUT}", parts=f"private {json.dumps(BILL)}") as port:
        found = taken(port, notes)

    (place,) = found.shown
    assert (place.by, place.models) == (ShownBy.NETWORK_SESSION, ("EX-100",))
    assert found.lists == (f"tcp/{port} /parts",)
    assert [one.name for one in found.listed("APP")] == ["app"]
    assert b"yes-yes-yes" in notes.secrets


def test_a_page_without_model_shows_none() -> None:
    """What is not there is not found, and the page was read all the same."""
    with device(about="<p>Version: 1.4.0</p>") as port:
        (place,) = taken(port).shown

    assert (place.models, place.model_word, place.letters > 0) == ((), False, True)


class Reads:
    """An operator who reads model and version off the device."""

    def identity(self) -> DeviceIdentity:
        return DeviceIdentity(model="EX-100", version="1.4.0", where="the display")


def test_the_instrument_stands_in_where_no_page_can_be_read() -> None:
    """Without a readable page the operator's reading counts, and is named so; without an operator there is nothing."""
    with device() as port:
        (place,) = taken(port, Notes(instruments={"Ui": Reads()})).shown
        assert (place.id, place.by, place.models) == ("Ui: the display", ShownBy.INSTRUMENT, ("EX-100",))
        with pytest.raises(Unavailable, match="404"):
            taken(port)


@pytest.mark.parametrize(
    "parts", ["{}", "no list", '{"bomFormat": "CycloneDX"}', '{"bomFormat": "CycloneDX", "components": 7}']
)
def test_what_is_no_list_of_components_is_told(parts: str) -> None:
    """A list that names nothing is no list."""
    with device(about=ABOUT, parts=parts) as port:
        found = taken(port)

    assert (found.components, found.lists) == ((), ())
    assert any("/parts" in reason for reason in found.not_read)
