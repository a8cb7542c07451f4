"""A real bench: a device on a cable, the observer on an interface, adapters worked by commands or by a person."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from hoshitori.instrument import Adapter
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import BenchError
from hoshitori.probe import BenchNetwork
from hoshitori.run.answers import NobodyYet
from hoshitori.run.bench_description import BenchDescription
from hoshitori.run.bench_hands import PromptedDelivery, PromptedUi, Worked, WorkedReset, adapters_of
from hoshitori.run.capture import Tap, WireCapture
from hoshitori.run.interface import InterfaceState, interface_state
from hoshitori.run.namespace import Namespace, program_environment
from hoshitori.run.person import Person, PersonAtTerminal
from hoshitori.run.pipes import copy_to_file
from hoshitori.run.real_preflight import check
from hoshitori.run.storage_image import ReadOutImage

OWN_NAMESPACE: Final = "own"
"""In a bench file: the namespace that the command itself was started in belongs to the bench."""

_OF_ANY_SAMPLE: Final = frozenset({"Assessor", "Capture"})
_FOLDER: Final = "hoshitori-bench-"
_CANARY_MILLISECONDS: Final = 3_000
_STOP_SECONDS: Final = 2.0
_KILL_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundProgram:
    """A program of the bench, with the threads that bring what it writes into files."""

    process: subprocess.Popen[bytes]
    copiers: tuple[threading.Thread, ...]

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; one that has ended gets none."""
        if self.running:
            self.process.send_signal(number)

    def stop(self) -> None:
        """End it, kindly first."""
        for number, patience in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, _KILL_SECONDS)):
            self.signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
                break
        for copier in self.copiers:
            copier.join(_STOP_SECONDS)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


class RealBench:
    """The bench of a bench file, for the samples of a declaration."""

    mode: Literal["root", "rootless", "loopback", "real"] = "real"

    def __init__(self, described: BenchDescription, declaration: Declaration, person: Person | None = None) -> None:
        """Take the bench into use; nothing is sent to any device yet, but for the capture's own canary frame.

        Raises:
            BenchError: if interface, namespace or a sample's address are not as described.
        """
        self.described = described
        self._declaration = declaration
        self.namespace = _namespace(described.network.namespace)
        self.place = Namespace(file=self.namespace)
        self.state: InterfaceState = interface_state(self.place, described.network.interface)
        self._person = person or PersonAtTerminal()
        self.capture: WireCapture | None = None
        self._stack = contextlib.ExitStack()
        with contextlib.ExitStack() as undo:
            if described.capture.how == "automatic":
                remove_leftovers()
                prefix = f"{_FOLDER}{os.getpid()}-"
                folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix=prefix)))
                self.capture = self._start_capture(folder)
                undo.callback(self.capture.program.stop)
            self._stack = undo.pop_all()
        self.instruments: Mapping[str, object] = self._instruments()

    @property
    def network(self) -> BenchNetwork:
        """Where the observer stands; without a namespace of its own the kernel's guard cannot be had."""
        given = self.described.network
        return BenchNetwork(
            interface=given.interface,
            address=given.address or self.state.address,
            mac=self.state.mac,
            is_gateway=given.gateway,
            spare_sources=given.spare_sources if given.gateway else "",
            second_address=given.second_address or self.state.second_address,
            raw_frames=self.namespace is not None,
            guard="kernel" if self.namespace is not None else "socket-factory",
        )

    def instruments_of(self, sample: str) -> Mapping[str, object]:
        """Return all instruments for the main sample; of the others only what no adapter of the main one works."""
        if sample == self._declaration.main_sample.id:
            return self.instruments
        return {name: one for name, one in self.instruments.items() if name in _OF_ANY_SAMPLE}

    @property
    def adapters(self) -> Mapping[str, Adapter]:
        """How each instrument is worked; what is not named is impossible."""
        given = self.described
        update: Adapter = "operator-prompted" if given.update else "impossible"
        return adapters_of(
            (
                ("Power", given.power.how),
                ("Link", given.link.how),
                ("Reset", given.reset.how),
                ("StorageImage", given.disk.how),
                ("Ui", given.ui.how),
                ("Capture", given.capture.how),
                ("UpdateDelivery", update),
                ("Assessor", "operator-prompted"),
            )
        )

    @property
    def equipment(self) -> Mapping[str, str]:
        """What the bench file says the bench is made of, and its interface."""
        return {
            "bench": self.described.name,
            "interface": f"{self.described.network.interface} {self.state.mac}",
            **self.described.equipment,
        }

    def device_address(self, sample: str) -> str:
        """Return the address of a sample: the bench file's, or the declaration's.

        Raises:
            BenchError: if neither names one.
        """
        place = self.described.sample.get(sample)
        if place is not None and place.address:
            return _checked(place.address, f"sample.{sample}.address")
        for one in self._declaration.samples:
            if one.id == sample and one.addresses:
                return one.addresses[0]
        raise BenchError(
            f"no address for sample {sample[:60]!a}", where="bench", remedy=f"[sample.{sample}] address = …"
        )

    def control_port(self, sample: str) -> int:
        """Return the TCP port that tells whether a sample lives; 0 where none is known."""
        place = self.described.sample.get(sample)
        if place is not None and place.control_port:
            return place.control_port
        return next((port.number for port in self._declaration.ports if port.transport == "tcp"), 0)

    def alive(self, sample: str) -> bool:
        """Shake hands with the sample's control port and hang up at once; a refusal is a sign of life too."""
        try:
            connection = self.place.connect(
                self.device_address(sample), self.control_port(sample) or 9, timeout_ms=_CANARY_MILLISECONDS
            )
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        return True

    def preflight(self) -> Sequence[str]:
        """Check the bench itself: interface, guard, control port, capture, clock."""
        return tuple(check(self, self._declaration.main_sample.id))

    def close(self) -> None:
        """End the capture; the network stays as it was found. A second call does nothing."""
        self._stack.close()

    def _start_capture(self, folder: Path) -> WireCapture:
        network = self.network
        tap = Tap(
            namespace=self.place,
            interface=network.interface,
            address=network.address,
            mac=network.mac,
            device=self.device_address(self._declaration.main_sample.id),
        )

        def launch(name: str, argv: Sequence[str], log: Path, output: Path) -> BoundProgram:
            del name
            process = subprocess.Popen(
                self.place.command(argv),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                env=program_environment(),
            )
            return BoundProgram(process=process, copiers=_copied(process, output, log))

        return WireCapture(tap, folder, launch)

    def _instruments(self) -> Mapping[str, object]:
        given, person = self.described, self._person
        ui = PromptedUi(person=person)
        made: dict[str, object] = {
            "Power": Worked(
                switch=given.power,
                person=person,
                cut_task="Cut the device's power now (pull the plug; do not shut down).",
                restore_task="Give the device its power back.",
                alive=self._main_alive,
            ),
            "Link": Worked(
                switch=given.link,
                person=person,
                cut_task="Unplug the device's network.",
                restore_task="Plug the device's network in again.",
                alive=self._main_alive,
            ),
            "Reset": WorkedReset(way=given.reset, person=person, alive=self._main_alive),
            "StorageImage": ReadOutImage(way=given.disk, folder=Path(given.folder), person=person),
            "Ui": ui,
            "UpdateDelivery": PromptedDelivery(given.update, Path(given.folder), person),
            "Assessor": NobodyYet(),
        }
        if self.capture is not None:
            made["Capture"] = self.capture
        return {name: one for name, one in made.items() if name in self.adapters}

    def _main_alive(self) -> bool:
        return self.alive(self._declaration.main_sample.id)


def _copied(process: subprocess.Popen[bytes], output: Path, log: Path) -> tuple[threading.Thread, ...]:
    streams = ((process.stdout, output), (process.stderr, log))
    return tuple(copy_to_file(stream, file) for stream, file in streams if stream is not None)


def remove_leftovers() -> None:
    """Remove the capture folders of benches whose process was killed before it could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*-*"):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        try:
            ours = folder.lstat().st_uid == os.geteuid() and not folder.is_symlink()
        except OSError:
            continue
        if ours and owner.isdecimal() and not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


_MOVE: Final = (
    "make a network namespace, move the bench's interface into it (`ip netns add bench`, "
    "`ip link set INTERFACE netns bench`), and name it in the bench file"
)


def _namespace(named: str) -> Path | None:
    """Return the namespace's file, or nothing for the host's own network.

    Raises:
        BenchError: if it is not there, or may be the host's.
    """
    if not named:
        return None
    own = Path("/proc/self/ns/net")
    if named == OWN_NAMESPACE:
        if _inode(own) in {_inode(Path("/proc/1/ns/net")), None}:
            raise BenchError(
                "this command runs in the host's own network, which no guard may close", where="bench", remedy=_MOVE
            )
        return own
    file = Path(named) if "/" in named else Path("/run/netns") / named
    found = _inode(file)
    if found is None:
        raise BenchError("there is no such network namespace", where=str(file), remedy="`ip netns list` names them")
    if found in {_inode(own), _inode(Path("/proc/1/ns/net"))}:
        raise BenchError("this is the host's own network, which no guard may close", where=str(file), remedy=_MOVE)
    return file


def _inode(file: Path) -> int | None:
    """Return what tells one namespace from another, or nothing where that cannot be seen."""
    try:
        return file.stat().st_ino
    except OSError:
        return None


def _checked(text: str, where: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        raise BenchError(f"{text[:60]!a} is no address", where=where) from error
