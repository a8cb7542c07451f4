"""The bench of a machine that allows no namespaces: device, servers and observer all on loopback.

There is no wire: no link to cut, nothing to capture, no surface to sweep, and no kernel's guard. What needs them is
unavailable by construction; everything else is as on a bench with a network.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import ssl
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from hoshitori.instrument import Adapter, Assessor
from hoshitori.model.errors import BenchError
from hoshitori.probe import BenchNetwork
from hoshitori.run.delayed import DelayedCut
from hoshitori.run.namespace import Namespace, program_environment
from hoshitori_lab.declared import Declared
from hoshitori_lab.device import boot
from hoshitori_lab.device.build import FIRMWARE, HARDWARE, MODEL
from hoshitori_lab.instruments.delivery import LabDelivery
from hoshitori_lab.instruments.disk import FolderDisk
from hoshitori_lab.instruments.outlet import Folders, Outlet, Supplies, python_version
from hoshitori_lab.instruments.ui import Operator, WebReset, WebUi
from hoshitori_lab.instruments.web import DeviceWeb
from hoshitori_lab.places import on_loopback
from hoshitori_lab.services.authority import identity_in
from hoshitori_lab.services.servers import Asked, Given, LabServer
from hoshitori_lab.services.vendor import Vendor
from hoshitori_lab.twins.twin import Twin

_CONTROL_PORT: Final = 443
_UPDATES_PORT: Final = 21_443
_CLOUD_PORT: Final = 21_444
_CANARY_MILLISECONDS: Final = 1_500
_GONE_SECONDS: Final = 60.0
_NOWHERE: Final = "00:00:00:00:00:00"
# the shell outlives its holder by no more than a read: then the whole group of the device goes with it
_HOLD: Final = 'setsid "$@" </dev/null >>"$0" 2>&1 & child=$!; echo "$child"; read -r _; kill -9 "-$child" 2>&-'


@dataclass(slots=True)
class GroupOutlet(Outlet):
    """The mains socket of a device that is one process group."""

    folders: Folders
    twin: str
    options: Sequence[str] = ()
    supplies: Supplies = field(default_factory=Supplies)
    later: DelayedCut = field(default_factory=DelayedCut)
    holder: subprocess.Popen[bytes] | None = field(default=None, init=False)
    group: int = field(default=0, init=False)

    @property
    def is_on(self) -> bool:
        """Whether the device's first process lives."""
        return self.group != 0 and _alive(self.group)

    def _switch_off(self) -> None:
        """Kill the whole group at once."""
        holder, self.holder, group, self.group = self.holder, None, self.group, 0
        if holder is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        holder.communicate()
        deadline = time.monotonic() + _GONE_SECONDS
        while _alive(group):
            if time.monotonic() > deadline:
                raise BenchError("the device lives on without power", where="Power.cut")
            time.sleep(0.002)  # nobody but its parent, which is gone, would be told of its end

    def _switch_on(self) -> None:
        command = boot.loopback_command(
            twin=self.twin,
            data=self.folders.data,
            keys=self.folders.keys,
            run=self.folders.run,
            application=self.folders.application,
            options=self.options,
        )
        self.holder = subprocess.Popen(
            ["sh", "-c", _HOLD, str(self.folders.bench / "power.log"), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=program_environment(),
            start_new_session=True,
        )
        line = self.holder.stdout.readline() if self.holder.stdout is not None else b""
        if not line.strip().isdigit():
            raise BenchError("the device cannot be started", where="Power")
        self.group = int(line)


class LoopbackBench:
    """One twin on loopback; gone after `close`, or with this process, but for its folder."""

    mode: Literal["root", "rootless", "loopback", "real"] = "loopback"
    namespace: Path | None = None

    def __init__(self, twin: Twin, folder: Path, known: Declared, assessor: Assessor) -> None:
        """Start servers and device.

        Raises:
            BenchError: if a port on loopback is taken, or the device does not come up.
        """
        self.twin = twin
        self.folders = Folders(top=folder.resolve())
        self.place = on_loopback(folder)
        self._others = known.others
        self.vendor = Vendor(FIRMWARE)
        identity = identity_in(self.folders.bench, self.place.names)
        self.outlet = GroupOutlet(folders=self.folders, twin=twin.id, options=self._options(str(identity.authority)))
        self.operator = Operator(
            web=DeviceWeb(network=Namespace(), address=self.place.device, port=_CONTROL_PORT + self.place.offset),
            declared=known.password,
            viewer=known.viewer,
            label=twin.build.behaviour.default_password or "",
        )
        with contextlib.ExitStack() as undo:
            for port, answer in ((_UPDATES_PORT, self.vendor.updates), (_CLOUD_PORT, self.vendor.cloud)):
                undo.callback(_server(self.place.servers, port, answer, identity.context()).close)
            undo.callback(self.outlet.cut)
            self.outlet.supplies.tell(self.operator.web.give_up)
            self.outlet.restore()
            self._stack = undo.pop_all()
        delivery = LabDelivery(
            ways=known.ways, operator=self.operator, outlet=self.outlet, vendor=self.vendor, folders=self.folders
        )
        self.instruments: Mapping[str, object] = {
            "Power": self.outlet,
            "Disk": FolderDisk(self.folders, self.outlet, self._forget_password),
            "Reset": WebReset(self.operator, self.outlet),
            "Ui": WebUi(self.operator),
            "UpdateDelivery": delivery,
            "Assessor": assessor,
        }
        self.adapters: Mapping[str, Adapter] = dict.fromkeys(self.instruments, "automatic")

    @property
    def network(self) -> BenchNetwork:
        """Where the observer stands: beside the device, without a wire between them."""
        return BenchNetwork(
            interface="lo",
            address=self.place.servers,
            mac=_NOWHERE,
            second_address=self.place.second,
            raw_frames=False,
            guard="socket-factory",
        )

    @property
    def equipment(self) -> Mapping[str, str]:
        """Name and version of what the bench is made of."""
        return {
            "Linux": f"{os.uname().sysname} {os.uname().release}",
            "Python": python_version(),
            "virtual device": f"{MODEL} {HARDWARE}, twin {self.twin.id}, on loopback",
        }

    def instruments_of(self, sample: str) -> Mapping[str, object]:
        """Return the instruments of the one device on this bench."""
        del sample
        return self.instruments

    def device_address(self, sample: str) -> str:
        """Return the address of the one device on this bench.

        Raises:
            BenchError: if the sample is another one of the declared.
        """
        if sample in self._others:
            raise BenchError(f"on loopback there is one unit, and {sample[:40]!a} is another", where="lab")
        return self.place.device

    def alive(self, sample: str) -> bool:
        """Shake hands with the device's web server and hang up at once."""
        address, port = self.device_address(sample), _CONTROL_PORT + self.place.offset
        try:
            connection = Namespace().connect(address, port, timeout_ms=_CANARY_MILLISECONDS)
        except OSError:
            return False
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        return True

    def preflight(self) -> Sequence[str]:
        """Check that device and servers are there; there is no wire to check."""
        return tuple(self._faults())

    def close(self) -> None:
        """Cut the power and stop the servers; a second call does nothing."""
        self._stack.close()

    def _faults(self) -> Iterator[str]:
        if not self.outlet.is_on:
            yield "the device has no power"
        for name in self.outlet.announced().get("late", []):
            yield f"in the device {str(name)[:40]!a} did not come up"
        if not self.alive("main"):
            yield f"the device at {self.place.device} does not answer on its control port"
        for port in (_UPDATES_PORT, _CLOUD_PORT):
            try:
                Namespace().connect(self.place.servers, port, timeout_ms=_CANARY_MILLISECONDS).close()
            except OSError as error:
                yield f"the lab's server on port {port} does not answer: {error}"

    def _options(self, authority: str) -> list[str]:
        updates = f"https://{self.place.servers}:{_UPDATES_PORT}/hdc-100/latest.json"
        cloud = f"https://{self.place.servers}:{_CLOUD_PORT}/v1/status"
        return ["--address", self.place.device, "--port-offset", str(self.place.offset), "--update-seconds", "1",
                "--update-url", updates, "--cloud-url", cloud, "--cloud-authority", authority]  # fmt: skip

    def _forget_password(self) -> None:
        self.operator.current = ""


def _server(address: str, port: int, answer: Callable[[Asked], Given], context: ssl.SSLContext) -> LabServer:
    try:
        return LabServer(Namespace(), address, port, answer, context)
    except OSError as error:
        raise BenchError(f"port {port} of {address} is taken: {error.strerror}", where="lab") from error


def _alive(group: int) -> bool:
    """Whether a process lives that is no mere entry of one that ended."""
    try:
        state = Path(f"/proc/{group}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in {"Z", "X"}
