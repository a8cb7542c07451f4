"""The device's own side of its network: address, route, names, and what its kernel answers."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from typing import Final

from hoshitori_lab.device.mounts import replace_file
from hoshitori_lab.device.unit import Unit

_LEASE_SCRIPT: Final = """#!/bin/sh
# What the DHCP client calls: the lease must be for the address printed on the device's label.
case "$1" in
bound|renew)
  if [ "$ip" != "{address}" ]; then echo "lease for $ip ignored: this unit is {address}"; exit 0; fi
  ip address replace "$ip/${{mask:-{prefix}}}" dev "$interface"
  ip route replace default via "${{router:-{gateway}}}" dev "$interface"
  for server in ${{dns:-{gateway}}}; do echo "nameserver $server"; done > /etc/resolv.conf
  echo "options timeout:1 attempts:2" >> /etc/resolv.conf
  echo "lease for $ip";;
esac
"""


def connect(unit: Unit) -> Path:
    """Bring the interface up with the unit's address; answers the DHCP client's script.

    Raises:
        subprocess.CalledProcessError: there is no such interface in this namespace.
    """
    socket.sethostname(unit.host_name)
    _sysctl("net/ipv6/conf/all/disable_ipv6", "0" if unit.build.ipv6 else "1")
    _sysctl("net/ipv6/conf/default/disable_ipv6", "0" if unit.build.ipv6 else "1")
    if unit.icmp_unlimited:
        _sysctl("net/ipv4/icmp_ratemask", "0")
        _sysctl("net/ipv6/icmp/ratemask", "\n")
    batch = (
        f"link set lo up\naddress replace {unit.address}/{unit.prefix} dev {unit.interface}\n"
        f"link set {unit.interface} up\nroute replace default via {unit.gateway} dev {unit.interface}\n"
    )
    if unit.address6:
        batch += f"address replace {unit.address6}/64 dev {unit.interface} nodad\n"
        batch += f"route replace default via {unit.gateway6} dev {unit.interface}\n" if unit.gateway6 else ""
    subprocess.run(["ip", "-batch", "-"], input=batch.encode(), check=True, capture_output=True, timeout=60)
    replace_file("/etc/resolv.conf", f"nameserver {unit.gateway}\noptions timeout:1 attempts:2\n")
    replace_file("/etc/hosts", f"127.0.0.1 localhost\n{unit.address} {unit.host_name} {unit.host_name}.local\n")
    script = Path("/run/etc/lease.sh")
    script.write_text(
        _LEASE_SCRIPT.format(address=unit.address, prefix=unit.prefix, gateway=unit.gateway), encoding="utf-8"
    )
    script.chmod(0o755)
    return script


def close_ports(tcp: tuple[int, ...], udp: tuple[int, ...]) -> None:
    """Drop everything but the given ports and answers of a DHCP server, without an answer; ICMP too.

    The DHCP client's port is let through from a server's alone: where nobody listens just now, anybody else would be
    told so by ICMP.

    Raises:
        subprocess.CalledProcessError: nftables is missing.
    """
    rules = f"""flush ruleset
table inet hdc {{
  chain input {{
    type filter hook input priority 0; policy drop;
    iif lo accept
    ct state established,related accept
    tcp dport {{ {", ".join(map(str, tcp))} }} accept
    udp dport {{ {", ".join(map(str, udp))} }} accept
    udp sport 67 udp dport 68 accept
  }}
}}
"""
    subprocess.run(["nft", "-f", "-"], input=rules.encode(), check=True, capture_output=True, timeout=60)


def _sysctl(name: str, value: str) -> None:
    path = Path("/proc/sys", name)
    if path.exists():
        path.write_text(value, encoding="ascii")
