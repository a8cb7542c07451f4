"""Whatever a device does, a run ends: INCONCLUSIVE with the cause, in bounded time and memory."""

import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hoshitori.model.observation import Impact
from hoshitori.model.verdict import FAIL, Cause, inconclusive
from tests.run.benches import doors, polite, run_over


def hung(connection: socket.socket) -> None:
    """Accept and say nothing until the other side gives up."""
    connection.recv(1)


def reset(connection: socket.socket) -> None:
    """Reset every connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def closed(connection: socket.socket) -> None:
    """Close without a word."""
    connection.shutdown(socket.SHUT_RDWR)


def endless(connection: socket.socket) -> None:
    """Send ten megabytes of banner."""
    for _ in range(160):
        connection.sendall(b"a" * 65_536)


def garbage(connection: socket.socket) -> None:
    """Send bytes that are no text: control characters, escape sequences, broken UTF-8, digits."""
    connection.sendall(b"\x1b[2J\x00\xff\xfe\x80\x07<script>0</script>\r\n")


@pytest.mark.parametrize("service", [hung, reset, closed])
def test_no_answer_is_inconclusive(tmp_path: Path, service: Callable[[socket.socket], None]) -> None:
    """A device that hangs, resets or hangs up leaves its case INCONCLUSIVE `unavailable`, in bounded time."""
    started = time.monotonic()
    with doors(service) as bench:
        evaluation = run_over(bench, tmp_path)

    assert evaluation.outcome.overall == inconclusive(Cause.UNAVAILABLE)
    assert time.monotonic() - started < 240


def test_a_flood_is_cut(tmp_path: Path) -> None:
    """Ten megabytes of banner end in a bounded fact."""
    with doors(endless) as bench:
        evaluation = run_over(bench, tmp_path)

    observed = evaluation.counted[0].expectations[0].observed
    assert len(observed) <= 700
    assert sum(path.stat().st_size for path in (tmp_path / "run").rglob("*") if path.is_file()) < 1_000_000


def test_garbage_is_shown_escaped(tmp_path: Path) -> None:
    """Control characters of a device never reach a reader as they are."""
    with doors(garbage) as bench:
        evaluation = run_over(bench, tmp_path)

    observed = evaluation.counted[0].expectations[0].observed
    assert evaluation.outcome.overall == FAIL
    assert observed.isprintable()


def test_a_device_that_is_gone_is_not_asked(tmp_path: Path) -> None:
    """When the canary gets no answer, the observation says so and no probe is started."""
    with doors(polite) as bench:
        bench.is_alive = False
        evaluation = run_over(bench, tmp_path)

    assert "does not answer" in evaluation.counted[0].rationale
    assert evaluation.outcome.overall == inconclusive(Cause.UNAVAILABLE)


class TestAuthority:
    def test_an_address_without_permission_is_not_touched(self, tmp_path: Path) -> None:
        """A probe refuses a target that no authorisation covers; the device gets no connection."""
        touched: list[int] = []

        def tell(connection: socket.socket) -> None:
            touched.append(connection.fileno())
            connection.sendall(b"welcome\r\n")

        with doors(tell) as bench:
            evaluation = run_over(bench, tmp_path, authorised="127.0.0.2")

        assert "no authorisation covers 127.0.0.1" in evaluation.counted[0].rationale
        assert touched == []

    def test_an_impact_the_operator_did_not_allow_is_not_used(self, tmp_path: Path) -> None:
        """What is stronger than allowed for the run is left out, and the sheet says so."""
        with doors(polite) as bench:
            evaluation = run_over(bench, tmp_path, allowed=frozenset({Impact.PASSIVE}))

        assert "were not allowed for this run" in evaluation.counted[0].rationale
