"""The capture's program: as whom it runs, and what is told when it crashes."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from hoshitori.model.errors import BenchError
from hoshitori.run.capture import Tap, WireCapture
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.topology.keeper import Program
from hoshitori_lab.topology.wire import BRIDGE_MAC

pytestmark = pytest.mark.netns


def test_the_recorder_is_nobody(bench: VirtualBench) -> None:
    """What reads every byte of the device is not root, and may do one thing more than others: open raw sockets."""
    program = cast("Program", bench.capture.program)
    told = Path("/proc", str(program.id), "status").read_text()
    fields = {name: value.split() for name, _, value in (line.partition(":") for line in told.splitlines())}

    assert fields["Name"] == ["tcpdump"]
    assert fields["Uid"] == fields["Gid"] == ["65534"] * 4
    assert fields["CapEff"] == fields["CapPrm"] == [f"{1 << 13:016x}"]


def test_a_recorder_that_crashes_is_told_as_one(bench: VirtualBench, tmp_path: Path) -> None:
    """Some builds of tcpdump crash at once and say nothing: the error says that it ended, not that it is not there."""
    given = bench.wire.addresses
    tap = Tap(
        namespace=bench.wire.bench,
        interface=bench.wire.cable.port,
        address=given.gateway,
        mac=BRIDGE_MAC,
        device=given.device,
    )

    def launch(name: str, argv: Sequence[str], log: Path, output: Path) -> Program:
        assert name in argv
        crash = ["sh", "-c", "kill -SEGV $$"]
        return bench.keeper.start(name, crash, log=log, output=output, network=bench.wire.bench)

    with pytest.raises(BenchError, match="ended by itself"):
        WireCapture(tap, tmp_path, launch)
