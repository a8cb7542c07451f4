"""The programs of the device: Debian's own, with the settings of this unit's build."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori_lab.device import daemon_settings
from hoshitori_lab.device.mounts import bind
from hoshitori_lab.device.unit import Unit

_NO_PENALTIES: Final = "PerSourcePenalties no"
"""OpenSSH 9.8 and later shut out who failed a few times: keys alone are taken here, and a bench knocks often."""
_AVAHI_SERVICES: Final = Path("/etc/avahi/services")
_PYTHON: Final = (sys.executable, "-I", "-S", "-B")


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """A program to start, and the sockets that show it is ready."""

    name: str
    command: tuple[str, ...]
    tcp: tuple[int, ...] = ()
    udp: tuple[int, ...] = ()


def daemons(unit: Unit, lease_script: Path | None) -> tuple[Daemon, ...]:
    """All programs of a unit but the application itself; without a lease there is no network to find or be found on."""
    found = [*_services(unit)]
    if lease_script is not None:
        found += _neighbours(unit, lease_script)
    return (*found, *_defects(unit))


def _services(unit: Unit) -> Iterator[Daemon]:
    build = unit.build
    shell = _write(unit, "sshd.conf", daemon_settings.sshd(unit))
    if _sshd_takes(shell, _NO_PENALTIES):
        shell = _write(unit, "sshd.conf", f"{_NO_PENALTIES}\n{daemon_settings.sshd(unit)}")
    yield Daemon(name="sshd", tcp=(unit.port(22),), command=_words(f"/usr/sbin/sshd -D -e -f {shell}"))
    front = _write(unit, "nginx.conf", daemon_settings.nginx(unit))
    web = (443, 80) if build.plain_web or build.redirecting_web is not None else (443,)
    yield Daemon(name="nginx", tcp=tuple(map(unit.port, web)), command=_words(f"nginx -e stderr -c {front}"))
    broker = _write(unit, "mosquitto.conf", daemon_settings.mosquitto(unit))
    mqtt = (8883, 1883) if build.plain_mqtt else (8883,)
    yield Daemon(name="mosquitto", tcp=tuple(map(unit.port, mqtt)), command=_words(f"mosquitto -c {broker}"))
    if build.snmp_v3 or build.snmp_community is not None:
        agent = _write(unit, "snmpd.conf", daemon_settings.snmpd(unit))
        listener = f"snmpd -f -Lo -C -c {agent} -I -smux -p {unit.run}/snmpd.pid"
        yield Daemon(name="snmpd", udp=(unit.port(161),), command=_words(listener))


def _neighbours(unit: Unit, lease_script: Path) -> Iterator[Daemon]:
    names = _write(unit, "avahi.conf", daemon_settings.avahi(unit))
    _publish(unit)
    mdns = f"avahi-daemon -f {names} --no-drop-root --no-chroot --no-rlimits"
    yield Daemon(name="avahi", udp=(5353,), command=_words(mdns))
    announcer = (*_PYTHON, _script("ssdp"), unit.interface, unit.address, unit.serial)
    yield Daemon(name="ssdp", udp=(1900,), command=announcer)
    lease = f"busybox udhcpc -f -i {unit.interface} -r {unit.address} -s {lease_script} -T 1 -A 5 -V HDC-100"
    yield Daemon(name="udhcpc", command=_words(f"{lease} -x hostname:{unit.host_name}"))
    # settings on the command line, and its own folder: what Debian's AppArmor profile of chronyd lets it touch
    Path("/run/chrony").mkdir(exist_ok=True)
    yield Daemon(name="chronyd", command=("chronyd", "-d", "-x", *daemon_settings.chrony(unit).splitlines()))


def _publish(unit: Unit) -> None:
    """Let the mDNS responder announce the device's page, and nothing that this machine announces."""
    services = unit.run / "etc" / "avahi-services"
    if not services.exists():
        services.mkdir()
        if _AVAHI_SERVICES.is_dir():
            bind(services, _AVAHI_SERVICES)
    (services / "web.service").write_text(daemon_settings.avahi_service(unit), encoding="utf-8")


def _defects(unit: Unit) -> Iterator[Daemon]:
    build, keys = unit.build, unit.folders.keys
    if build.telnet:
        login = f"busybox telnetd -F -p {unit.port(23)} -l /bin/login"
        yield Daemon(name="telnetd", tcp=(unit.port(23),), command=_words(login))
    if build.sslv3_port is not None:
        port = unit.port(build.sslv3_port)
        script = (sys.executable, "-I", "-B", _script("legacy_tls"))
        channel = (str(port), str(keys / "legacy.pem"), str(keys / "legacy.key"))
        yield Daemon(name="legacy", tcp=(port,), command=(*script, *channel))
    for kind, ports in (("tcp", build.open_tcp), ("tcp6", build.open_tcp_ipv6)):
        for port in map(unit.port, ports):
            extra = (*_PYTHON, _script("extra_socket"), kind, str(port))
            yield Daemon(name=f"extra-{port}", tcp=(port,), command=extra)
    for kind, ports in (("udp", build.silent_udp), ("udp6", build.silent_udp_ipv6)):
        for port in map(unit.port, ports):
            extra = (*_PYTHON, _script("extra_socket"), kind, str(port))
            yield Daemon(name=f"silent-{port}", udp=(port,), command=extra)


def _script(name: str) -> str:
    """One of our own small servers, which run as programs and are never imported here."""
    return str(Path(__file__).with_name(f"{name}.py"))


def _sshd_takes(settings: Path, option: str) -> bool:
    """Whether this machine's SSH server is new enough to know an option."""
    name, _, value = option.partition(" ")
    command = ["/usr/sbin/sshd", "-t", "-f", str(settings), "-o", f"{name}={value}"]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


def _words(command: str) -> tuple[str, ...]:
    """Split a command whose paths are the device's own and hold no blanks."""
    return tuple(command.split())


def _write(unit: Unit, name: str, content: str) -> Path:
    path = unit.run / "etc" / name
    path.write_text(content, encoding="utf-8")
    return path
