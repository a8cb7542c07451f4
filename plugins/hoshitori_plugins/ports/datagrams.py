"""The UDP pass: an empty datagram to every port, told by ICMP port unreachable, an answer or silence.

Hosts limit how many ICMP errors they send. Linux allows one a second to each *destination address* and 1,000 a second
in all: so where the bench is the device's gateway, the questions come from 2,000 spare addresses, and only the
second limit is left. Where the limit is off, all ports are proven closed in a second or two.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from typing import Final

from hoshitori.probe import Reach
from hoshitori_plugins.ports.family import FOUR, Family, Witness
from hoshitori_plugins.ports.frame import Path
from hoshitori_plugins.ports.listening import answers_filter, listen
from hoshitori_plugins.ports.pace import Pace
from hoshitori_plugins.ports.sweep import ALL_PORTS, CLOSED, CONTROL_PORT, Sweep, now_us
from hoshitori_plugins.ports.syns import settle, source_base

UDP: Final = 17
TRIES: Final = 6
"""How often a port must have been asked in vain, where answers are known to be limited, before it is called silent."""
_TRIAL: Final = 300
_UNHURRIED: Final = 3_000
_CHUNK: Final = 4_096
_LIMITED_RATE: Final = 950
_ROUNDS: Final = 60


def datagram_pass(
    path: Path,
    neighbour: Witness,
    reach: Reach,
    *,
    family: Family = FOUR,
    address: str,
    likely: Sequence[int],
    budget_us: int,
    ports: Sequence[int] = range(1, ALL_PORTS + 1),
) -> tuple[Sweep, int]:
    """Ask every UDP port until each has answered or been silent often enough; return the state and the tries."""
    sock = reach.frames(family.ether_type)
    try:
        base = source_base()
        listen(sock, answers_filter(address, UDP, base))
        sources = family.sources(path, reach.network)
        sweep = Sweep(
            sock=sock,
            ask=_rounds(family, path, base, sources),
            ask_control=_control(family, path, base),
            read=family.read_datagram,
            source_base=base,
            pace=Pace(rate=20_000, ceiling=200_000),
            deadline_us=now_us() + budget_us,
            told=lambda done: reach.progress(done, len(ports)),
            still_there=neighbour.answers,
            wait_us=max(80_000, 4 * neighbour.round_trip_us),
            adopts=False,
        )
        order = list(dict.fromkeys((*likely, *shuffled(ports))))
        trial = order[:_TRIAL]
        proven = sweep.round(trial, 0)
        if 0 < proven * 100 < 95 * len(trial):
            # a limit, or packets lost at this speed: asking others less hastily tells
            sweep.pace = Pace(rate=_UNHURRIED, ceiling=_UNHURRIED)
            trial = order[_TRIAL : 2 * _TRIAL]
            proven = sweep.round(trial, 0)
        if trial and 0 < proven * 100 < 95 * len(trial):
            reach.remark(f"the device limits its ICMP answers: {proven} of {len(trial)} within a moment")
            tries = _within_limit(sweep, neighbour, order, len(sources))
        else:
            # every answer came, or none at all: nothing is gained by asking slowly
            sweep.pace = Pace(rate=20_000, ceiling=200_000)
            sweep.adopts = True
            tries = settle(sweep, sweep.silent(order))
        sweep.close()
        reach.spend(packets=sweep.sent)
        return sweep, tries
    finally:
        sock.close()


def shuffled(ports: Sequence[int]) -> list[int]:
    """Return ports in an order that asks no neighbourhood at once."""
    mixed = list(ports)
    random.Random(0).shuffle(mixed)  # noqa: S311  # an order, not a secret
    return mixed


def _within_limit(sweep: Sweep, neighbour: Witness, order: Sequence[int], sources: int) -> int:
    """Ask at the rate at which the device answers, which is measured as it goes."""
    pending = sweep.silent(order)
    sweep.pace.rate = _LIMITED_RATE if sources > 2 else 10 * sources  # own address and a second one
    # Linux lets 50 ICMP errors go at once, so that a pause may be made up for
    sweep.pace.moment_us = 20_000
    calm = 0
    for number in range(1, _ROUNDS):
        progress = 0
        for start in range(0, len(pending), _CHUNK):
            chunk = pending[start : start + min(_CHUNK, max(64, 8 * sweep.pace.rate))]
            answered = _chunked(sweep, pending[start : start + _CHUNK], number, len(chunk))
            progress += answered
            neighbour.ask()
        pending = sweep.silent(pending)
        calm = 0 if progress else calm + 1
        if not pending or now_us() >= sweep.deadline_us:
            break
        if calm >= 2 and min(sweep.tried[port] for port in pending) >= TRIES:  # twice nothing new
            break
        if len(pending) < 64 and not sweep.controls:  # few enough for a control beside each batch
            _adopt_closed(sweep, order)
    return min((sweep.tried[port] for port in pending), default=0)


def _chunked(sweep: Sweep, ports: Sequence[int], number: int, size: int) -> int:
    """Ask ports in pieces, and fit the pace to how many answered in each."""
    progress = 0
    for start in range(0, len(ports), size):
        if now_us() >= sweep.deadline_us:
            break
        piece = ports[start : start + size]
        answered = sweep.round(piece, number, steady=True)
        progress += answered
        share = answered * 1_000 // len(piece)
        if len(piece) >= 64:  # fewer say nothing about a rate
            if share < 970 and answered:  # more than three in a hundred came to nothing
                sweep.pace.rate = max(1, sweep.pace.rate * max(share, 500) // 1_000)
            elif share > 995:
                sweep.pace.rate += max(1, sweep.pace.rate // 25)
    return progress


def _adopt_closed(sweep: Sweep, order: Sequence[int]) -> None:
    closed = next((port for port in order if sweep.known[port] == CLOSED), None)
    if closed is not None:
        sweep.adopt(closed, CLOSED)


def _rounds(
    family: Family, path: Path, base: int, sources: tuple[bytes, ...]
) -> Callable[[int], Callable[[int], bytes]]:
    """Return what makes the frames of a round, each from the next source address."""
    makers = [family.datagrams(path, base + number) for number in range(CONTROL_PORT)]
    turns = itertools.cycle(sources)

    def ask(number: int) -> Callable[[int], bytes]:
        make = makers[number % CONTROL_PORT]
        return lambda port: make(port, next(turns))

    return ask


def _control(family: Family, path: Path, base: int) -> Callable[[int], bytes]:
    make = family.datagrams(path, base + CONTROL_PORT)
    return lambda port: make(port, path.own)
