"""MQTT log-in: our own CONNECT (MQTT 3.1.1 §3.1) and what the broker answers."""

from __future__ import annotations

import secrets
import socket
import struct
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Answered, lost
from hoshitori_plugins.login.browser import CertificateDemandedError, secure

_CONNECT, _CONNACK = 0x10, 0x20
_ACCEPTED, _UNAVAILABLE, _BAD_VALUE, _NOT_AUTHORISED = 0, 3, 4, 5
_SECONDS: Final = 10
_CERTIFICATE: Final = "CERTIFICATE_REQUIRED"


def connect_packet(client: str, user: str | None, value: str | None) -> bytes:
    """Return a CONNECT of MQTT 3.1.1 with a clean session and 60 s keep-alive."""
    flags = 0x02 | (0x80 if user is not None else 0) | (0x40 if value is not None else 0)
    fields = [client, *(one for one in (user, value) if one is not None)]
    payload = b"".join(_text(one) for one in fields)
    body = _text("MQTT") + bytes([4, flags]) + struct.pack(">H", 60) + payload
    return bytes([_CONNECT]) + _length(len(body)) + body


def connect(
    target: Endpoint, reach: Reach, *, tls: bool, user: str | None = None, value: str | None = None, source: str = ""
) -> int:
    """Send a CONNECT and return the code of the CONNACK (§3.2.2.3): 0 accepted, 4 and 5 refused.

    Raises:
        CertificateDemandedError: if the broker wants a client certificate.
        Unavailable: if it answers nothing, or no MQTT.
    """
    sock = reach.connect(target, source=source)
    sock.settimeout(_SECONDS)
    wire = secure(sock) if tls else sock
    with wire:
        try:
            wire.sendall(connect_packet(f"hoshitori-{secrets.token_hex(4)}", user, value))
            answer = _exactly(wire, 4)
        except OSError as error:
            if _CERTIFICATE in str(getattr(error, "reason", "")):
                raise CertificateDemandedError("the broker wants a client certificate") from error
            raise lost(error) from error
    if answer[:2] != bytes([_CONNACK, 2]):
        raise Unavailable("the answer to CONNECT is no CONNACK of MQTT 3.1.1")
    return answer[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttLogin:
    """User name and password in an MQTT CONNECT."""

    target: Endpoint
    reach: Reach
    tls: bool
    kind: LoginKind = LoginKind.MQTT
    where: str = ""  # there is but one place

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Try one credential on a connection of its own."""
        try:
            code = connect(self.target, self.reach, tls=self.tls, user=user, value=value, source=source)
        except Unavailable:
            return Answered.DROPPED
        if code == _ACCEPTED:
            return Answered.OPENED
        return Answered.REFUSED if code in {_BAD_VALUE, _NOT_AUTHORISED} else Answered.LOCKED


def _exactly(wire: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = wire.recv(count - len(data))
        if not part:
            raise ConnectionResetError("the broker closed the connection")
        data += part
    return data


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def _length(count: int) -> bytes:
    data = bytearray()
    while True:
        count, digit = divmod(count, 128)
        data.append(digit | (0x80 if count else 0))
        if not count:
            return bytes(data)
