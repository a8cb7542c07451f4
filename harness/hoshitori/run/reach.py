"""What a probe may touch, inside its worker process: the implementation of `hoshitori.probe.Reach`."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_type_hints

import msgspec

from hoshitori.facts.base import decode, fact_type
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Observation, canonical_parameters
from hoshitori.model.subject import DEVICE, Endpoint
from hoshitori.model.verdict import Cause
from hoshitori.probe import BenchNetwork, ProgramResult, Unavailable
from hoshitori.run.wire import SocketWire, Transcript, open_tcp, udp_wire

R = TypeVar("R")
Tool = TypeVar("Tool")

DOCUMENT_LIMIT = 256 * 1024 * 1024


class Parent(Protocol):
    """The worker's line to the run."""

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message that needs no answer."""

    def ask(self, message: dict[str, Any]) -> Any:  # noqa: ANN401  # plain data of the instrument's return type
        """Send a message and return its answer."""


class WorkerReach:
    """A probe's reach: guarded sockets, clock, recorder, instruments, earlier facts."""

    def __init__(
        self,
        parent: Parent,
        *,
        declaration: Declaration,
        network: BenchNetwork,
        address: str,
        instruments: frozenset[str],
        adapters: Mapping[str, str],
        facts: Sequence[Observation],
        secrets: Mapping[str, str],
        documents: Path,
        also: str = "",
        sealed: Sequence[bytes] = (),
        round_began: int = 0,
    ) -> None:
        self._parent = parent
        self._declaration = declaration
        self._network = network
        self._address = address
        self._also = also
        self._instruments = instruments
        self._adapters = adapters
        self._facts = facts
        self._secrets = secrets
        self._documents = documents
        self.sealed = sealed
        self.round_began = round_began
        self.transcript = Transcript()

    @property
    def declaration(self) -> Declaration:
        """What was declared of the device."""
        return self._declaration

    @property
    def network(self) -> BenchNetwork:
        """Where the observer stands."""
        return self._network

    def tcp(self, target: Endpoint, *, timeout_ms: int = 5_000, source: str = "") -> AbstractContextManager[SocketWire]:
        """Open one TCP connection."""
        return SocketWire(
            self.connect(target, timeout_ms=timeout_ms, source=source), target, self.transcript, timeout_ms=timeout_ms
        )

    def udp(self, target: Endpoint, *, timeout_ms: int = 2_000) -> AbstractContextManager[SocketWire]:
        """Open one UDP flow."""
        self._only_device(target)
        return udp_wire(target, self.transcript, timeout_ms=timeout_ms, interface=self._network.interface)

    def connect(self, target: Endpoint, *, timeout_ms: int = 5_000, source: str = "") -> socket.socket:
        """Return a connected, guarded TCP socket."""
        self._only_device(target)
        self.transcript.note(f"# connect {target.subject.id}")
        sock = open_tcp(target, timeout_ms=timeout_ms, source=source, interface=self._network.interface)
        self.spend(connections=1)
        return sock

    def frames(self, ether_type: int = 0x0003) -> socket.socket:
        """Return a bound AF_PACKET socket on the bench interface."""
        if not self._network.raw_frames or self._network.guard != "kernel":
            raise Unavailable("this bench gives no raw frames: they need the kernel's address guard")
        try:
            sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ether_type))
            sock.bind((self._network.interface, ether_type))
        except OSError as error:
            raise Unavailable(f"no raw frames on {self._network.interface}: {error.strerror}") from error
        return sock

    def program(self, argv: Sequence[str], *, timeout_ms: int, limit: int = 4_000_000) -> ProgramResult:
        """Run an external program inside the guarded namespace."""
        if self._network.guard != "kernel":
            raise Unavailable("external programs run only behind the kernel's address guard")
        path = shutil.which(argv[0], path="/usr/sbin:/usr/bin:/sbin:/bin")
        if path is None:
            raise Unavailable(f"{argv[0]} is not installed")
        started = time.monotonic()
        try:
            ended = subprocess.run(  # argv is the probe's own list, no shell
                [path, *argv[1:]],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout_ms / 1000,
                check=False,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"},
            )
        except subprocess.TimeoutExpired as error:
            raise Unavailable(f"{argv[0]} did not end within {timeout_ms} ms") from error
        elapsed = int((time.monotonic() - started) * 1000)
        return ProgramResult(
            exit_code=ended.returncode, stdout=ended.stdout[:limit], stderr=ended.stderr[:limit], milliseconds=elapsed
        )

    def instrument(self, kind: type[Tool]) -> Tool:
        """Return the bench's instrument of that kind."""
        name = kind.__name__
        if name not in self._instruments:
            impossible = self._adapters.get(name, "impossible") == "impossible"
            raise Unavailable(f"this bench has no {name}", impossible_adapter=name if impossible else "")
        proxy: Any = _Remote(self._parent, kind)
        return proxy  # type: ignore[no-any-return]  # stands for the instrument across the pipe

    def fact(self, kind: type[R], **parameters: str | int | bool) -> R:
        """Return a fact on record about the device as a whole."""
        name = fact_type(kind).name
        wanted = canonical_parameters(parameters)
        known = [o for o in reversed(self._facts) if o.key.fact == name and o.key.subject == DEVICE.id]
        # one that was taken with exactly these parameters goes before one that was taken with more
        for observation in sorted(known, key=lambda one: dict(one.key.parameters) != dict(wanted)):
            if wanted.items() <= dict(observation.key.parameters).items():
                if observation.fact is None:
                    break
                return decode(kind, observation.fact)
        raise Unavailable(f"{name} is not on record, and this probe builds on it")

    def secret(self, reference: str) -> str:
        """Return a secret of the declaration by its reference."""
        if reference not in self._secrets:
            raise Unavailable(f"the secret of {reference} was not given", cause=Cause.UNAVAILABLE)
        return self._secrets[reference]

    def seal_value(self, value: str | bytes) -> None:
        """Name a secret met on the way."""
        self._parent.tell({"type": "secret", "value": value.encode() if isinstance(value, str) else value})

    def document(self, identifier: str) -> bytes:
        """Return the bytes of a declared document whose digest matches the declaration."""
        document = self._declaration.document(identifier)
        if document is None:
            raise Unavailable(f"no document {identifier!r} is declared")
        if not document.path:
            raise Unavailable(f"document {identifier!r} is declared by URL only; supply its file with a digest")
        root = self._documents.resolve()
        path = (root / document.path).resolve()
        try:
            if not path.is_relative_to(root) or path.stat().st_size > DOCUMENT_LIMIT:
                raise Unavailable(f"document {identifier!r}: outside the declaration's folder, or too large")
            data = path.read_bytes()
        except OSError as error:
            raise Unavailable(f"document {identifier!r} cannot be read: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise Unavailable(f"document {identifier!r} is not the file the declaration's digest names")
        return data

    def spend(self, **counts: int) -> None:
        """Add to the effort on record."""
        self._parent.tell({"type": "effort", "counts": counts})

    def keep(self, name: str, media_type: str, data: bytes, *, role: str, sealed: bool = False) -> None:
        """Keep an artefact as evidence."""
        self._parent.tell(
            {"type": "artefact", "name": name, "media_type": media_type, "data": data, "role": role, "sealed": sealed}
        )

    def remark(self, text: str) -> None:
        """Add one sentence on how the observation went."""
        self._parent.tell({"type": "remark", "text": text})

    def progress(self, done: int, total: int) -> None:
        """Tell how far it is."""
        self._parent.tell({"type": "progress", "done": done, "total": total})

    def milliseconds(self) -> int:
        """Return the monotonic clock."""
        return time.monotonic_ns() // 1_000_000

    def alive(self) -> bool:
        """Ask the canary whether the device still answers."""
        return bool(self._parent.ask({"type": "alive"}))

    def wait(self, milliseconds: int) -> None:
        """Let time pass."""
        time.sleep(milliseconds / 1000)

    def _only_device(self, target: Endpoint) -> None:
        if target.address not in {self._address, self._also}:
            raise Unavailable(f"{target.address} is not the device under test ({self._address})")


class _Remote:
    """An instrument as seen from a worker: every call crosses the pipe as data."""

    def __init__(self, parent: Parent, kind: type) -> None:
        self._parent = parent
        self._kind = kind

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # a method of the Protocol it stands for
        method = getattr(self._kind, name)
        hints = get_type_hints(method)

        def call(*arguments: object, **named: object) -> object:
            answer = self._parent.ask(
                {
                    "type": "call",
                    "instrument": self._kind.__name__,
                    "method": name,
                    "arguments": msgspec.to_builtins(arguments, builtin_types=(bytes,)),
                    "named": msgspec.to_builtins(named, builtin_types=(bytes,)),
                }
            )
            return msgspec.convert(answer, hints.get("return", Any), builtin_types=(bytes,))

        return call
