"""Mechanisms whose values can be changed and tried: passwords, SSH keys, what only the bench's hand can work."""

from __future__ import annotations

import contextlib
import io
import logging
from dataclasses import dataclass
from typing import Final, Protocol

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from hoshitori.facts.account import AccountWay
from hoshitori.instrument import Ui
from hoshitori.model.subject import Endpoint, Subject
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.account.pages import PasswordPages
from hoshitori_plugins.account.visitor import enter, settled
from hoshitori_plugins.login.attempt import Answered, Login
from hoshitori_plugins.login.web import Visit

_SECONDS: Final = 20
_KEYS: Final[tuple[type[paramiko.PKey], ...]] = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
_TROUBLE: Final = (paramiko.SSHException, OSError, EOFError, ValueError)
_OPENS: Final = {Answered.OPENED: True, Answered.REFUSED: False}


class Mechanism(Protocol):
    """A way of authenticating whose value can be changed."""

    @property
    def way(self) -> AccountWay:
        """By which way it is changed."""
        ...

    def opens(self, value: str) -> bool | None:
        """Return whether a value opens a session; None where that cannot be told."""
        ...

    def change(self, old: str, new: str) -> bool:
        """Change the value; return whether the device said it was done.

        Raises:
            Unavailable: if nobody can.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """A password of the network, changed on the device's pages where they are declared, else by the bench's hand."""

    subject: Subject
    reach: Reach
    login: Login
    visit: Visit | None
    pages: PasswordPages
    user: str

    @property
    def way(self) -> AccountWay:
        """Pages where the declaration leads to them."""
        return AccountWay.PAGES if self.visit is not None and self.pages.change_path else AccountWay.UI

    def opens(self, value: str) -> bool | None:
        """Log in with a value."""
        self.reach.spend(tries=1)
        return _OPENS.get(settled(lambda: self.login.attempt(self.user, value), self.reach))

    def change(self, old: str, new: str) -> bool:
        """Change it within a session of its own."""
        if self.way is AccountWay.UI or self.visit is None:
            return self.reach.instrument(Ui).change_password(self.subject.id, old, new)  # type: ignore[type-abstract]  # a Protocol names the instrument
        return self.pages.change(enter(self.login, self.visit, self.reach, self.user, old), old, new)


@dataclass(frozen=True, slots=True, kw_only=True)
class SshKey:
    """A key pair that opens an SSH server; its values are private keys, the device is told the public halves."""

    subject: Subject
    reach: Reach
    endpoint: Endpoint
    user: str
    way: AccountWay = AccountWay.UI

    def opens(self, value: str) -> bool | None:
        """Log in with a private key (RFC 4252 §7)."""
        key = private_key(value)
        self.reach.spend(tries=1)
        return _OPENS.get(settled(lambda: self._attempt(key), self.reach))

    def change(self, old: str, new: str) -> bool:
        """Have the device told to take another public key in place of the old one."""
        return self.reach.instrument(Ui).change_password(self.subject.id, public_line(old), public_line(new))  # type: ignore[type-abstract]  # a Protocol names the instrument

    def _attempt(self, key: paramiko.PKey) -> Answered:
        logging.getLogger("paramiko").setLevel(logging.CRITICAL)
        try:
            transport = paramiko.Transport(self.reach.connect(self.endpoint))
        except (Unavailable, *_TROUBLE):
            return Answered.DROPPED
        transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = _SECONDS
        with contextlib.closing(transport):
            try:
                transport.start_client(timeout=_SECONDS)
                transport.auth_publickey(self.user, key)
            except paramiko.AuthenticationException as error:
                return Answered.REFUSED if "timeout" not in str(error).lower() else Answered.DROPPED
            except _TROUBLE:
                return Answered.DROPPED
            return Answered.OPENED if transport.is_authenticated() else Answered.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Anything else that users authenticate by: changed and tried by the bench's hand."""

    subject: Subject
    reach: Reach
    way: AccountWay = AccountWay.UI

    def opens(self, value: str) -> bool | None:
        """Have a value tried."""
        self.reach.spend(tries=1)
        return self.reach.instrument(Ui).opens(self.subject.id, value)  # type: ignore[type-abstract]  # a Protocol names the instrument

    def change(self, old: str, new: str) -> bool:
        """Have the value changed."""
        return self.reach.instrument(Ui).change_password(self.subject.id, old, new)  # type: ignore[type-abstract]  # a Protocol names the instrument


def private_key(text: str) -> paramiko.PKey:
    """Read a private key without a passphrase: Ed25519, ECDSA or RSA.

    Raises:
        Unavailable: if it is none.
    """
    for kind in _KEYS:
        with contextlib.suppress(paramiko.SSHException, ValueError, TypeError):
            return kind.from_private_key(io.StringIO(text))
    raise Unavailable("the declared secret is no private key without a passphrase (Ed25519, ECDSA or RSA)")


def public_line(private: str) -> str:
    """Return the public half of a private key as a line of `authorized_keys`."""
    key = private_key(private)
    return f"{key.get_name()} {key.get_base64()} hoshitori"


def new_private_key() -> str:
    """Return a new Ed25519 key in OpenSSH's form."""
    return (
        ed25519.Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
        .decode("ascii")
    )
