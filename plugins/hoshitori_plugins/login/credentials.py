"""The list of default and weak credentials, and which of them are tried where."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Final

import msgspec

from hoshitori.facts.login import LoginKind, UserClass
from hoshitori_plugins.snmp.agent import USERS

_SERVICE: Final = {
    LoginKind.SSH_PASSWORD: "ssh",
    LoginKind.SSH_INTERACTIVE: "ssh",
    LoginKind.TELNET: "telnet",
    LoginKind.HTTP_BASIC: "http",
    LoginKind.HTTP_DIGEST: "http",
    LoginKind.HTTP_FORM: "http",
    LoginKind.HTTP_JSON: "http",
    LoginKind.MQTT: "mqtt",
    LoginKind.SNMP_V1: "snmp",
    LoginKind.SNMP_V2C: "snmp",
    LoginKind.SNMP_V3: "snmp-user",
}
_ADMINISTRATORS: Final = frozenset({"admin", "root", "administrator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A pair of user name and value.

    Attributes:
        everyday: whether the value is a word of ordinary text.
        declared: whether the user name comes from the declaration.
    """

    user: str
    value: str
    everyday: bool
    declared: bool = False

    @property
    def user_class(self) -> UserClass:
        """What kind of user name it is."""
        if not self.user:
            return UserClass.NONE
        if self.user in _ADMINISTRATORS:
            return UserClass.ADMINISTRATOR
        return UserClass.DECLARED if self.declared else UserClass.ORDINARY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    value: str
    services: tuple[str, ...]
    reason: str
    user: str = ""
    everyday: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _DeclaredUser:
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SnmpUser:
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    pair: tuple[_Pair, ...]
    snmp_user: _SnmpUser
    declared_user: _DeclaredUser


def credentials_for(
    kind: LoginKind, declared_users: Iterable[str] = (), label: Iterable[str] = ()
) -> tuple[Credential, ...]:
    """Return what is tried at a log-in of that kind, each pair once, most likely first.

    Args:
        declared_users: user names of the declaration.
        label: what stands on the product's label and makes a guessable password (model, serial number); tried first.
    """
    file = _load()
    listed = [
        Credential(user=pair.user, value=pair.value, everyday=pair.everyday)
        for pair in file.pair
        if _SERVICE[kind] in pair.services
    ]
    if _SERVICE[kind] == "snmp":
        return tuple(listed)
    if kind is LoginKind.SNMP_V3:
        listed = [Credential(user=user, value=one, everyday=True) for user in USERS for one in (*snmp_values(), user)]
    known = {(one.user, one.value) for one in listed}
    users = tuple(dict.fromkeys(user for user in declared_users if user))
    own = [
        Credential(user=user, value=value, everyday=True, declared=True)
        for user in users
        for value in dict.fromkeys(word for word in label if word)
        if (user, value) not in known
    ]
    known |= {(one.user, one.value) for one in own}
    usual = snmp_values() if kind is LoginKind.SNMP_V3 else ()
    for user in users:
        for value in (*usual, *file.declared_user.values, user):
            if (user, value) not in known:
                known.add((user, value))
                listed.append(Credential(user=user, value=value, everyday=True, declared=True))
    return (*own, *listed)


def snmp_values() -> tuple[str, ...]:
    """Return the passphrases that users of SNMPv3 are shipped with."""
    return _load().snmp_user.values


@functools.cache
def _load() -> _File:
    text = resources.files("hoshitori_plugins.login").joinpath("credentials.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File)
