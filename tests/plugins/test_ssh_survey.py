"""The SSH survey against real servers, and against servers that only pretend."""

import socket
import subprocess
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.probe import Unavailable
from hoshitori_plugins.ssh_survey import read_kexinit, survey_ssh
from tests.plugins.daemons import free_port, running
from tests.plugins.support import LOOPBACK, Notes, endpoint, reach_for


@contextmanager
def dropbear(folder: Path, *options: str) -> Generator[int]:
    """Run a dropbear with an Ed25519 host key; yields its port."""
    port, key = free_port(), folder / "host"
    subprocess.run(["dropbearkey", "-t", "ed25519", "-f", str(key)], check=True, capture_output=True)
    with running(["dropbear", "-F", "-E", "-p", f"{LOOPBACK}:{port}", "-r", str(key), *options], port=port):
        yield port


@contextmanager
def pretender(serve: Callable[[socket.socket], None]) -> Generator[int]:
    """Serve connections with a function; yields the port."""
    with socket.create_server((LOOPBACK, 0)) as listener:

        def loop() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    serve(connection)

        threading.Thread(target=loop, daemon=True).start()
        yield int(listener.getsockname()[1])


class TestRealServer:
    def test_sees_what_is_offered(self, tmp_path: Path) -> None:
        """Identification, algorithms, host key and methods of a real server are all there."""
        with dropbear(tmp_path) as port:
            survey = survey_ssh(endpoint(port, "ssh"), reach_for(Notes()))

        assert survey.version_two
        assert not survey.version_one
        assert "ssh-ed25519" in [key.key for key in survey.host_keys]
        assert survey.methods is not None
        assert "password" in survey.methods
        assert not survey.opens_without_authentication

    def test_tells_a_key_only_server_apart(self, tmp_path: Path) -> None:
        """A server without password log-in does not list it."""
        with dropbear(tmp_path, "-s") as port:
            survey = survey_ssh(endpoint(port, "ssh"), reach_for(Notes()))

        assert survey.methods == ("publickey",)


class TestPretenders:
    def test_another_protocol_is_said_to_be_none(self) -> None:
        """A service that greets in another protocol speaks no SSH."""
        with pretender(lambda connection: connection.sendall(b"220 mail.example ESMTP\r\n" * 20)) as port:
            survey = survey_ssh(endpoint(port, "ssh"), reach_for(Notes()))

        assert not survey.speaks_ssh

    def test_garbage_after_the_greeting_leaves_the_offer_open(self) -> None:
        """A server that greets and then sends nonsense has no offer, and it says why."""
        with pretender(lambda connection: connection.sendall(b"SSH-2.0-x\r\n" + b"\xff" * 64)) as port:
            survey = survey_ssh(endpoint(port, "ssh"), reach_for(Notes()))

        assert (survey.speaks_ssh, survey.key_exchanges, bool(survey.incomplete)) == (True, (), True)

    def test_ssh_1_is_seen(self) -> None:
        """A server that speaks the old protocol too is told by its version."""
        with pretender(lambda connection: connection.sendall(b"SSH-1.99-old\r\n")) as port:
            survey = survey_ssh(endpoint(port, "ssh"), reach_for(Notes()))

        assert (survey.version_one, survey.version_two) == (True, True)

    def test_a_server_that_hangs_up_is_unavailable(self) -> None:
        """Nothing said is nothing seen."""
        with pretender(lambda _: None) as port, pytest.raises(Unavailable):
            survey_ssh(endpoint(port, "ssh"), reach_for(Notes()))


@given(st.binary(max_size=400))
def test_any_bytes_are_an_offer_or_unavailable(payload: bytes) -> None:
    """No byte string makes the reader of KEXINIT fail in another way."""
    try:
        offer = read_kexinit(b"\x14" + payload)
    except Unavailable:
        return
    assert len(offer.lists) == 10
