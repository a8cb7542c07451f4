"""The port survey over IPv6: each of the device's addresses by itself, and of each port the worst that was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hoshitori.facts.ports import OpenPort, PortControl, PortSurvey, expand, ranges_of
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.ports.addresses6 import find_addresses
from hoshitori_plugins.ports.family import SIX
from hoshitori_plugins.ports.frame import Path, mac_bytes
from hoshitori_plugins.ports.frame6 import ip6_bytes
from hoshitori_plugins.ports.listening import advertisements_filter, listen
from hoshitori_plugins.ports.neighbour import find_device
from hoshitori_plugins.ports.neighbour6 import Solicitor, nearest, own_addresses
from hoshitori_plugins.ports.passes import look_at
from hoshitori_plugins.ports.silence import classify
from hoshitori_plugins.ports.sweep import ALL_PORTS

BUDGET_SECONDS: Final = 900
_MOST_ADDRESSES: Final = 6
_LISTED: Final = 1_024


def survey_ipv6(target: Device, reach: Reach, transport: str) -> PortSurvey:
    """Return the state of all ports of one transport over every IPv6 address of the device.

    Its addresses are those declared, those seen in the bench's capture so far (duplicate address detection included),
    the link-local one made from its Ethernet address, and those it answers an echo request to all nodes from. What is
    authorised and answers neighbour discovery is asked; the rest is named as left out. A device without any gives a
    survey of no address, with the ARP questions that it did answer.

    Raises:
        Unavailable: if there are no raw frames here, or the device answers nothing at all.
    """
    started = reach.milliseconds()
    mac, present = _ethernet_address(target, reach)
    found = find_addresses(reach, mac, target.sample)
    surveys: list[PortSurvey] = []
    asked = [ALL_PORTS]
    left_out = [*found.silent, *found.alive[_MOST_ADDRESSES:]]
    chosen = found.alive[:_MOST_ADDRESSES] if found.own else ()
    if found.alive and not found.own:
        reach.remark("the bench's interface has no IPv6 address to ask from")
        left_out = [*found.alive, *found.silent]
    for address in chosen:
        witness = solicitor(reach, mac, address, nearest(found.own, address))
        with witness.sock:
            if not witness.answers():
                reach.remark(f"{address} does not answer neighbour discovery, or no authorisation covers it")
                left_out.append(address)
                continue
            path = Path(own_mac=witness.own_mac, device_mac=mac, own=witness.own, device=witness.device)
            budget_us = BUDGET_SECONDS * 1_000_000 // len(chosen)
            passed = look_at(
                path, witness, reach, family=SIX, address=address, transport=transport, budget_us=budget_us
            )
        surveys.append(classify(transport, SIX.name, address, passed.heard))
        asked.append(passed.asked)
    tries = min((survey.tries for survey in surveys), default=0)
    reach.spend(ports=min(asked) if surveys else 0, tries=max(1, tries), milliseconds=reach.milliseconds() - started)
    return together(transport, surveys, left_out=left_out, present=present)


def together(
    transport: str, surveys: Sequence[PortSurvey], *, left_out: Sequence[str], present: PortControl
) -> PortSurvey:
    """Return one survey of several addresses: open, maybe open, unknown, filtered, closed, the first that holds."""
    open_ports: dict[int, OpenPort] = {}
    maybe: dict[int, OpenPort] = {}
    for survey in surveys:
        for port in survey.open:
            open_ports.setdefault(port.port, port)
        for port in survey.open_or_filtered:
            maybe.setdefault(port.port, port)
    silent = {port for survey in surveys for port in survey.silent_numbers} - open_ports.keys()
    unknown = {port for survey in surveys for port in expand(survey.undetermined)} - open_ports.keys() - silent
    filtered = {port for survey in surveys for port in expand(survey.filtered)} - open_ports.keys() - silent - unknown
    told = len(open_ports) + len(silent) + len(unknown) + len(filtered)
    return PortSurvey(
        transport=transport,
        family=SIX.name,
        address=surveys[0].address if surveys else "",
        open=tuple(open_ports[port] for port in sorted(open_ports)),
        open_or_filtered=tuple(maybe[port] for port in sorted(maybe) if port in silent)[:_LISTED],
        open_or_filtered_ranges=ranges_of(tuple(silent)),
        filtered=ranges_of(tuple(filtered)),
        undetermined=ranges_of(tuple(unknown)),
        closed=ALL_PORTS - told if surveys else 0,
        tries=min((survey.tries for survey in surveys), default=0),
        controls=(*(control for survey in surveys for control in survey.controls), present),
        icmp_answers=bool(surveys) and all(survey.icmp_answers for survey in surveys),
        rate=min((survey.rate for survey in surveys), default=0),
        addresses=tuple(survey.address for survey in surveys),
        left_out=tuple(dict.fromkeys(left_out)),
    )


def _ethernet_address(target: Device, reach: Reach) -> tuple[bytes, PortControl]:
    """Return the device's Ethernet address, and what shows that the device is there: ARP, or neighbour discovery.

    Raises:
        Unavailable: if the device answers neither.
    """
    if ":" not in target.address:
        path, neighbour = find_device(target, reach)
        with neighbour.sock:
            neighbour.answers()
        return path.device_mac, PortControl(what="ARP", asked=neighbour.asked, answered=neighbour.answered)
    own = find_own(reach, target.address)
    witness = solicitor(reach, None, target.address, own)
    with witness.sock:
        for _ in range(4):
            if (mac := witness.ask()) is not None:
                told = PortControl(what="neighbour solicitation", asked=witness.asked, answered=witness.answered)
                return mac, told
    if target.mac:
        return mac_bytes(target.mac), PortControl(what="neighbour solicitation", asked=witness.asked, answered=0)
    raise Unavailable(f"{target.address} does not answer neighbour discovery: no device at that address")


def find_own(reach: Reach, address: str) -> str:
    """Return the bench's address from which to ask an IPv6 address.

    Raises:
        Unavailable: if the interface has none.
    """
    own = own_addresses(reach.network.interface)
    if not own:
        raise Unavailable(f"{reach.network.interface} has no IPv6 address to ask from")
    return nearest(own, address)


def solicitor(reach: Reach, mac: bytes | None, address: str, own: str) -> Solicitor:
    """Return the witness of a pass: neighbour discovery asked from one of our addresses for one of the device's."""
    sock = reach.frames(SIX.ether_type)
    listen(sock, advertisements_filter())
    return Solicitor(
        sock=sock,
        own_mac=mac_bytes(reach.network.mac),
        own=ip6_bytes(own),
        device=ip6_bytes(address),
        device_mac=mac,
    )
