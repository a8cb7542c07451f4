"""Ports in clear that send people to HTTPS (S1.1-12), and datagram services without a log-in (S1.1-02)."""

from dataclasses import replace

import pytest

from hoshitori.facts.base import Control
from hoshitori.facts.service import LeadsTo, Redirect, ServedInClear
from hoshitori.model.verdict import FAIL, PASS, Cause, Verdict, inconclusive
from tests.profiles import sound_surface as sound
from tests.profiles.support import camera, judged, port

OPEN = inconclusive(Cause.UNAVAILABLE)
HOME = Redirect(leads=LeadsTo.ITS_ADDRESS, answers=True, asked=140, served=(), incomplete="")
API = ServedInClear(id="/api/settings", what="401 application/json, asks for a password")


@pytest.mark.parametrize(
    ("redirect", "decision"),
    [
        (HOME, PASS),
        (replace(HOME, leads=LeadsTo.ITS_CERTIFICATE), PASS),
        (replace(HOME, served=(API,)), FAIL),
        (replace(HOME, leads=LeadsTo.ELSEWHERE, answers=False), FAIL),
        (replace(HOME, leads=LeadsTo.UNKNOWN), OPEN),
        (replace(HOME, answers=False), OPEN),
        (replace(HOME, incomplete="the declared value opened no session"), OPEN),
        (replace(HOME, leads=LeadsTo.UNKNOWN, served=(API,)), FAIL),
        (None, OPEN),
    ],
)
def test_a_declared_port_in_clear_may_send_everybody_to_tls(redirect: Redirect | None, decision: object) -> None:
    """A declared port that only sends people to the device's own HTTPS carries no asset, and nothing else will do."""
    service = replace(
        sound.SERVICE,
        port=80,
        protocol="http",
        encrypted=False,
        redirects_to="https://192.0.2.20/",
        redirect=redirect,
    )
    entry = replace(camera().ports[0], number=80, protocol="http")
    declared = replace(camera(), ports=(*camera().ports, entry))
    result = judged("no_service_speaks_in_clear", {"service": service}, port("tcp/80"), declaration=declared)

    assert result.decision == decision
    if redirect is not None:
        assert "limit-redirect-paths" in result.limits
    assert judged("no_service_speaks_in_clear", {"service": service}, port("tcp/80")).decision == FAIL


def test_a_datagram_service_without_login_is_said_to_be_taken_for_one() -> None:
    """Over UDP the sheet says that only SNMP's log-in is tried; of a web server there is nothing to say."""
    none = replace(sound.LOGIN, protocol="mdns", offered=(), tried=0, refused=0)
    quiet = judged("default_logins_are_refused", {"login": none}, port("udp/5353"))

    assert quiet.decision == PASS
    assert "limit-datagrams" in quiet.limits
    assert "limit-datagrams" not in judged("default_logins_are_refused", {"login": sound.LOGIN}, port("tcp/443")).limits


def test_a_datagram_service_that_nobody_understands_decides_nothing() -> None:
    """Without a control, a list that nobody could try refuses nothing."""
    control = Control(held=False, what="what it speaks is not known: a log-in of its own would not be seen")
    unknown = replace(sound.LOGIN, protocol="unknown", offered=(), tried=0, refused=0, control=control)
    result = judged("default_logins_are_refused", {"login": unknown}, port("udp/9999"))

    assert result.decision.verdict is not Verdict.PASS
    assert result.decision != FAIL


def test_an_ssh_server_that_no_channel_is_declared_for_is_open() -> None:
    """What it takes is held against the lists where a row of 11-SecComMech leads to it, and only there."""
    ssh = replace(sound.SERVICE, port=22, protocol="ssh")
    none = replace(camera(), ixit=tuple(one for one in camera().ixit if one.reference != "11-SecComMech/CM-ssh"))
    case, facts = "every_tls_service_is_current", {"service": ssh}

    assert judged(case, facts, port("tcp/22")).decision == PASS
    assert judged(case, facts, port("tcp/2222")).decision == OPEN
    assert judged(case, facts, port("tcp/22"), declaration=none).decision == OPEN
