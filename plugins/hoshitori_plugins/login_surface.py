"""Whether and how an endpoint asks for authentication: the log-in probe's look at the door.

Impact: active; a few requests and dialogues. To be told apart, MQTT gets one random name and password, and SNMP one
question with the community `public`, or, where an SNMPv3 engine says its name, one in each well-known user's name
without proof, one with a random value, and the declared user's own; over TLS, two paths at most that refuse with 401
and ask for nothing get the declared value of the endpoint's own log-ins by HTTP Basic. No list of credentials is tried.

Known sources of false results: no script is run, so a log-in that one draws is not seen; a page that a script has yet
to fill, or a script that makes a password field, leaves the look inconclusive where no log-in was found beside it. A
log-in on a path that neither is a usual one nor is linked from forty pages is not seen; a protocol that is none of SSH,
telnet, HTTP, MQTT and SNMP is said to be unknown and leaves the look inconclusive, over UDP unless its answer, or its
declaration at that protocol's own number, is one of a protocol without log-ins.
"""

from __future__ import annotations

from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.facts.login_surface import AskedLogin, LoginSurface, LoginWay
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, probe
from hoshitori_plugins.login.attempt import shown as visible
from hoshitori_plugins.login.declared import declared_logins
from hoshitori_plugins.login.survey import Entrance, survey

_WAYS: Final = {
    LoginKind.SSH_PASSWORD: LoginWay.SSH_PASSWORD,
    LoginKind.SSH_INTERACTIVE: LoginWay.SSH_INTERACTIVE,
    LoginKind.TELNET: LoginWay.TEXT_PROMPT,
    LoginKind.HTTP_BASIC: LoginWay.HTTP_BASIC,
    LoginKind.HTTP_DIGEST: LoginWay.HTTP_DIGEST,
    LoginKind.HTTP_FORM: LoginWay.HTML_FORM,
    LoginKind.HTTP_JSON: LoginWay.API_LOGIN,
    LoginKind.MQTT: LoginWay.MQTT_CONNECT,
    LoginKind.SNMP_V1: LoginWay.SNMP_COMMUNITY,
    LoginKind.SNMP_V2C: LoginWay.SNMP_COMMUNITY,
    LoginKind.SNMP_V3: LoginWay.SNMP_USER,
}
_MOST_PLACES: Final = 64
_EVIDENCE: Final = 160


@probe(provides=LoginSurface, impact=Impact.ACTIVE, timeout_ms=120_000)
def look_for_logins(target: Endpoint, reach: Reach) -> LoginSurface:
    """Where an endpoint asks for authentication."""
    entrance = survey(target, reach, declared_logins(target, reach))
    spoken = [one for one in entrance.logins if one.kind is LoginKind.SNMP_V3] or entrance.logins
    asked = [
        AskedLogin(
            id=f"{_WAYS[login.kind].value} {login.where}".strip(),
            way=_WAYS[login.kind],
            where=login.where,
            evidence=f"offers {login.kind.value}",
            for_people=True,
        )
        for login in spoken  # communities were not seen to open anything beside an SNMPv3 engine
    ]
    asked += [_other(way, entrance) for way in entrance.other_ways]
    return LoginSurface(
        protocol=entrance.protocol,
        asked=tuple({one.id: one for one in asked}.values())[:_MOST_PLACES],
        looked_at=(f"{target.subject.id} as {entrance.protocol}", *map(visible, entrance.looked_at)),
        open_without_login=entrance.open_without_login,
        conclusive=not entrance.unclear,
        why=entrance.unclear,
    )


def _other(way: str, entrance: Entrance) -> AskedLogin:
    if way == "client-certificate":
        kind, people = LoginWay.CLIENT_CERTIFICATE, False
    elif way == "publickey":
        kind, people = LoginWay.SSH_KEY, True
    else:
        kind, people = (LoginWay.SSH_OTHER if entrance.protocol == "ssh" else LoginWay.HTTP_OTHER), True
    return AskedLogin(
        id=f"{kind.value} {way}", way=kind, where="", evidence=(entrance.said_so or way)[:_EVIDENCE], for_people=people
    )
