"""What the comparison with the usual tools counts."""

import gzip
import struct
from pathlib import Path

import pytest

from tests.bench.observed import Observed
from tests.bench.star import compare
from tests.bench.usual import TCP_PORTS, UDP_PORTS, Outcome, Tool, fault, usual_tools
from tests.bench.whole_run import PCAP_HEADER, frames_in

DEVICE, BENCH = b"\2\0\0\0\0\1", b"\2\0\0\0\0\2"


def observed(fact: str, seconds: int, **parameters: str) -> Observed:
    """An observation about the device."""
    return Observed(fact=fact, subject="device", parameters=parameters, seconds=seconds)


RUN = (
    observed("port-survey", 3, transport="tcp"),
    observed("port-survey", 60, transport="udp"),
    observed("port-survey", 500, transport="udp", family="ipv6"),
    observed("outage", 40),
)
TCP = Tool(who="tcp", argv=["nmap"], limit_seconds=10, done="done", same=(TCP_PORTS,))
UDP = Tool(who="udp", argv=["nmap"], limit_seconds=1200, done="done", same=(UDP_PORTS,))


def test_only_work_that_both_do_is_counted() -> None:
    """Neither what no tool does nor what is done over IPv6 weighs on our side."""
    outcomes = [Outcome(tool=TCP, milliseconds=30_000), Outcome(tool=UDP, milliseconds=600_000)]

    assert compare(RUN, outcomes) == 10


def test_the_ratio_is_rounded_against_us() -> None:
    """A ratio just above the promise does not pass as the promise."""
    outcomes = [Outcome(tool=TCP, milliseconds=30_000), Outcome(tool=UDP, milliseconds=599_999)]

    assert compare(RUN, outcomes) == 11


def test_a_tool_that_is_missing_takes_its_work_out_of_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    """It is named with the reason, and is no zero on its side."""
    outcomes = [Outcome(tool=TCP, milliseconds=6_000), Outcome(tool=UDP, left_out="nmap is not installed")]

    assert compare(RUN, outcomes) == 50
    printed = capsys.readouterr().out
    assert "left out: nmap is not installed" in printed
    assert "together 3 s against 6.0 s of 1 of 2 tools" in printed


def test_without_any_tool_there_is_no_ratio() -> None:
    """Nothing is compared with nothing."""
    assert compare(RUN, [Outcome(tool=TCP, left_out="nmap is not installed")]) is None


def test_a_run_that_did_not_do_the_work_is_not_quick() -> None:
    """Work of the tools that the run has no observation of is an error, not zero seconds."""
    with pytest.raises(RuntimeError, match="port-survey"):
        compare((observed("outage", 40),), [Outcome(tool=TCP, milliseconds=6_000)])


@pytest.mark.parametrize("stopped", [False, True])
def test_a_tool_that_cannot_do_the_work_is_left_out_however_it_ended(*, stopped: bool) -> None:
    """Minutes spent on an error of its own are not time the work takes."""
    tool = Tool(who="form", argv=["hydra"], limit_seconds=10, done="completed", same=(), cannot="not a web form")

    assert "beyond it" in fault(tool, "[ERROR] not a web form\n1 target completed", stopped=stopped)


def test_a_tool_that_ended_early_is_left_out_and_one_that_was_stopped_at_work_is_not() -> None:
    """Without the sign of done work, an early end is a failure; at the limit the work was only not over."""
    assert "without doing its work" in fault(TCP, "cannot open the interface", stopped=False)
    assert not fault(TCP, "half way", stopped=True)
    assert not fault(TCP, "done", stopped=False)


def test_every_tool_has_a_bound_and_work_of_ours_to_stand_against() -> None:
    """No tool runs for ever, and none counts against nothing."""
    tools = usual_tools(Path("pairs"))

    assert all(0 < tool.limit_seconds <= 1200 and tool.same for tool in tools)


@pytest.mark.parametrize("packed", [False, True])
def test_frames_are_counted_in_a_capture_whether_packed_or_not(*, packed: bool) -> None:
    """A run keeps its capture packed; only what the bench sent counts."""
    frames = [DEVICE + BENCH + b"out", BENCH + DEVICE + b"back", DEVICE + BENCH + b"out again"]
    capture = bytes(PCAP_HEADER) + b"".join(struct.pack("<IIII", 0, 0, len(one), len(one)) + one for one in frames)

    kept = gzip.compress(capture) if packed else capture

    assert frames_in(kept, packed=packed, mac=BENCH) == 2
