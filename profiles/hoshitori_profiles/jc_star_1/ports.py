"""The ports that discovery found open, and what was declared of them."""

from __future__ import annotations

from collections.abc import Iterable

from hoshitori.facts.ports import PortSurvey
from hoshitori.model.declaration import Declaration
from hoshitori.profile import found, union

OPEN_TCP = found(PortSurvey, "open", parameters={"transport": "tcp"})
EVERY_OPEN_PORT = union(OPEN_TCP, found(PortSurvey, "open", parameters={"transport": "udp"}))
"""Every port that answered, TCP or UDP."""

EVERY_PORT = {"ports": 65_535}
"""The effort of a survey that left no port out."""


def declared(declaration: Declaration, transport: str) -> frozenset[int]:
    """Return the numbers of the declared ports of a transport."""
    return frozenset(port.number for port in declaration.ports if port.transport == transport)


def listed(numbers: Iterable[int]) -> str:
    """Return port numbers in order, the first of them if there are many."""
    shown = sorted(numbers)
    return "{" + ", ".join(map(str, shown[:40])) + (", …" if len(shown) > 40 else "") + "}"  # noqa: PLR2004  # a line
