"""Default credentials at real servers: OpenSSH, telnetd with login, mosquitto, snmpd."""

import contextlib
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from hoshitori.facts.login import DefaultLogin, LoginKind, UserClass
from hoshitori.probe import Unavailable
from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.login.credentials import Credential, credentials_for
from hoshitori_plugins.login.probe import try_default_logins
from tests.plugins.daemons import PATIENCE_SECONDS, accounts, free_port, needs, openssh, running
from tests.plugins.support import Notes, declare, endpoint, interface, password_row, reach_for

RIGHT = "Battery-Staple-4"
FEW = {("root", "root"), ("root", ""), ("root", "admin"), ("admin", "admin")}


@pytest.fixture
def few_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the list short where each refusal takes seconds."""

    def few(kind: LoginKind, users: Sequence[str], label: Sequence[str]) -> Sequence[Credential]:
        del label
        return [pair for pair in credentials_for(kind, users) if (pair.user, pair.value) in FEW]

    monkeypatch.setattr("hoshitori_plugins.login.probe.credentials_for", few)


def look(port: int, method: str, *, user: str = "root", value: str = RIGHT, protocol: str = "") -> DefaultLogin:
    """Run the probe at a server whose right value is declared."""
    transport = "udp" if method == "snmp" else "tcp"
    declaration = declare(password_row(method, user_name=user), interface(port, transport=transport))
    reach = reach_for(Notes(), declaration, secrets={"1-AuthMech/AM-1": value})
    return try_default_logins(endpoint(port, protocol or method, transport), reach)


@pytest.mark.netns
def test_openssh_with_a_default_password(tmp_path: Path) -> None:
    """OpenSSH whose root has the password root is found out."""
    port = free_port()
    server = openssh(tmp_path, port, "PermitRootLogin yes", "PasswordAuthentication yes")
    with accounts(tmp_path, server, password="root", port=port):
        fact = look(port, "ssh", value="root")
    assert [(one.kind, one.user) for one in fact.opened] == [(LoginKind.SSH_PASSWORD, UserClass.ADMINISTRATOR)]
    assert fact.control.held


@pytest.mark.netns
@pytest.mark.usefixtures("few_pairs")
def test_openssh_that_drops_connections_at_random(tmp_path: Path) -> None:
    """Connections that MaxStartups drops are tried again; none of them counts as a refusal."""
    port = free_port()
    options = ("PermitRootLogin yes", "PasswordAuthentication yes", "MaxStartups 1:30:100")
    server = openssh(tmp_path, port, *options)
    with accounts(tmp_path, server, password=RIGHT, port=port), socket.create_connection(("127.0.0.1", port)):
        fact = look(port, "ssh")
    assert not fact.opened
    assert fact.control.held
    assert fact.refused == fact.tried
    assert fact.unanswered == 0


def test_key_only_openssh_is_a_fact_of_its_own(tmp_path: Path) -> None:
    """A server that offers nothing but keys offers no password, and says so itself."""
    port = free_port()
    with running(openssh(tmp_path, port, "PasswordAuthentication no", "KbdInteractiveAuthentication no"), port=port):
        fact = look(port, "ssh")
    assert not fact.offers_password
    assert fact.other_ways == ("publickey",)
    assert fact.control.held
    assert fact.tried == 0


@pytest.mark.netns
@pytest.mark.parametrize(("password", "found"), [("admin", True), (RIGHT, False)])
@pytest.mark.usefixtures("few_pairs")
def test_telnet_with_the_log_in_program(tmp_path: Path, password: str, found: bool) -> None:
    """A telnet server with a default password is found out, and a sound one refuses the list."""
    busybox, port = needs("busybox"), free_port()
    server = [busybox, "telnetd", "-F", "-b", "127.0.0.1", "-p", str(port), "-l", "/bin/login"]
    with accounts(tmp_path, server, password=password, port=port):
        fact = look(port, "telnet", value=password)
    assert bool(fact.opened) is found
    assert fact.control.held
    assert fact.protocol == "telnet"


def test_telnet_shell_without_log_in(tmp_path: Path) -> None:
    """A telnet server that hands out a shell is open without any log-in."""
    script = tmp_path / "shell"
    script.write_text("#!/bin/sh\nprintf 'device# '\nread line\n", encoding="utf-8")
    script.chmod(0o755)
    busybox, port = needs("busybox"), free_port()
    with running([busybox, "telnetd", "-F", "-b", "127.0.0.1", "-p", str(port), "-l", str(script)], port=port):
        fact = look(port, "telnet")
    assert fact.open_without_login
    assert not fact.offered


def broker(folder: Path, port: int, *lines: str) -> list[str]:
    """Return the command of a broker with these settings."""
    config = folder / "mosquitto.conf"
    config.write_text("\n".join([f"listener {port} 127.0.0.1", *lines]) + "\n", encoding="utf-8")
    return [needs("mosquitto"), "-c", str(config)]


@pytest.mark.parametrize(("password", "found"), [("guest", True), (RIGHT, False)])
def test_mqtt_with_passwords(tmp_path: Path, password: str, found: bool) -> None:
    """A broker that takes guest/guest is found out, and a sound one refuses the list."""
    needs("mosquitto_passwd")
    passwords, port = tmp_path / "passwords", free_port()
    subprocess.run(["mosquitto_passwd", "-c", "-b", str(passwords), "guest", password], check=True, capture_output=True)
    passwords.chmod(0o644)
    tmp_path.chmod(0o755)
    with running(broker(tmp_path, port, f"password_file {passwords}", "user root"), port=port):
        fact = look(port, "mqtt", user="guest", value=password)
    assert bool(fact.opened) is found
    assert fact.control.held
    assert not fact.open_without_login


def test_anonymous_broker_asks_for_nothing(tmp_path: Path) -> None:
    """A broker that lets everybody in offers no log-in that a default could open."""
    port = free_port()
    with running(broker(tmp_path, port, "allow_anonymous true"), port=port):
        fact = look(port, "mqtt")
    assert fact.open_without_login
    assert not fact.offers_password
    assert fact.withstood


@pytest.mark.parametrize(("community", "found"), [("public", True), ("k3Lm-readers", False)])
def test_snmp_communities(tmp_path: Path, community: str, found: bool) -> None:
    """An agent that answers to `public` is found out in both versions; one with a community of its own is not."""
    port = free_port(socket.SOCK_DGRAM)
    config = tmp_path / "snmpd.conf"
    config.write_text(f"agentaddress udp:127.0.0.1:{port}\nrocommunity {community}\n", encoding="utf-8")
    argv = [needs("snmpd"), "-f", "-Lo", "-C", "-c", str(config), "-p", str(tmp_path / "pid")]
    with running(argv):
        fact = answered(port, community)
    assert {one.kind for one in fact.opened} == ({LoginKind.SNMP_V1, LoginKind.SNMP_V2C} if found else set())
    assert fact.control.held
    assert not fact.accepts_anything


def answered(port: int, community: str) -> DefaultLogin:
    """Look as soon as the agent listens."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            return look(port, "snmp", user="", value=community)
        except Unavailable:
            time.sleep(0.05)
    raise AssertionError("the agent never listened")


def test_silent_snmp_port_without_declared_community_has_no_control() -> None:
    """Silence at the port of SNMP shows nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        fact = try_default_logins(endpoint(sock.getsockname()[1], "snmp", "udp"), reach_for(Notes()))
    assert not fact.offered
    assert not fact.control.held


def test_closed_port_is_unavailable() -> None:
    """Where nothing listens there is nothing to say."""
    with pytest.raises(Unavailable):
        try_default_logins(endpoint(free_port()), reach_for(Notes()))


class _Noise(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.request.sendall(b"nonsense\n" * 100)


def test_server_that_talks_nonsense_for_ever() -> None:
    """A device that answers everything with the same few bytes ends in bounded time, without a control."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Noise) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        fact = try_default_logins(endpoint(server.server_address[1]), reach_for(Notes()))
        server.shutdown()
    assert not fact.opened
    assert not fact.control.held


@pytest.mark.parametrize("protocol", ["mqtts", "https", ""])
def test_broker_that_demands_a_client_certificate(tmp_path: Path, protocol: str) -> None:
    """A server that hangs up on whoever brings no certificate offers no password, and says so itself."""
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "key",
            "-out",
            "own",
            "-subj",
            "/CN=device",
        ],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    port = free_port()
    files = [f"{name} {tmp_path}/{file}" for name, file in (("cafile", "own"), ("certfile", "own"), ("keyfile", "key"))]
    server = broker(tmp_path, port, *files, "require_certificate true")
    (tmp_path / "mosquitto.conf").write_text(
        "user root\n" + (tmp_path / "mosquitto.conf").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with running(server, port=port):
        fact = look(port, "mqtt", protocol=protocol or "unknown")
    assert fact.other_ways == ("client-certificate",)
    assert not fact.offers_password
    assert fact.control.held


class _Resets(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()


@pytest.mark.parametrize("protocol", ["ssh", "https", "mqtt", ""])
def test_server_that_resets_every_connection(monkeypatch: pytest.MonkeyPatch, protocol: str) -> None:
    """Whatever was declared, nothing is said of a device that hangs up on everybody, and no pair counts as refused."""

    def at_once(_reach: object, _milliseconds: int) -> None:
        pass

    monkeypatch.setattr(WorkerReach, "wait", at_once)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Resets) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        fact = try_default_logins(endpoint(server.server_address[1], protocol), reach_for(Notes()))
        server.shutdown()
    assert (fact.tried, fact.refused, fact.opened) == (0, 0, ())
    assert not fact.control.held
