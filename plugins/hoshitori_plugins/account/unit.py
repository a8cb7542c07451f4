"""The probe that reads what makes a unit that unit: its keys, and what the main sample's values do on it."""

from __future__ import annotations

import contextlib
import hashlib
import ssl
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hoshitori.facts.unit import MarkKind, TriedValue, UnitIdentity, UnitMark
from hoshitori.model.declaration import Row as DeclaredRow
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device, Endpoint, Row, Subject
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.account.mechanisms import SshKey
from hoshitori_plugins.account.visitor import settled
from hoshitori_plugins.login.attempt import Answered
from hoshitori_plugins.login.browser import secure, tls_context
from hoshitori_plugins.login.mqtt import connect_packet
from hoshitori_plugins.ssh_survey import read_host_keys
from hoshitori_plugins.throttling.mechanism import login_of
from hoshitori_plugins.tls.certificates import public_key_digest

_SECONDS: Final = 10
_SHIPPED: Final = frozenset({"unique-per-device", "common"})
_ACCEPTED: Final = b"\x20\x02\x00\x00"
_LINKS: Final = 4


@probe(provides=UnitIdentity, impact=Impact.ACTIVE, timeout_ms=120_000)
def read_unit(target: Device, reach: Reach) -> UnitIdentity:
    """What makes this unit that unit: the public keys it shows, and whether the main sample's values open it.

    Impact: some handshakes; one try of each value that was made for the main sample.

    What makes it wrong:
    - Keys behind ports that are not declared, over UDP or inside other protocols (STARTTLS) are not read.
    - A value that the main sample does not open either shows nothing: two samples must be compared by a case.
    - A password that locks accounts may be answered with a lock: then it cannot be told.
    """
    marks: list[UnitMark] = []
    missed: list[str] = []
    for port in reach.declaration.ports:
        if port.transport != "tcp":
            continue
        endpoint = _endpoint(target, port.number, port.protocol)
        try:
            marks += _ssh_marks(endpoint, reach, missed) if port.protocol == "ssh" else [_tls_mark(endpoint, reach)]
        except Unavailable as error:
            missed.append(f"tcp/{port.number}: {error.reason}"[:200])
    values = tuple(_tried(row, target, reach, missed) for row in reach.declaration.rows("1-AuthMech") if _made(row))
    return UnitIdentity(marks=tuple(marks), values=values, missed=tuple(missed))


def _endpoint(target: Device, number: int, protocol: str) -> Endpoint:
    name = f"tcp/{number}"
    return Endpoint(
        sample=target.sample,
        address=target.address,
        transport="tcp",
        port=number,
        protocol=protocol,
        subject=Subject(id=name, kind="endpoint", endpoint=name),
    )


def _ssh_marks(endpoint: Endpoint, reach: Reach, missed: list[str]) -> list[UnitMark]:
    return [
        UnitMark(id=f"{endpoint.subject.id} {name}", kind=MarkKind.SSH_HOST_KEY, sha256=hashlib.sha256(key).hexdigest())
        for name, key in read_host_keys(endpoint, reach, missed)
    ]


def _tls_mark(endpoint: Endpoint, reach: Reach) -> UnitMark:
    with secure(reach.connect(endpoint)) as wire:
        reach.spend(handshakes=1)
        certificate = wire.getpeercert(binary_form=True)
    if certificate is None:
        raise Unavailable("the server showed no certificate")
    try:
        digest = public_key_digest(certificate)
    except ValueError as error:
        raise Unavailable(f"the certificate cannot be read: {error}"[:200]) from error
    return UnitMark(id=f"{endpoint.subject.id} TLS", kind=MarkKind.TLS_KEY, sha256=digest)


def _made(row: DeclaredRow) -> bool:
    """Whether a value is made for the device before a user takes it into use."""
    return row.text("default") in _SHIPPED


def _tried(row: DeclaredRow, target: Device, reach: Reach, missed: list[str]) -> TriedValue:
    kind, opened = row.text("authentication_kind"), None
    try:
        endpoint = _endpoint_of(row, target, reach)
        opened = _way(row, kind, endpoint, reach)()
    except Unavailable as error:
        missed.append(f"{row.reference}: {error.reason}"[:200])
    return TriedValue(id=row.reference, kind=kind, opened=opened)


def _endpoint_of(row: DeclaredRow, target: Device, reach: Reach) -> Endpoint:
    place = row
    for _ in range(_LINKS):
        if place.text("transport") == "tcp" and place.number("port"):
            return _endpoint(target, place.number("port"), place.text("protocol"))
        link = place.text("interface")
        found = next((one for one in reach.declaration.ixit if one.reference == link), None)
        if found is None:
            break
        place = found
    raise Unavailable("it names no interface with a TCP port")


def _way(row: DeclaredRow, kind: str, endpoint: Endpoint, reach: Reach) -> Callable[[], bool | None]:
    """Return how its value is tried.

    Raises:
        Unavailable: if nothing here can.
    """
    subject = Subject(id=row.reference, kind="row", fields=dict(row.fields), endpoint=endpoint.subject.id)
    method = row.text("login_method")
    if kind == "key" and method == "ssh":
        key = SshKey(subject=subject, reach=reach, endpoint=endpoint, user=row.text("user_name"))
        return lambda: key.opens(reach.secret(row.reference))
    if kind == "client-certificate" and method == "mqtt":
        return lambda: _opens_broker(row, endpoint, reach)
    if kind != "password":
        raise Unavailable(f"nothing here can try a {kind} by {method}")
    aimed = Row(
        sample=endpoint.sample,
        address=endpoint.address,
        subject=subject,
        table=row.table,
        id=row.id,
        fields=row.fields,
        endpoint=endpoint,
    )
    login, user, value = login_of(aimed, endpoint, reach)
    said = {Answered.OPENED: True, Answered.REFUSED: False}
    return lambda: said.get(settled(lambda: login.attempt(user, value), reach))


def _opens_broker(row: DeclaredRow, endpoint: Endpoint, reach: Reach) -> bool | None:
    """Connect to an MQTT broker with the declared client certificate (MQTT 3.1.1 §3.1)."""
    certificate, key = reach.document(row.text("client_certificate")), reach.secret(f"{row.reference}/client_key")
    context = tls_context()
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(certificate.rstrip() + b"\n" + key.encode())
        try:
            context.load_cert_chain(file.name)
        except (ssl.SSLError, OSError, ValueError) as error:
            raise Unavailable("the declared client certificate and its key do not fit") from error
    reach.spend(handshakes=1)
    with contextlib.closing(reach.connect(endpoint)) as sock:
        sock.settimeout(_SECONDS)
        try:
            with context.wrap_socket(sock) as wire:
                wire.sendall(connect_packet("hoshitori-unit", None, None))
                return wire.recv(4) == _ACCEPTED
        except ssl.SSLError:
            return False
        except OSError:
            return None
