"""What another tool calls the services that are open: a second opinion beside our own."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.facts.base import fact
from hoshitori.model.subject import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedService:
    """One port as the other tool sees it.

    Attributes:
        id: `tcp/443`.
        state: in the tool's own word (`open`, `closed`, `filtered`).
        name: what it takes the service for; empty where it has no name.
        product: product and version it believes to have recognised, escaped, at most 160 characters.
        tunnel: `ssl` where it found TLS around the service.
    """

    id: str
    transport: str
    port: int
    state: str
    name: str
    product: str
    tunnel: str


@fact("service-names", about=Device)
class ServiceNames:
    """The names that nmap gives to the ports our own survey found open; it decides nothing.

    Effort: `ports` (those it was asked about), `milliseconds`.

    Attributes:
        tool: name and version of the tool.
        services: one for each port it was asked about.
        disagreements: ports that our survey found open and the tool did not.
    """

    tool: str
    services: tuple[NamedService, ...]
    disagreements: tuple[str, ...]
