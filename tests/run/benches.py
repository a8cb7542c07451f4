"""Benches on loopback for tests of the run: a device of three services that behave as told."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from hoshitori.instrument import Adapter
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Impact, Observation
from hoshitori.model.verdict import Decision
from hoshitori.probe import BenchNetwork
from hoshitori.run.evaluate import Evaluation
from hoshitori.run.outlook import Outlook
from hoshitori.run.session import RunRequest, execute
from hoshitori.schema.declaration import load_declaration
from hoshitori.schema.installed import load_installed

Service = Callable[[socket.socket], None]

HEAD = """\
schema_version = 1
language = "en"
[device]
maker = "Example Works"
model = "Three doors"
versions = { hardware = "A", firmware = "1.0" }
[assessment]
kind = "self"
lab = { name = "Example lab", identity = "https://lab.example/" }
client = { name = "Example Works", identity = "https://maker.example/" }
place = "this machine"
[[sample]]
id = "s-1"
role = "main"
ipv4 = ["127.0.0.1"]
[[authorisation]]
id = "a-1"
grantor = "Example Works"
scope = "device"
targets = ["AUTHORISED"]
impacts = ["active"]
valid_from = 2026-01-01T00:00:00Z
valid_until = 2096-01-01T00:00:00Z
"""

DOOR = """
[[port]]
transport = "tcp"
number = PORT
protocol = "greeting"
reason = "greets"
interface = "28-LogIntf/LI-PORT"
[[ixit.28-LogIntf]]
id = "LI-PORT"
description = "a door"
transport = "tcp"
port = PORT
protocol = "greeting"
access = []
status = "enabled"
"""


def polite(connection: socket.socket) -> None:
    """Say a word without digits."""
    connection.sendall(b"welcome\r\n")


class Doors:
    """Services on free loopback ports; also a `Bench`."""

    mode: Literal["root", "rootless", "loopback", "real"] = "loopback"
    namespace: Path | None = None
    network = BenchNetwork(interface="lo", address="127.0.0.1", mac="", raw_frames=False, guard="socket-factory")
    instruments: Mapping[str, object] = {}
    adapters: Mapping[str, Adapter] = {}
    equipment: Mapping[str, str] = {"doors": "1"}

    def __init__(self, *services: Service) -> None:
        self.is_alive = True
        self._servers = [self._serve(service) for service in services]
        self.ports = [int(server.server_address[1]) for server in self._servers]

    @staticmethod
    def _serve(service: Service) -> socketserver.ThreadingTCPServer:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    service(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def declaration(self, folder: Path, *, authorised: str = "127.0.0.1") -> Path:
        """Write a declaration of these doors."""
        folder.mkdir(parents=True, exist_ok=True)
        doors = "".join(DOOR.replace("PORT", str(port)) for port in self.ports)
        (folder / "dut.toml").write_text(HEAD.replace("AUTHORISED", authorised) + doors)
        return folder / "dut.toml"

    def instruments_of(self, sample: str) -> Mapping[str, object]:
        del sample
        return self.instruments

    def device_address(self, sample: str) -> str:
        del sample
        return "127.0.0.1"

    def alive(self, sample: str) -> bool:
        del sample
        return self.is_alive

    def preflight(self) -> Sequence[str]:
        return ()

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class Silent:
    """Events that nobody hears."""

    def observing(self, outlook: Outlook) -> None: ...
    def progress(self, done: int, total: int) -> None: ...
    def observed(self, observation: Observation) -> None: ...
    def remark(self, text: str) -> None: ...
    def decided(self, requirement: str, decision: Decision) -> None: ...


def request(declared: Path, out: Path, **changes: Any) -> RunRequest:  # noqa: ANN401  # fields of RunRequest
    """Return a run of the third party's profile over a declaration."""
    declaration: Declaration = load_declaration(declared)
    given: dict[str, Any] = {
        "profile": load_installed("acme-one"),
        "declaration": declaration,
        "declaration_folder": declared.parent,
        "out": out,
        "secrets": {},
        "allowed": frozenset(Impact),
    }
    return RunRequest(**(given | changes))


@contextlib.contextmanager
def doors(*services: Service) -> Generator[Doors]:
    """Open doors and close them afterwards."""
    bench = Doors(*services)
    try:
        yield bench
    finally:
        bench.close()


def run_over(bench: Doors, folder: Path, **changes: Any) -> Evaluation:  # noqa: ANN401  # fields of RunRequest
    """Run the third party's profile over these doors."""
    declared = bench.declaration(folder / "device", authorised=changes.pop("authorised", "127.0.0.1"))
    return execute(request(declared, folder / "run", **changes), bench, Silent())
