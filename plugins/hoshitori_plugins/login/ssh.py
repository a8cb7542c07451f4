"""SSH log-in with a password, by paramiko (RFC 4252)."""

from __future__ import annotations

import contextlib
import logging
import socket
from dataclasses import dataclass
from typing import Final

import paramiko
from paramiko.ssh_exception import IncompatiblePeer

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Answered, lost

_SECONDS: Final = 20
_METHODS: Final = frozenset({"password", "keyboard-interactive"})
_TROUBLE: Final = (paramiko.SSHException, OSError, EOFError, ValueError)


class DroppedError(Unavailable):
    """That the server hung up before it had anything to say; another try may go better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SshMethods:
    """How an SSH server says it lets people in.

    Attributes:
        open_without_login: whether it opened a session for the method `none`.
        methods: as the server lists them to a user it does not know.
    """

    open_without_login: bool
    methods: tuple[str, ...]

    @property
    def password(self) -> bool:
        """Whether a password can be tried."""
        return bool(_METHODS & set(self.methods))


@dataclass(frozen=True, slots=True, kw_only=True)
class SshLogin:
    """Password log-in at an SSH server; `keyboard-interactive` with one question counts as password."""

    target: Endpoint
    reach: Reach
    kind: LoginKind = LoginKind.SSH_PASSWORD
    where: str = ""  # there is but one place

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Try one password on a connection of its own."""
        try:
            sock = self.reach.connect(self.target, source=source)
        except Unavailable:
            return Answered.DROPPED
        with contextlib.closing(_transport(sock)) as transport:
            return _answered(transport, user, value)


def survey_methods(target: Endpoint, reach: Reach, user: str) -> SshMethods:
    """Ask a server for its authentication methods (RFC 4252 §5.2).

    Raises:
        DroppedError: if the server hung up.
        Unavailable: if no connection came about, or there is no algorithm in common.
    """
    with contextlib.closing(_transport(reach.connect(target))) as transport:
        try:
            transport.start_client(timeout=_SECONDS)
            transport.auth_none(user)
        except paramiko.BadAuthenticationType as error:
            return SshMethods(
                open_without_login=False, methods=tuple(str(one)[:40] for one in error.allowed_types[:20])
            )
        except IncompatiblePeer as error:
            raise lost(error) from error
        except _TROUBLE as error:
            raise DroppedError(lost(error).reason) from error
        return SshMethods(open_without_login=True, methods=())


def _transport(sock: socket.socket) -> paramiko.Transport:
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    transport = paramiko.Transport(sock)
    transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = _SECONDS
    return transport


def _answered(transport: paramiko.Transport, user: str, value: str) -> Answered:
    """A disconnect before the server answered is DROPPED: OpenSSH drops connections at random under load."""
    try:
        transport.start_client(timeout=_SECONDS)
        missing = transport.auth_password(user, value)
    except paramiko.BadAuthenticationType:
        return Answered.LOCKED
    except paramiko.AuthenticationException as error:
        return Answered.REFUSED if "timeout" not in str(error).lower() else Answered.DROPPED
    except _TROUBLE:
        return Answered.DROPPED
    return Answered.OPENED if not missing and transport.is_authenticated() else Answered.REFUSED
