"""The programs of the device: Debian's own, with the settings of this unit's build."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori_lab.device import daemon_settings, extra_socket, legacy_tls, ssdp
from hoshitori_lab.device.unit import Unit

_ETC: Final = Path("/run/etc")
_PYTHON: Final = (sys.executable, "-I", "-S", "-B")


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """A program to start, and the sockets that show it is ready."""

    name: str
    command: tuple[str, ...]
    tcp: tuple[int, ...] = ()
    udp: tuple[int, ...] = ()


def daemons(unit: Unit, lease_script: Path) -> tuple[Daemon, ...]:
    """All programs of a unit but the application itself."""
    return tuple(_sound(unit, lease_script)) + tuple(_defects(unit))


def _sound(unit: Unit, lease_script: Path) -> Iterator[Daemon]:
    build = unit.build
    shell = _write("sshd.conf", daemon_settings.sshd(unit))
    yield Daemon(name="sshd", tcp=(22,), command=_words(f"/usr/sbin/sshd -D -e -f {shell}"))
    front = _write("nginx.conf", daemon_settings.nginx(unit))
    plain_web = (80,) if build.plain_web else ()
    yield Daemon(name="nginx", tcp=(443, *plain_web), command=_words(f"nginx -e stderr -c {front}"))
    broker = _write("mosquitto.conf", daemon_settings.mosquitto(unit))
    plain_mqtt = (1883,) if build.plain_mqtt else ()
    yield Daemon(name="mosquitto", tcp=(8883, *plain_mqtt), command=_words(f"mosquitto -c {broker}"))
    names = _write("avahi.conf", daemon_settings.avahi(unit))
    mdns = f"avahi-daemon -f {names} --no-drop-root --no-chroot --no-rlimits"
    yield Daemon(name="avahi", udp=(5353,), command=_words(mdns))
    announcer = (*_PYTHON, ssdp.__file__, unit.interface, unit.address, unit.serial)
    yield Daemon(name="ssdp", udp=(1900,), command=announcer)
    lease = f"busybox udhcpc -f -i {unit.interface} -r {unit.address} -s {lease_script} -T 1 -A 5 -V HDC-100"
    yield Daemon(name="udhcpc", command=_words(f"{lease} -x hostname:{unit.host_name}"))
    clock = _write("chrony.conf", daemon_settings.chrony(unit))
    yield Daemon(name="chronyd", command=_words(f"chronyd -d -x -f {clock}"))


def _defects(unit: Unit) -> Iterator[Daemon]:
    build, keys = unit.build, unit.folders.keys
    if build.telnet:
        yield Daemon(name="telnetd", tcp=(23,), command=_words("busybox telnetd -F -p 23 -l /bin/login"))
    if build.snmp_community is not None:
        agent = _write("snmpd.conf", daemon_settings.snmpd(build.snmp_community))
        yield Daemon(name="snmpd", udp=(161,), command=_words(f"snmpd -f -Lo -C -c {agent} -I -smux -p /run/snmpd.pid"))
    if build.sslv3_port is not None:
        script = (sys.executable, "-I", "-B", legacy_tls.__file__)
        channel = (str(build.sslv3_port), str(keys / "legacy.pem"), str(keys / "legacy.key"))
        yield Daemon(name="legacy", tcp=(build.sslv3_port,), command=(*script, *channel))
    for port in build.open_tcp:
        yield Daemon(name=f"extra-{port}", tcp=(port,), command=(*_PYTHON, extra_socket.__file__, "tcp", str(port)))
    for port in build.silent_udp:
        yield Daemon(name=f"silent-{port}", udp=(port,), command=(*_PYTHON, extra_socket.__file__, "udp", str(port)))


def _words(command: str) -> tuple[str, ...]:
    """Split a command whose paths are the device's own and hold no blanks."""
    return tuple(command.split())


def _write(name: str, content: str) -> Path:
    path = _ETC / name
    path.write_text(content, encoding="utf-8")
    return path
