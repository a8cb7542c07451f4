"""The bench's network: a bridge with the observer on it, and one cable to each device, plugged in when it has power."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from hoshitori.run.guard import Allowance, install_guard
from hoshitori.run.namespace import Namespace
from hoshitori_lab.topology.held import HeldNamespace, make_namespace
from hoshitori_lab.topology.offload import finish_checksums

BRIDGE: Final = "br0"
BRIDGE_MAC: Final = "02:00:5e:10:00:01"
DEVICE_INTERFACE: Final = "eth0"
NEAR_END: Final = "near0"
FAR_END: Final = "far0"
"""Where a cable that was cut in the middle has its two new ends."""
_SYSCTLS: Final = {
    "net/ipv4/conf/all/rp_filter": "0",
    "net/ipv4/conf/default/rp_filter": "0",
    "net/ipv4/conf/all/accept_redirects": "0",
    "net/ipv4/conf/all/send_redirects": "0",
    "net/ipv6/conf/all/disable_ipv6": "1",
    "net/ipv6/conf/default/disable_ipv6": "1",
}
_SCRIPT: Final = "\n".join(f"echo {value} >/proc/sys/{name}" for name, value in _SYSCTLS.items())


_IPV6_SCRIPT: Final = "\n".join(
    f"echo {value} >/proc/sys/net/ipv6/conf/{name}"
    for name, value in (
        ("lo/disable_ipv6", 0),
        (f"{BRIDGE}/accept_dad", 0),
        (f"{BRIDGE}/accept_ra", 0),
        (f"{BRIDGE}/router_solicitations", 0),
        (f"{BRIDGE}/disable_ipv6", 0),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses of a bench; the same on every bench, as no two of them ever meet."""

    gateway: str = "10.77.0.1"
    second: str = "10.77.0.2"
    device: str = "10.77.0.10"
    prefix: int = 24
    spare: str = "10.78.0.0/16"
    device_mac: str = "02:00:5e:10:00:10"
    gateway6: str = "fd77::1"
    second6: str = "fd77::2"
    device6: str = "fd77::10"
    device_link_local: str = "fe80::5eff:fe10:10"
    spare6: str = "fd78::/64"
    second_device: str = "10.77.0.11"
    second_device_mac: str = "02:00:5e:10:00:11"


@dataclass(slots=True)
class Cable:
    """The cable of one device: one end in the bench's bridge, the other in the device while that has power."""

    bench: Namespace
    port: str
    mac: str
    drawer: HeldNamespace
    device: HeldNamespace | None = None

    def plug(self) -> Namespace:
        """Give the device an empty network namespace with its end of the cable; return the namespace."""
        device = make_namespace()
        self.drawer.namespace.run(["ip", "link", "set", DEVICE_INTERFACE, "netns", str(device.file)])
        self.device = device
        return device.namespace

    def pull(self) -> None:
        """Take the cable's end away from the device, at once and without a farewell; into the drawer with it."""
        if self.device is None:
            return
        self.device.namespace.run(["ip", "link", "set", DEVICE_INTERFACE, "netns", str(self.drawer.file)])
        self.device.close()
        self.device = None
        self.restore_address()

    @contextmanager
    def carrier(self) -> Generator[None]:
        """Let the wire carry frames for a moment even where no device is at its end."""
        if self.device is not None:
            yield
            return
        self.drawer.namespace.run(["ip", "link", "set", DEVICE_INTERFACE, "up"])
        try:
            yield
        finally:
            self.drawer.namespace.run(["ip", "link", "set", DEVICE_INTERFACE, "down"])

    def restore_address(self) -> None:
        """Give a device without power its Ethernet address back, whatever it had made of it."""
        self.drawer.namespace.run(["ip", "link", "set", DEVICE_INTERFACE, "address", self.mac])

    def link(self, *, up: bool) -> None:
        """Plug or unplug at the bench's end."""
        self.bench.run(["ip", "link", "set", self.port, "up" if up else "down"])

    def close(self) -> None:
        """Let go of both namespaces."""
        if self.device is not None:
            self.device.close()
            self.device = None
        self.drawer.close()


class Wire:
    """One bench's network, guarded from the first moment."""

    def __init__(self, addresses: Addresses, *, split: bool = False, ipv6: bool = False) -> None:
        """Make the namespace with its bridge and one cable, and close it but for the device's address.

        Args:
            ipv6: give the bridge IPv6 addresses too.
            split: cut the cable in the middle: something else carries frames between `NEAR_END` and `FAR_END`.

        Raises:
            BenchError: if the machine allows no such thing, saying what is missing.
        """
        self.addresses = addresses
        self.ipv6 = ipv6
        self.held = make_namespace()
        self.bench = self.held.namespace
        drawer = make_namespace()
        self.middle = make_namespace() if split else None
        self.cable = Cable(bench=self.bench, port="pdut", mac=addresses.device_mac, drawer=drawer)
        self.second_cable: Cable | None = None
        between = (self.middle.namespace,) if self.middle else ()
        for namespace in (self.bench, drawer.namespace, *between):
            namespace.run(["sh", "-c", _SCRIPT])
        self.bench.run(["ip", "-batch", "-"], data=self._batch().encode())
        if self.middle:
            self.middle.namespace.run(["ip", "-batch", "-"], data=self._far_half().encode())
        for namespace, interface in ((self.bench, BRIDGE), (self.bench, "pdut"), (drawer.namespace, DEVICE_INTERFACE)):
            finish_checksums(namespace, interface)
        self.close_to()
        if ipv6:
            self.bench.run(["sh", "-c", _IPV6_SCRIPT])
            self.bench.run(["ip", "-batch", "-"], data=self._ipv6_batch().encode())
        self.bench.run(["ip", "-batch", "-"], data=f"link set {BRIDGE} up\nlink set pdut up\n".encode())

    def close_to(self) -> None:
        """Put the bench's own guard in place: nothing but the devices can be reached."""
        more = (self.addresses.second_device,) if self.second_cable else ()
        ports = (self.second_cable.port,) if self.second_cable else ()
        six = (self.addresses.device6, self.addresses.device_link_local) if self.ipv6 else ()
        allowance = Allowance(
            targets=(self.addresses.device, *more, *six), macs=(self.addresses.device_mac,), dhcp=True
        )
        install_guard(self.held.file, (BRIDGE, self.cable.port, *ports), allowance)

    def lay_second_cable(self) -> Cable:
        """Lay the cable of a second device into the bridge, behind the same guard; return it."""
        drawer, mac = make_namespace(), self.addresses.second_device_mac
        cable = Cable(bench=self.bench, port="pdut2", mac=mac, drawer=drawer)
        self.second_cable = cable
        drawer.namespace.run(["sh", "-c", _SCRIPT])
        lines = (
            f"link add {cable.port} type veth peer name {DEVICE_INTERFACE} netns {drawer.file} address {mac}",
            f"link set {cable.port} master {BRIDGE}",
            "",
        )
        self.bench.run(["ip", "-batch", "-"], data="\n".join(lines).encode())
        for namespace, interface in ((self.bench, cable.port), (drawer.namespace, DEVICE_INTERFACE)):
            finish_checksums(namespace, interface)
        self.close_to()
        self.bench.run(["ip", "link", "set", cable.port, "up"])
        return cable

    def _batch(self) -> str:
        given = self.addresses
        inner = f"name {NEAR_END} netns {self.middle.file}" if self.middle else self._device_end()
        return "\n".join(
            (
                "link set lo up",
                f"link add {BRIDGE} address {BRIDGE_MAC} type bridge forward_delay 0 stp_state 0 mcast_snooping 0",
                f"link add pdut type veth peer {inner}",
                f"link set pdut master {BRIDGE}",
                f"address add {given.gateway}/{given.prefix} dev {BRIDGE}",
                f"address add {given.second}/{given.prefix} dev {BRIDGE}",
                f"route add local {given.spare} dev lo",
                "",
            )
        )

    def _ipv6_batch(self) -> str:
        given = self.addresses
        own = [f"address add {one}/64 dev {BRIDGE} nodad" for one in (given.gateway6, given.second6)]
        return "\n".join((*own, f"route add local {given.spare6} dev lo", ""))

    def _device_end(self) -> str:
        return f"name {DEVICE_INTERFACE} netns {self.cable.drawer.file} address {self.addresses.device_mac}"

    def _far_half(self) -> str:
        ends = f"link set {NEAR_END} up\nlink set {FAR_END} up\n"
        return f"link add {FAR_END} type veth peer {self._device_end()}\n{ends}"

    def close(self) -> None:
        """Let go of the network; the kernel takes it down once no process is in it."""
        self.cable.close()
        if self.second_cable is not None:
            self.second_cable.close()
        if self.middle:
            self.middle.close()
        self.held.close()
