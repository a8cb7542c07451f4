"""How an endpoint lets people in: which protocol it speaks and which password log-ins it offers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login import mqtt, telnet
from hoshitori_plugins.login.attempt import Answered, Login, was_refused, was_silent
from hoshitori_plugins.login.browser import Browser, demands_certificate
from hoshitori_plugins.login.datagrams import LOGIN_FREE, spoken_over
from hoshitori_plugins.login.declared import DeclaredLogin
from hoshitori_plugins.login.marks import marks_of
from hoshitori_plugins.login.pages import look_at_pages
from hoshitori_plugins.login.snmp import SnmpLogin
from hoshitori_plugins.login.snmp_user import open_to_a_name, snmp_user_login
from hoshitori_plugins.login.unasked import bare_refusals
from hoshitori_plugins.login.web import BasicLogin, DigestLogin, FormLogin, JsonLogin

if TYPE_CHECKING:
    from hoshitori_plugins.login.ssh import SshMethods

_SNMP_PORTS: Final = frozenset({161, 162})
_ORDER: Final = ("ssh", "telnet", "https", "http", "mqtts", "mqtt")
_KNOCKS: Final = 5
_PAUSE_MILLISECONDS: Final = 700
_BANNER: Final = re.compile(rb"^(?P<ssh>SSH-|Not allowed at this time)|^(?P<other>\d{3}[ -]|\+OK|\* OK|RFB )")


@dataclass(slots=True, kw_only=True)
class Entrance:
    """What was found out about getting in at one endpoint.

    Attributes:
        looked_at: pages that were read.
        said_so: the device's own words for that it takes no password; empty where it offers one, or said nothing.
        unclear: why it is not known whether it takes one; empty where it is known.
        unasked: places where one may be taken though nothing asks for it; only what opens there says so.
    """

    protocol: str
    logins: list[Login] = field(default_factory=list[Login])
    other_ways: list[str] = field(default_factory=list[str])
    open_without_login: bool = False
    looked_at: tuple[str, ...] = ()
    said_so: str = ""
    unclear: str = ""
    unasked: list[Login] = field(default_factory=list[Login])


def survey(target: Endpoint, reach: Reach, declared: Sequence[DeclaredLogin]) -> Entrance:
    """Return how an endpoint lets people in.

    Raises:
        Unavailable: if nothing listens there, or no dialogue came about.
    """
    if target.transport == "udp":
        return _udp(target, reach, declared)
    found = _first(target, reach, declared)
    return found or Entrance(protocol="unknown", unclear="speaks none of SSH, telnet, HTTP and MQTT")


def _first(target: Endpoint, reach: Reach, declared: Sequence[DeclaredLogin]) -> Entrance | None:
    speakers: dict[str, Callable[[], Entrance | None]] = {
        "ssh": lambda: _ssh(target, reach),
        "telnet": lambda: _telnet(target, reach),
        "https": lambda: _web(target, reach, declared, tls=True),
        "http": lambda: _web(target, reach, declared, tls=False),
        "mqtts": lambda: _mqtt(target, reach, tls=True),
        "mqtt": lambda: _mqtt(target, reach, tls=False),
    }
    banner = _banner(target, reach) if target.protocol not in {"https", "http", "mqtts", "mqtt"} else b""
    greeted = _BANNER.match(banner)
    if greeted and greeted["other"]:
        words = banner[:60].decode("ascii", "replace")
        return Entrance(protocol="unknown", unclear=f"greets with {words!r}, a protocol whose log-in is not tried here")
    likely = ["ssh"] if greeted else ["telnet"] if banner else []
    order = [*likely, *([target.protocol] if target.protocol in speakers else []), *_ORDER]
    for name in dict.fromkeys(order):
        if name == "ssh" and not (greeted and greeted["ssh"]) and target.protocol != "ssh":
            continue
        try:
            found = speakers[name]()
        except Unavailable as error:
            if was_refused(error):
                raise
            continue
        if found is not None:
            return found
    return None


def _banner(target: Endpoint, reach: Reach) -> bytes:
    """What a server says unasked; it is asked again where it hangs up at once, as a busy SSH server does.

    Raises:
        Unavailable: if nothing listens there, or no connection came about in time.
    """
    for _ in range(_KNOCKS):
        connected = False
        try:
            with reach.tcp(target) as wire:
                connected = True
                if said := wire.receive(256, timeout_ms=2_500):
                    return said
        except Unavailable as error:
            if was_refused(error) or (was_silent(error) and not connected):
                raise
            if was_silent(error):
                return b""
        reach.wait(_PAUSE_MILLISECONDS)
    return b""


def _ssh(target: Endpoint, reach: Reach) -> Entrance:
    from hoshitori_plugins.login import ssh  # noqa: PLC0415  # paramiko's import costs more than most web probes

    methods = _ssh_methods(target, reach)
    entrance = Entrance(protocol="ssh", open_without_login=methods.open_without_login)
    entrance.other_ways = [one for one in methods.methods if one not in {"password", "keyboard-interactive"}]
    if methods.password:
        kind = LoginKind.SSH_PASSWORD if "password" in methods.methods else LoginKind.SSH_INTERACTIVE
        entrance.logins = [ssh.SshLogin(target=target, reach=reach, kind=kind)]
    elif methods.open_without_login:
        entrance.said_so = "the server opened a session for the method none"
    else:
        entrance.said_so = f"the server listed its methods: {', '.join(methods.methods) or 'none'}"
    return entrance


def _ssh_methods(target: Endpoint, reach: Reach) -> SshMethods:
    from hoshitori_plugins.login import ssh  # noqa: PLC0415  # likewise

    for _ in range(_KNOCKS):
        try:
            return ssh.survey_methods(target, reach, f"u{secrets.token_hex(4)}")
        except ssh.DroppedError:
            reach.wait(_PAUSE_MILLISECONDS)
    return ssh.survey_methods(target, reach, f"u{secrets.token_hex(4)}")


def _telnet(target: Endpoint, reach: Reach) -> Entrance | None:
    greeting = telnet.greet(target, reach)
    if not greeting.speaks:
        return None
    if greeting.asks == "shell":
        return Entrance(protocol="telnet", open_without_login=True, said_so="a shell greeted without asking")
    return Entrance(protocol="telnet", logins=[telnet.TelnetLogin(target=target, reach=reach)])


def _mqtt(target: Endpoint, reach: Reach, *, tls: bool) -> Entrance:
    protocol = "mqtts" if tls else "mqtt"
    if tls and demands_certificate(target, reach):
        said = "the server demanded a client certificate before anything else"
        return Entrance(protocol=protocol, other_ways=["client-certificate"], said_so=said)
    open_ = mqtt.connect(target, reach, tls=tls) == 0
    name, value = secrets.token_hex(4), secrets.token_hex(8)
    anything = mqtt.connect(target, reach, tls=tls, user=name, value=value) == 0
    if open_ and anything:
        said = "the broker took a CONNECT without user name, and any user name as well"
        return Entrance(protocol=protocol, other_ways=["anonymous"], open_without_login=True, said_so=said)
    return Entrance(
        protocol=protocol, open_without_login=open_, logins=[mqtt.MqttLogin(target=target, reach=reach, tls=tls)]
    )


def _udp(target: Endpoint, reach: Reach, declared: Sequence[DeclaredLogin]) -> Entrance:
    """SNMP alone takes a password over UDP; at its own port silence says little: agents ignore unknown communities."""
    logins = [SnmpLogin(target=target, reach=reach, kind=kind) for kind in (LoginKind.SNMP_V1, LoginKind.SNMP_V2C)]
    known = target.protocol == "snmp" or target.port in _SNMP_PORTS
    spoken = "snmp" if known else spoken_over(target, reach)
    if spoken == "snmp":
        users = snmp_user_login(target, reach, declared)
        if users is None:
            return Entrance(protocol="snmp", logins=[*logins])
        free = open_to_a_name(users, declared)
        return Entrance(protocol="snmp", logins=[users, *logins], open_without_login=bool(free))
    with ThreadPoolExecutor(len(logins)) as threads:
        tries = [threads.submit(replace(login, tries=1).attempt, "", "public") for login in logins]
    if any(one.result() is Answered.OPENED for one in tries):
        return Entrance(protocol="snmp", logins=[*logins])
    if spoken in LOGIN_FREE:
        return Entrance(protocol=spoken, said_so=f"it answers in {spoken}, which has no log-in")
    if not spoken and target.port in LOGIN_FREE.get(target.protocol, ()):
        said = f"it is {target.protocol} as declared, at that protocol's own number, which has no log-in"
        return Entrance(protocol=target.protocol, said_so=said)
    why = f"it answers in {spoken}" if spoken else "what it speaks is not known"
    return Entrance(protocol=spoken or "unknown", unclear=f"{why}: a log-in of its own would not be seen")


def _web(target: Endpoint, reach: Reach, declared: Sequence[DeclaredLogin], *, tls: bool) -> Entrance | None:
    def visit(source: str) -> Browser:
        return Browser(target, reach, tls=tls, source=source)

    entrance = _pages(target, reach, declared, visit, tls=tls)
    for place in bare_refusals(visit, reach.declaration, target) if entrance.looked_at else ():
        # in clear the right value is not shown to a place that never asked for it
        takes = tls and _takes_one_of(place, declared)
        (entrance.logins if takes else entrance.unasked).append(place)
    return entrance


def _pages(
    target: Endpoint, reach: Reach, declared: Sequence[DeclaredLogin], visit: Callable[[str], Browser], *, tls: bool
) -> Entrance:
    entrance = Entrance(protocol="https" if tls else "http")
    if tls and demands_certificate(target, reach):
        said = "the server demanded a client certificate before anything else"
        return Entrance(protocol=entrance.protocol, other_ways=["client-certificate"], said_so=said)
    for login in declared:
        if (made := web_login(login, visit)) is not None:
            entrance.logins.append(made)
    doors = look_at_pages(visit, reach, tuple(entrance.logins))
    entrance.logins += doors.found
    entrance.looked_at = tuple(doors.looked)
    if doors.scripted and not any(isinstance(one, JsonLogin) for one in entrance.logins):
        # a declared log-in of scripts is the one that such a page asks for; any other is a door of its own
        entrance.other_ways.append("by-script")
    if doors.scripted and not entrance.logins:
        entrance.unclear = (
            f"the page {doors.scripted} asks for a password by script: declare login_method, login_path and fields"
        )
    elif doors.unread and not entrance.logins:
        entrance.unclear = f"not every page could be looked at: {doors.unread}"
    elif doors.drawn and not entrance.logins:
        entrance.unclear = f"{doors.drawn} is drawn by script, which is not run here: it may ask for a password"
    elif not entrance.logins:
        entrance.said_so = f"none of {len(doors.looked)} pages asked for a password"
    return entrance


def _takes_one_of(place: Login, declared: Sequence[DeclaredLogin]) -> bool:
    known = [one for one in declared if one.value]
    return any(place.attempt(one.user, one.value or "") is Answered.OPENED for one in known)


def web_login(login: DeclaredLogin, visit: Callable[[str], Browser]) -> Login | None:
    """Return a declared log-in over HTTP, ready to be tried; nothing where the row is about another protocol."""
    text = {name: value for name, value in login.fields.items() if isinstance(value, str)}
    path, marks = text.get("login_path") or text.get("protected_path") or "/", marks_of(login.fields)
    given = login.fields.get("form_extra", ())
    pairs = [one.partition("=") for one in given] if isinstance(given, tuple) else []
    extra = tuple((name, value) for name, _, value in pairs)
    user_field, password_field = text.get("user_field", ""), text.get("password_field", "")
    if login.method == "form":
        return FormLogin(
            visit=visit, path=path, marks=marks, user_field=user_field, password_field=password_field, extra=extra
        )
    if login.method == "json":
        user_field, password_field = user_field or "user", password_field or "password"
        return JsonLogin(
            visit=visit, path=path, marks=marks, user_field=user_field, password_field=password_field, extra=extra
        )
    if login.method == "basic":
        return BasicLogin(visit=visit, path=path)
    return DigestLogin(visit=visit, path=path) if login.method == "digest" else None
