"""The ports that discovery found open, and what was declared of them."""

from __future__ import annotations

from collections.abc import Iterable

from hoshitori.facts.login_surface import LoginWay
from hoshitori.facts.ports import PortSurvey, ranges_of
from hoshitori.model.declaration import Declaration
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

EVERY_PORT = {"ports": 65_535}
"""The effort of a survey that left no port out."""

_MOST_RANGES = 40


def declared(declaration: Declaration, transport: str) -> frozenset[int]:
    """Return the numbers of the declared ports of a transport."""
    return frozenset(port.number for port in declaration.ports if port.transport == transport)


def guessed_at(declaration: Declaration) -> frozenset[str]:
    """Return the endpoints (`tcp/443`) of the declared mechanisms that take a password from a user."""
    rows = {row.reference: row for row in declaration.ixit}
    found: set[str] = set()
    for mechanism in declaration.rows("1-AuthMech", subject="user", authentication_kind="password"):
        links = list(mechanism.texts("interface"))
        for link in links:
            row = rows.get(link)
            if row is not None and row.number("port"):
                found.add(f"{row.text('transport')}/{row.number('port')}")
            elif row is not None:
                links += [further for further in row.texts("interface") if further not in links]
    return frozenset(found)


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
