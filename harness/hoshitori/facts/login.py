"""Which well-known credentials open a session at an endpoint, and how it lets people in at all."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import Control, fact
from hoshitori.model.subject import Endpoint


class LoginKind(enum.Enum):
    """A way of offering a password (or a community, which is one) over the network."""

    SSH_PASSWORD = "SSH_PASSWORD"  # noqa: S105  # a name
    SSH_INTERACTIVE = "SSH_INTERACTIVE"
    TELNET = "TELNET"
    HTTP_BASIC = "HTTP_BASIC"
    HTTP_DIGEST = "HTTP_DIGEST"
    HTTP_FORM = "HTTP_FORM"
    HTTP_JSON = "HTTP_JSON"
    MQTT = "MQTT"
    SNMP_V1 = "SNMP_V1"
    SNMP_V2C = "SNMP_V2C"
    SNMP_V3 = "SNMP_V3"


class UserClass(enum.Enum):
    """What kind of user name a credential goes with; the name itself is half of the secret."""

    ADMINISTRATOR = "ADMINISTRATOR"
    ORDINARY = "ORDINARY"
    DECLARED = "DECLARED"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedLogin:
    """One password log-in that the endpoint offers, and how it took what was tried.

    Attributes:
        id: kind and place: `HTTP_FORM /login`.
        where: path or realm, the device's own words, escaped.
        tries: credentials from the list that were tried.
        refused: of these, how many the device looked at and refused.
        unanswered: of these, how many got no verdict (dropped, locked); never counted as refused.
        wrong_refused: whether a random wrong value was refused; without that no "open" means anything.
        declared_opened: whether the declared right value opened a session; None where none is declared.
        locked_out: whether it stopped looking at tries; the rest of the list was then left alone.
    """

    id: str
    kind: LoginKind
    where: str
    tries: int
    refused: int
    unanswered: int
    wrong_refused: bool
    declared_opened: bool | None
    locked_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """A session that a well-known credential opened; the value is in a sealed artefact under `id`.

    Attributes:
        id: an opaque label, `credential-1`.
        login: the `id` of the offered log-in it opened.
    """

    id: str
    login: str
    kind: LoginKind
    user: UserClass


@fact("default-login", about=Endpoint, refusal=True)
class DefaultLogin:
    """Whether default or weak credentials open a session at an endpoint.

    Attributes:
        protocol: what was spoken (`ssh`, `http`, `https`, `telnet`, `mqtt`, `mqtts`, `snmp`), or `unknown`.
        offered: the password log-ins that the endpoint offers; none at all is what a key-only server shows.
        other_ways: how else it lets in, in its own terms (`publickey`, `client-certificate`).
        opened: the sessions that came about.
        tried: credentials tried over all log-ins, with `refused` and `unanswered`.
        open_without_login: whether it serves without any credential where a log-in would stand (MQTT CONNECT
            without user name, telnet straight to a shell, SNMPv3 to a user name alone).
        accepts_anything: whether a random wrong value opened a session too.
        locked_out: whether any log-in stopped looking at tries.
        control: the device refused a random wrong value and let the declared right one in; where no password
            log-in is offered, that the device said so itself.
    """

    protocol: str
    offered: tuple[OfferedLogin, ...]
    other_ways: tuple[str, ...]
    opened: tuple[OpenedSession, ...]
    tried: int
    refused: int
    unanswered: int
    open_without_login: bool
    accepts_anything: bool
    locked_out: bool
    control: Control

    @property
    def offers_password(self) -> bool:
        """Whether a password can be offered at all."""
        return bool(self.offered)

    @property
    def withstood(self) -> bool:
        """Whether neither a well-known nor a random value opened a session; a door without a lock is another matter."""
        return not (self.opened or self.accepts_anything)
