"""What a sound device showed on its surface: one fact of each type, for tests to alter."""

from __future__ import annotations

from dataclasses import replace

from hoshitori.facts.base import Control
from hoshitori.facts.client_hello import ClientHellos, SeenHello
from hoshitori.facts.login import DefaultLogin, LoginKind, OfferedLogin
from hoshitori.facts.login_surface import LoginSurface
from hoshitori.facts.ports import NamedService, OpenPort, PortControl, PortRange, PortSurvey, ServiceNames
from hoshitori.facts.presence import NetworkPresence, Scope, SeenAddress
from hoshitori.facts.service import Dialogue, Heard, ServiceIdentity
from hoshitori.facts.ssh import HostKey, SshSurvey
from hoshitori.facts.tls import (
    Answer,
    Certificate,
    Chain,
    CipherSuite,
    KeyGroup,
    TlsSurvey,
    TrustCheck,
    VersionSupport,
)
from hoshitori.facts.update_paths import UpdatePaths


def opened(transport: str, number: int) -> OpenPort:
    """A port that answered."""
    return OpenPort(id=f"{transport}/{number}", transport=transport, port=number, evidence="SYN-ACK")


def survey(transport: str, *numbers: int) -> PortSurvey:
    """All 65,535 ports looked at, these open and the others closed."""
    return PortSurvey(
        transport=transport,
        family="ipv4",
        address="192.0.2.20",
        open=tuple(opened(transport, number) for number in numbers),
        open_or_filtered=(),
        open_or_filtered_ranges=(),
        filtered=(),
        undetermined=(),
        closed=65_535 - len(numbers),
        tries=3,
        controls=(PortControl(what=f"{transport}/{numbers[0] if numbers else 9}", asked=9, answered=9),),
        icmp_answers=transport == "udp",
        rate=1_000,
    )


def over_ipv6(transport: str, *numbers: int, address: str = "fe80::10") -> PortSurvey:
    """The same over IPv6, at one address; without an address nothing was there to be asked."""
    found = tuple(
        replace(opened(transport, number), id=f"{transport}/{number}@ipv6", address=address) for number in numbers
    )
    return replace(
        survey(transport, *numbers),
        family="ipv6",
        address=address,
        open=found,
        closed=65_535 - len(numbers) if address else 0,
        icmp_answers=transport == "udp" and bool(address),
        addresses=(address,) if address else (),
    )


NO_IPV6 = {"tcp": over_ipv6("tcp", address=""), "udp": over_ipv6("udp", address="")}
TCP = survey("tcp", 22, 443)
UDP = survey("udp", 5353)
SILENT = PortRange(first=40_404, last=40_404)
CLIENT_ONLY = replace(survey("udp"), open_or_filtered_ranges=(PortRange(first=68, last=68),))
NAMES = ServiceNames(
    scanner="7.93",
    services=(
        NamedService(
            id="tcp/443",
            transport="tcp",
            port=443,
            state="open",
            name="https",
            tunnel="ssl",
            product="nginx",
            version="",
            confidence=10,
        ),
    ),
    disagreements=(),
)
PRESENCE = NetworkPresence(
    mac="00:00:5e:00:53:01",
    addresses=(
        SeenAddress(id="192.0.2.20", family="ipv4", scope=Scope.GLOBAL, mac="00:00:5e:00:53:01", how="ARP reply"),
    ),
    ipv6_up=False,
    ipv6_how="no neighbour advertisement to 3 solicitations",
    others=0,
)
SERVICE = ServiceIdentity(
    transport="tcp",
    port=443,
    protocol="https",
    encrypted=True,
    starttls=False,
    versions=(),
    greeting="",
    dialogues=(Dialogue(id="tls", heard=Heard.UNDERSTOOD),),
)
SUITE = CipherSuite(
    id="TLS 1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    version="TLS 1.2",
    code=0xC02F,
    name="TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    key_exchange="ECDHE_RSA",
    cipher="AES_128_GCM",
    hash="SHA256",
)
GROUP = KeyGroup(id="TLS 1.3 x25519", version="TLS 1.3", name="x25519", code=29, bits=255)
CERTIFICATE = Certificate(
    id="0",
    subject="CN=camera",
    issuer="CN=maker",
    serial="01",
    names=("IP:192.0.2.20",),
    not_before="2026-01-01T00:00:00Z",
    not_after="2036-01-01T00:00:00Z",
    key="EC",
    key_bits=256,
    curve="secp256r1",
    signature="sha256",
    signature_algorithm="ecdsa-with-SHA256",
    self_signed=False,
    is_ca=False,
    sha256="3" * 64,
    spki_sha256="4" * 64,
)
CHAIN = Chain(id="ECDSA", certificates=(CERTIFICATE,), faults=(), details=())
TRUST = TrustCheck(
    id="11-SecComMech/CM-web", way="pinned", chain="ECDSA", held=True, why="the digest is the pinned one"
)
VERSIONS = tuple(
    VersionSupport(id=name, order=order, accepted=order >= 3, why=Answer.ACCEPTED if order >= 3 else Answer.ALERT)
    for order, name in enumerate(("SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"))
)
TLS = TlsSurvey(
    speaks_tls=True,
    versions=VERSIONS,
    suites=(SUITE,),
    groups=(GROUP,),
    chains=(CHAIN,),
    trust=(TRUST,),
    alpn=(),
    compression=False,
    secure_renegotiation=True,
    extended_master_secret=True,
    asks_client_certificate=False,
    fallback_scsv=True,
    observed_at="2026-11-21T00:00:00Z",
    incomplete=(),
)
SSH = SshSurvey(
    speaks_ssh=True,
    banner="SSH-2.0-OpenSSH_9.2",
    version_two=True,
    version_one=False,
    key_exchanges=("curve25519-sha256", "kex-strict-s-v00@openssh.com"),
    host_key_algorithms=("ssh-ed25519", "rsa-sha2-256"),
    ciphers=("aes128-gcm@openssh.com",),
    macs=("hmac-sha2-256",),
    compressions=("none",),
    host_keys=(HostKey(id="rsa-sha2-256", key="ssh-rsa", bits=3_072, sha256="x"),),
    methods=("publickey",),
    opens_without_authentication=False,
    incomplete=(),
)
HELLO = SeenHello(
    id="tcp/198.51.100.7:8883 cloud",
    destination="198.51.100.7:8883",
    server_name="cloud.mihon-denki.example.jp",
    versions=("TLS 1.2", "TLS 1.3"),
    suites=(SUITE,),
    groups=("x25519",),
    signatures=("ecdsa_secp256r1_sha256",),
    alpn=(),
    compression=False,
    seen=2,
    first_at="2026-11-21T00:00:00Z",
)
HELLOS = ClientHellos(hellos=(HELLO,), connections=2, unreadable=0, complete=True)
OFFERED = OfferedLogin(
    id="HTTP_FORM /login",
    kind=LoginKind.HTTP_FORM,
    where="/login",
    tries=20,
    refused=20,
    unanswered=0,
    wrong_refused=True,
    declared_opened=True,
    locked_out=False,
)
LOGIN = DefaultLogin(
    protocol="https",
    offered=(OFFERED,),
    other_ways=(),
    opened=(),
    tried=20,
    refused=20,
    unanswered=0,
    open_without_login=False,
    accepts_anything=False,
    locked_out=False,
    control=Control(held=True, what="the declared password opened a session"),
)
NO_LOGIN = LoginSurface(
    protocol="mdns",
    asked=(),
    looked_at=("the protocol has no log-in",),
    open_without_login=False,
    conclusive=True,
    why="",
)
NO_UPDATE = UpdatePaths(
    traces=(), capture_read=True, packets=1_000, seconds=3_600, pages=("/",), web_ports=("tcp/443",), not_looked_at=()
)
