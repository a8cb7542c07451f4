"""The settings files of the device's daemons."""

from __future__ import annotations

from hoshitori_lab.device.build import SNMP_USER
from hoshitori_lab.device.unit import Unit


def sshd(unit: Unit) -> str:
    """The SSH server for service staff: keys only unless the build has a password, current algorithms only."""
    keys = unit.folders.keys
    password = "no" if unit.build.ssh_password is None else "yes"
    root = "prohibit-password" if unit.build.ssh_password is None else "yes"
    listens = "\n".join(f"ListenAddress {host}:{unit.port(22)}" for host in unit.hosts)
    forced = "" if unit.namespaces else "ForceCommand echo HDC-100"
    return f"""{listens}
{forced}
PidFile none
HostKey {keys / "ssh_host_ed25519"}
HostKey {keys / "ssh_host_ecdsa"}
AuthorizedKeysFile {unit.run}/home/.ssh/authorized_keys
UsePAM no
PermitRootLogin {root}
PasswordAuthentication {password}
KbdInteractiveAuthentication no
AllowTcpForwarding no
AllowAgentForwarding no
X11Forwarding no
PrintMotd no
PrintLastLog no
Compression no
KexAlgorithms curve25519-sha256,ecdh-sha2-nistp256,ecdh-sha2-nistp384
HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256
PubkeyAcceptedAlgorithms ssh-ed25519,ecdsa-sha2-nistp256
Ciphers aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes256-ctr
MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256
"""


def nginx(unit: Unit) -> str:
    """The HTTPS front: TLS as the build says, everything else to the application on its local socket."""
    build, keys = unit.build, unit.folders.keys
    old = any(protocol in {"TLSv1", "TLSv1.1"} for protocol in build.tls_protocols)
    ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
    if old:
        ciphers += ":ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"
    proxy = f"""location / {{
        proxy_pass http://unix:{unit.application_socket}:;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_request_buffering off;
        proxy_read_timeout 90s;
      }}"""
    if build.hangs_up_on_refused_images:
        rule = "proxy_intercept_errors on; error_page 422 = @hang-up;"
        upload = proxy.replace("location / {", f"location = /api/update {{ {rule}", 1)
        proxy += f"\n      {upload}\n      location @hang-up {{ return 444; }}"
    secure = " ".join(f"listen {host}:{unit.port(443)} ssl;" for host in unit.hosts)
    open_to_all = " ".join(f"listen {host}:{unit.port(80)};" for host in unit.hosts)
    plain = f"server {{ {open_to_all} {proxy} }}" if build.plain_web else ""
    if build.redirecting_web is not None:
        onward = "return 301 https://$host$request_uri;"
        left = " ".join(_left_in_clear(path, proxy, onward) for path in build.redirecting_web)
        plain = f"server {{ {open_to_all} location / {{ {onward} }} {left} }}"
    return f"""daemon off;
master_process {"on" if unit.namespaces else "off"};
worker_processes 1;
user root;
pid {unit.run}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 512; }}
http {{
  server_tokens off;
  access_log off;
  client_max_body_size 32m;
  client_body_timeout 20s;
  client_header_timeout 10s;
  keepalive_timeout 15s;
  client_body_temp_path {unit.run}/nginx-body;
  proxy_temp_path {unit.run}/nginx-proxy;
  fastcgi_temp_path {unit.run}/nginx-fastcgi;
  uwsgi_temp_path {unit.run}/nginx-uwsgi;
  scgi_temp_path {unit.run}/nginx-scgi;
  server {{
    {secure}
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


def mosquitto(unit: Unit) -> str:
    """The MQTT broker: nobody without a certificate of the client authority."""
    keys, build = unit.folders.keys, unit.build
    oldest = "tlsv1.3" if build.tls_protocols == ("TLSv1.3",) else "tlsv1.2"
    secure = f"""allow_anonymous false
require_certificate true
use_identity_as_username true
cafile {keys / "client-authority.pem"}
certfile {keys / "broker.pem"}
keyfile {keys / "broker.key"}
tls_version {oldest}
ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384
ciphers_tls1.3 TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384
"""
    listeners = ""
    for host in unit.hosts:
        listeners += f"listener {unit.port(8883)} {host.strip('[]')}\n{secure}"
        if build.plain_mqtt:
            listeners += f"listener {unit.port(1883)} {host.strip('[]')}\nallow_anonymous true\n"
    common = "user root\nper_listener_settings true\npersistence false\nlog_dest stderr\n"
    return f"{common}log_type error\nlog_type warning\n{listeners}"


def avahi(unit: Unit) -> str:
    """The mDNS responder."""
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


def avahi_service(unit: Unit) -> str:
    """What is announced: the web page, by the device's own name."""
    return f"""<?xml version="1.0" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name>HDC-100 {unit.serial}</name>
  <service><type>_https._tcp</type><port>{unit.port(443)}</port></service>
</service-group>
"""


def chrony(unit: Unit) -> str:
    """The NTP client: no server port, no command port."""
    return f"""server {unit.gateway} iburst minpoll 4 maxpoll 6
port 0
cmdport 0
bindcmdaddress /
user root
pidfile /run/chrony/chronyd.pid
"""


def snmpd(unit: Unit) -> str:
    """The SNMP agent: one community in clear on a faulty device, or one user with authentication and privacy."""
    listener = f"agentaddress udp:{unit.port(161)}\nsysDescr HDC-100\n"
    if unit.build.snmp_community is not None:
        return f"{listener}rocommunity {unit.build.snmp_community}\n"
    own = (unit.folders.keys / "snmp.secret").read_text(encoding="ascii").strip()
    secret = unit.build.snmp_secret or own
    user = f"createUser {SNMP_USER} SHA-256 {secret} AES {secret}\n"
    return f"{listener}{user}rouser {SNMP_USER} {unit.build.snmp_level}\n"


def _left_in_clear(named: str, proxy: str, onward: str) -> str:
    """The rule for what a redirecting port answers itself: all below a path, or one method at one path alone."""
    method, _, path = named.rpartition(" ")
    if not method:
        return proxy.replace("location / {", f"location {path} {{", 1)
    others = f"if ($request_method != {method}) {{ {onward} }}"
    return proxy.replace("location / {", f"location = {path} {{ {others}", 1)
