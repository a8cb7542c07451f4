"""Agents that answer protected requests in clear: what they tell is told to everybody."""

from __future__ import annotations

import pytest

from hoshitori.facts.service import Heard
from hoshitori.facts.snmp import SnmpSurvey
from hoshitori_plugins.service.probe import identify_service
from hoshitori_plugins.snmp.probe import survey_snmp
from hoshitori_plugins.snmp.user_security import Keys
from tests.plugins.snmp.handmade import ENGINE, Habits, by_hand
from tests.plugins.support import Notes, declare, endpoint, interface, password_row, reach_for, row, row_target

VALUE = "a-long-passphrase-of-mine"
CHANNEL = row("11-SecComMech", "CM-1", protection="snmp", role="server", interface=("28-LogIntf/LI-1",))
NONE, AUTH, PRIV = 0, 1, 3
"""Flags of messages: no protection, authenticated, encrypted too."""


def habits(answers: dict[int, int], name: str = "SHA-256", cipher: str = "AES-128") -> Habits:
    """An agent with one user's keys, and how it answers."""
    return Habits(keys=Keys.of(VALUE, ENGINE, name, cipher), answers=answers)


def survey(port: int) -> SnmpSurvey:
    """What the probe says of the agent on loopback."""
    declared = declare(CHANNEL, password_row("snmp", user_name="watcher"), interface(port, transport="udp"))
    reach = reach_for(Notes(), declared, secrets={"1-AuthMech/AM-1": VALUE})
    return survey_snmp(row_target(CHANNEL, endpoint(port, "snmp", "udp")), reach)


def counted(seen: SnmpSurvey) -> dict[str, tuple[int, int]]:
    """Of the ways that were answered: how many opened as asked, and how many were answered in clear."""
    return {one.id: (one.opened, one.in_clear) for one in seen.tries if one.answered}


def test_the_agent_made_by_hand_can_be_sound(port: int) -> None:
    """The control of these tests: the same agent, with an answer under both, is one that nothing speaks against."""
    with by_hand(port, habits({PRIV: PRIV})):
        seen = survey(port)

    assert (seen.authentication, seen.privacy, seen.control.held) == ("SHA-256", "AES-128", True)
    assert counted(seen) == {"AUTH_PRIV declared": (1, 0)}


@pytest.mark.parametrize(
    ("name", "cipher", "flags"),
    [("SHA-256", "AES-128", AUTH), ("SHA-512", "AES-256", AUTH), ("MD5", "DES", NONE), ("SHA-1", "AES-128", NONE)],
)
def test_an_encrypted_request_that_is_answered_in_clear_is_counted(
    port: int, name: str, cipher: str, flags: int
) -> None:
    """Under whichever hash and cipher, with a code or without: the value was told, and the control did not hold."""
    with by_hand(port, habits({AUTH: flags, PRIV: flags}, name, cipher)):
        seen = survey(port)
    found = {one.id: one for one in seen.tries}

    assert found["AUTH_PRIV declared"].answers == ("answered in clear",)
    assert counted(seen)["AUTH_PRIV declared"] == (0, 1)
    assert (seen.authentication, seen.control.held) == ("", False)


@pytest.mark.parametrize("flags", [AUTH, NONE])
def test_an_agent_that_refuses_less_and_answers_in_clear_is_found(port: int, flags: int) -> None:
    """It asks for privacy of others, and has none itself."""
    with by_hand(port, habits({PRIV: flags}, "SHA-512", "AES-192")):
        assert counted(survey(port)) == {"AUTH_PRIV declared": (0, 1)}


def test_an_authenticated_request_that_is_answered_without_a_code_is_in_clear_too(port: int) -> None:
    """Such an answer opens nothing, and yet says to everybody what was asked for."""
    with by_hand(port, habits({AUTH: NONE, PRIV: PRIV})):
        seen = survey(port)

    assert (counted(seen), seen.control.held) == (
        {"AUTH_NO_PRIV declared": (0, 1), "AUTH_PRIV declared": (1, 0)},
        True,
    )


@pytest.mark.parametrize(
    ("answers", "encrypted", "told"),
    [
        ({PRIV: PRIV}, True, "authPriv declared-1 SHA-256 AES-128"),
        ({PRIV: AUTH}, False, "authPriv declared-1 SHA-256 AES-128 in clear"),
        ({AUTH: NONE, PRIV: PRIV}, False, "authNoPriv declared-1 SHA-256"),
    ],
)
def test_a_service_that_answers_in_clear_is_not_encrypted(
    port: int, answers: dict[int, int], encrypted: object, told: str
) -> None:
    """Whoever listens reads along, whatever was asked for; what was answered stands on record."""
    declared = declare(password_row("snmp", user_name="watcher"), interface(port, transport="udp"))
    reach = reach_for(Notes(), declared, secrets={"1-AuthMech/AM-1": VALUE})
    with by_hand(port, habits(answers)):
        service = identify_service(endpoint(port, "snmp", "udp"), reach)

    assert (service.protocol, service.versions, service.encrypted) == ("snmp", ("v3",), encrypted)
    assert f"snmp {told}" in {one.id for one in service.dialogues if one.heard is Heard.UNDERSTOOD}
