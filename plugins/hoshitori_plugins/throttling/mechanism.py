"""From a declared authentication mechanism to a log-in that can be tried."""

from __future__ import annotations

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint, Row
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Login
from hoshitori_plugins.login.browser import Browser, CertificateDemandedError, secure
from hoshitori_plugins.login.declared import DeclaredLogin
from hoshitori_plugins.login.mqtt import MqttLogin
from hoshitori_plugins.login.snmp import SnmpLogin
from hoshitori_plugins.login.snmp_user import snmp_user_login
from hoshitori_plugins.login.survey import web_login
from hoshitori_plugins.login.telnet import TelnetLogin

_WEB = frozenset({"form", "json", "basic", "digest"})
_SECURE = frozenset({"https", "mqtts"})
_PLAIN = frozenset({"http", "mqtt"})


def login_of(target: Row, endpoint: Endpoint, reach: Reach) -> tuple[Login, str, str]:
    """Return a row's log-in, its user name and its right value.

    Raises:
        Unavailable: if the row declares no log-in that can be tried, or its value was not given.
    """
    fields = target.subject.fields
    method, user = target.subject.text("login_method"), target.subject.text("user_name")
    value = reach.secret(target.subject.id)
    declared = DeclaredLogin(reference=target.subject.id, method=method, user=user, value=value, fields=fields)
    login: Login | None = None
    if method == "ssh":
        from hoshitori_plugins.login.ssh import SshLogin  # noqa: PLC0415  # paramiko's import costs half a start

        login = SshLogin(target=endpoint, reach=reach)
    elif method == "telnet":
        login = TelnetLogin(target=endpoint, reach=reach)
    elif method == "snmp" and user:
        login = snmp_user_login(endpoint, reach, [declared])
    elif method == "snmp":
        login = SnmpLogin(target=endpoint, reach=reach, kind=LoginKind.SNMP_V2C)
    elif method == "mqtt":
        login = MqttLogin(target=endpoint, reach=reach, tls=speaks_tls(endpoint, reach))
    elif method in _WEB:
        tls = speaks_tls(endpoint, reach)
        login = web_login(declared, lambda source: Browser(endpoint, reach, tls=tls, source=source))
    if login is None:
        raise Unavailable(f"{target.subject.id}: login_method {method!r} is not one that can be tried here")
    return login, user, value


def speaks_tls(endpoint: Endpoint, reach: Reach) -> bool:
    """Return whether an endpoint speaks TLS, by its declared or found protocol, else by trying."""
    if endpoint.protocol in _SECURE | _PLAIN:
        return endpoint.protocol in _SECURE
    try:
        secure(reach.connect(endpoint)).close()
    except CertificateDemandedError:
        return True
    except Unavailable:
        return False
    return True
