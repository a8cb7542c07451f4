"""What a UDP port answers, for telling whether a log-in may hide behind it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Final

from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.ports.requests import all_asked, recognise

_ANSWER_MILLISECONDS: Final = 2_000
LOGIN_FREE: Final[Mapping[str, tuple[int, ...]]] = {
    "mdns": (5353,),
    "llmnr": (5355,),
    "ssdp": (1900,),
    "wsd": (3702,),
    "dhcp": (67, 68),
    "ntp": (123,),
    "dns": (53,),
    "nat-pmp": (5351,),
    "tftp": (69,),
    "stun": (3478,),
}
"""Protocols that ask nobody for a password, with the numbers where one may be taken for what it is declared as."""


def spoken_over(target: Endpoint, reach: Reach) -> str:
    """Return the protocol in which a UDP port answers; empty where it gives none away."""
    with all_asked(target, reach) as flows:
        until = reach.milliseconds() + _ANSWER_MILLISECONDS
        for request, wire in flows:
            with contextlib.suppress(Unavailable):
                data = wire.receive(65_535, timeout_ms=max(20, until - reach.milliseconds()))
                if recognise(request, data):
                    return request.protocol
    return ""
