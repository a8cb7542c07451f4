"""Ports, services, channels, default log-ins and absences: PASS on a sound surface, FAIL on each single defect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.login import LoginKind, OpenedSession, UserClass
from hoshitori.facts.login_surface import AskedLogin, LoginWay
from hoshitori.facts.ports import PortRange
from hoshitori.facts.presence import Scope, SeenAddress
from hoshitori.facts.service import ServiceIdentity
from hoshitori.facts.ssh import HostKey
from hoshitori.facts.tls import Answer, ChainFault, VersionSupport
from hoshitori.facts.update_paths import UNREAD, Strength, TraceKind, UpdateTrace
from hoshitori.model.result import CaseResult
from hoshitori.model.subject import DEVICE, Subject
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles import sound_surface as sound
from tests.profiles.support import camera, cases, judged, port, row
from tests.profiles.test_access import CASES as WEB_CASES
from tests.profiles.test_components import DECIDED_HERE as COMPONENTS
from tests.profiles.test_documents_and_judgements import ELEMENT, ON_PAPER
from tests.profiles.test_erasure_and_storage import DECIDED_HERE as ERASED_AND_STORED
from tests.profiles.test_outages import ALL_CASES as OUTAGE_CASES
from tests.profiles.test_traffic_cases import ON_TRAFFIC
from tests.profiles.test_updates_and_guessing import ON_SERIES
from tests.profiles.test_uploads import CASE as UPLOADS_CASE
from tests.profiles.test_vulnerabilities import DECIDED_HERE as VULNERABILITIES

OPEN = inconclusive(Cause.UNAVAILABLE)
WEB, SSH, CLOUD = (row(f"11-SecComMech/CM-{name}") for name in ("web", "ssh", "cloud"))
HTTPS, MDNS = port("tcp/443"), port("udp/5353")

SOUND: dict[str, tuple[Subject, dict[str, Any]]] = {
    "open_tcp_ports_are_declared": (DEVICE, {"survey": sound.TCP}),
    "open_udp_ports_are_declared": (DEVICE, {"survey": sound.UDP}),
    "addresses_of_version_six_are_scanned": (DEVICE, {**sound.NO_IPV6, "presence": sound.PRESENCE}),
    "another_tool_sees_the_same_ports": (DEVICE, {"tcp": sound.TCP, "names": sound.NAMES}),
    "default_logins_are_refused": (HTTPS, {"login": sound.LOGIN}),
    "no_service_speaks_in_clear": (HTTPS, {"service": sound.SERVICE}),
    "every_tls_service_is_current": (HTTPS, {"service": sound.SERVICE, "survey": sound.TLS}),
    "tls_versions_are_current": (WEB, {"survey": sound.TLS}),
    "tls_algorithms_are_suitable": (WEB, {"survey": sound.TLS}),
    "tls_certificate_is_trustworthy": (WEB, {"survey": sound.TLS}),
    "tls_client_offers_are_current": (CLOUD, {"seen": sound.HELLOS}),
    "ssh_algorithms_are_suitable": (SSH, {"survey": sound.SSH}),
    "no_ip_service_is_open": (
        DEVICE,
        {
            "tcp": sound.survey("tcp"),
            "udp": sound.CLIENT_ONLY,
            "tcp6": sound.over_ipv6("tcp"),
            "udp6": sound.over_ipv6("udp"),
        },
    ),
    "no_service_asks_for_authentication": (MDNS, {"surface": sound.NO_LOGIN}),
    "no_service_asks_for_a_password": (MDNS, {"surface": sound.NO_LOGIN}),
    "every_password_login_was_guessed_at": (port("tcp/8883"), {"surface": sound.NO_LOGIN}),
    "no_network_update_is_seen": (DEVICE, {"paths": sound.NO_UPDATE}),
}
"""Each case with its subject and what a sound device shows there."""

SESSION = OpenedSession(
    id="credential-1", login="HTTP_FORM /login", kind=LoginKind.HTTP_FORM, user=UserClass.ADMINISTRATOR
)
FORM = AskedLogin(id="HTML_FORM /login", way=LoginWay.HTML_FORM, where="/login", evidence="", for_people=True)
SNMP = ServiceIdentity(
    transport="udp",
    port=161,
    protocol="snmp",
    encrypted=False,
    starttls=False,
    versions=("v2c",),
    greeting="",
    dialogues=sound.SERVICE.dialogues,
)


def accepting(name: str) -> tuple[VersionSupport, ...]:
    """The versions with one more that is accepted."""
    return tuple(
        replace(version, accepted=True, why=Answer.ACCEPTED) if version.id == name else version
        for version in sound.VERSIONS
    )


def suite(**parts: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever a suite holds
    """A survey's suites with one more, altered in one part."""
    return {"suites": (sound.SUITE, replace(sound.SUITE, id="odd", name="odd", **parts))}


def chain(**change: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever a certificate holds
    """A survey's chain whose certificate is altered."""
    return {"chains": (replace(sound.CHAIN, certificates=(replace(sound.CERTIFICATE, **change),)),)}


def hello(**change: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever a hello holds
    """A hello that is altered."""
    return {"hellos": (replace(sound.HELLO, **change),)}


OLD = ("SSLv3", "TLS 1.0", "TLS 1.1")
DEFECTS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "open_tcp_ports_are_declared": [("survey", {"open": (*sound.TCP.open, sound.opened("tcp", 8899))})],
    "open_udp_ports_are_declared": [
        ("survey", {"open": (*sound.UDP.open, sound.opened("udp", 161))}),
        ("survey", {"open_or_filtered_ranges": (sound.SILENT,)}),
    ],
    "another_tool_sees_the_same_ports": [("names", {"disagreements": ("tcp/443",)})],
    "default_logins_are_refused": [("login", {"opened": (SESSION,)}), ("login", {"accepts_anything": True})],
    "no_service_speaks_in_clear": [
        ("service", {"encrypted": False, "protocol": "http"}),
        ("service", {"encrypted": False, "protocol": "telnet", "port": 23}),
        ("service", {"encrypted": False, "protocol": "mdns", "port": 5354, "transport": "udp"}),
    ],
    "every_tls_service_is_current": [
        *(("survey", {"versions": accepting(name)}) for name in OLD),
        *(("survey", suite(cipher=name)) for name in ("NULL", "RC4_128")),
        ("survey", suite(key_exchange="DH_anon")),
        ("survey", {"speaks_tls": False}),
    ],
    "tls_versions_are_current": [
        *(("survey", {"versions": accepting(name)}) for name in OLD),
        ("survey", {"versions": tuple(replace(v, accepted=False) for v in sound.VERSIONS)}),
        ("survey", {"speaks_tls": False}),
    ],
    "tls_algorithms_are_suitable": [
        ("survey", suite(cipher="3DES_EDE_CBC")),
        ("survey", suite(cipher="RC4_128")),
        ("survey", suite(cipher="NULL")),
        ("survey", suite(hash="MD5")),
        ("survey", suite(key_exchange="DH_anon")),
        ("survey", suite(key_exchange="RSA_EXPORT")),
        ("survey", {"groups": (replace(sound.GROUP, name="dh 1024 bits", code=0, bits=1_024),)}),
        ("survey", {"groups": (replace(sound.GROUP, name="secp160r1", code=16, bits=160),)}),
        ("survey", {"compression": True}),
    ],
    "tls_certificate_is_trustworthy": [
        *(
            ("survey", {"chains": (replace(sound.CHAIN, faults=(fault,)),)})
            for fault in (ChainFault.EXPIRED, ChainFault.NOT_YET_VALID, ChainFault.UNREADABLE)
        ),
        ("survey", {"trust": (replace(sound.TRUST, held=False),)}),
        ("survey", chain(key="RSA", key_bits=1_024)),
        ("survey", chain(key_bits=192)),
        ("survey", chain(signature="sha1")),
    ],
    "tls_client_offers_are_current": [
        ("seen", hello(versions=("TLS 1.0", "TLS 1.2"))),
        ("seen", hello(versions=())),
        ("seen", hello(suites=(replace(sound.SUITE, cipher="RC4_128"),))),
    ],
    "ssh_algorithms_are_suitable": [
        ("survey", {"version_one": True}),
        ("survey", {"speaks_ssh": False}),
        ("survey", {"key_exchanges": ("diffie-hellman-group1-sha1",)}),
        ("survey", {"host_key_algorithms": ("ssh-dss",)}),
        ("survey", {"ciphers": ("3des-cbc",)}),
        ("survey", {"macs": ("hmac-md5",)}),
        ("survey", {"ciphers": ()}),
        ("survey", {"host_keys": (HostKey(id="rsa-sha2-256", key="ssh-rsa", bits=1_024, sha256="x"),)}),
    ],
    "no_ip_service_is_open": [
        ("tcp", {"open": (sound.opened("tcp", 80),)}),
        ("udp", {"open": (sound.opened("udp", 161),)}),
        ("udp", {"open": (sound.opened("udp", 68),)}),
        ("udp", {"open_or_filtered_ranges": (sound.SILENT,)}),
        ("tcp6", {"open": (sound.opened("tcp", 80),)}),
        ("udp6", {"open": (sound.opened("udp", 161),)}),
        ("udp6", {"open_or_filtered_ranges": (sound.SILENT,)}),
    ],
    "no_service_asks_for_authentication": [
        ("surface", {"asked": (FORM,)}),
        ("surface", {"asked": (replace(FORM, way=LoginWay.SSH_KEY),)}),
    ],
    "no_service_asks_for_a_password": [("surface", {"asked": (FORM,)})],
    "no_network_update_is_seen": [
        (
            "paths",
            {
                "traces": (
                    UpdateTrace(
                        id="NAME_LOOKUP update.example",
                        kind=TraceKind.NAME_LOOKUP,
                        strength=Strength.PLAIN,
                        where="update.example",
                        evidence="",
                    ),
                )
            },
        )
    ],
}
"""For each case, single alterations that make it FAIL."""

UNDECIDED: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "open_tcp_ports_are_declared": [("survey", {"undetermined": (PortRange(first=1, last=9),)})],
    "open_udp_ports_are_declared": [
        ("survey", {"undetermined": (PortRange(first=1, last=9),)}),
        ("survey", {"icmp_answers": False}),
    ],
    "addresses_of_version_six_are_scanned": [
        ("presence", {"ipv6_up": True}),
        ("presence", {"ipv6_up": None}),
        ("tcp", {"left_out": ("fe80::10",)}),
        ("udp", {"left_out": ("fe80::10",)}),
        ("tcp", {"addresses": ("fe80::10",), "closed": 65_535}),
        ("udp", {"addresses": ("fe80::10",), "closed": 65_535, "icmp_answers": True}),
        (
            "presence",
            {
                "addresses": (
                    SeenAddress(id="fe80::1", family="ipv6", scope=Scope.LINK_LOCAL, mac="", how="source of a packet"),
                )
            },
        ),
    ],
    "default_logins_are_refused": [("login", {"offered": (replace(sound.OFFERED, refused=0, unanswered=20),)})],
    "no_service_speaks_in_clear": [
        ("service", {"encrypted": None, "protocol": "unknown"}),
        ("service", {"encrypted": None, "protocol": "rtsp"}),
        ("service", {"encrypted": False, "protocol": "text", "greeting": "debug console"}),
    ],
    "every_tls_service_is_current": [
        ("survey", {"versions": tuple(replace(v, why=Answer.SILENT) for v in sound.VERSIONS)}),
        ("survey", {"incomplete": ("time ran out",)}),
    ],
    "tls_algorithms_are_suitable": [("survey", {"incomplete": ("time ran out",)}), ("survey", {"suites": ()})],
    "tls_certificate_is_trustworthy": [
        ("survey", {"trust": ()}),
        ("survey", {"trust": (replace(sound.TRUST, held=None),)}),
        ("survey", {"chains": ()}),
    ],
    "tls_client_offers_are_current": [("seen", {"hellos": ()}), ("seen", hello(server_name="other.example"))],
    "no_ip_service_is_open": [
        ("udp", {"icmp_answers": False}),
        ("udp6", {"icmp_answers": False}),
        ("tcp6", {"left_out": ("fd77::10",)}),
        ("tcp6", {"closed": 9}),
        ("tcp6", {"undetermined": (PortRange(first=1, last=9),), "closed": 65_526}),
    ],
    "no_service_asks_for_authentication": [("surface", {"conclusive": False, "why": "unknown protocol"})],
    "no_service_asks_for_a_password": [("surface", {"conclusive": False, "why": "unknown protocol"})],
    "every_password_login_was_guessed_at": [
        ("surface", {"asked": (FORM,)}),
        ("surface", {"conclusive": False, "why": "unknown protocol"}),
    ],
    "no_network_update_is_seen": [("paths", {"capture_read": False}), ("paths", {"seconds": 3_599})],
}
"""For each case, single alterations that leave it open."""


def altered(case: str, need: str, change: dict[str, Any]) -> dict[str, Any]:
    """The sound facts of a case with one of them altered."""
    _, facts = SOUND[case]
    return {**facts, need: replace(facts[need], **change)}


@pytest.mark.parametrize("case", SOUND)
def test_a_sound_surface_passes(case: str) -> None:
    """What a sound device shows makes the case PASS."""
    subject, facts = SOUND[case]
    result = judged(case, facts, subject)

    assert result.decision == PASS, result


@pytest.mark.parametrize(
    ("case", "need", "change"), [(case, *one) for case, all_of in DEFECTS.items() for one in all_of]
)
def test_one_defect_fails(case: str, need: str, change: dict[str, Any]) -> None:
    """One value altered to a bad one makes the case FAIL."""
    assert judged(case, altered(case, need, change), SOUND[case][0]).decision == FAIL


@pytest.mark.parametrize(
    ("case", "need", "change"), [(case, *one) for case, all_of in UNDECIDED.items() for one in all_of]
)
def test_what_was_not_seen_leaves_it_open(case: str, need: str, change: dict[str, Any]) -> None:
    """What could not be told is INCONCLUSIVE, never PASS."""
    assert judged(case, altered(case, need, change), SOUND[case][0]).decision == OPEN


@pytest.mark.parametrize("case", SOUND)
def test_what_is_not_on_record_leaves_it_open(case: str) -> None:
    """Without its facts a case is INCONCLUSIVE."""
    subject, _ = SOUND[case]

    assert judged(case, {}, subject).decision == inconclusive(Cause.NOT_RUN)


@pytest.mark.parametrize("case", ["open_tcp_ports_are_declared", "open_udp_ports_are_declared"])
def test_a_scan_of_fewer_ports_is_too_little(case: str) -> None:
    """All 65,535 ports must have been looked at."""
    subject, facts = SOUND[case]

    assert judged(case, facts, subject, effort=65_534).decision == inconclusive(Cause.EFFORT)


def test_every_case_has_a_defect() -> None:
    """No case was forgotten: each fails here, or where documents, updates and guessing are tested."""
    elsewhere = {*ON_PAPER, *ON_SERIES, "guessing_takes_too_long", "nothing_is_written_before_the_check"}
    elsewhere |= {"first_use_forces_a_password", "changed_value_replaces_the_old_one"}
    elsewhere |= {"units_share_neither_values_nor_keys"}
    elsewhere |= ERASED_AND_STORED | VULNERABILITIES | COMPONENTS
    elsewhere |= ON_TRAFFIC
    elsewhere |= {*(case for case, *_ in OUTAGE_CASES), "update_survives_a_power_cut"}
    elsewhere |= {*WEB_CASES, "no_service_lets_everybody_in", UPLOADS_CASE}
    never_fails = {"addresses_of_version_six_are_scanned", "every_password_login_was_guessed_at"}

    assert set(SOUND) | elsewhere == set(cases())
    assert set(SOUND) - set(DEFECTS) == never_fails


def test_declared_sockets_decide_where_no_port_answers() -> None:
    """Behind a firewall that drops everything, the list of sockets in a document stands for the scan; said so."""
    dropping = replace(
        sound.UDP, icmp_answers=False, filtered=(PortRange(first=1, last=5_352), PortRange(first=5_354, last=65_535))
    )
    listed = judged("open_udp_ports_are_declared", {"survey": dropping, "sockets": ELEMENT})
    unlisted = judged(
        "open_udp_ports_are_declared", {"survey": dropping, "sockets": replace(ELEMENT, quote_found=False)}
    )

    assert listed.decision == PASS
    assert "limit-socket-list" in listed.limits
    assert unlisted.decision == FAIL


def test_declared_ports_that_were_not_seen_are_said() -> None:
    """A declared port that is not open does not fail, and is put on record."""
    result = judged("open_tcp_ports_are_declared", {"survey": sound.survey("tcp", 443)})

    assert result.decision == PASS
    assert "limit-declared-not-seen" in result.limits


def test_discovery_in_clear_is_harmless_only_where_declared() -> None:
    """A declared discovery service may be in clear, the same one undeclared may not, nor SNMP under its number."""
    discovery = replace(SNMP, port=5353, protocol="mdns")

    assert judged("no_service_speaks_in_clear", {"service": discovery}, MDNS).decision == PASS
    assert judged("no_service_speaks_in_clear", {"service": SNMP}, port("udp/161")).decision == FAIL
    assert judged("no_service_speaks_in_clear", {"service": replace(SNMP, port=5353)}, MDNS).decision == FAIL


def test_a_password_login_counts_as_guessed_at_only_where_a_users_mechanism_leads() -> None:
    """The form of the declared port passes; the same form with its mechanism declared a machine's leaves it open."""
    form = replace(sound.NO_LOGIN, protocol="https", asked=(FORM,))
    machines = tuple(
        replace(one, fields={**one.fields, "subject": "machine"}) if one.table == "1-AuthMech" else one
        for one in camera().ixit
    )
    talked_away = replace(camera(), ixit=machines)
    case = "every_password_login_was_guessed_at"

    assert judged(case, {"surface": form}, HTTPS).decision == PASS
    assert judged(case, {"surface": form}, HTTPS, declaration=talked_away).decision == OPEN
    assert judged(case, {"surface": form}, port("tcp/22")).decision == OPEN


@pytest.mark.parametrize(("number", "decision"), [(5353, PASS), (40_404, OPEN)])
def test_what_is_not_understood_is_discovery_only_at_its_own_number(number: int, decision: object) -> None:
    """A datagram service that nobody understands is not harmless because it is declared as mDNS."""
    unknown = replace(SNMP, port=number, protocol="unknown", encrypted=None)
    entry = next(one for one in camera().ports if one.number == 5353)
    declared = replace(camera(), ports=(replace(entry, number=number),))
    result = judged("no_service_speaks_in_clear", {"service": unknown}, port(f"udp/{number}"), declaration=declared)

    assert result.decision == decision


def test_a_port_that_resets_every_hello_speaks_what_it_said() -> None:
    """Where no survey of TLS came about, a service known to speak in clear has none; an unknown one is open."""
    telnet = replace(sound.SERVICE, port=23, protocol="telnet", encrypted=False)

    assert judged("every_tls_service_is_current", {"service": telnet}, port("tcp/23")).decision == PASS
    assert judged("every_tls_service_is_current", {"service": sound.SERVICE}, HTTPS).decision == OPEN


def test_a_port_without_tls_is_no_outdated_tls() -> None:
    """A port that refuses every hello and speaks something else says nothing against TLS."""
    plain = replace(
        sound.TLS,
        speaks_tls=False,
        versions=tuple(replace(v, accepted=False, why=Answer.NOT_TLS) for v in sound.VERSIONS),
        suites=(),
        groups=(),
        chains=(),
    )

    ssh = replace(sound.SERVICE, port=22, protocol="ssh")
    facts = {"service": ssh, "survey": plain}

    assert judged("every_tls_service_is_current", facts, port("tcp/22")).decision == PASS


def test_anonymous_access_is_no_default_password() -> None:
    """A service without any log-in lacks access control; its password is not a default one."""
    anonymous = replace(sound.LOGIN, offered=(), open_without_login=True, accepts_anything=True)
    result = judged("default_logins_are_refused", {"login": anonymous}, port("tcp/1883"))

    assert result.decision == PASS
    assert "limit-no-login-at-all" in result.limits


def test_a_pinned_certificate_may_sign_itself() -> None:
    """A self-signed certificate that is pinned by declaration is trusted as declared."""
    faults = (ChainFault.SELF_SIGNED, ChainFault.NAME_MISMATCH)
    own = replace(sound.CHAIN, certificates=(replace(sound.CERTIFICATE, self_signed=True),), faults=faults)

    assert judged("tls_certificate_is_trustworthy", {"survey": replace(sound.TLS, chains=(own,))}, WEB).decision == PASS


ADDRESS = SeenAddress(id="fe80::10", family="ipv6", scope=Scope.LINK_LOCAL, mac="", how="source of a packet")
TWO_FAMILIES: dict[str, Any] = {
    "tcp": sound.over_ipv6("tcp", 22, 443),
    "udp": sound.over_ipv6("udp", 5353),
    "presence": replace(sound.PRESENCE, ipv6_up=True, addresses=(*sound.PRESENCE.addresses, ADDRESS)),
}


def over_ipv6(**changes: dict[str, Any]) -> CaseResult:
    """What a device with IPv6 comes to, with some of its facts altered."""
    facts = {name: replace(fact, **changes.get(name, {})) for name, fact in TWO_FAMILIES.items()}
    return judged("addresses_of_version_six_are_scanned", facts)


def test_declared_ports_over_ipv6_pass_where_every_address_was_scanned() -> None:
    """The same ports as over IPv4, at the one address that the device has."""
    assert over_ipv6().decision == PASS


def test_an_open_port_at_no_address_fails_all_the_same() -> None:
    """A record that contradicts itself is not read to the device's favour."""
    facts = altered("addresses_of_version_six_are_scanned", "tcp", {"open": (sound.opened("tcp", 8899),)})

    assert judged("addresses_of_version_six_are_scanned", facts).decision == FAIL


@pytest.mark.parametrize(
    ("need", "change"),
    [
        ("tcp", {"open": (sound.opened("tcp", 8899),)}),
        ("udp", {"open": (sound.opened("udp", 161),)}),
        ("udp", {"open_or_filtered_ranges": (sound.SILENT,)}),
    ],
)
def test_an_undeclared_port_over_ipv6_fails(need: str, change: dict[str, Any]) -> None:
    """Open, or silent where closed ones answer; also where some other address could not be scanned."""
    assert over_ipv6(**{need: change}).decision == FAIL
    assert over_ipv6(**{need: {**change, "left_out": ("fd77::10",)}}).decision == FAIL


@pytest.mark.parametrize(
    ("need", "change"),
    [
        ("tcp", {"left_out": ("fd77::10",)}),
        ("udp", {"addresses": ("fe80::11",)}),
        ("tcp", {"undetermined": (PortRange(first=1, last=9),), "closed": 65_524}),
        ("tcp", {"closed": 65_000}),
        ("udp", {"icmp_answers": False}),
        ("presence", {"addresses": (ADDRESS, replace(ADDRESS, id="fd77::10"))}),
    ],
)
def test_what_was_not_scanned_over_ipv6_leaves_it_open(need: str, change: dict[str, Any]) -> None:
    """An address or ports that nobody told of are INCONCLUSIVE."""
    assert over_ipv6(**{need: change}).decision == OPEN


def test_a_login_over_ipv6_is_of_the_declared_interface() -> None:
    """The form at port 443 was guessed at, whichever family it was found over."""
    form = replace(sound.NO_LOGIN, protocol="https", asked=(FORM,))
    found = replace(HTTPS, id="tcp/443@ipv6", endpoint="tcp/443@ipv6")

    assert judged("every_password_login_was_guessed_at", {"surface": form}, found).decision == PASS


def test_a_web_page_that_nobody_could_read_leaves_updates_open() -> None:
    """Where the administrator's pages could not be read, no upload was looked for."""
    unread = replace(sound.NO_UPDATE, not_looked_at=(f"{UNREAD}tcp/443: the log-in opened no session",))

    assert unread.unread == ("tcp/443: the log-in opened no session",)
    assert judged("no_network_update_is_seen", {"paths": unread}).decision == inconclusive(Cause.UNAVAILABLE)
