"""A device nobody built for this project: Debian's nginx, OpenSSH and Mosquitto as the packages set them up."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hoshitori.run.namespace import Namespace
from hoshitori_lab.topology.held import HeldNamespace, make_namespace
from hoshitori_lab.topology.keeper import Keeper, Program

DEVICE = "192.168.77.10"
OBSERVER = "192.168.77.1"
SECOND = "192.168.77.2"
MAC = "02:00:5e:77:00:10"
PATIENCE_SECONDS = 120
"""How long what is sure to come may take on a machine that has other things to do."""

# what the packages' own start scripts do, on a file system that is thrown away
_START = """
mount -t tmpfs run /run && mount -t tmpfs log /var/log && mount -t tmpfs state /var/lib/mosquitto || exit 1
mount -t tmpfs web /var/lib/nginx || exit 1
mkdir -p /run/sshd /run/mosquitto /var/log/nginx /var/log/mosquitto
mkdir /run/ssh && cp /etc/ssh/sshd_config /run/ssh/ && mount -t tmpfs ssh /etc/ssh && cp /run/ssh/sshd_config /etc/ssh/
mkdir /etc/ssh/sshd_config.d && ssh-keygen -q -A
chown mosquitto /run/mosquitto /var/log/mosquitto /var/lib/mosquitto
nginx && /usr/sbin/sshd && mosquitto -d -c /etc/mosquitto/mosquitto.conf
exec tail -f /dev/null
"""

DECLARATION = f"""
schema_version = 1
language = "en"

[device]
maker = "Debian"
model = "default packages"
versions = {{ firmware = "stable" }}

[assessment]
kind = "self"
lab = {{ name = "A lab", identity = "https://lab.example/" }}
client = {{ name = "A lab", identity = "https://lab.example/" }}
place = "a network namespace"

[[sample]]
id = "s-1"
role = "main"
mac = "{MAC}"
ipv4 = ["{DEVICE}"]

[[authorisation]]
id = "a-1"
grantor = "A lab"
scope = "device"
targets = ["{DEVICE}"]
impacts = ["passive", "active"]
valid_from = 2026-01-01T00:00:00Z
valid_until = 2096-01-01T00:00:00Z

[ics]
no-ip-access-to-assets = {{ claim = "not-claimed" }}
no-network-user-authentication = {{ claim = "not-claimed" }}
no-password-authentication = {{ claim = "not-claimed" }}
no-network-update = {{ claim = "not-claimed" }}
nothing-stored = {{ claim = "not-claimed" }}
nothing-sent = {{ claim = "not-claimed" }}
no-user-data = {{ claim = "not-claimed" }}

[[port]]
transport = "tcp"
number = 22
protocol = "ssh"
reason = "maintenance"
interface = "28-LogIntf/LI-ssh"

[[port]]
transport = "tcp"
number = 80
protocol = "http"
reason = "web page"
interface = "28-LogIntf/LI-web"

[[ixit.28-LogIntf]]
id = "LI-ssh"
description = "OpenSSH"
transport = "tcp"
port = 22
protocol = "ssh"
access = []
status = "enabled"

[[ixit.28-LogIntf]]
id = "LI-web"
description = "nginx"
transport = "tcp"
port = 80
protocol = "http"
access = []
status = "enabled"

[[alternative]]
item = "S1.1-10/1"
claimed = ["label"]
"""


@dataclass(frozen=True)
class Stranger:
    """The running device and the bench's side of its network."""

    bench: HeldNamespace
    device: Namespace
    folder: Path

    def bench_file(self, *lines: str) -> Path:
        """Write a bench file for it."""
        file = self.folder / "bench.toml"
        head = (
            "schema_version = 1",
            'name = "A bench of two namespaces"',
            "[network]",
            'interface = "wire0"',
            f'namespace = "{self.bench.file}"',
            "gateway = true",
            'spare_sources = "10.78.0.0/16"',
            "[capture]",
            'how = "automatic"',
        )
        file.write_text("\n".join((*head, *lines, "")), encoding="utf-8")
        return file

    def declaration_file(self) -> Path:
        """Write its declaration."""
        file = self.folder / "dut.toml"
        file.write_text(DECLARATION, encoding="utf-8")
        return file


@contextmanager
def stranger(folder: Path) -> Generator[Stranger]:
    """Boot the device."""
    bench, device = make_namespace(), make_namespace()
    keeper = Keeper()
    try:
        for held in (bench, device):
            held.namespace.run(["sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6"])
        bench.namespace.run(["ip", "-batch", "-"], data=_batch(device).encode())
        inner = f"link set lo up\naddress add {DEVICE}/24 dev eth0\nlink set eth0 up\n"
        inner += f"route add default via {OBSERVER}\n"
        # the bench's kernel answers a scan at once; a device of its own would take a minute and more for it
        device.namespace.run(["sh", "-c", "echo 0 >/proc/sys/net/ipv4/icmp_ratemask"])
        device.namespace.run(["ip", "-batch", "-"], data=inner.encode())
        program = keeper.start(
            "stranger",
            ["unshare", "--mount", "sh", "-c", _START],
            log=folder / "stranger.log",
            network=device.namespace,
        )
        for port in (22, 80):
            _await(bench.namespace, port, program)
        yield Stranger(bench=bench, device=device.namespace, folder=folder)
    finally:
        keeper.close()
        device.close()
        bench.close()


def _batch(device: HeldNamespace) -> str:
    return (
        "link set lo up\n"
        f"link add wire0 type veth peer name eth0 netns {device.file} address {MAC}\n"
        f"address add {OBSERVER}/24 dev wire0\naddress add {SECOND}/24 dev wire0\nlink set wire0 up\n"
        "route add local 10.78.0.0/16 dev lo\n"
    )


def _await(place: Namespace, port: int, program: Program) -> None:
    """Ask until a port answers; the packages announce their readiness to nobody."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert program.running, "the device has ended"
        try:
            place.connect(DEVICE, port, timeout_ms=PATIENCE_SECONDS * 1_000).close()
        except OSError:
            time.sleep(0.02)
            continue
        return
    raise AssertionError(f"port {port} does not answer")
