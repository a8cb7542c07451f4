"""A server that stands in for the vendor's: whom it meets, what it shows, and that the genuine one comes back."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import pytest

from hoshitori.instrument import Calls, Certificate
from hoshitori.run.namespace import Namespace
from hoshitori_lab.services.authority import ServerIdentity, identity_in
from hoshitori_lab.services.impostor import LabImpostor
from hoshitori_lab.services.servers import Given, LabServer

NAME, OTHER = "cloud.vendor.example", "update.vendor.example"
FALSE = ("self-signed", "wrong-name", "expired")


class Place:
    """A server on loopback with an impostor, and clients of it."""

    def __init__(self, identity: ServerIdentity) -> None:
        self.identity = identity
        self.impostor = LabImpostor(identity)
        self.asked = 0
        self.lock = threading.Lock()
        self.server = LabServer(Namespace(), "127.0.0.1", 0, self._answer, identity.context(), self.impostor)

    def _answer(self, _: object) -> Given:
        with self.lock:
            self.asked += 1
        return Given(body=b"{}")

    def call(self, name: str, *, verify: bool = True) -> int:
        """Post something to a server by its name; return the status, 0 where the certificate was refused."""
        context = ssl.create_default_context(cafile=str(self.identity.authority))
        if not verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(name, 443, timeout=60, context=context)
        try:
            raw = socket.create_connection(("127.0.0.1", self.server.server_port), timeout=60)
            with raw, context.wrap_socket(raw, server_hostname=name) as wrapped:
                connection.sock = wrapped
                connection.request("POST", "/v1/status", b"{}")
                return connection.getresponse().status
        except ssl.SSLCertVerificationError:
            return 0

    def met(self, certificate: Certificate, *, name: str = NAME, verify: bool = True) -> tuple[Calls, int]:
        """Stand in for a server while it is called; return what was counted, and what the caller got."""
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(self.impostor.stand_in, NAME, certificate, 3_000 if name != NAME else 60_000)
            assert self.impostor.wait_standing_in(milliseconds=60_000)
            status = self.call(name, verify=verify)
            return waiting.result(), status


@pytest.fixture
def place(tmp_path: Path) -> Generator[Place]:
    """The server, closed afterwards."""
    made = Place(identity_in(tmp_path, (NAME, OTHER)))
    yield made
    made.server.close()


@pytest.mark.parametrize("certificate", FALSE)
def test_a_careful_caller_breaks_off(place: Place, certificate: Certificate) -> None:
    """Each false certificate is refused by a caller that checks, and nothing was asked of anybody."""
    calls, status = place.met(certificate)

    assert (calls, status, place.asked) == (Calls(calls=1, refused=1, taken=0), 0, 0)


@pytest.mark.parametrize("certificate", FALSE)
def test_a_careless_caller_is_seen_to_send(place: Place, certificate: Certificate) -> None:
    """A caller that checks nothing sends its data to the impostor, who passes nothing on."""
    calls, status = place.met(certificate, verify=False)

    assert (calls, status, place.asked) == (Calls(calls=1, refused=0, taken=1), 503, 0)


def test_the_genuine_certificate_is_taken(place: Place) -> None:
    """The control: shown the genuine one, a careful caller is answered by the genuine server."""
    calls, status = place.met("genuine")

    assert (calls, status, place.asked) == (Calls(calls=1, refused=0, taken=1), 200, 1)


def test_afterwards_and_for_other_names_the_genuine_server_answers(place: Place) -> None:
    """Who calls another server meets that one, and after the impostor has gone so does everybody."""
    calls, status = place.met("self-signed", name=OTHER)

    assert (calls, status) == (Calls(calls=0, refused=0, taken=0), 200)
    assert (place.met("expired")[1], place.call(NAME)) == (0, 200)


def test_every_certificate_of_the_protocol_can_be_shown(place: Place) -> None:
    """The lab has a chain for each false one."""
    assert {"genuine", *place.identity.false_chains} == set(get_args(Certificate))
