"""The ports that discovery found open, and what was declared of them."""

from __future__ import annotations

from collections.abc import Iterable

from hoshitori.facts.login_surface import LoginWay
from hoshitori.facts.ports import PortSurvey, ranges_of
from hoshitori.model.declaration import Declaration, Row
from hoshitori.model.subject import Subject
from hoshitori.profile import found, union

OPEN_TCP = union(
    found(PortSurvey, "open", parameters={"transport": "tcp"}),
    found(PortSurvey, "open", parameters={"transport": "tcp", "family": "ipv6"}),
)
EVERY_OPEN_PORT = union(
    OPEN_TCP,
    found(PortSurvey, "open", parameters={"transport": "udp"}),
    found(PortSurvey, "open", parameters={"transport": "udp", "family": "ipv6"}),
)
"""Every port that answered, TCP or UDP; over IPv6 each is a subject of its own, since another service may answer."""

NO_PASSWORD = frozenset({LoginWay.SSH_KEY, LoginWay.CLIENT_CERTIFICATE, LoginWay.HTTP_BEARER})
"""Ways of authentication in which nobody types a password."""

_ON_A_PATH = frozenset({"form", "json", "basic", "digest"})
_GUESSED = {
    "form": (LoginWay.HTML_FORM,),
    "json": (LoginWay.API_LOGIN,),
    "basic": (LoginWay.HTTP_BASIC,),
    "digest": (LoginWay.HTTP_DIGEST,),
    "ssh": (LoginWay.SSH_PASSWORD, LoginWay.SSH_INTERACTIVE),
    "telnet": (LoginWay.TEXT_PROMPT,),
    "mqtt": (LoginWay.MQTT_CONNECT,),
}
"""What a row's `login_method` has guessed at: the ways in which such a log-in shows itself on the device."""

EVERY_PORT = {"ports": 65_535}
"""The effort of a survey that left no port out."""

_MOST_RANGES = 40
_LINKS = 4


def declared(declaration: Declaration, transport: str) -> frozenset[int]:
    """Return the numbers of the declared ports of a transport."""
    return frozenset(port.number for port in declaration.ports if port.transport == transport)


def guessed_at(declaration: Declaration) -> frozenset[tuple[str, LoginWay, str]]:
    """Return endpoint (`tcp/443`), way and place of every log-in at which the declaration has users' passwords guessed.

    A second log-in at the same port, at another path or by another way, is none of them: nobody guesses there. Nor is
    the second of two interfaces that one row names.
    """
    found: set[tuple[str, LoginWay, str]] = set()
    for mechanism in declaration.rows("1-AuthMech", subject="user", authentication_kind="password"):
        method = mechanism.text("login_method")
        path = mechanism.text("login_path") or mechanism.text("protected_path") or "/"
        endpoint = led_to(declaration, mechanism)
        found.update((endpoint, way, path if method in _ON_A_PATH else "") for way in _GUESSED.get(method, ()))
    return frozenset(found)


def led_to(declaration: Declaration, row: Row, depth: int = _LINKS) -> str:
    """Return the endpoint that a row's links lead to first, which is where a probe tries it; empty if to none."""
    if row.number("port"):
        return f"{row.text('transport')}/{row.number('port')}"
    links = row.texts("interface") if depth else ()
    linked = (other for link in links for other in declaration.ixit if other.reference == link)
    return next((place for other in linked if (place := led_to(declaration, other, depth - 1))), "")


def service_of(subject: Subject) -> str:
    """Return transport and port of a port that was found (`tcp/443`), over whichever family."""
    return f"{subject.text('transport')}/{subject.number('port')}"


def listed(numbers: Iterable[int]) -> str:
    """Return port numbers in order, neighbours as a range, the first of them if there are many."""
    shown = [
        f"{part.first}" if part.first == part.last else f"{part.first}-{part.last}"
        for part in ranges_of(tuple(numbers))
    ]
    return "{" + ", ".join(shown[:_MOST_RANGES]) + (", …" if len(shown) > _MOST_RANGES else "") + "}"
