"""A run in a process of its own, to be killed, against doors that stand in another process."""

import sys
from pathlib import Path

from hoshitori.run.session import execute
from tests.run.benches import Doors, Silent, request


def main() -> None:
    """Start or go on with the run in a folder."""
    folder = Path(sys.argv[1])
    bench = Doors()
    resume = (folder / "run" / "record.jsonl").exists() and (folder / "run" / "record.jsonl").stat().st_size > 0
    execute(request(folder / "device" / "dut.toml", folder / "run", resume=resume), bench, Silent())


if __name__ == "__main__":
    main()
