"""What one virtual device is built of: its daemons' settings and its application's behaviour, one field a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hoshitori_lab.device.application.behaviour import Behaviour

MAKER: Final = "訓練用メーカー"
MAKER_ROMANISED: Final = "Hoshitori Training Works"
PRODUCT: Final = "Hoshitori Demo Camera"
MODEL: Final = "HDC-100"
HARDWARE: Final = "A1"
FIRMWARE: Final = "1.4.2"
LIBRARY: Final = "expat 2.7.3"
SNMP_USER: Final = "hdcmonitor"
TELNET_ACCOUNT: Final = ("admin", "admin123")


class Certificate(StrEnum):
    """What the device shows as its TLS certificate."""

    CHAINED = "CHAINED"
    """Issued by the maker's device CA, names and address in it, valid today."""
    EXPIRED = "EXPIRED"
    SELF_SIGNED = "SELF_SIGNED"
    """Signed by itself; sound where its digest is pinned by declaration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """The decisions of one device; the defaults are those of the sound one."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    certificate: Certificate = Certificate.CHAINED
    shared_keys: bool = False
    """Defect: every unit is shipped with the same keys, and its owners are given the same ones."""
    tls_protocols: tuple[str, ...] = ("TLSv1.2", "TLSv1.3")
    """What nginx offers on 443, in its own spelling; anything older than TLSv1.2 drops OpenSSL's security level too."""
    ssh_password: str | None = None
    """Password of ``root`` over SSH; None takes keys only."""
    telnet: bool = False
    """Telnet on 23 with a common default account."""
    snmp_community: str | None = None
    plain_web: bool = False
    """The administration page on port 80, without TLS."""
    redirecting_web: tuple[str, ...] | None = None
    """Port 80, which sends everybody to HTTPS and, as a defect, answers what lies below these paths itself.

    `POST /login` is one method at one path.
    """
    plain_mqtt: bool = False
    """MQTT on 1883, anonymous and without TLS."""
    sslv3_port: int | None = None
    open_tcp: tuple[int, ...] = ()
    """Ports of a forgotten debugging service."""
    silent_udp: tuple[int, ...] = ()
    """Sockets that take datagrams and never answer."""
    open_tcp_ipv6: tuple[int, ...] = ()
    """As `open_tcp`, over IPv6 alone; likewise `silent_udp_ipv6`."""
    silent_udp_ipv6: tuple[int, ...] = ()
    firewall: bool = False
    """Whether everything that is not an open port is dropped without an answer, ICMP included."""
    hangs_up_on_refused_images: bool = False
    """Whether an upload that is refused gets a broken connection for an answer."""
    snmp_v3: bool = False
    """SNMP v3 for one user, authenticated and encrypted."""
    snmp_level: str = "priv"
    """The least that this user must bring, in net-snmp's words: `priv`, `auth` or `noauth`."""
    snmp_secret: str | None = None
    """Defect: the same value of this user on every unit; None gives each its own."""
    ipv6: bool = False
    """Whether the device has IPv6 at all."""
    ipv4_services: bool = True
    """Whether its services take IPv4 too; only where it has IPv6."""
    library: str = LIBRARY
    """Name and version of the library for XML inside the base part, as its list of components says."""
    listed_library: str = ""
    """What the maker's own list calls it instead; empty where both lists agree."""


GOOD: Final = Build()
