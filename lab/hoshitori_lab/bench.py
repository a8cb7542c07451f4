"""A virtual device on its bench: the network around it, what it finds there, and the instruments that work it."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

from hoshitori.instrument import Adapter, Assessor
from hoshitori.model.errors import BenchError
from hoshitori.probe import BenchNetwork
from hoshitori.run.capture import Tap, WireCapture
from hoshitori_lab import preflight
from hoshitori_lab.device.build import FIRMWARE, HARDWARE, MODEL
from hoshitori_lab.instruments.delivery import LabDelivery
from hoshitori_lab.instruments.disk import FolderDisk
from hoshitori_lab.instruments.outlet import CabledOutlet, CableSwitch, Folders, program_version, python_version
from hoshitori_lab.instruments.ui import Operator, WebReset, WebUi
from hoshitori_lab.instruments.web import DeviceWeb
from hoshitori_lab.second_unit import SecondUnit
from hoshitori_lab.services.authority import ServerIdentity, identity_in
from hoshitori_lab.services.impostor import LabImpostor
from hoshitori_lab.services.network import await_services, start_chrony, start_dnsmasq
from hoshitori_lab.services.servers import LabServer
from hoshitori_lab.services.vendor import CLOUD, UPDATES, Vendor
from hoshitori_lab.topology.keeper import Keeper, Program
from hoshitori_lab.topology.wire import BRIDGE, BRIDGE_MAC, FAR_END, NEAR_END, Addresses, Wire
from hoshitori_lab.twins.twin import Twin

CONTROL_PORT: Final = 443
UPDATE_SECONDS: Final = 1
CLOUD_SECONDS: Final = 1
_CANARY_MILLISECONDS: Final = 1_500
_TOOLS: Final = {
    "Linux": ("uname", "-sr"),
    "iproute2": ("ip", "-V"),
    "nftables": ("nft", "--version"),
    "tcpdump": ("tcpdump", "--version"),
    "dnsmasq": ("dnsmasq", "--version"),
    "chrony": ("chronyd", "--version"),
}


class VirtualBench:
    """One twin, booted; everything of it is gone after `close`, or with this process, but for its folder."""

    def __init__(
        self,
        twin: Twin,
        folder: Path,
        *,
        mode: Literal["root", "rootless"],
        password: str,
        ways: Mapping[str, str],
        assessor: Assessor,
        viewer: str = "",
        others: Sequence[str] = (),
    ) -> None:
        """Build the bench and boot the device.

        Args:
            twin: what to boot.
            folder: where its persistent state lies or will lie.
            mode: as whom this process is root.
            password: the administrator's password of the declaration.
            ways: row of 7-UpdMech → its column `path`.
            assessor: who answers what only a person can.
            others: ids of the samples beside the main one; the first of them stands on the bench too, where the twin
                has two units.
            viewer: the password of the declared account with fewer rights, empty where none is declared.

        Raises:
            BenchError: if anything of the bench does not come up.
        """
        self.mode: Literal["root", "rootless", "loopback", "real"] = mode
        self.twin = twin
        self.folders = Folders(top=folder.resolve())
        self.programs: list[Program] = []
        self._stack = contextlib.ExitStack()
        with contextlib.ExitStack() as undo:
            self.wire = Wire(Addresses(), split=twin.line is not None, ipv6=twin.build.ipv6)
            undo.callback(self.wire.close)
            self.keeper = Keeper()
            undo.callback(self.keeper.close)
            self._start_line()
            self.capture = self._start_capture()
            self.identity: ServerIdentity = identity_in(self.folders.bench, (UPDATES, CLOUD))
            self.vendor = Vendor(FIRMWARE)
            self.impostor = LabImpostor(self.identity)
            for server in self._servers():
                undo.callback(server.close)
            self._start_services()
            self.outlet = CabledOutlet(
                keeper=self.keeper, cable=self.wire.cable, folders=self.folders, twin=twin.id, options=self._options()
            )
            undo.callback(self.outlet.cut)
            self.operator = Operator(
                web=DeviceWeb(network=self.wire.bench, address=self.device),
                declared=password,
                viewer=viewer,
                label=twin.build.behaviour.default_password or "",
            )
            self.outlet.supplies.tell(self.operator.web.give_up)
            self.outlet.restore()
            self.second = self._start_second(others, password, undo)
            self._others = tuple(others)
            self._stack = undo.pop_all()
        self.instruments: Mapping[str, object] = self._instruments(ways, assessor)
        self.adapters: Mapping[str, Adapter] = dict.fromkeys(self.instruments, "automatic")

    @property
    def namespace(self) -> Path | None:
        """The network namespace observers run in."""
        return self.wire.held.file

    @property
    def device(self) -> str:
        """The address at which the device is met: an IPv6 one only where its services take nothing else."""
        given = self.wire.addresses
        return given.device if self.twin.build.ipv4_services else given.device6

    @property
    def network(self) -> BenchNetwork:
        """Where the observer stands: on the bridge, the device's gateway."""
        given = self.wire.addresses
        return BenchNetwork(
            interface=BRIDGE,
            address=given.gateway,
            mac=BRIDGE_MAC,
            is_gateway=True,
            spare_sources=given.spare,
            second_address=given.second,
            address6=given.gateway6 if self.wire.ipv6 else "",
            second_address6=given.second6 if self.wire.ipv6 else "",
            spare_sources6=given.spare6 if self.wire.ipv6 else "",
        )

    @property
    def equipment(self) -> Mapping[str, str]:
        """Name and version of what the bench is made of."""
        versions = dict(_tool_versions())
        versions["Python"] = python_version()
        versions["virtual device"] = f"{MODEL} {HARDWARE}, twin {self.twin.id}"
        return {name: version or "not installed" for name, version in versions.items()}

    def instruments_of(self, sample: str) -> Mapping[str, object]:
        """Return what works one unit: the second one has no capture and no update server of its own."""
        if self.second is not None and sample == self.second.sample:
            return self.second.instruments
        return self.instruments

    def device_address(self, sample: str) -> str:
        """Return the address of a unit on this bench.

        Raises:
            BenchError: if the sample is declared and no unit on this bench is it.
        """
        if self.second is not None and sample == self.second.sample:
            return self.wire.addresses.second_device
        if sample in self._others:
            raise BenchError(f"no unit on this bench is sample {sample[:40]!a}", where="lab")
        return self.device

    def alive(self, sample: str) -> bool:
        """Shake hands with the device's web server and hang up at once."""
        try:
            connection = self.wire.bench.connect(
                self.device_address(sample), CONTROL_PORT, timeout_ms=_CANARY_MILLISECONDS
            )
        except OSError:
            return False
        # a reset leaves nothing waiting on either side
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        return True

    def preflight(self) -> Sequence[str]:
        """Check the bench itself."""
        return tuple(preflight.check(self))

    def restart_capture(self) -> None:
        """Begin a new capture, after the old one ended."""
        self.programs = [program for program in self.programs if program.running]
        self.capture = self._start_capture()
        self.instruments = {**self.instruments, "Capture": self.capture}

    def restart_services(self) -> None:
        """Start the servers anew that have ended."""
        for program in [one for one in self.programs if one.name in {"dnsmasq", "chronyd"}]:
            program.stop()
            self.programs.remove(program)
        self._start_services()

    def close(self) -> None:
        """Cut the power, stop the services, take the network down; a second call does nothing."""
        self._stack.close()

    def _instruments(self, ways: Mapping[str, str], assessor: Assessor) -> Mapping[str, object]:
        """Return all that a bench can have."""
        delivery = LabDelivery(
            ways=ways, operator=self.operator, outlet=self.outlet, vendor=self.vendor, folders=self.folders
        )
        return {
            "Power": self.outlet,
            "Link": CableSwitch(cable=self.wire.cable, supplies=self.outlet.supplies),
            "Capture": self.capture,
            "Disk": FolderDisk(self.folders, self.outlet, self._forget_password),
            "Reset": WebReset(self.operator, self.outlet),
            "Ui": WebUi(self.operator),
            "UpdateDelivery": delivery,
            "Impostor": self.impostor,
            "Assessor": assessor,
        }

    def _servers(self) -> list[LabServer]:
        network, address = self.wire.bench, self.wire.addresses.gateway
        return [
            LabServer(network, address, 443, self.vendor.answer, self.identity.context(), self.impostor),
            LabServer(network, address, 80, self.vendor.answer, None),
        ]

    def _start_second(self, others: Sequence[str], password: str, undo: contextlib.ExitStack) -> SecondUnit | None:
        """Boot the second unit, where the twin has two and it is declared."""
        if self.twin.units == 1 or not others:
            return None
        unit = SecondUnit(
            others[0],
            self.twin,
            self.folders,
            keeper=self.keeper,
            wire=self.wire,
            options=self._options(),
            password=password,
        )
        undo.callback(unit.outlet.cut)
        unit.outlet.restore()
        return unit

    def _start_line(self) -> None:
        """Join the halves of the cable by a slow line, where the twin stands behind one."""
        line, middle = self.twin.line, self.wire.middle
        if line is None or middle is None:
            return
        argv = [sys.executable, "-I", "-B", "-m", "hoshitori_lab.topology.slow_line", NEAR_END, FAR_END]
        argv += ["--delay", str(line.delay_milliseconds), "--loss", str(line.loss_permille)]
        log = self.folders.bench / "line.log"
        self.programs.append(self.keeper.start("line", argv, log=log, network=middle.namespace))

    def _start_capture(self) -> WireCapture:
        """Start before power-on: the first packet of the device is on record too."""
        given, network = self.wire.addresses, self.wire.bench
        tap = Tap(
            namespace=network,
            interface=self.wire.cable.port,
            address=given.gateway,
            mac=BRIDGE_MAC,
            device=given.device,
        )

        def launch(name: str, argv: Sequence[str], log: Path, output: Path) -> Program:
            self.programs.append(self.keeper.start(name, argv, log=log, output=output, network=network))
            return self.programs[-1]

        return WireCapture(tap, self.folders.bench, launch, carrier=self.wire.cable.carrier())

    def _start_services(self) -> None:
        network, given, folder = self.wire.bench, self.wire.addresses, self.folders.bench
        self.programs.append(start_dnsmasq(self.keeper, network, given, (UPDATES, CLOUD), folder))
        self.programs.append(start_chrony(self.keeper, network, given, folder))
        await_services(network, given, UPDATES, self.programs)

    def _options(self) -> list[str]:
        given = self.wire.addresses
        options = ["--address", given.device, "--prefix", str(given.prefix), "--gateway", given.gateway,
                   "--interface", "eth0", "--update-seconds", str(UPDATE_SECONDS),
                   "--cloud-seconds", str(CLOUD_SECONDS),
                   "--cloud-authority", str(self.identity.authority)]  # fmt: skip
        if self.twin.build.ipv6 or (self.twin.id != "good" and "S1.1-13" not in self.twin.fails):
            options.append("--icmp-unlimited")
        return options

    def _forget_password(self) -> None:
        self.operator.current = ""


@cache
def _tool_versions() -> tuple[tuple[str, str], ...]:
    return tuple((name, program_version(argv)) for name, argv in _TOOLS.items())
