"""What an SSH server offers before anybody logs in: identification, KEXINIT, host keys, authentication methods.

Impact: active; one connection for the offer, one for each kind of host key, one for the methods.

Known sources of false results: a server that drops connections at random under load (MaxStartups) is asked again and
then said to be incomplete; a host key algorithm that this machine's library does not speak is listed as offered and
its key is not shown.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import logging
import secrets
import struct
from dataclasses import dataclass
from typing import Final

import paramiko

from hoshitori.facts.ssh import HostKey, SshSurvey
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable, Wire, probe
from hoshitori_plugins.login.ssh import DroppedError, SshMethods, survey_methods

_OWN: Final = b"SSH-2.0-hoshitori\r\n"
_KEXINIT: Final = 20
_LINES: Final = 20
_LONGEST_LINE: Final = 255
_LONGEST_PACKET: Final = 35_000
_LONGEST_LIST: Final = 200
_TRIES: Final = 4
_PAUSE_MILLISECONDS: Final = 700
_SECONDS: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The name lists of a KEXINIT (RFC 4253 §7.1), in its order."""

    lists: tuple[tuple[str, ...], ...]

    def joined(self, *places: int) -> tuple[str, ...]:
        """Return several lists as one, each name once."""
        return tuple(dict.fromkeys(name for place in places for name in self.lists[place]))


@probe(provides=SshSurvey, impact=Impact.ACTIVE, timeout_ms=120_000)
def survey_ssh(target: Endpoint, reach: Reach) -> SshSurvey:
    """What an SSH server offers before log-in."""
    banner, offer, incomplete = _offer(target, reach)
    if banner and not banner.startswith("SSH-"):
        return _not_ssh(banner)
    keys = _host_keys(target, reach, offer, incomplete) if offer else ()
    methods = _methods(target, reach, incomplete) if offer else None
    version = banner.split("-", 2)[1] if banner.count("-") > 1 else ""
    return SshSurvey(
        speaks_ssh=bool(banner),
        banner=banner,
        version_two=version in ("2.0", "1.99"),
        version_one=version.startswith("1."),
        key_exchanges=offer.lists[0] if offer else (),
        host_key_algorithms=offer.lists[1] if offer else (),
        ciphers=offer.joined(2, 3) if offer else (),
        macs=offer.joined(4, 5) if offer else (),
        compressions=offer.joined(6, 7) if offer else (),
        host_keys=keys,
        methods=methods.methods if methods else None,
        opens_without_authentication=bool(methods and methods.open_without_login),
        incomplete=tuple(incomplete),
    )


def _not_ssh(banner: str) -> SshSurvey:
    return SshSurvey(
        speaks_ssh=False,
        banner=banner,
        version_two=False,
        version_one=False,
        key_exchanges=(),
        host_key_algorithms=(),
        ciphers=(),
        macs=(),
        compressions=(),
        host_keys=(),
        methods=None,
        opens_without_authentication=False,
        incomplete=("the service is no SSH server",),
    )


def _offer(target: Endpoint, reach: Reach) -> tuple[str, Offer | None, list[str]]:
    """Return identification and offer.

    Raises:
        Unavailable: if nothing at all was said.
    """
    incomplete: list[str] = []
    banner = ""
    for _ in range(_TRIES):
        with reach.tcp(target) as wire:
            reach.spend(handshakes=1)
            try:
                banner = _identification(wire)
                if banner and not banner.startswith("SSH-"):
                    return banner, None, incomplete
                wire.send(_OWN)
                return banner, read_kexinit(_packet(wire)), incomplete
            except Unavailable as lost:
                incomplete = [f"key exchange offer: {lost.reason}"]
        reach.wait(_PAUSE_MILLISECONDS)
    if not banner:
        raise Unavailable(f"{target.subject.id}: no SSH identification string came")
    return banner, None, incomplete


def _identification(wire: Wire) -> str:
    """Return the identification string (RFC 4253 §4.2); other lines may come before it."""
    line = b""
    for _ in range(_LINES):
        line = b""
        while not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
            line += wire.read_exactly(1)
        if line.startswith(b"SSH-"):
            break
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line.strip().decode("latin-1"))


def _packet(wire: Wire) -> bytes:
    """Return the payload of an unencrypted packet (RFC 4253 §6)."""
    length, padding = struct.unpack("!IB", wire.read_exactly(5))
    if not padding < length <= _LONGEST_PACKET:
        raise Unavailable(f"an SSH packet of {length} bytes")
    return wire.read_exactly(length - 1)[: length - 1 - padding]


def read_kexinit(payload: bytes) -> Offer:
    """Return what a KEXINIT offers.

    Raises:
        Unavailable: if it is none, or malformed.
    """
    if len(payload) < 17 or payload[0] != _KEXINIT:  # noqa: PLR2004  # message number and cookie
        raise Unavailable("the server's first packet is no KEXINIT")
    lists: list[tuple[str, ...]] = []
    place = 17
    for _ in range(10):
        if place + 4 > len(payload):
            raise Unavailable("the server's KEXINIT breaks off")
        (length,) = struct.unpack_from("!I", payload, place)
        text = payload[place + 4 : place + 4 + length]
        if len(text) < length:
            raise Unavailable("the server's KEXINIT breaks off")
        names = text.decode("ascii", "replace").split(",") if text else []
        lists.append(tuple(_visible(name) for name in names[:_LONGEST_LIST]))
        place += 4 + length
    return Offer(lists=tuple(lists))


def _visible(name: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name[:100])


def read_host_keys(target: Endpoint, reach: Reach, missed: list[str]) -> list[tuple[str, bytes]]:
    """Return the host keys that a server shows, each algorithm with the key's own bytes (RFC 4253 §6.6).

    Raises:
        Unavailable: if it does not say what it has.
    """
    _, offer, incomplete = _offer(target, reach)
    if offer is None:
        raise Unavailable("; ".join(incomplete)[:200] or "no SSH server answered")
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    keys: list[tuple[str, bytes]] = []
    for algorithm in offer.lists[1]:
        try:
            keys.append((algorithm, _key(target, reach, algorithm).asbytes()))
        except (paramiko.SSHException, OSError, EOFError, ValueError, Unavailable) as error:
            missed.append(f"{target.subject.id} host key {algorithm}: {_visible(str(error))}")
    return keys


def _host_keys(target: Endpoint, reach: Reach, offer: Offer, incomplete: list[str]) -> tuple[HostKey, ...]:
    """Return one host key for each kind the server offers and this machine can ask for."""
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    keys: list[HostKey] = []
    for algorithm in offer.lists[1]:
        try:
            keys.append(_host_key(target, reach, algorithm))
        except (paramiko.SSHException, OSError, EOFError, ValueError, Unavailable) as error:
            incomplete.append(f"host key {algorithm}: {_visible(str(error))}")
    return tuple(keys)


def _host_key(target: Endpoint, reach: Reach, algorithm: str) -> HostKey:
    key = _key(target, reach, algorithm)
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
    return HostKey(id=algorithm, key=key.get_name(), bits=int(key.get_bits()), sha256=digest)


def _key(target: Endpoint, reach: Reach, algorithm: str) -> paramiko.PKey:
    with contextlib.closing(reach.connect(target)) as sock, contextlib.closing(paramiko.Transport(sock)) as transport:
        reach.spend(handshakes=1)
        transport.banner_timeout = transport.handshake_timeout = _SECONDS
        options = transport.get_security_options()
        if algorithm not in options.key_types:
            raise Unavailable("this machine's library does not speak it")
        options.key_types = (algorithm,)
        transport.start_client(timeout=_SECONDS)
        return transport.get_remote_server_key()


def _methods(target: Endpoint, reach: Reach, incomplete: list[str]) -> SshMethods | None:
    for _ in range(_TRIES):
        try:
            reach.spend(handshakes=1)
            return survey_methods(target, reach, f"u{secrets.token_hex(4)}")
        except DroppedError:
            reach.wait(_PAUSE_MILLISECONDS)
        except Unavailable as lost:
            incomplete.append(f"authentication methods: {lost.reason}")
            return None
    incomplete.append("authentication methods: the server hung up each time")
    return None
