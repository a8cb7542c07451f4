"""Traces of updates that reach the device over a network."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import fact
from hoshitori.model.subject import Device

UNREAD = "not read: "
"""How a sentence of `not_looked_at` begins that is about a declared web endpoint of which nothing could be read."""


class TraceKind(enum.Enum):
    """Where a trace of network-delivered updates was seen."""

    NAME_LOOKUP = "NAME_LOOKUP"
    HTTP_REQUEST = "HTTP_REQUEST"
    TLS_SERVER_NAME = "TLS_SERVER_NAME"
    UPLOAD_FORM = "UPLOAD_FORM"
    UPDATE_PAGE = "UPDATE_PAGE"
    UPDATE_API = "UPDATE_API"


class Strength(enum.Enum):
    """How plainly a trace speaks of an update: `PLAIN` can hardly be anything else, `HINT` needs a person's eye."""

    PLAIN = "PLAIN"
    HINT = "HINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTrace:
    """One trace.

    Attributes:
        id: kind and place, `NAME_LOOKUP update.example`.
        where: host name, path or page, the device's own words, escaped.
        evidence: what was read, escaped, at most 160 characters.
    """

    id: str
    kind: TraceKind
    strength: Strength
    where: str
    evidence: str


@fact("update-paths", about=Device)
class UpdatePaths:
    """What speaks for updates over a network; for checking a claim that there are none.

    Effort: `packets` (frames read), `pages` (web pages and paths looked at).

    Attributes:
        traces: what was found, at most 64, plain ones first.
        capture_read: whether the bench's capture could be read, with `packets` and `seconds` of traffic in it.
        pages: web pages and paths that answered and were looked at, without a session and with the administrator's.
        web_ports: ids of the endpoints whose pages were looked at.
        not_looked_at: in sentences, what was out of sight (pages left alone, encrypted requests).
    """

    traces: tuple[UpdateTrace, ...]
    capture_read: bool
    packets: int
    seconds: int
    pages: tuple[str, ...]
    web_ports: tuple[str, ...]
    not_looked_at: tuple[str, ...]

    @property
    def plain(self) -> tuple[UpdateTrace, ...]:
        """The traces that can hardly be anything else."""
        return tuple(trace for trace in self.traces if trace.strength is Strength.PLAIN)

    @property
    def unread(self) -> tuple[str, ...]:
        """The declared web endpoints whose pages nobody could read, with the reason."""
        return tuple(one.removeprefix(UNREAD) for one in self.not_looked_at if one.startswith(UNREAD))
