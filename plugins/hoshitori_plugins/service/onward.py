"""Where a redirect of a port in clear leads: to the device's HTTPS, to another host, or on in clear."""

from __future__ import annotations

import enum
import urllib.parse
from dataclasses import dataclass
from typing import Final

from hoshitori_plugins.login.browser import local_path

_HTTPS_PORT: Final = 443
_LONGEST: Final = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Host and port of a redirect to HTTPS."""

    host: str
    port: int


class Way(enum.Enum):
    """Where one answer sends a visitor, beside a port whose front page leads to a goal.

    `HOME` is HTTPS at the goal's host, `ELSEWHERE` is HTTPS at another, `HERE` is the device in clear.
    """

    HOME = "HOME"
    ELSEWHERE = "ELSEWHERE"
    HERE = "HERE"
    UNKNOWN = "UNKNOWN"


def goal_of(location: str) -> Goal | None:
    """Return host and port of an address, if it is one of HTTPS."""
    try:
        parts = urllib.parse.urlsplit(location)
        port = parts.port or _HTTPS_PORT
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    return Goal(host=host, port=port) if parts.scheme == "https" and host else None


def way_of(location: str, path: str, goal: Goal, address: str) -> tuple[Way, str]:
    """Return where a `Location` that was given for a path leads, and, in clear on the device, to which path."""
    led = goal_of(urllib.parse.urljoin(f"http://{goal.host}{path}", location.strip()[:_LONGEST]))
    if led is not None:
        return (Way.HOME if led.host.lower() == goal.host.lower() else Way.ELSEWHERE), ""
    onward = local_path(location, path)
    host = urllib.parse.urlsplit(location).hostname if onward and "//" in location else ""
    return (Way.HERE, onward) if onward and host in {"", None, goal.host, address} else (Way.UNKNOWN, "")
