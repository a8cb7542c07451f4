"""What probes of any service say of an SNMPv3 agent: its protection, its users and their values."""

from __future__ import annotations

import pytest

from hoshitori.facts.login import DefaultLogin, LoginKind, UserClass
from hoshitori.facts.login_surface import LoginSurface, LoginWay
from hoshitori.facts.service import ServiceIdentity
from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.login.attempt import Answered
from hoshitori_plugins.login.probe import try_default_logins
from hoshitori_plugins.login_surface import look_for_logins
from hoshitori_plugins.service.probe import identify_service
from hoshitori_plugins.throttling.mechanism import login_of
from tests.plugins.snmp.conftest import Agent
from tests.plugins.support import Notes, declare, endpoint, interface, password_row, reach_for, row_target

VALUE = "a-long-passphrase-of-mine"
USER = f"createUser watcher SHA-256 {VALUE} AES {VALUE}"
SOUND = (USER, "rouser watcher priv")


def reach_of(port: int, value: str | None = VALUE, *, user: str = "watcher") -> WorkerReach:
    """The reach of a probe, with one declared user at that port, or with none."""
    if value is None:
        return reach_for(Notes())
    declared = declare(password_row("snmp", user_name=user), interface(port, transport="udp"))
    return reach_for(Notes(), declared, secrets={"1-AuthMech/AM-1": value})


def service(port: int, value: str | None = VALUE) -> ServiceIdentity:
    """What the port speaks."""
    return identify_service(endpoint(port, "snmp", "udp"), reach_of(port, value))


def logins(port: int, value: str | None = VALUE) -> DefaultLogin:
    """What well-known values do there."""
    return try_default_logins(endpoint(port, "snmp", "udp"), reach_of(port, value))


def surface(port: int) -> LoginSurface:
    """Where it asks for authentication."""
    return look_for_logins(endpoint(port, "snmp", "udp"), reach_of(port))


def test_a_sound_agent_is_encrypted_and_refuses_every_known_value(agent: Agent) -> None:
    """The declared user is the control of both: answered in full, and refused with less or with anything else."""
    port = agent(*SOUND)
    found, login, seen = service(port), logins(port), surface(port)

    assert (found.protocol, found.versions, found.encrypted) == ("snmp", ("v3",), True)
    assert [one.kind for one in login.offered] == [LoginKind.SNMP_V3]
    assert (login.withstood, login.open_without_login, login.control.held) == (True, False, True)
    assert login.offered[0].refused == login.offered[0].tries > 50
    assert [one.way for one in seen.asked] == [LoginWay.SNMP_USER]
    assert (seen.open_without_login, seen.conclusive) == (False, True)


@pytest.mark.parametrize("level", ["auth", "noauth"])
def test_an_agent_that_answers_less_protected_requests_is_not_encrypted(agent: Agent, level: str) -> None:
    """What it would answer in clear counts, not what a careful manager asks."""
    assert service(agent(USER, f"rouser watcher {level}")).encrypted is False


def test_an_agent_that_answers_to_a_name_is_open_without_a_log_in(agent: Agent) -> None:
    """A user's name proves nothing; the values are another matter."""
    port = agent(USER, "rouser watcher noauth")
    login, seen = logins(port), surface(port)

    assert (login.open_without_login, login.withstood, login.control.held) == (True, True, True)
    assert seen.open_without_login


@pytest.mark.parametrize(
    ("lines", "value", "user"),
    [
        (("createUser watcher SHA publicpublic AES publicpublic", "rouser watcher priv"), "publicpublic", "DECLARED"),
        ((*SOUND, "createUser initial MD5 maplesyrup", "rouser initial auth"), VALUE, "ORDINARY"),
        ((*SOUND, "createUser admin SHA-512 adminadmin DES adminadmin", "rouser admin priv"), VALUE, "ADMINISTRATOR"),
    ],
)
def test_a_known_value_is_found(agent: Agent, lines: tuple[str, ...], value: str, user: str) -> None:
    """Of the declared user or of another, under whichever hash, and whatever it may read."""
    login = logins(agent(*lines), value)

    assert {one.user for one in login.opened} == {UserClass[user]}
    assert {one.kind for one in login.opened} == {LoginKind.SNMP_V3}


def test_a_community_beside_a_name_that_opens_is_still_a_known_value(agent: Agent) -> None:
    """That a name alone opens does not excuse the community."""
    login = logins(agent(USER, "rouser watcher noauth", "rocommunity public"))

    assert (login.open_without_login, login.withstood) == (False, False)


def test_a_declared_community_is_in_clear_although_no_list_has_it(agent: Agent) -> None:
    """Whoever declares a community declares that its agent answers in clear."""
    port = agent("rocommunity k3Lm-readers")
    declared = declare(password_row("snmp", user_name=""), interface(port, transport="udp"))
    reach = reach_for(Notes(), declared, secrets={"1-AuthMech/AM-1": "k3Lm-readers"})

    assert identify_service(endpoint(port, "snmp", "udp"), reach).encrypted is False


def test_nothing_is_said_of_an_agent_without_a_declared_user(agent: Agent) -> None:
    """Others may have users whom nobody here knows: no control, and neither encrypted nor in clear."""
    port = agent(*SOUND)

    assert service(port, None).encrypted is None
    assert not logins(port, None).control.held


def test_a_wrong_declared_value_is_no_control(agent: Agent) -> None:
    """Where the declared value opens nothing, nothing is decided."""
    port = agent(*SOUND)

    assert service(port, "another-passphrase").encrypted is None
    assert not logins(port, "another-passphrase").control.held


def test_a_passphrase_is_never_sent_as_a_community(agent: Agent) -> None:
    """Communities go in clear, and a declared user's value must not."""
    port = agent(*SOUND)
    reach = reach_of(port)
    login = try_default_logins(endpoint(port, "snmp", "udp"), reach)

    assert login.control.held
    assert b"watcher" in reach.transcript.text()
    assert VALUE.encode() not in reach.transcript.text()


def test_guessing_at_a_user_is_guessing_at_version_3(agent: Agent) -> None:
    """A mechanism with a user name is tried as that user, its value is the control, and a wrong one is refused."""
    port = agent(*SOUND)
    row = password_row("snmp", user_name="watcher")
    login, user, value = login_of(
        row_target(row, endpoint(port, "snmp", "udp")), endpoint(port, "snmp", "udp"), reach_of(port)
    )

    assert (login.kind, user) == (LoginKind.SNMP_V3, "watcher")
    assert [login.attempt(user, one) for one in (value, "no-such-value")] == [Answered.OPENED, Answered.REFUSED]
