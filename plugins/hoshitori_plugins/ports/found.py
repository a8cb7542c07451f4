"""What the surveys on record found open, over IPv4 and over IPv6."""

from __future__ import annotations

from hoshitori.facts.ports import OpenPort, PortSurvey
from hoshitori.probe import Reach, Unavailable


def open_ports(reach: Reach, transport: str) -> tuple[OpenPort, ...]:
    """Return the open ports of a transport, each once: over IPv4, and over IPv6 what is open there alone.

    Raises:
        Unavailable: if no survey of it is on record.
    """
    found = {port.port: port for port in reach.fact(PortSurvey, transport=transport).open}
    try:
        more = reach.fact(PortSurvey, transport=transport, family="ipv6").open
    except Unavailable:
        more = ()
    for port in more:
        found.setdefault(port.port, port)
    return tuple(found.values())
