"""What silence means: from what answered and what did not to the states of DESIGN §4."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.ports import OpenPort, PortControl, PortSurvey, ranges_of

_LISTED: Final = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Everything that a scan of one transport brought.

    Attributes:
        open: port and what shows it, with the protocol where it is known.
        closed: how many ports the device itself called closed.
        prohibited: ports about which the device said that one cannot get there.
        silent: ports that were asked at least `wanted` times and said nothing.
        unasked: ports that were asked less often than that.
        icmp: whether the device called any UDP port closed.
    """

    open: Mapping[int, tuple[str, str]]
    closed: int
    prohibited: Collection[int]
    silent: Sequence[int]
    unasked: Sequence[int]
    tries: int
    controls: tuple[PortControl, ...]
    icmp: bool
    rate: int


def controls_held(controls: Sequence[PortControl]) -> bool:
    """Return whether something known to answer answered nine times of ten, all the while."""
    return any(control.asked and control.answered * 10 >= control.asked * 9 for control in controls)


def classify(transport: str, family: str, address: str, heard: Heard) -> PortSurvey:
    """Return the survey: each port in exactly one state, and none called closed for keeping silent."""
    held = controls_held(heard.controls)
    silent = tuple(heard.silent)
    undetermined = tuple(heard.unasked)
    filtered = tuple(heard.prohibited)
    maybe: tuple[int, ...] = ()
    mark, at = ("@ipv6", address) if family == "ipv6" else ("", "")
    if not held:
        undetermined += silent
    elif transport == "udp" and heard.icmp:
        maybe = silent
    else:
        filtered += silent
    return PortSurvey(
        transport=transport,
        family=family,
        address=address,
        open=tuple(
            OpenPort(
                id=f"{transport}/{port}{mark}",
                transport=transport,
                port=port,
                evidence=evidence,
                protocol=protocol,
                address=at,
            )
            for port, (evidence, protocol) in sorted(heard.open.items())
        ),
        open_or_filtered=tuple(
            OpenPort(
                id=f"{transport}/{port}{mark}",
                transport=transport,
                port=port,
                evidence=f"no answer to {heard.tries} tries",
                address=at,
            )
            for port in sorted(maybe)[:_LISTED]
        ),
        open_or_filtered_ranges=ranges_of(maybe),
        filtered=ranges_of(filtered),
        undetermined=ranges_of(undetermined),
        closed=heard.closed,
        tries=heard.tries,
        controls=heard.controls,
        icmp_answers=heard.icmp,
        rate=heard.rate,
    )
