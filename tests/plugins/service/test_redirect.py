"""A port in clear that sends people to HTTPS: whose HTTPS that is, and what the port serves all the same."""

import contextlib
import socket
import struct
import subprocess
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.service import LeadsTo, Redirect, ServiceIdentity
from hoshitori.model.declaration import Declaration
from hoshitori_plugins.service import redirect as behind
from hoshitori_plugins.service.probe import identify_service
from tests.plugins.daemons import free_port, needs
from tests.plugins.servers import nginx
from tests.plugins.support import Notes, declare, endpoint, password_row, reach_for, row
from tests.plugins.web.sites import USERS, Site, serving

DESK = """default_type text/html; return 200 '<a href="/hidden/desk">desk</a>';"""


def look(port: int, declaration: Declaration | None = None, notes: Notes | None = None) -> Redirect:
    """Return what the probe says of a port that redirects."""
    reach = reach_for(notes or Notes(), declaration, secrets={"1-AuthMech/AM-1": USERS["admin"]})
    found = identify_service(endpoint(port), reach)
    assert decode(ServiceIdentity, encode(found)) == found
    assert found.redirect is not None
    return found.redirect


def test_mere_redirect_to_the_device_serves_nothing(tmp_path: Path) -> None:
    """Whatever is asked for, everybody is sent to HTTPS at the device's own address; what was asked is counted."""
    clear, secure = free_port(), free_port()
    onward = f"listen 127.0.0.1:{clear}; return 301 https://127.0.0.1:{secure}$request_uri;"
    notes = Notes()
    with nginx(tmp_path, onward, f"listen 127.0.0.1:{secure} ssl; {DESK}"):
        found = look(clear, notes=notes)
    assert (found.leads, found.answers, found.served, found.incomplete) == (LeadsTo.ITS_ADDRESS, True, (), "")
    assert found.asked == notes.effort["paths"] > 100


def test_page_that_is_linked_over_https_alone_is_asked_for_in_clear(tmp_path: Path) -> None:
    """The front page redirects; a page behind it, of no usual name, is served in clear all the same."""
    clear, secure = free_port(), free_port()
    onward = f"""listen 127.0.0.1:{clear}; location / {{ return 301 https://127.0.0.1:{secure}$request_uri; }}
        location /hidden/ {{ default_type application/json; return 200 '{{"owner": "somebody"}}'; }}"""
    with nginx(tmp_path, onward, f"listen 127.0.0.1:{secure} ssl; {DESK}"):
        found = look(clear)
    assert [one.id for one in found.served] == ["/hidden/desk"]
    assert "application/json" in found.served[0].what


def test_page_that_the_administrator_alone_is_shown_is_asked_for_in_clear(tmp_path: Path) -> None:
    """What asks for authentication in clear takes its proof in clear: known by the administrator's pages."""
    clear, secure = free_port(), free_port()
    with serving(Site()) as site:
        onward = f"""listen 127.0.0.1:{clear}; location / {{ return 301 https://127.0.0.1:{secure}$request_uri; }}
            location /data/ {{ proxy_pass http://127.0.0.1:{site}; }}"""
        within = f"listen 127.0.0.1:{secure} ssl; location / {{ proxy_pass http://127.0.0.1:{site}; }}"
        login = password_row("form", user_name="admin", login_path="/login", protected_path="/settings")
        at = row("28-LogIntf", "LI-1", transport="tcp", port=secure, protocol="https", path="/")
        with nginx(tmp_path, onward, within):
            found = look(clear, declare(login, at))
    assert [(one.id, one.what[:3]) for one in found.served] == [("/data/rooms", "401")]


def test_path_is_asked_for_as_declared_at_another_port(tmp_path: Path) -> None:
    """A declared path of the HTTPS interface is asked for in clear, where HTTPS itself does not answer."""
    clear, secure = free_port(), free_port()
    onward = f"""listen 127.0.0.1:{clear}; location / {{ return 301 https://127.0.0.1:{secure}$request_uri; }}
        location /desk/ {{ default_type text/html; return 200 "<p>all about the desk</p>"; }}"""
    at = row("28-LogIntf", "LI-1", transport="tcp", port=secure, protocol="https", path="/", paths=("/desk/7",))
    with nginx(tmp_path, onward):
        found = look(clear, declare(at))
    assert not found.answers
    assert [one.id for one in found.served] == ["/desk/7"]


def test_what_is_for_anybody_does_not_count(tmp_path: Path) -> None:
    """A page that is declared to be for anybody at this port, and a style, are served in clear without harm."""
    clear, secure = free_port(), free_port()
    onward = f"""listen 127.0.0.1:{clear}; location / {{ return 301 https://127.0.0.1:{secure}$request_uri; }}
        location /description.xml {{ default_type text/xml; return 200 "<device>a camera</device>"; }}
        location /favicon.ico {{ default_type image/x-icon; return 200 "an icon of a camera"; }}"""
    at = row("28-LogIntf", "LI-1", transport="tcp", port=clear, protocol="http", public_paths=("/description.xml",))
    with nginx(tmp_path, onward, f"listen 127.0.0.1:{secure} ssl; {DESK}"):
        assert look(clear, declare(at)).served == ()
        assert [one.id for one in look(clear).served] in ([], ["/description.xml"])


@pytest.mark.parametrize(
    ("place", "leads"), [("192.0.2.9", LeadsTo.ELSEWHERE), ("portal.vendor.example", LeadsTo.UNKNOWN)]
)
def test_redirect_that_leads_elsewhere_is_told_apart(tmp_path: Path, place: str, leads: LeadsTo) -> None:
    """Another address is not the device; a name that nothing ties to it may or may not be."""
    clear = free_port()
    with nginx(tmp_path, f"listen 127.0.0.1:{clear}; return 302 https://{place}/;"):
        found = look(clear)
    assert (found.leads, found.leads_home, found.answers) == (leads, False, False)


def test_path_that_leads_to_another_host_than_the_front_page_is_served(tmp_path: Path) -> None:
    """Who is sent home from the front page and elsewhere from another path is sent elsewhere."""
    clear, secure = free_port(), free_port()
    onward = f"""listen 127.0.0.1:{clear}; location / {{ return 301 https://127.0.0.1:{secure}$request_uri; }}
        location = /login {{ return 302 https://portal.vendor.example/login; }}"""
    with nginx(tmp_path, onward, f"listen 127.0.0.1:{secure} ssl; {DESK}"):
        found = look(clear)
    assert [one.id for one in found.served] == ["/login"]


def test_name_in_the_certificate_leads_home(tmp_path: Path) -> None:
    """A name for which the device shows a certificate at the redirect's port is the device's."""
    command = [needs("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=camera"]
    command += ["-addext", "subjectAltName=DNS:camera.vendor.example", "-keyout", str(tmp_path / "key.pem")]
    subprocess.run([*command, "-out", str(tmp_path / "cert.pem")], check=True, capture_output=True, timeout=60)
    clear, secure = free_port(), free_port()
    onward = f"listen 127.0.0.1:{clear}; return 301 https://Camera.vendor.example:{secure}$request_uri;"
    with nginx(tmp_path, onward, f"listen 127.0.0.1:{secure} ssl; {DESK}"):
        found = look(clear)
    assert (found.leads, found.answers, found.served) == (LeadsTo.ITS_CERTIFICATE, True, ())


@contextlib.contextmanager
def responder(address: str) -> Generator[int]:
    """Answer every question of mDNS with one address, in the shape of RFC 6762 section 6.7; yields the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))

        def serve() -> None:
            data, peer = sock.recvfrom(4_096)
            record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 10, 4) + socket.inet_aton(address)
            sock.sendto(data[:2] + struct.pack("!5H", 0x8400, 1, 1, 0, 0) + data[12:] + record, peer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield sock.getsockname()[1]
        thread.join(20)


@pytest.mark.parametrize(("address", "leads"), [("127.0.0.1", LeadsTo.ITS_NAME), ("192.0.2.9", LeadsTo.UNKNOWN)])
def test_name_that_the_device_announces_leads_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, leads: LeadsTo
) -> None:
    """A name that the device resolves to its own address by mDNS is its own; one it gives to another is not."""
    clear = free_port()
    with responder(address) as port, nginx(tmp_path, f"listen 127.0.0.1:{clear}; return 301 https://cam.local/;"):
        monkeypatch.setattr(behind, "_MDNS_PORT", port)
        assert look(clear).leads is leads


def test_login_that_fails_leaves_the_look_incomplete(tmp_path: Path) -> None:
    """Where the declared value opens no session over HTTPS, the pages behind it are not known, and that is said."""
    clear, secure = free_port(), free_port()
    with serving(Site()) as site:
        onward = f"listen 127.0.0.1:{clear}; return 301 https://127.0.0.1:{secure}$request_uri;"
        within = f"listen 127.0.0.1:{secure} ssl; location / {{ proxy_pass http://127.0.0.1:{site}; }}"
        login = password_row("form", user_name="stranger", login_path="/login", protected_path="/settings")
        at = row("28-LogIntf", "LI-1", transport="tcp", port=secure, protocol="https", path="/")
        with nginx(tmp_path, onward, within):
            found = look(clear, declare(login, at))
    assert "could not be read" in found.incomplete
