"""The TCP pass: a SYN to every port, told by SYN-ACK, RST or silence."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

from hoshitori.probe import Reach
from hoshitori_plugins.ports.family import FOUR, Family, Witness
from hoshitori_plugins.ports.frame import Path
from hoshitori_plugins.ports.listening import answers_filter, dropped, listen
from hoshitori_plugins.ports.pace import FLOOR, Pace
from hoshitori_plugins.ports.sweep import ALL_PORTS, CONTROL_PORT, Sweep, now_us

TCP: Final = 6
TRIES: Final = 3
"""How often a port must have been asked in vain, while the controls answered, before it is called silent."""
_ROUNDS: Final = 40
_START: Final = 20_000
_CEILING: Final = 400_000


def source_base() -> int:
    """Return the first of sixteen source ports, below those that kernels hand out."""
    return random.randrange(20_000, 32_000) & 0xFFF0  # noqa: S311  # not a secret


def syn_pass(
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
    """Ask every TCP port until each has answered or been silent often enough; return the state and the tries.

    Args:
        likely: ports to ask first, so that there is a control from the beginning.
    """
    sock = reach.frames(family.ether_type)
    try:
        base = source_base()
        listen(sock, answers_filter(address, TCP, base))
        sweep = Sweep(
            sock=sock,
            ask=_rounds(family, path, base),
            ask_control=family.syns(path, base + CONTROL_PORT),
            read=family.read_syn,
            source_base=base,
            pace=Pace(rate=_START, ceiling=_CEILING),
            deadline_us=now_us() + budget_us,
            told=lambda done: reach.progress(done, len(ports)),
            still_there=neighbour.answers,
            wait_us=max(60_000, 4 * neighbour.round_trip_us),
        )
        # a few ports first, with time to answer: they give the controls and the longest round trip
        sweep.round(list(dict.fromkeys((*likely[:16], 1, ALL_PORTS))), 0)
        tries = settle(sweep, sweep.silent(ports))
        sweep.close()
        reach.spend(packets=sweep.sent)
        if lost := dropped(sock):
            reach.remark(f"{lost} answers found no room in the observer and were asked for again")
        return sweep, tries
    finally:
        sock.close()


def settle(sweep: Sweep, pending: list[int]) -> int:
    """Ask again until no round brings anything new any more; return how often each silent port was asked."""
    calm = 0
    for number in range(1, _ROUNDS):
        if not pending or now_us() >= sweep.deadline_us:
            break
        started, told = now_us(), sweep.control_counts()
        progress = sweep.round(pending, number)
        pending = sweep.silent(pending)
        if progress and pending:
            # the controls that count are those asked while only silent ports were left
            sweep.forget_controls()
        calm = calm + 1 if not progress and held(told, sweep.control_counts()) else 0
        if calm >= TRIES - 1 and min((sweep.tried[port] for port in pending), default=TRIES) >= TRIES:
            break
        if progress and number > 1:
            # answers that come only when asked again were held back: ask no faster than they came
            came = progress * 1_000_000 // max(1, now_us() - started)
            sweep.pace.rate = max(FLOOR, min(sweep.pace.rate, 2 * came))
    return min((sweep.tried[port] for port in pending), default=0)


def held(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Return whether the controls asked meanwhile answered, nine times of ten; where there is none, nothing failed."""
    asked, answered = after[0] - before[0], after[1] - before[1]
    return answered * 10 >= asked * 9


def _rounds(family: Family, path: Path, base: int) -> Callable[[int], Callable[[int], bytes]]:
    makers = [family.syns(path, base + number) for number in range(CONTROL_PORT)]
    return lambda number: makers[number % CONTROL_PORT]
