"""The port survey: every TCP or UDP port of a device in exactly one state, with the effort that bears it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hoshitori.facts.ports import PortSurvey
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.ports.family import FOUR
from hoshitori_plugins.ports.neighbour import find_device
from hoshitori_plugins.ports.passes import look_at
from hoshitori_plugins.ports.silence import classify
from hoshitori_plugins.ports.survey6 import survey_ipv6

BUDGET_SECONDS: Final = 900


@probe(provides=PortSurvey, impact=Impact.ACTIVE, timeout_ms=1_100_000, usual_ms=18_000)
def survey_ports(target: Device, reach: Reach, *, transport: str, family: str = "ipv4") -> PortSurvey:
    """Every TCP or UDP port of the device, told open, closed or silent.

    Impact: active; 65,535 small packets, as fast as the device bears (20,000 a second at first, halved on loss). A
    half-open connection to each open TCP port, which the observer's kernel resets; an empty datagram to each UDP port.

    Known sources of false results: a firewall that answers for the device (RST, ICMP) makes ports look closed; ports
    that open only for certain senders, after port knocking or at certain times are not seen; a device that answers
    every SYN (SYN proxy) makes all ports look open; an ICMP limit by source that the bench cannot spread over (it is
    not the gateway) leaves UDP ports undetermined after 15 minutes.

    Over IPv6 each of the device's addresses is asked, one after another, since a service may be bound to one of them;
    `survey_ipv6` says how they are found. Answers behind extension headers are not read: a device that put them on
    everything would look silent, never closed.
    """
    if transport not in {"tcp", "udp"}:
        raise Unavailable(f"there is no transport {transport!a}; it is tcp or udp")
    if family == "ipv6":
        return survey_ipv6(target, reach, transport)
    if family != "ipv4":
        raise Unavailable(f"there is no family {family!a}; it is ipv4 or ipv6")
    started = reach.milliseconds()
    address = ipv4_of(target, reach)
    path, neighbour = find_device(replace(target, address=address), reach)
    with neighbour.sock:
        passed = look_at(
            path,
            neighbour,
            reach,
            family=FOUR,
            address=address,
            transport=transport,
            budget_us=BUDGET_SECONDS * 1_000_000,
        )
    reach.spend(ports=passed.asked, tries=max(1, passed.heard.tries), milliseconds=reach.milliseconds() - started)
    return classify(transport, family, address, passed.heard)


def ipv4_of(target: Device, reach: Reach) -> str:
    """Return the device's IPv4 address: where the bench looks for it, or the first that is declared; else nothing."""
    if ":" not in target.address:
        return target.address
    return next((unit.ipv4[0] for unit in reach.declaration.samples if unit.id == target.sample and unit.ipv4), "")
