"""The survey of SNMP against real agents: sound, without privacy, without proof, with a well-known value."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.snmp import SnmpSurvey
from hoshitori.probe import Unavailable
from hoshitori_plugins.snmp.privacy import CIPHERS
from hoshitori_plugins.snmp.probe import survey_snmp
from hoshitori_plugins.snmp.user_security import Engine, Keys, read_answer
from tests.plugins.snmp.conftest import Agent
from tests.plugins.support import Notes, declare, endpoint, interface, password_row, reach_for, row, row_target

VALUE = "a-long-passphrase-of-mine"
CHANNEL = row("11-SecComMech", "CM-1", protection="snmp", role="server", interface=("28-LogIntf/LI-1",))


def survey(at: int, value: str = VALUE) -> SnmpSurvey:
    """What the probe says of an agent on loopback."""
    mechanism = replace(password_row("snmp", user_name="watcher"))
    declared = declare(CHANNEL, mechanism, interface(at, transport="udp"))
    reach = reach_for(Notes(), declared, secrets={"1-AuthMech/AM-1": value})
    return survey_snmp(row_target(CHANNEL, endpoint(at, "snmp", "udp")), reach)


def opened(seen: SnmpSurvey) -> set[str]:
    """The ways that were answered."""
    return {one.id for one in seen.tries if one.opened}


USER = f"createUser watcher SHA-256 {VALUE} AES {VALUE}"


def test_an_agent_that_asks_for_everything_opens_to_its_user_alone(agent: Agent) -> None:
    """Authentication and privacy: the declared user's request, under the hash it was made for, and no other."""
    seen = survey(agent(USER, "rouser watcher priv"))

    assert (seen.engine, seen.authentication, seen.control.held) == (True, "SHA-256", True)
    assert opened(seen) == {"AUTH_PRIV declared"}


@pytest.mark.parametrize("name", ["MD5", "SHA", "SHA-512"])
def test_the_hash_is_told(agent: Agent, name: str) -> None:
    """The survey finds under which hash the value is right."""
    seen = survey(agent(f"createUser watcher {name} {VALUE} AES {VALUE}", "rouser watcher priv"))

    assert seen.authentication == {"SHA": "SHA-1"}.get(name, name)


@pytest.mark.parametrize(
    ("name", "cipher"), [("SHA-256", "DES"), ("MD5", "DES"), ("SHA", "AES"), ("SHA-512", "AES-256"), ("SHA", "AES-192")]
)
def test_the_cipher_is_told(agent: Agent, name: str, cipher: str) -> None:
    """The survey finds under which cipher the value is right, with longer keys and with DES."""
    seen = survey(agent(f"createUser watcher {name} {VALUE} {cipher} {VALUE}", "rouser watcher priv"))

    assert (seen.control.held, seen.privacy) == (True, {"AES": "AES-128"}.get(cipher, cipher))
    assert opened(seen) == {"AUTH_PRIV declared"}


@pytest.mark.parametrize(
    ("level", "ways"),
    [
        ("auth", {"AUTH_PRIV declared", "AUTH_NO_PRIV declared"}),
        ("noauth", {"AUTH_PRIV declared", "AUTH_NO_PRIV declared", "NO_AUTH declared"}),
    ],
)
def test_what_a_weaker_rule_lets_through_is_seen(agent: Agent, level: str, ways: set[str]) -> None:
    """Without privacy, or without any proof, the same agent opens further."""
    assert opened(survey(agent(USER, f"rouser watcher {level}"))) == ways


def test_a_community_beside_it_is_seen(agent: Agent) -> None:
    """Version 2c with a well-known community is told, with version 1."""
    seen = survey(agent(USER, "rouser watcher priv", "rocommunity public"))

    assert opened(seen) == {"AUTH_PRIV declared", "V1 well-known", "V2C well-known"}


def test_a_well_known_value_is_guessed(agent: Agent) -> None:
    """A passphrase from the list opens, although it is the declared one."""
    lines = ("createUser watcher SHA password AES password", "rouser watcher priv")
    seen = survey(agent(*lines), "password")

    assert opened(seen) == {"AUTH_PRIV declared", "AUTH_PRIV well-known"}


def test_a_wrong_declared_value_is_no_control(agent: Agent) -> None:
    """Where the declared value opens nothing, refusals mean nothing."""
    seen = survey(agent(USER, "rouser watcher priv"), "another-passphrase")

    assert (seen.control.held, opened(seen)) == (False, set())
    assert any("usmStatsWrongDigests" in one.answers for one in seen.tries)


def test_nothing_is_said_where_nothing_listens(port: int) -> None:
    """A port that is closed is unavailable, not sound."""
    with pytest.raises(Unavailable):
        survey(port)


def test_silence_is_no_control(port: int) -> None:
    """A socket that never answers has no engine, and nothing is decided by it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", port))
        seen = survey(port)

    assert (seen.engine, seen.control.held, opened(seen)) == (False, False, set())


def test_keys_are_localised_as_the_standard_s_examples_are() -> None:
    """RFC 3414 appendix A.3: `maplesyrup` at engine 00..02."""
    engine = Engine(name=bytes(11) + b"\x02")

    assert Keys.of("maplesyrup", engine, "MD5").authentication.hex() == "526f5eed9fcce26f8964c2930787d82b"
    assert Keys.of("maplesyrup", engine, "SHA-1").authentication.hex() == "6695febc9288e36282235fc7151f128497b38f3f"


@given(st.binary(max_size=200), st.sampled_from(sorted(CIPHERS)))
def test_hostile_answers_are_read_or_left(data: bytes, cipher: str) -> None:
    """No datagram makes the reader fail."""
    keys = Keys(hash="SHA-256", authentication=b"k" * 32, cipher=cipher, privacy=b"p" * CIPHERS[cipher])

    read_answer(data, 1, keys)
    read_answer(b"\x30\x81" + bytes([len(data) & 0x7F]) + data, 1, keys)
