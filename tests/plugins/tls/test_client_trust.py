"""What the probe makes of calls to a server that somebody stands in for."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from hoshitori.facts.client_trust import ClientTrust, Shown
from hoshitori.instrument import Calls
from hoshitori.probe import Unavailable
from hoshitori_plugins.tls.client_trust import show_false_certificates
from tests.plugins.support import Notes, declare, reach_for, row, row_target

CHANNEL = row(
    "11-SecComMech", "CM-1", protection="tls", role="client", peer="cloud.example:443", server_name="Cloud.example."
)
TAKEN, BROKEN, NOBODY = (
    Calls(calls=1, refused=0, taken=1),
    Calls(calls=1, refused=1, taken=0),
    Calls(calls=0, refused=0, taken=0),
)


@dataclass
class Script:
    """An impostor whose device does what a script says."""

    takes: dict[str, Calls]
    afterwards: Calls = TAKEN
    shown: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def stand_in(self, server: str, certificate: str, milliseconds: int) -> Calls:
        assert milliseconds > 0
        self.shown.append((server, certificate))
        if certificate == "genuine" and len(self.shown) > 1:
            return self.afterwards
        return self.takes.get(certificate, BROKEN)


def seen(script: Script) -> ClientTrust:
    """What the probe says."""
    return show_false_certificates(
        row_target(CHANNEL), reach_for(Notes(instruments={"Impostor": script}), declare(CHANNEL))
    )


def test_a_careful_device_refuses_all_three() -> None:
    """The genuine certificate stands before and after the false ones, under the declared name."""
    script = Script({"genuine": TAKEN})
    fact = seen(script)

    assert script.shown[0] == script.shown[-1] == ("cloud.example", "genuine")
    assert {name for _, name in script.shown} == {"genuine", "self-signed", "wrong-name", "expired"}
    assert fact.control.held
    assert not any(one.taken for one in fact.meetings if one.shown is not Shown.GENUINE)


@pytest.mark.parametrize("certificate", ["self-signed", "wrong-name", "expired"])
def test_the_one_that_is_taken_is_named(certificate: str) -> None:
    """A device that lets itself be shown one of them is seen to."""
    fact = seen(Script({"genuine": TAKEN, certificate: TAKEN}))

    assert [one.shown.value for one in fact.meetings if one.taken and one.shown is not Shown.GENUINE] == [
        certificate.upper().replace("-", "_")
    ]


@pytest.mark.parametrize("afterwards", [BROKEN, NOBODY])
def test_a_device_that_does_not_come_back_is_no_control(afterwards: Calls) -> None:
    """Refusals mean nothing where the genuine server is not called again."""
    assert not seen(Script({"genuine": TAKEN}, afterwards)).control.held


def test_a_device_that_never_calls_says_nothing() -> None:
    """Without a call there is no fact."""
    with pytest.raises(Unavailable):
        seen(Script({"genuine": NOBODY}))
