"""A real bench in a process of its own, to be killed: it tells its capture's process and waits."""

import sys
from pathlib import Path

from hoshitori.run.bench_file import open_bench
from hoshitori.run.real_bench import BoundProgram, RealBench
from hoshitori.schema.declaration import parse_declaration
from tests.run.stranger import DECLARATION


def main() -> None:
    """Open the bench of a file and hold it until the input ends."""
    bench = open_bench(Path(sys.argv[1]), parse_declaration(DECLARATION.encode()))
    assert isinstance(bench, RealBench)
    assert bench.capture is not None
    program = bench.capture.program
    assert isinstance(program, BoundProgram)
    sys.stdout.write(f"{program.process.pid}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
