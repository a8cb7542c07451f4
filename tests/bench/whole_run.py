"""The demo as a whole: wall time, peak memory of all its processes, packets sent to the device."""

import gzip
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.bench.observed import Observed, observed_in, record_bodies

SAMPLING_SECONDS = 0.25
LIMIT_SECONDS = 900
ENDED_WELL = {0, 3, 4}
PCAP_HEADER = 24
PACKED = "application/gzip"
RECORD_HEADER = struct.Struct("<IIII")


@dataclass(frozen=True, kw_only=True)
class WholeRun:
    """What one demo took.

    Attributes:
        peak_bytes: the most that all its processes held in memory together, shared pages counted once.
        packets: frames sent by the bench to the device, counted in the run's own capture.
        observed: what was observed, in the order of the record.
    """

    milliseconds: int
    peak_bytes: int
    packets: int
    observed: tuple[Observed, ...]


def descendants(root: int) -> Iterator[int]:
    """The ids of a process and of all that it started."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.name))
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        waiting += children.get(process, [])


def held_bytes(process: int) -> int:
    """A process's share of memory in bytes; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def watch(root: int, over: threading.Event) -> int:
    """The most that a process and all that it started hold together, until it is over."""
    peak = 0
    while not over.wait(SAMPLING_SECONDS):
        peak = max(peak, sum(map(held_bytes, descendants(root))))
    return peak


def frames_from(capture: bytes, mac: bytes) -> int:
    """How many frames of a capture come from an Ethernet address."""
    count, offset = 0, PCAP_HEADER
    while offset + RECORD_HEADER.size <= len(capture):
        length = RECORD_HEADER.unpack_from(capture, offset)[2]
        frame = offset + RECORD_HEADER.size
        count += capture[frame + 6 : frame + 12] == mac
        offset = frame + length
    return count


def packets_sent(folder: Path) -> int:
    """The frames that the bench sent during a run."""
    (bench,) = record_bodies(folder, "bench")
    (kept,) = record_bodies(folder, "capture")
    mac = bytes.fromhex(bench["network"]["mac"].replace(":", ""))
    (capture,) = [path for path in folder.rglob(f"*{kept['artefact']['sha256']}*") if path.is_file()]
    return frames_in(capture.read_bytes(), packed=kept["artefact"]["mediaType"] == PACKED, mac=mac)


def frames_in(kept: bytes, *, packed: bool, mac: bytes) -> int:
    """How many frames of a capture, as a run keeps it, come from an Ethernet address."""
    return frames_from(gzip.decompress(kept) if packed else kept, mac)


def whole_run() -> WholeRun:
    """Run the demo once."""
    with tempfile.TemporaryDirectory(prefix="hoshitori-bench-") as name:
        out = Path(name) / "demo"
        program = Path(sys.executable).with_name("hoshitori")
        started = monotonic()
        demo = subprocess.Popen(
            [str(program), "demo", "--quiet", "--out", str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        over = threading.Event()
        peaks: list[int] = []
        watcher = threading.Thread(target=lambda: peaks.append(watch(demo.pid, over)))
        watcher.start()
        try:
            code = demo.wait(timeout=LIMIT_SECONDS)
        finally:
            demo.kill()
            over.set()
            watcher.join()
        took = int((monotonic() - started) * 1_000)
        if code not in ENDED_WELL:
            message = f"the demo ended with {code}"
            raise RuntimeError(message)
        folder = out / "run"
        return WholeRun(
            milliseconds=took, peak_bytes=peaks[0], packets=packets_sent(folder), observed=observed_in(folder)
        )
