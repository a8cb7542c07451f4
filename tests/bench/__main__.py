"""`make bench`: measures, prints, writes JSON, and ends 1 where a promise is not kept."""

import argparse
import json
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from hoshitori.facts.base import decode
from hoshitori.facts.ports import PortSurvey
from hoshitori.facts.tls import TlsSurvey
from tests.bench.network import OPEN_TCP, OPEN_TCP6, OPEN_UDP, OPEN_UDP6, BenchPair, bench_pair
from tests.bench.peers import Measured, idle, nmap_ports, nmap_tls, sslscan, timed
from tests.bench.star import compare, use_all
from tests.bench.usual import usual_tools
from tests.bench.whole_run import WholeRun, whole_run

TCP_RATIO_PERCENT = 80
TLS_RATIO_PERCENT = 40
STAR_RATIO_PERCENT = 10
RUN_MILLISECONDS = 300_000
RUN_BYTES = 500_000_000
ROUNDS = 5

F = TypeVar("F")


def ours(pair: BenchPair, work: str, fact: type[F], read: Callable[[F], Sequence[str]]) -> Measured:
    """One of our probes, once, in a fresh process."""
    gross, packets, printed = timed(pair, [sys.executable, "-m", "tests.bench.ours", work])
    told = json.loads(printed)
    return Measured(
        who=f"hoshitori {work}",
        microseconds=int(told["microseconds"]),
        gross_microseconds=gross,
        packets=packets,
        found=tuple(read(decode(fact, told["fact"]))),
    )


def open_ports(survey: PortSurvey) -> Sequence[str]:
    """The numbers of the ports that are open, or silent and perhaps open."""
    return sorted((str(port.port) for port in (*survey.open, *survey.open_or_filtered)), key=int)


def suites(survey: TlsSurvey) -> Sequence[str]:
    """The codes of the cipher suites, as sslscan writes them."""
    return sorted({f"0x{suite.code:04x}" for suite in survey.suites})


def show(measured: Sequence[Measured]) -> int:
    """Print the rounds of one contestant; return its median in microseconds."""
    median = int(statistics.median(one.microseconds for one in measured))
    gross = int(statistics.median(one.gross_microseconds for one in measured))
    packets = int(statistics.median(one.packets for one in measured))
    print(
        f"  {measured[0].who:34} {median / 1000:10.1f} ms   with its start {gross / 1000:10.1f} ms   {packets} packets"
    )
    return median


def promise(text: str, *, kept: bool) -> bool:
    """Print whether a promise is kept, and return it."""
    print(f"  {'kept' if kept else 'BROKEN'}: {text}")
    return kept


def rounds(contestants: Sequence[Callable[[], Measured]], count: int) -> list[list[Measured]]:
    """Every contestant's rounds, taken in turn, so that what else the machine does falls on all of them."""
    turns = [[contestant() for contestant in contestants] for _ in range(count)]
    return [list(column) for column in zip(*turns, strict=True)]


def bench_tcp(pair: BenchPair) -> bool:
    """All TCP ports, against nmap."""
    print("All 65,535 TCP ports")
    mine, nmap = rounds([lambda: ours(pair, "ports", PortSurvey, open_ports), lambda: nmap_ports(pair)], ROUNDS)
    percent = show(mine) * 100 // show(nmap)
    truth = tuple(map(str, OPEN_TCP))
    exact = all(one.found == truth for one in mine)
    return all(
        [
            promise(f"exact: {', '.join(truth)}, in each of {ROUNDS} rounds", kept=exact),
            promise(
                f"{percent} % of nmap's time, promised at most {TCP_RATIO_PERCENT} %", kept=percent <= TCP_RATIO_PERCENT
            ),
        ]
    )


def bench_tcp_over_ipv6(pair: BenchPair) -> bool:
    """All TCP ports at the one IPv6 address of the device, which ours has to find first; nmap is told it."""
    print("All 65,535 TCP ports over IPv6, the address looked for first")
    mine, nmap = rounds(
        [lambda: ours(pair, "ports6", PortSurvey, open_ports), lambda: nmap_ports(pair, over_ipv6=True)], ROUNDS
    )
    percent = show(mine) * 100 // show(nmap)
    truth = tuple(map(str, OPEN_TCP6))
    print(f"  {percent} % of nmap's time")
    return all(
        [
            promise(f"exact: {', '.join(truth)}, in each of {ROUNDS} rounds", kept=all(m.found == truth for m in mine)),
            promise("nmap sees the same", kept=all(one.found == truth for one in nmap)),
        ]
    )


def bench_udp_over_ipv6(pair: BenchPair) -> bool:
    """All UDP ports at that address."""
    print("All 65,535 UDP ports over IPv6, under Linux's default limits on ICMP")
    mine = ours(pair, "udp6", PortSurvey, open_ports)
    took = show([mine])
    truth = tuple(map(str, OPEN_UDP6))
    return all(
        [
            promise(f"exact: {', '.join(truth)}", kept=mine.found == truth),
            promise(f"within the demo's {RUN_MILLISECONDS // 1000} s", kept=took <= RUN_MILLISECONDS * 1000),
        ]
    )


def bench_tls(pair: BenchPair) -> bool:
    """A TLS survey, against the faster of sslscan and nmap's script."""
    print("TLS: versions, suites, groups, chain")
    mine, nmap, scan = rounds(
        [lambda: ours(pair, "tls", TlsSurvey, suites), lambda: nmap_tls(pair), lambda: sslscan(pair)], ROUNDS
    )
    percent = show(mine) * 100 // min(show(nmap), show(scan))
    missed = set(scan[0].found) - set(mine[0].found)
    return all(
        [
            promise(f"no suite missed that sslscan finds ({len(mine[0].found)} found)", kept=not missed),
            promise(
                f"{percent} % of the faster peer, promised at most {TLS_RATIO_PERCENT} %",
                kept=percent <= TLS_RATIO_PERCENT,
            ),
        ]
    )


def bench_udp(pair: BenchPair) -> bool:
    """All UDP ports; no peer does this in a day, so the promise is the demo's time."""
    print("All 65,535 UDP ports, under Linux's default limits on ICMP")
    mine = ours(pair, "udp", PortSurvey, open_ports)
    took = show([mine])
    truth = tuple(map(str, OPEN_UDP))
    return all(
        [
            promise(f"exact: {', '.join(truth)}", kept=mine.found == truth),
            promise(f"within the demo's {RUN_MILLISECONDS // 1000} s", kept=took <= RUN_MILLISECONDS * 1000),
        ]
    )


def bench_run(run: WholeRun) -> bool:
    """The demo as a whole."""
    print("The demo as a whole")
    print(f"  {run.milliseconds / 1000:.1f} s, at most {run.peak_bytes // 1_000_000} MB, {run.packets} packets sent")
    return all(
        [
            promise(f"within {RUN_MILLISECONDS // 1000} s", kept=run.milliseconds <= RUN_MILLISECONDS),
            promise(f"within {RUN_BYTES // 1_000_000} MB", kept=run.peak_bytes <= RUN_BYTES),
        ]
    )


def bench_star(run: WholeRun) -> bool:
    """Whole ★1 on `good`, against the usual tools one after another."""
    limits = sum(tool.limit_seconds for tool in usual_tools(Path()))
    print(f"Whole ★1 on `good` against the usual tools, once each (half an hour or so, at most {limits} s)")
    percent = compare(run.observed, use_all())
    print(
        f"  the whole run: {run.milliseconds / 1000:.1f} s, at most {run.peak_bytes // 1_000_000} MB, "
        f"{run.packets} packets sent"
    )
    if percent is None:
        return promise("no usual tool did its work here, so there is nothing to compare with", kept=False)
    return promise(
        f"{percent} % of the time of those tools that did their work, promised at most {STAR_RATIO_PERCENT} %",
        kept=percent <= STAR_RATIO_PERCENT,
    )


def main() -> int:
    """Measure what is asked for; all of it by default."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=[*WORKS, *RUNS], action="append")
    arguments = parser.parse_args()
    chosen = arguments.only or [*WORKS, *RUNS]
    print(f"{platform.system()} {platform.release()}, Python {platform.python_version()}; medians of {ROUNDS} rounds\n")
    kept: list[bool] = []
    if of_pair := [work for name, work in WORKS.items() if name in chosen]:
        with bench_pair() as pair:
            print(f"start of an empty Python process: {idle(pair, [sys.executable, '-c', '']) / 1000:.1f} ms\n")
            kept += [work(pair) for work in of_pair]
    if of_run := [work for name, work in RUNS.items() if name in chosen]:
        run = whole_run()
        kept += [work(run) for work in of_run]
    return 0 if all(kept) else 1


WORKS: dict[str, Callable[[BenchPair], bool]] = {
    "tcp": bench_tcp,
    "tcp6": bench_tcp_over_ipv6,
    "tls": bench_tls,
    "udp": bench_udp,
    "udp6": bench_udp_over_ipv6,
}
RUNS: dict[str, Callable[[WholeRun], bool]] = {"run": bench_run, "star": bench_star}

if __name__ == "__main__":
    sys.exit(main())
