"""Whether and how an endpoint asks people and machines to authenticate themselves."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import NonEmpty, fact
from hoshitori.model.subject import Endpoint


class LoginWay(enum.Enum):
    """A way in which an endpoint asks for authentication."""

    HTTP_BASIC = "HTTP_BASIC"
    HTTP_DIGEST = "HTTP_DIGEST"
    HTTP_BEARER = "HTTP_BEARER"
    HTTP_OTHER = "HTTP_OTHER"
    HTML_FORM = "HTML_FORM"
    API_LOGIN = "API_LOGIN"
    SSH_PASSWORD = "SSH_PASSWORD"  # noqa: S105  # a name
    SSH_INTERACTIVE = "SSH_INTERACTIVE"
    SSH_KEY = "SSH_KEY"
    SSH_OTHER = "SSH_OTHER"
    TEXT_PROMPT = "TEXT_PROMPT"
    MQTT_CONNECT = "MQTT_CONNECT"
    SNMP_COMMUNITY = "SNMP_COMMUNITY"
    SNMP_USER = "SNMP_USER"
    CLIENT_CERTIFICATE = "CLIENT_CERTIFICATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLogin:
    """One place that asks for authentication.

    Attributes:
        id: way and place: `HTML_FORM /login`.
        where: path or prompt, the device's own words, escaped.
        evidence: what showed it, escaped, at most 160 characters.
        for_people: whether a person could answer it (a password, a key), or only a machine (a client certificate).
    """

    id: str
    way: LoginWay
    where: str
    evidence: str
    for_people: bool


@fact("login-surface", about=Endpoint)
class LoginSurface:
    """Where an endpoint asks for authentication; for checking a claim that nothing on the network does.

    Attributes:
        protocol: what was spoken (`https`, `ssh`, …), `unknown` where nothing was understood.
        asked: the places found, at most 64.
        looked_at: pages, paths or dialogues that were looked at.
        open_without_login: whether it serves anybody where a log-in would stand (SSH `none`, MQTT CONNECT without user
            name, a shell that greets without asking, an SNMPv3 agent that answers to a mere user name); a web page is
            not told so, that is the sweep's matter.
        conclusive: whether finding nothing means something: the protocol was understood and the look was complete.
        why: where it is not conclusive, why.
    """

    protocol: str
    asked: tuple[AskedLogin, ...]
    looked_at: NonEmpty[str]
    open_without_login: bool
    conclusive: bool
    why: str

    @property
    def asks(self) -> bool | None:
        """Whether it asks; None where nothing was found and the look was not conclusive."""
        if self.asked:
            return True
        return False if self.conclusive else None
