"""The port survey: every TCP or UDP port of a device in exactly one state, with the effort that bears it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from hoshitori.facts.ports import PortControl, PortSurvey
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.ports.datagrams import datagram_pass
from hoshitori_plugins.ports.identify import Spoken, identify, usual_ports
from hoshitori_plugins.ports.neighbour import Neighbour, find_device
from hoshitori_plugins.ports.silence import Heard, classify
from hoshitori_plugins.ports.sweep import ALL_PORTS, CLOSED, OPEN, PROHIBITED, Sweep
from hoshitori_plugins.ports.syns import TRIES, syn_pass

BUDGET_SECONDS: Final = 900
_CANDIDATES: Final = 64
_REMARKED: Final = 2_000


@probe(provides=PortSurvey, impact=Impact.ACTIVE, timeout_ms=1_100_000)
def survey_ports(target: Device, reach: Reach, *, transport: str, family: str = "ipv4") -> PortSurvey:
    """Every TCP or UDP port of the device, told open, closed or silent.

    Impact: active; 65,535 small packets, as fast as the device bears (20,000 a second at first, halved on loss). A
    half-open connection to each open TCP port, which the observer's kernel resets; an empty datagram to each UDP port.

    Known sources of false results: a firewall that answers for the device (RST, ICMP) makes ports look closed; ports
    that open only for certain senders, after port knocking or at certain times are not seen; a device that answers
    every SYN (SYN proxy) makes all ports look open; an ICMP limit by source that the bench cannot spread over (it is
    not the gateway) leaves UDP ports undetermined after 15 minutes.
    """
    if family != "ipv4":
        raise Unavailable(f"ports over {family} cannot be looked at yet")
    if transport not in {"tcp", "udp"}:
        raise Unavailable(f"there is no transport {transport!a}; it is tcp or udp")
    started = reach.milliseconds()
    path, neighbour = find_device(target, reach)
    declared = declared_ports(reach.declaration, transport)
    try:
        if transport == "tcp":
            sweep, tries = syn_pass(
                path, neighbour, reach, address=target.address, likely=declared, budget_us=BUDGET_SECONDS * 1_000_000
            )
            spoken: Mapping[int, Spoken] = {}
        else:
            likely = tuple(dict.fromkeys((*declared, *usual_ports())))
            sweep, tries = datagram_pass(
                path, neighbour, reach, address=target.address, likely=likely, budget_us=BUDGET_SECONDS * 1_000_000
            )
            candidates = [] if sweep.gone else _candidates(sweep, likely)
            wait_ms = max(400, 3 * neighbour.round_trip_us // 1_000)
            spoken = identify(path, reach, candidates, address=target.address, wait_ms=wait_ms)
            keep_answers(reach, spoken)
        for _ in range(3):
            neighbour.ask()
    except OSError as error:
        raise Unavailable(f"the bench's wire failed during the scan: {error.strerror}") from error
    finally:
        neighbour.sock.close()
    if sweep.gone:
        reach.remark("the device stopped answering in the middle of the scan; what was left is undetermined")
    heard = _heard(transport, sweep, tries, spoken, neighbour)
    if not (heard.open or heard.closed or any(control.answered for control in heard.controls[-1:])):
        raise Unavailable(f"{target.address} stopped answering during the scan")
    asked = ALL_PORTS - sweep.tried.tobytes()[1:].count(0)
    reach.spend(ports=asked, tries=max(1, tries), milliseconds=reach.milliseconds() - started)
    return classify(transport, family, target.address, heard)


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


def _heard(transport: str, sweep: Sweep, tries: int, spoken: Mapping[int, Spoken], neighbour: Neighbour) -> Heard:
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
            PortControl(what="ARP", asked=neighbour.asked, answered=neighbour.answered),
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


def keep_answers(reach: Reach, spoken: Mapping[int, Spoken]) -> None:
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
        reach.keep("udp-answers.json", "application/json", data, role="answers", sealed=True)
