"""A lab on loopback: one small service that greets, politely or with its version."""

import socketserver
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from hoshitori.instrument import Adapter, Twin
from hoshitori.model.errors import BenchError
from hoshitori.probe import BenchNetwork

ADDRESS = "127.0.0.1"
PORT = 47_311
GREETINGS = {"good": b"welcome\r\n", "talkative": b"welcome to acmed 4.2\r\n"}

DECLARATION = """\
schema_version = 1
language = "en"

[device]
maker = "Acme"
model = "Greeter"
versions = { hardware = "A", firmware = "1.0" }
virtual = true

[assessment]
kind = "demo"
lab = { name = "Acme lab", identity = "https://acme.example/lab" }
client = { name = "Acme", identity = "https://acme.example/" }
place = "this machine"

[[sample]]
id = "s-1"
role = "main"
ipv4 = ["127.0.0.1"]

[[authorisation]]
id = "a-1"
grantor = "Acme"
scope = "device"
targets = ["127.0.0.1"]
impacts = ["active"]
valid_from = 2026-01-01T00:00:00Z
valid_until = 2096-01-01T00:00:00Z

[[port]]
transport = "tcp"
number = 47311
protocol = "greeting"
reason = "greets"
interface = "28-LogIntf/LI-1"

[[ixit.28-LogIntf]]
id = "LI-1"
description = "greeter"
transport = "tcp"
port = 47311
protocol = "greeting"
access = []
status = "enabled"
"""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class LoopbackBench:
    """One greeter on loopback."""

    mode: Literal["root", "rootless", "loopback", "real"] = "loopback"
    namespace: Path | None = None
    network = BenchNetwork(
        interface="lo", address=ADDRESS, mac="00:00:00:00:00:00", raw_frames=False, guard="socket-factory"
    )
    instruments: Mapping[str, object] = {}
    adapters: Mapping[str, Adapter] = {}
    equipment: Mapping[str, str] = {"greeter": "1"}

    def __init__(self, greeting: bytes) -> None:
        """Start the greeter.

        Raises:
            BenchError: if its port is taken.
        """

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.sendall(greeting)

        try:
            self._server = _Server((ADDRESS, PORT), Handler)
        except OSError as error:
            raise BenchError(f"port {PORT} is taken: {error.strerror}") from error
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def instruments_of(self, sample: str) -> Mapping[str, object]:
        """Return the instruments of the one device there is."""
        del sample
        return self.instruments

    def device_address(self, sample: str) -> str:
        """Return the one address there is."""
        del sample
        return ADDRESS

    def alive(self, sample: str) -> bool:
        """The greeter shares this process."""
        del sample
        return True

    def preflight(self) -> Sequence[str]:
        """Find nothing wrong."""
        return ()

    def close(self) -> None:
        """Stop the greeter."""
        self._server.shutdown()
        self._server.server_close()


class LoopbackLab:
    """Two greeters: one says too much."""

    def twins(self) -> Sequence[Twin]:
        """Return both."""
        return (
            Twin(id="good", title_ja="良品", title_en="good", kind="good"),
            Twin(id="talkative", title_ja="版数を名乗る", title_en="tells its version", kind="bad"),
        )

    def declaration(self, twin: str, folder: Path) -> Path:
        """Write the declaration, the same for both."""
        del twin
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "dut.toml"
        path.write_text(DECLARATION, encoding="utf-8")
        return path

    def answers(self, twin: str) -> Path:
        """Return an empty answers file: nothing here asks a person."""
        path = Path(tempfile.gettempdir()) / f"acme-{twin}-answers.toml"
        path.touch()
        return path

    def up(self, twin: str, folder: Path) -> LoopbackBench:
        """Start the twin."""
        del folder
        return LoopbackBench(GREETINGS[twin])
