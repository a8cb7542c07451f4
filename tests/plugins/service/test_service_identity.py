"""What an endpoint speaks: real servers, and servers that nobody should meet."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.base import encode
from hoshitori.facts.service import Heard, ServiceIdentity
from hoshitori.probe import Unavailable
from hoshitori_plugins.service.greetings import by_answer, by_greeting
from hoshitori_plugins.service.probe import identify_service
from tests.plugins.daemons import PATIENCE_SECONDS, free_port, needs, openssh, running
from tests.plugins.servers import certificate, listener, nginx
from tests.plugins.support import Notes, endpoint, reach_for


def identify(port: int, transport: str = "tcp") -> ServiceIdentity:
    """Return what an endpoint on loopback speaks."""
    return identify_service(endpoint(port, transport=transport), reach_for(Notes()))


def test_an_ssh_server_is_known_by_its_greeting(tmp_path: Path) -> None:
    """OpenSSH greets, and SSH counts as encrypted."""
    port = free_port()
    with running(openssh(tmp_path, port), port=port):
        found = identify(port)
    assert (found.protocol, found.encrypted) == ("ssh", True)
    assert found.greeting.startswith("SSH-2.0-OpenSSH")


def test_a_web_server_in_clear_and_one_behind_tls_are_told_apart(tmp_path: Path) -> None:
    """The same nginx answers HTTP on one port and HTTPS on another; neither number is a usual one."""
    plain, secure = free_port(), free_port()
    with nginx(tmp_path, f"listen 127.0.0.1:{plain}; return 200 ok;", f"listen 127.0.0.1:{secure} ssl; return 200 ok;"):
        assert (identify(plain).protocol, identify(plain).encrypted) == ("http", False)
        assert (identify(secure).protocol, identify(secure).encrypted) == ("https", True)


def test_a_page_that_only_sends_people_to_https_says_so(tmp_path: Path) -> None:
    """A redirect in clear is still HTTP, and where it leads is on record."""
    port = free_port()
    with nginx(tmp_path, f"listen 127.0.0.1:{port}; return 301 https://$host$request_uri;"):
        found = identify(port)
    assert found.protocol == "http"
    assert found.redirects_to == "https://127.0.0.1/"


@pytest.mark.parametrize("secured", [False, True])
def test_an_mqtt_broker_is_known_by_its_connack(tmp_path: Path, *, secured: bool) -> None:
    """Mosquitto keeps silent until it is greeted in MQTT, in clear or inside TLS."""
    port = free_port()
    cert, key = certificate(tmp_path)
    lines = [f"listener {port} 127.0.0.1", "allow_anonymous true", "user root"]
    if secured:
        lines += [f"certfile {cert}", f"keyfile {key}"]
    (tmp_path / "mosquitto.conf").write_text("\n".join(lines) + "\n", encoding="ascii")
    with running([needs("mosquitto"), "-c", str(tmp_path / "mosquitto.conf")], port=port):
        found = identify(port)
    assert (found.protocol, found.encrypted) == (("mqtts", True) if secured else ("mqtt", False))


def test_a_broker_that_wants_a_certificate_is_still_seen_to_encrypt(tmp_path: Path) -> None:
    """What runs behind a client certificate cannot be named, but that it is TLS can."""
    port = free_port()
    cert, key = certificate(tmp_path)
    lines = [f"listener {port} 127.0.0.1", "allow_anonymous false", "user root", "require_certificate true"]
    lines += [f"certfile {cert}", f"keyfile {key}", f"cafile {cert}"]
    (tmp_path / "mosquitto.conf").write_text("\n".join(lines) + "\n", encoding="ascii")
    with running([needs("mosquitto"), "-c", str(tmp_path / "mosquitto.conf")], port=port):
        found = identify(port)
    assert (found.protocol, found.encrypted, found.identified) == ("tls", True, False)


def test_telnet_is_known_by_its_option_negotiation(tmp_path: Path) -> None:
    """The telnetd of busybox, which nmap's table calls something else."""
    port = free_port()
    shell = [needs("busybox"), "telnetd", "-F", "-b", "127.0.0.1", "-p", str(port), "-l", "/bin/true"]
    with running(shell, port=port):
        found = identify(port)
    assert (found.protocol, found.encrypted) == ("telnet", False)


def _say(data: bytes) -> Callable[[socket.socket], None]:
    def serve(client: socket.socket) -> None:
        client.sendall(data)
        with contextlib.suppress(OSError):
            client.recv(1)

    return serve


@pytest.mark.parametrize(
    ("greeting", "protocol"),
    [
        (b"220 camera FTP server ready\r\n", "ftp"),
        (b"220 mail.example ESMTP\r\n", "smtp"),
        (b"* OK IMAP4rev1 ready\r\n", "imap"),
        (b"+OK ready\r\n", "pop3"),
        (b"RFB 003.008\n", "vnc"),
        (b"Camera console\r\nlogin: ", "telnet"),
        (b"Welcome to the debug console\r\n> ", "text"),
    ],
)
def test_a_greeting_names_the_protocol(greeting: bytes, protocol: str) -> None:
    """Greetings in clear are clear: none of them counts as encrypted."""
    with listener(_say(greeting)) as port:
        found = identify(port)
    assert (found.protocol, found.encrypted) == (protocol, False)


def test_a_listener_that_never_speaks_stays_unknown() -> None:
    """Silence is not taken for encryption, nor for its absence."""
    with listener(lambda client: client.recv(1)) as port:
        found = identify(port)
    assert (found.protocol, found.encrypted) == ("unknown", None)


def test_a_server_that_resets_everybody_stays_unknown() -> None:
    """A reset says nothing about what is spoken, and does not break the probe."""

    def reset(client: socket.socket) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with listener(reset) as port:
        found = identify(port)
    assert (found.protocol, found.encrypted) == ("unknown", None)
    assert {one.heard for one in found.dialogues} <= {Heard.RESET, Heard.CLOSED, Heard.REFUSED}


def test_a_port_where_nobody_listens_is_unavailable() -> None:
    """A refused connection is no service of unknown kind."""
    with pytest.raises(Unavailable):
        identify(free_port())


@contextlib.contextmanager
def _udp(answer: Callable[[bytes], bytes]) -> Generator[int]:
    """Serve datagrams until the end of the test."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]

        def serve() -> None:
            while True:
                with contextlib.suppress(ConnectionError):
                    data, peer = sock.recvfrom(65_535)
                    if data == b"stop":
                        return
                    if reply := answer(data):
                        sock.sendto(reply, peer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield port
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"stop", ("127.0.0.1", port))
        thread.join(10)


def test_a_dns_server_over_udp_is_known_by_its_answer() -> None:
    """An answer with our own mark in it, on a port of no usual number."""
    with _udp(lambda data: data[:2] + b"\x81\x80" + data[4:] if len(data) == 17 else b"") as port:
        found = identify(port, "udp")
    assert (found.protocol, found.encrypted) == ("dns", False)


def test_an_echo_is_no_protocol() -> None:
    """A server that sends back what it got answers no request of ours."""
    with _udp(lambda data: data) as port:
        found = identify(port, "udp")
    assert (found.protocol, found.encrypted) == ("unknown", None)


def test_snmp_tells_its_versions(tmp_path: Path) -> None:
    """A Net-SNMP agent answers v1 and v2c to the community it knows, and v3 with a report."""
    port = free_port(socket.SOCK_DGRAM)
    (tmp_path / "snmpd.conf").write_text("rocommunity public\n", encoding="ascii")
    agent = [needs("snmpd"), "-f", "-Lo", "-C", "-c", str(tmp_path / "snmpd.conf"), "-I", "-smux"]
    with running([*agent, "-p", str(tmp_path / "pid"), f"udp:127.0.0.1:{port}"]):
        found = _patiently(port)
    assert (found.protocol, found.encrypted) == ("snmp", False)
    assert found.versions == ("v1", "v2c", "v3")


def _patiently(port: int) -> ServiceIdentity:
    """Ask until the server has bound its port."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(Unavailable):
            return identify(port, "udp")
        time.sleep(0.05)
    raise AssertionError("the server never answered")


def test_a_udp_port_that_is_closed_is_unavailable() -> None:
    """ICMP port unreachable to every request is the device's own word."""
    with pytest.raises(Unavailable):
        identify(free_port(socket.SOCK_DGRAM), "udp")


@given(st.binary(max_size=600))
def test_any_bytes_are_named_or_not_and_never_break(data: bytes) -> None:
    """Whatever a server says, naming it raises nothing."""
    assert isinstance(by_greeting(data), str)
    assert isinstance(by_answer(data), str)


def test_ten_megabytes_of_greeting_are_cut_short() -> None:
    """A flood is bounded, named by its beginning, and survives encoding."""

    def flood(client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for _ in range(160):
                client.sendall(b"A" * 65_536)

    with listener(flood) as port:
        found = identify(port)
    assert found.protocol == "text"
    assert len(found.greeting) <= 200
    encode(found)
