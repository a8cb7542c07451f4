"""What the power socket tells a device: which twin it is, where its parts lie, who its neighbours are."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hoshitori_lab.device.mounts import Folders
from hoshitori_lab.device.unit import Unit, serial_number
from hoshitori_lab.twins import find


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The command line of a device, by kind."""

    twin: str
    unit: int
    data: Path
    keys: Path
    run: Path
    application: Path
    address: str
    address6: str
    prefix: int
    gateway: str
    gateway6: str
    interface: str
    update_url: str
    update_seconds: int
    cloud_url: str
    cloud_seconds: int
    cloud_authority: Path | None
    icmp_unlimited: bool
    port_offset: int
    ready_fd: int | None


def parse(purpose: str, arguments: Sequence[str] | None = None) -> Options:
    """Read the command line.

    Raises:
        SystemExit: it is not one of a device's.
    """
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--twin", default="good")
    parser.add_argument("--unit", type=int, default=1, help="number of the unit, for a serial number of its own")
    parser.add_argument("--data", type=Path, required=True, help="the data part: what the device keeps")
    parser.add_argument("--keys", type=Path, required=True, help="the unit's key store")
    parser.add_argument("--run", type=Path, required=True, help="console output and ready.json")
    parser.add_argument("--application", type=Path, required=True, help="the application part: slots a and b")
    parser.add_argument("--address", default="10.77.0.10")
    parser.add_argument("--address6", default="fd77::10", help="for twins that have IPv6")
    parser.add_argument("--prefix", type=int, default=24)
    parser.add_argument("--gateway", default="10.77.0.1")
    parser.add_argument("--gateway6", default="fd77::1", help="for twins that have IPv6")
    parser.add_argument("--interface", default="eth0")
    parser.add_argument("--update-url", default="https://update.vendor.example/hdc-100/latest.json")
    parser.add_argument("--update-seconds", type=int, default=60)
    parser.add_argument("--cloud-url", default="https://cloud.vendor.example/v1/status")
    parser.add_argument("--cloud-seconds", type=int, default=10)
    parser.add_argument("--cloud-authority", type=Path, help="certificate of the authority behind cloud and updates")
    parser.add_argument("--icmp-unlimited", action="store_true", help="lift this namespace's limit on ICMP errors")
    parser.add_argument("--port-offset", type=int, default=0, help="added to every port; on loopback only")
    parser.add_argument("--ready-fd", type=int, help="descriptor that gets one line once everything answers")
    return Options(**vars(parser.parse_args(arguments)))


def unit_of(options: Options, folders: Folders) -> Unit:
    """The unit these options describe, in namespaces of its own."""
    build = find(options.twin).build
    cloud = options.cloud_url
    if build.behaviour.reports_in_clear:
        cloud = cloud.replace("https://", "http://", 1)
    return Unit(
        build=build,
        folders=folders,
        serial=serial_number(options.unit),
        address=options.address,
        address6=options.address6 if build.ipv6 else "",
        prefix=options.prefix,
        gateway=options.gateway,
        gateway6=options.gateway6 if build.ipv6 else "",
        interface=options.interface,
        update_url=options.update_url,
        update_seconds=options.update_seconds,
        cloud_url=cloud,
        cloud_seconds=options.cloud_seconds,
        icmp_unlimited=options.icmp_unlimited,
        port_offset=options.port_offset,
    )
