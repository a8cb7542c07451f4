"""How an endpoint lets people in: which protocol it speaks and which password log-ins it offers."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login import mqtt, ssh, telnet
from hoshitori_plugins.login.attempt import Answered, Login, was_refused, was_silent
from hoshitori_plugins.login.browser import Browser, demands_certificate, local_path
from hoshitori_plugins.login.declared import DeclaredLogin
from hoshitori_plugins.login.marks import Marks, marks_of
from hoshitori_plugins.login.page import asks_for_password, read_login_form
from hoshitori_plugins.login.snmp import SnmpLogin
from hoshitori_plugins.login.web import BasicLogin, DigestLogin, FormLogin, JsonLogin

_PATHS: Final = ("/", "/login", "/login.html", "/admin/")
_REDIRECTS: Final = 4
_SNMP_PORTS: Final = frozenset({161, 162})
_ORDER: Final = ("ssh", "telnet", "https", "http", "mqtts", "mqtt")
_KNOCKS: Final = 5
_PAUSE_MILLISECONDS: Final = 700
_BANNER: Final = re.compile(rb"^(?P<ssh>SSH-|Not allowed at this time)|^(?P<other>\d{3}[ -]|\+OK|\* OK|RFB )")
_LOGIN_FREE: Final = frozenset({"mdns", "ssdp", "dhcp", "ntp", "dns"})


@dataclass(slots=True, kw_only=True)
class Entrance:
    """What was found out about getting in at one endpoint.

    Attributes:
        said_so: the device's own words for that it takes no password; empty where it offers one, or said nothing.
        unclear: why it is not known whether it takes one; empty where it is known.
    """

    protocol: str
    logins: list[Login] = field(default_factory=list[Login])
    other_ways: list[str] = field(default_factory=list[str])
    open_without_login: bool = False
    said_so: str = ""
    unclear: str = ""


def survey(target: Endpoint, reach: Reach, declared: Sequence[DeclaredLogin]) -> Entrance:
    """Return how an endpoint lets people in.

    Raises:
        Unavailable: if nothing listens there, or no dialogue came about.
    """
    if target.transport == "udp":
        return _udp(target, reach)
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


def _ssh_methods(target: Endpoint, reach: Reach) -> ssh.SshMethods:
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


def _udp(target: Endpoint, reach: Reach) -> Entrance:
    """SNMP alone takes a password over UDP; at its own port silence says little: agents ignore unknown communities."""
    logins = [SnmpLogin(target=target, reach=reach, kind=kind) for kind in (LoginKind.SNMP_V1, LoginKind.SNMP_V2C)]
    if target.protocol == "snmp" or target.port in _SNMP_PORTS:
        return Entrance(protocol="snmp", logins=[*logins])
    with ThreadPoolExecutor(len(logins)) as threads:
        tries = [threads.submit(replace(login, tries=1).attempt, "", "public") for login in logins]
    if any(one.result() is Answered.OPENED for one in tries):
        return Entrance(protocol="snmp", logins=[*logins])
    if target.protocol in _LOGIN_FREE:
        said = f"{target.protocol} as declared has no log-in, and no SNMP agent answered there"
        return Entrance(protocol=target.protocol, said_so=said)
    said = "no SNMP agent answered at a port that is not SNMP's, while the device was alive" if reach.alive() else ""
    return Entrance(protocol="unknown", said_so=said)


def _web(target: Endpoint, reach: Reach, declared: Sequence[DeclaredLogin], *, tls: bool) -> Entrance | None:
    def visit(source: str) -> Browser:
        return Browser(target, reach, tls=tls, source=source)

    entrance = Entrance(protocol="https" if tls else "http")
    if tls and demands_certificate(target, reach):
        said = "the server demanded a client certificate before anything else"
        return Entrance(protocol=entrance.protocol, other_ways=["client-certificate"], said_so=said)
    for login in declared:
        if (made := web_login(login, visit)) is not None:
            entrance.logins.append(made)
    scripted = _look_at_pages(visit, entrance)
    if scripted and not entrance.logins:
        entrance.other_ways.append("by-script")
        entrance.unclear = (
            f"the page {scripted} asks for a password by script: declare login_method, login_path and fields"
        )
    elif not entrance.logins:
        entrance.said_so = f"no page among {', '.join(_PATHS)} asked for a password"
    return entrance


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


def _look_at_pages(visit: Callable[[str], Browser], entrance: Entrance) -> str:
    """Add the log-ins that pages show; return the path of a page that asks by script only.

    Raises:
        Unavailable: if not even the first page gives an answer in HTTP.
    """
    scripted = ""
    for number, start in enumerate(_PATHS):
        try:
            scripted = _look_at(visit, start, entrance) or scripted
        except Unavailable:
            if number == 0:
                raise
        if entrance.logins:
            break
    return scripted


def _look_at(visit: Callable[[str], Browser], path: str, entrance: Entrance) -> str:
    visitor, answer = visit(""), None
    for _ in range(_REDIRECTS):
        answer = visitor.get(path)
        onward = local_path(answer.header("location"), path) if 300 <= answer.status < 400 else ""  # noqa: PLR2004  # redirects
        if not onward:
            break
        path = onward
    if answer is None:
        return ""
    challenges = " ".join(answer.all("www-authenticate")).lower()
    with contextlib.suppress(StopIteration):
        kind = next(kind for kind in ("digest", "basic") if kind in challenges and answer.status == 401)  # noqa: PLR2004
        _add(entrance, DigestLogin(visit=visit, path=path) if kind == "digest" else BasicLogin(visit=visit, path=path))
        return ""
    if read_login_form(answer.text) is not None:
        _add(entrance, FormLogin(visit=visit, path=path, marks=Marks()))
        return ""
    return path if asks_for_password(answer.text) else ""


def _add(entrance: Entrance, login: Login) -> None:
    """Add a log-in unless the declaration already told of it, with its marks."""
    if (login.kind, login.where) not in {(one.kind, one.where) for one in entrance.logins}:
        entrance.logins.append(login)
