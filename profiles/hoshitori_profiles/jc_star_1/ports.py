"""The ports that discovery found open, and what was declared of them."""

from __future__ import annotations

from collections.abc import Iterable

from hoshitori.facts.ports import PortSurvey, ranges_of
from hoshitori.model.declaration import Declaration
from hoshitori.profile import found, union

OPEN_TCP = found(PortSurvey, "open", parameters={"transport": "tcp"})
EVERY_OPEN_PORT = union(OPEN_TCP, found(PortSurvey, "open", parameters={"transport": "udp"}))
"""Every port that answered, TCP or UDP."""

EVERY_PORT = {"ports": 65_535}
"""The effort of a survey that left no port out."""

_MOST_RANGES = 40


def declared(declaration: Declaration, transport: str) -> frozenset[int]:
    """Return the numbers of the declared ports of a transport."""
    return frozenset(port.number for port in declaration.ports if port.transport == transport)


def listed(numbers: Iterable[int]) -> str:
    """Return port numbers in order, neighbours as a range, the first of them if there are many."""
    shown = [
        f"{part.first}" if part.first == part.last else f"{part.first}-{part.last}"
        for part in ranges_of(tuple(numbers))
    ]
    return "{" + ", ".join(shown[:_MOST_RANGES]) + (", …" if len(shown) > _MOST_RANGES else "") + "}"
