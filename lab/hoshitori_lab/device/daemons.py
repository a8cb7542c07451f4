"""The programs of the device: Debian's own, with the settings of this unit's build."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori_lab.device import extra_socket, legacy_tls, ssdp
from hoshitori_lab.device.unit import Unit

_ETC: Final = Path("/run/etc")
_PYTHON: Final = (sys.executable, "-I", "-S", "-B")
APPLICATION_SOCKET: Final = Path("/run/hdc/application.socket")


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
    keys, build = unit.folders.keys, unit.build
    password = () if build.ssh_password is not None else ("-s",)
    yield Daemon(
        name="dropbear", tcp=(22,),
        command=("dropbear", "-F", "-E", "-j", "-k", *password, "-p", "0.0.0.0:22", "-P", "/run/dropbear.pid",
                 "-r", str(keys / "ssh_host_ed25519"), "-r", str(keys / "ssh_host_ecdsa")),
    )  # fmt: skip
    plain_web = (80,) if build.plain_web else ()
    yield Daemon(name="nginx", tcp=(443, *plain_web), command=("nginx", "-e", "stderr", "-c", str(_write("nginx.conf", _nginx(unit)))))
    plain_mqtt = (1883,) if build.plain_mqtt else ()
    yield Daemon(name="mosquitto", tcp=(8883, *plain_mqtt), command=("mosquitto", "-c", str(_write("mosquitto.conf", _mosquitto(unit)))))
    yield Daemon(
        name="avahi", udp=(5353,),
        command=("avahi-daemon", "-f", str(_write("avahi.conf", _avahi(unit))), "--no-drop-root", "--no-chroot", "--no-rlimits"),
    )  # fmt: skip
    yield Daemon(name="ssdp", udp=(1900,), command=(*_PYTHON, ssdp.__file__, unit.interface, unit.address, unit.serial))
    yield Daemon(
        name="udhcpc",
        command=("busybox", "udhcpc", "-f", "-i", unit.interface, "-r", unit.address, "-s", str(lease_script), "-T", "1",
                 "-A", "5", "-x", f"hostname:{unit.host_name}", "-V", "HDC-100"),
    )  # fmt: skip
    yield Daemon(name="chronyd", command=("chronyd", "-d", "-x", "-f", str(_write("chrony.conf", _chrony(unit)))))


def _defects(unit: Unit) -> Iterator[Daemon]:
    build, keys = unit.build, unit.folders.keys
    if build.telnet:
        yield Daemon(name="telnetd", tcp=(23,), command=("busybox", "telnetd", "-F", "-p", "23", "-l", "/bin/login"))
    if build.snmp_community is not None:
        settings = f"agentaddress udp:161\nrocommunity {build.snmp_community}\nsysDescr HDC-100\n"
        command = ("snmpd", "-f", "-Lo", "-C", "-c", str(_write("snmpd.conf", settings)), "-I", "-smux", "-p", "/run/snmpd.pid")
        yield Daemon(name="snmpd", udp=(161,), command=command)
    if build.sslv3_port is not None:
        command = (sys.executable, "-I", "-B", legacy_tls.__file__, str(build.sslv3_port), str(keys / "legacy.pem"), str(keys / "legacy.key"))
        yield Daemon(name="legacy", tcp=(build.sslv3_port,), command=command)
    for port in build.open_tcp:
        yield Daemon(name=f"extra-{port}", tcp=(port,), command=(*_PYTHON, extra_socket.__file__, "tcp", str(port)))
    for port in build.silent_udp:
        yield Daemon(name=f"silent-{port}", udp=(port,), command=(*_PYTHON, extra_socket.__file__, "udp", str(port)))


def _write(name: str, content: str) -> Path:
    path = _ETC / name
    path.write_text(content, encoding="utf-8")
    return path


def _nginx(unit: Unit) -> str:
    build, keys = unit.build, unit.folders.keys
    old = any(protocol in {"TLSv1", "TLSv1.1"} for protocol in build.tls_protocols)
    ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
    if old:
        ciphers += ":ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"
    proxy = f"""location / {{
        proxy_pass http://unix:{APPLICATION_SOCKET}:;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_request_buffering off;
        proxy_read_timeout 90s;
      }}"""
    plain = f"server {{ listen 80; {proxy} }}" if build.plain_web else ""
    return f"""daemon off;
worker_processes 1;
user root;
pid /run/nginx.pid;
error_log stderr crit;
events {{ worker_connections 512; }}
http {{
  server_tokens off;
  access_log off;
  client_max_body_size 32m;
  client_body_timeout 20s;
  client_header_timeout 10s;
  keepalive_timeout 15s;
  client_body_temp_path /run/nginx-body;
  proxy_temp_path /run/nginx-proxy;
  fastcgi_temp_path /run/nginx-fastcgi;
  uwsgi_temp_path /run/nginx-uwsgi;
  scgi_temp_path /run/nginx-scgi;
  server {{
    listen 443 ssl;
    ssl_certificate {keys / "web.pem"};
    ssl_certificate_key {keys / "web.key"};
    ssl_protocols {" ".join(build.tls_protocols)};
    ssl_ciphers {ciphers};
    ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384;
    ssl_ecdh_curve prime256v1:secp384r1;
    ssl_prefer_server_ciphers on;
    ssl_session_tickets off;
    add_header Strict-Transport-Security "max-age=31536000" always;
    add_header X-Content-Type-Options nosniff always;
    add_header X-Frame-Options DENY always;
    {proxy}
  }}
  {plain}
}}
"""


def _mosquitto(unit: Unit) -> str:
    keys = unit.folders.keys
    plain = "listener 1883 0.0.0.0\nallow_anonymous true\n" if unit.build.plain_mqtt else ""
    return f"""user root
per_listener_settings true
persistence false
log_dest stderr
log_type error
log_type warning
listener 8883 0.0.0.0
allow_anonymous false
require_certificate true
use_identity_as_username true
cafile {keys / "client-authority.pem"}
certfile {keys / "broker.pem"}
keyfile {keys / "broker.key"}
tls_version tlsv1.2
ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384
ciphers_tls1.3 TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384
{plain}"""


def _avahi(unit: Unit) -> str:
    return f"""[server]
host-name={unit.host_name}
use-ipv4=yes
use-ipv6={"yes" if unit.build.ipv6 else "no"}
allow-interfaces={unit.interface}
enable-dbus=no
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""


def _chrony(unit: Unit) -> str:
    return f"""server {unit.gateway} iburst minpoll 4 maxpoll 6
port 0
cmdport 0
bindcmdaddress /
user root
pidfile /run/chronyd.pid
"""
