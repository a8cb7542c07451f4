"""S1.1-12 (and -01, -02) over traffic, client trust and silence: PASS on a sound device, FAIL or open on defects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.base import Control
from hoshitori.facts.client_trust import ClientTrust, Meeting, Shown
from hoshitori.facts.judgement import Judgement
from hoshitori.facts.ports import PortRange
from hoshitori.facts.snmp import SnmpLevel, SnmpSurvey, SnmpTry
from hoshitori.facts.traffic import AskedName, Began, ClearTalk, Destination, Encoding, Leak, Role, Standing, Traffic
from hoshitori.model.declaration import Port
from hoshitori.model.subject import DEVICE, Subject
from hoshitori.model.verdict import FAIL, PASS, Cause, Decision, inconclusive
from tests.profiles import sound_surface as sound
from tests.profiles.support import camera, judged, port, row

OPEN = inconclusive(Cause.UNAVAILABLE)
CLOUD = row("11-SecComMech/CM-cloud")
OTHERWISE = row("11-SecComMech/CM-cloud", protection="ipsec")
SNMP = row("11-SecComMech/CM-web", protection="snmp", role="server")
PLACE = Destination(
    id="tcp/198.51.100.7:8883 cloud",
    transport="tcp",
    address="198.51.100.7",
    port=8883,
    names=("cloud",),
    protocols=("tls",),
    began=Began.DEVICE,
    standing=Standing.DECLARED,
    why="service SV-cloud",
    conversations=3,
    sent=900,
    first_at="2026-11-21T00:00:00Z",
)
TRAFFIC = Traffic(
    destinations=(PLACE,),
    names=(AskedName(id="cloud", declared=True, asked=3),),
    protocols=("dns", "tls"),
    clear=(),
    leaks=(),
    secrets=5,
    too_short=0,
    dropped=0,
    spans=True,
    complete=True,
    cut_short=0,
    first_at="2026-11-21T00:00:00Z",
    last_at="2026-11-21T00:03:00Z",
    control=Control(held=True, what="cloud (TCP)"),
)
NO_PEERS = replace(TRAFFIC, destinations=(replace(PLACE, standing=Standing.NETWORK, protocols=("dns",)),))
SPEAKS = (
    ("GENUINE", 1, 0, 1),
    ("SELF_SIGNED", 1, 1, 0),
    ("WRONG_NAME", 1, 1, 0),
    ("EXPIRED", 1, 1, 0),
    ("GENUINE", 1, 0, 1),
)
TRUST = ClientTrust(
    server="cloud",
    meetings=tuple(
        Meeting(id=f"{number} {name}", shown=Shown(name), calls=calls, refused=refused, taken=taken)
        for number, (name, calls, refused, taken) in enumerate(SPEAKS)
    ),
    control=Control(held=True, what="before and after"),
)
YES = Judgement(
    question="q", given=True, holds=True, reason="seen", person="A", role="assessor", simulated=False, attachments=()
)
LEAK = Leak(
    id="1",
    secret="1-AuthMech/AM-web",
    encoding=Encoding.BASE64,
    role=Role.SENT,
    where="tcp/80",
    protocol="http",
    times=2,
)
MARK = replace(LEAK, secret="met-2")
TALK = ClearTalk(
    id="tcp/198.51.100.7:80 cloud http",
    host="cloud",
    protocol="http",
    carries="POST with a body",
    declared_protected="11-SecComMech/CM-cloud",
)


def tried(level: SnmpLevel, who: str, opened: int = 0, *, in_clear: int | None = None) -> SnmpTry:
    """One way of asking an SNMP agent; what opens below full protection is in clear."""
    bare = (0 if level is SnmpLevel.AUTH_PRIV else opened) if in_clear is None else in_clear
    return SnmpTry(
        id=f"{level.value} {who}", level=level, who=who, tried=8, opened=opened, in_clear=bare, answers=("silence",)
    )


OWN_USER = tried(SnmpLevel.AUTH_PRIV, "declared", 1)
AGENT = SnmpSurvey(
    engine=True,
    authentication="SHA-256",
    privacy="AES-128",
    tries=(OWN_USER, *(tried(level, "declared") for level in SnmpLevel if level is not SnmpLevel.AUTH_PRIV)),
    control=Control(held=True, what="the declared user was answered"),
)
STRANGER = replace(PLACE, id="tcp/203.0.113.9:443", standing=Standing.UNDECLARED)

SOUND: dict[str, tuple[Subject, dict[str, Any]]] = {
    "no_secret_is_sent_in_clear": (DEVICE, {"traffic": TRAFFIC}),
    "destinations_are_declared": (DEVICE, {"traffic": TRAFFIC}),
    "no_credential_is_seen_in_clear": (DEVICE, {"traffic": TRAFFIC}),
    "no_asset_is_seen_on_the_wire": (DEVICE, {"traffic": NO_PEERS}),
    "protection_by_other_means_is_adequate": (OTHERWISE, {"judged": YES}),
    "false_certificates_are_refused": (CLOUD, {"trust": TRUST}),
    "snmp_answers_under_protection_alone": (SNMP, {"survey": AGENT}),
    "snmp_asks_for_proof": (SNMP, {"survey": AGENT}),
    "no_declared_service_keeps_silent": (DEVICE, {"survey": sound.UDP}),
    "no_silent_service_was_left_untried": (DEVICE, {"survey": sound.UDP}),
}
ON_TRAFFIC = frozenset(SOUND)
"""The cases that are tested here."""

CHANGES: list[tuple[str, dict[str, Any], Decision]] = [
    ("no_secret_is_sent_in_clear", {"leaks": (LEAK,)}, FAIL),
    ("no_secret_is_sent_in_clear", {"leaks": (MARK,)}, FAIL),
    ("no_secret_is_sent_in_clear", {"clear": (TALK,)}, FAIL),
    ("no_secret_is_sent_in_clear", {"leaks": (LEAK,), "dropped": 9}, FAIL),
    ("no_secret_is_sent_in_clear", {"leaks": (replace(MARK, protocol="mdns"),)}, OPEN),
    ("no_secret_is_sent_in_clear", {"clear": (replace(TALK, declared_protected=""),)}, OPEN),
    ("no_secret_is_sent_in_clear", {"clear": (replace(TALK, carries=""),)}, OPEN),
    ("no_secret_is_sent_in_clear", {"clear": (replace(TALK, protocol="unknown"),)}, OPEN),
    ("no_secret_is_sent_in_clear", {"clear": (replace(TALK, protocol="ntp"),)}, PASS),
    ("destinations_are_declared", {"destinations": (PLACE, STRANGER)}, OPEN),
    ("destinations_are_declared", {"names": (AskedName(id="spy", declared=False, asked=1),)}, OPEN),
    ("no_credential_is_seen_in_clear", {"leaks": (LEAK,)}, FAIL),
    ("no_credential_is_seen_in_clear", {"leaks": (MARK,)}, PASS),
    ("no_asset_is_seen_on_the_wire", {"leaks": (MARK,)}, FAIL),
    ("no_asset_is_seen_on_the_wire", {"destinations": (PLACE,)}, OPEN),
    *(
        (case, change, OPEN)
        for case in ("no_secret_is_sent_in_clear", "destinations_are_declared", "no_credential_is_seen_in_clear")
        for change in ({"dropped": 1}, {"dropped": None}, {"spans": False}, {"complete": False}, {"cut_short": 1})
    ),
    *(
        ("snmp_answers_under_protection_alone", {"tries": (OWN_USER, tried(level, who, 1))}, FAIL)
        for level, who in [
            (SnmpLevel.V1, "well-known"),
            (SnmpLevel.V2C, "well-known"),
            (SnmpLevel.NO_AUTH, "declared"),
            (SnmpLevel.NO_AUTH, "well-known"),
            (SnmpLevel.AUTH_NO_PRIV, "declared"),
            (SnmpLevel.AUTH_PRIV, "well-known"),
        ]
    ),
    *(
        ("snmp_answers_under_protection_alone", {"tries": (OWN_USER, tried(level, who, in_clear=1))}, FAIL)
        for level in (SnmpLevel.AUTH_PRIV, SnmpLevel.AUTH_NO_PRIV)
        for who in ("declared", "well-known")
    ),
    (
        "snmp_answers_under_protection_alone",
        {
            "tries": (tried(SnmpLevel.AUTH_PRIV, "declared", in_clear=1),),
            "authentication": "",
            "control": Control(held=False, what="no request was answered under both"),
        },
        FAIL,
    ),
    ("snmp_answers_under_protection_alone", {"authentication": "MD5"}, FAIL),
    ("snmp_answers_under_protection_alone", {"privacy": "DES"}, FAIL),
    ("snmp_answers_under_protection_alone", {"authentication": ""}, OPEN),
    *(
        ("snmp_asks_for_proof", {"tries": (OWN_USER, tried(SnmpLevel.NO_AUTH, who, 1))}, FAIL)
        for who in ("declared", "well-known")
    ),
    *(
        ("snmp_asks_for_proof", {"tries": (OWN_USER, tried(level, "declared", 1))}, PASS)
        for level in (SnmpLevel.AUTH_NO_PRIV, SnmpLevel.V2C)
    ),
    ("protection_by_other_means_is_adequate", {"holds": False}, FAIL),
    ("protection_by_other_means_is_adequate", {"reason": " "}, FAIL),
    ("false_certificates_are_refused", {"meetings": (replace(TRUST.meetings[1], taken=1),)}, FAIL),
    ("false_certificates_are_refused", {"meetings": (replace(TRUST.meetings[2], refused=0, taken=1),)}, FAIL),
    ("false_certificates_are_refused", {"meetings": (*TRUST.meetings, replace(TRUST.meetings[3], refused=0))}, OPEN),
]


@pytest.mark.parametrize("case", SOUND)
def test_a_sound_device_passes(case: str) -> None:
    """What a sound device shows makes the case PASS."""
    subject, facts = SOUND[case]
    result = judged(case, facts, subject)

    assert result.decision == PASS, result


@pytest.mark.parametrize(("case", "change", "decision"), CHANGES)
def test_each_change_decides_as_it_should(case: str, change: dict[str, Any], decision: Decision) -> None:
    """One thing altered: a FAIL where it is bad, open where it cannot be told."""
    subject, facts = SOUND[case]
    ((need, fact),) = facts.items()

    assert judged(case, {need: replace(fact, **change)}, subject).decision == decision


@pytest.mark.parametrize("case", SOUND)
def test_what_is_not_on_record_leaves_it_open(case: str) -> None:
    """Without its facts a case is INCONCLUSIVE."""
    assert judged(case, {}, SOUND[case][0]).decision == inconclusive(Cause.NOT_RUN)


@pytest.mark.parametrize(
    "case", ["no_secret_is_sent_in_clear", "destinations_are_declared", "no_credential_is_seen_in_clear"]
)
def test_nothing_found_without_a_control_means_nothing(case: str) -> None:
    """A search that did not find a known word decides nothing."""
    lost = replace(TRAFFIC, control=Control(held=False, what="no known word"))

    assert judged(case, {"traffic": lost}).decision == inconclusive(Cause.EFFORT)


@pytest.mark.parametrize(("holds", "decision"), [(True, PASS), (False, FAIL)])
def test_an_assessor_may_know_of_a_destination(*, holds: bool, decision: Decision) -> None:
    """Undeclared destinations ask; the answer decides."""
    seen = replace(TRAFFIC, destinations=(STRANGER,))

    assert (
        judged("destinations_are_declared", {"traffic": seen, "judged": replace(YES, holds=holds)}).decision == decision
    )


def test_an_answer_without_a_stranger_changes_nothing() -> None:
    """Where every destination is declared, an assessor's no is about nothing."""
    facts = {"traffic": TRAFFIC, "judged": replace(YES, holds=False)}

    assert judged("destinations_are_declared", facts).decision == PASS


@pytest.mark.parametrize(("change", "decision"), [({}, PASS), ({"conclusive": False, "why": "unknown"}, OPEN)])
def test_a_port_without_a_log_in_takes_no_asset(change: dict[str, Any], decision: Decision) -> None:
    """At each open port the claim that nothing is sent stands or falls with the log-in found there."""
    facts = {"traffic": TRAFFIC, "surface": replace(sound.NO_LOGIN, **change)}

    assert judged("no_asset_is_seen_on_the_wire", facts, port("udp/5353")).decision == decision


def silent(protocol: str, **change: Any) -> tuple[Any, Any]:  # noqa: ANN401  # a survey and a declaration
    """A declared UDP port that keeps silent, with its declaration."""
    declared = replace(
        camera(), ports=(*camera().ports, Port(transport="udp", number=161, protocol=protocol, reason=""))
    )
    ranges = (PortRange(first=161, last=161),)
    return replace(sound.UDP, open_or_filtered_ranges=ranges, **change), declared


@pytest.mark.parametrize("case", ["no_declared_service_keeps_silent", "no_silent_service_was_left_untried"])
@pytest.mark.parametrize(
    ("protocol", "change", "decision"),
    [
        ("snmp", {}, OPEN),
        ("snmp", {"icmp_answers": False}, OPEN),
        ("dhcp", {}, PASS),
        ("snmp", {"open": (*sound.UDP.open, sound.opened("udp", 161))}, PASS),
        ("ntp", {"undetermined": (PortRange(first=1, last=2),)}, OPEN),
    ],
)
def test_a_declared_service_that_never_answers_is_nobody_s_pass(
    case: str, protocol: str, change: dict[str, Any], decision: Decision
) -> None:
    """Silence of SNMP leaves -12 and -02 open; a DHCP client's does not."""
    survey, declared = silent(protocol, **change)

    assert judged(case, {"survey": survey}, declaration=declared).decision == decision
