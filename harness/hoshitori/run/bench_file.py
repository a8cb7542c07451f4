"""The bench file: a real bench described in TOML, checked against `bench.schema.json`.

schema_version = 1
name = "Bench 3"

[network]
interface = "eth1"                  # leads to the device
namespace = "/run/netns/bench3"     # observers run there, behind the kernel's guard; leave out for the host's own
gateway = false                     # whether the device's default route leads here

[sample.s-1]
address = "192.168.50.10"           # leave out: the address of the declaration
control_port = 443                  # a TCP port that answers as long as the device lives

[power]
how = "automatic"                   # automatic | operator-prompted | impossible; what is not named is impossible
on = ["uhubctl", "-a", "on", "-p", "2"]
off = ["uhubctl", "-a", "off", "-p", "2"]
seconds = 60                        # until the device answers again

[link]
how = "operator-prompted"

[capture]
how = "automatic"                   # tcpdump on the interface
"""

from __future__ import annotations

from pathlib import Path

from hoshitori.instrument import Bench
from hoshitori.model.declaration import Declaration
from hoshitori.run.bench_description import load_bench
from hoshitori.run.real_bench import RealBench


def open_bench(file: Path, declaration: Declaration) -> Bench:
    """Return the real bench that a file describes, ready for the declared samples.

    Raises:
        ArgumentError: if the file is malformed.
        BenchError: if the bench is not there as described.
    """
    return RealBench(load_bench(file), declaration)
