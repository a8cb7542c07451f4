"""Whole ★1 on `good` against the usual tools one after another, over the work both do; and what those lack."""

from collections.abc import Sequence

from tests.bench.observed import Observed, Work
from tests.bench.usual import Outcome, beside_good, use, usual_tools

LACKED = (
    Work(fact="outage"),
    Work(fact="erase"),
    Work(fact="update-series"),
    Work(fact="upload-sweep"),
    Work(fact="client-trust"),
    Work(fact="stored-secrets"),
    Work(fact="web-sweep"),
    Work(fact="first-use"),
    Work(fact="value-change"),
    Work(fact="guessing-run"),
    Work(fact="traffic"),
    Work(fact="client-hellos"),
    Work(fact="network-presence"),
)


def seconds_of(works: Sequence[Work], observed: Sequence[Observed]) -> int:
    """How long all observations of these kinds took."""
    return sum(one.seconds for work in works for one in work.among(observed))


def show_work(work: Work, observed: Sequence[Observed]) -> None:
    """Print how long our observations of one kind took."""
    found = work.among(observed)
    print(f"    {work!s:32} {sum(one.seconds for one in found):6} s   {len(found)} observations")


def show_outcome(outcome: Outcome) -> None:
    """Print how one tool fared, and every bound that was set to it."""
    if outcome.left_out:
        print(f"    {outcome.tool.who:32}   left out: {outcome.left_out}")
        return
    limit = f"stopped at its limit of {outcome.tool.limit_seconds} s" if outcome.stopped else "done"
    print(f"    {outcome.tool.who:32} {outcome.milliseconds / 1000:8.1f} s   {outcome.packets} packets   {limit}")


def use_all() -> tuple[Outcome, ...]:
    """Every usual tool, one after another, in the observers' namespace of one device."""
    with beside_good() as place:
        return tuple(use(tool, place) for tool in usual_tools(place.pairs))


def compare(observed: Sequence[Observed], outcomes: Sequence[Outcome]) -> int | None:
    """Print both sides; return our part of the tools' time in per cent, rounded up, None where no tool did its work.

    A kind of observation counts in full as soon as one tool did some of that work: all 65,535 ports where nmap asks
    1,000 of them, every server where the tool was sent to one. A tool that was stopped counts with its limit alone.
    """
    print("  the usual tools, one after another:")
    for outcome in outcomes:
        show_outcome(outcome)
    counted = [outcome for outcome in outcomes if not outcome.left_out]
    works = tuple(dict.fromkeys(work for outcome in counted for work in outcome.tool.same))
    print("  the same work and more by ours, from the record of the whole run:")
    for work in works:
        show_work(work, observed)
    mine, theirs = seconds_of(works, observed), sum(outcome.milliseconds for outcome in counted)
    print(f"    together {mine} s against {theirs / 1000:.1f} s of {len(counted)} of {len(outcomes)} tools")
    print("  what the usual tools lack:")
    for work in LACKED:
        show_work(work, observed)
    print(f"    together {seconds_of(LACKED, observed)} s")
    empty = [str(work) for work in works if not work.among(observed)]
    if empty:
        message = f"the run observed nothing of what the tools did: {', '.join(empty)}"
        raise RuntimeError(message)
    return -(-mine * 100_000 // theirs) if theirs else None
