"""What the device makes of false certificates when it calls a declared server, by standing in for that server.

Impact: intrusive; for a few calls the device finds a stranger in the place of its server, and may say so or wait longer
before its next call.

Known sources of false results: a device that keeps a connection open, or calls seldom, may not call within the time
given, and then nothing is said of it; a device that resumes an earlier session is shown no certificate; one that checks
the certificate inside its own protocol, after the handshake, would seem to take it.
"""

from __future__ import annotations

from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.client_trust import ClientTrust, Meeting, Shown
from hoshitori.instrument import Certificate, Impostor
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Row
from hoshitori.probe import Reach, Unavailable, probe

_ORDER: Final[tuple[tuple[Shown, Certificate], ...]] = (
    (Shown.GENUINE, "genuine"),
    (Shown.SELF_SIGNED, "self-signed"),
    (Shown.WRONG_NAME, "wrong-name"),
    (Shown.EXPIRED, "expired"),
    (Shown.GENUINE, "genuine"),
)
_PATIENCE_MILLISECONDS: Final = 30_000


@probe(provides=ClientTrust, impact=Impact.INTRUSIVE, uses=[Impostor], timeout_ms=180_000, usual_ms=5_000)
def show_false_certificates(target: Row, reach: Reach) -> ClientTrust:
    """Whether the device sends anything to a server with a false certificate."""
    server = _server(target)
    if not server:
        raise Unavailable(f"{target.subject.id} declares no server by name")
    impostor = reach.instrument(Impostor)  # type: ignore[type-abstract]  # a Protocol
    started = reach.milliseconds()
    meetings: list[Meeting] = []
    for number, (shown, certificate) in enumerate(_ORDER, start=1):
        reach.progress(number, len(_ORDER))
        calls = impostor.stand_in(server, certificate, _PATIENCE_MILLISECONDS)
        reach.spend(calls=calls.calls)
        meetings.append(
            Meeting(
                id=f"{number} {shown.value}", shown=shown, calls=calls.calls, refused=calls.refused, taken=calls.taken
            )
        )
        if number == 1 and not calls.taken:
            raise Unavailable(f"the device did not call {server} within {_PATIENCE_MILLISECONDS} ms")
    reach.spend(milliseconds=reach.milliseconds() - started)
    return ClientTrust(server=server, meetings=tuple(meetings), control=_control(meetings))


def _server(target: Row) -> str:
    name = target.subject.text("server_name") or target.subject.text("peer").rpartition(":")[0]
    return name.lower().rstrip(".")


def _control(meetings: list[Meeting]) -> Control:
    genuine = [one for one in meetings if one.shown is Shown.GENUINE]
    held = len(genuine) > 1 and all(one.taken and not one.refused for one in genuine)
    what = "before and after" if held else "not both before and after"
    return Control(held=held, what=f"the genuine certificate was shown, and data were sent, {what}")
