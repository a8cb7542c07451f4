"""One transport at one address of a device, from the first question to everything that was heard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.ports import PortControl
from hoshitori.model.declaration import Declaration
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.ports.datagrams import datagram_pass
from hoshitori_plugins.ports.family import Family
from hoshitori_plugins.ports.frame import Path
from hoshitori_plugins.ports.identify import Spoken, identify, usual_ports
from hoshitori_plugins.ports.neighbour import Neighbour
from hoshitori_plugins.ports.neighbour6 import Solicitor
from hoshitori_plugins.ports.silence import Heard
from hoshitori_plugins.ports.sweep import ALL_PORTS, CLOSED, OPEN, PROHIBITED, Sweep
from hoshitori_plugins.ports.syns import TRIES, syn_pass

_CANDIDATES: Final = 64
_REMARKED: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What one pass brought.

    Attributes:
        asked: how many ports were asked at all; `tries`: how often a silent one.
    """

    heard: Heard
    asked: int


def look_at(
    path: Path,
    witness: Neighbour | Solicitor,
    reach: Reach,
    *,
    family: Family,
    address: str,
    transport: str,
    budget_us: int,
) -> Passed:
    """Ask every port of one transport at one address.

    Raises:
        Unavailable: if the wire fails or the device stops answering altogether.
    """
    declared = declared_ports(reach.declaration, transport)
    spoken: Mapping[int, Spoken] = {}
    try:
        if transport == "tcp":
            sweep, tries = syn_pass(
                path, witness, reach, family=family, address=address, likely=declared, budget_us=budget_us
            )
        else:
            likely = tuple(dict.fromkeys((*declared, *usual_ports())))
            sweep, tries = datagram_pass(
                path, witness, reach, family=family, address=address, likely=likely, budget_us=budget_us
            )
            candidates = [] if sweep.gone else _candidates(sweep, likely)
            wait_ms = max(400, 3 * witness.round_trip_us // 1_000)
            spoken = identify(path, reach, candidates, family=family, address=address, wait_ms=wait_ms)
            keep_answers(reach, spoken, "udp-answers.json" if family.name == "ipv4" else f"udp-answers-{address}.json")
        for _ in range(3):
            witness.ask()
    except OSError as error:
        raise Unavailable(f"the bench's wire failed during the scan: {error.strerror}") from error
    if sweep.gone:
        reach.remark("the device stopped answering in the middle of the scan; what was left is undetermined")
    heard = _heard(transport, sweep, tries, spoken, witness)
    if not (heard.open or heard.closed or any(control.answered for control in heard.controls[-1:])):
        raise Unavailable(f"{address} stopped answering during the scan")
    return Passed(heard=heard, asked=ALL_PORTS - sweep.tried.tobytes()[1:].count(0))


def declared_ports(declaration: Declaration, transport: str) -> tuple[int, ...]:
    """Return the numbers of the ports declared for a transport."""
    return tuple(dict.fromkeys(port.number for port in declaration.ports if port.transport == transport))


def _candidates(sweep: Sweep, likely: Sequence[int]) -> list[int]:
    """Return the silent ports that are worth asking in every protocol."""
    silent = sweep.silent(range(1, ALL_PORTS + 1))
    answered = sweep.ports_with(OPEN)
    if len(silent) > _CANDIDATES:
        known = set(silent)
        silent = [port for port in likely if port in known]
    return [*silent[:_CANDIDATES], *answered[:_CANDIDATES]]


def _heard(
    transport: str, sweep: Sweep, tries: int, spoken: Mapping[int, Spoken], witness: Neighbour | Solicitor
) -> Heard:
    word = "SYN-ACK" if transport == "tcp" else "answered a datagram"
    found: dict[int, tuple[str, str]] = dict.fromkeys(sweep.ports_with(OPEN), (word, ""))
    for port, answer in spoken.items():
        protocol = answer.request.protocol if answer.request else ""
        found[port] = (f"answered a {protocol} request" if protocol else word, protocol)
    silent = [port for port in sweep.silent(range(1, ALL_PORTS + 1)) if port not in found]
    return Heard(
        open=found,
        closed=sweep.known.tobytes().count(CLOSED) - sum(sweep.known[port] == CLOSED for port in found),
        prohibited=[port for port in sweep.ports_with(PROHIBITED) if port not in found],
        silent=[port for port in silent if sweep.tried[port] >= TRIES],
        unasked=[port for port in silent if sweep.tried[port] < TRIES],
        tries=tries,
        controls=(
            *_controls(transport, sweep),
            PortControl(
                what="ARP" if isinstance(witness, Neighbour) else "neighbour solicitation",
                asked=witness.asked,
                answered=witness.answered,
            ),
        ),
        icmp=transport == "udp" and sweep.closed > 0,
        rate=sweep.pace.rate,
    )


def _controls(transport: str, sweep: Sweep) -> tuple[PortControl, ...]:
    words = {
        ("tcp", OPEN): "SYN-ACK",
        ("tcp", CLOSED): "RST",
        ("udp", OPEN): "answer",
        ("udp", CLOSED): "ICMP port unreachable",
    }
    return tuple(
        PortControl(
            what=f"{transport}/{control.port} {words[transport, control.reply]}",
            asked=control.asked,
            answered=control.answered,
        )
        for control in sweep.controls
    )


def keep_answers(reach: Reach, spoken: Mapping[int, Spoken], name: str) -> None:
    """Keep what UDP ports answered as evidence, as JSON: port, protocol, first bytes in hexadecimal."""
    rows = [
        {
            "port": port,
            "protocol": answer.request.protocol if answer.request else "",
            "version": answer.request.version if answer.request else "",
            "bytes": len(answer.data),
            "answer": answer.data[:_REMARKED].hex(),
        }
        for port, answer in sorted(spoken.items())
    ]
    if rows:
        data = json.dumps(rows, indent=1).encode()
        reach.keep(name, "application/json", data, role="answers", sealed=True)
