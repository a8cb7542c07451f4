"""The declared account with fewer rights, tried at the web page that takes its password."""

from __future__ import annotations

from collections.abc import Callable

from hoshitori.model.declaration import Row as DeclaredRow
from hoshitori.model.subject import Device, Row
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Answered, patiently
from hoshitori_plugins.login.browser import Browser
from hoshitori_plugins.login.declared import declared_login, leads_to
from hoshitori_plugins.login.survey import web_login
from hoshitori_plugins.web.uploads import browser, web_endpoints


def lesser_look(target: Row, mechanism: DeclaredRow, reach: Reach) -> Callable[[], bool | None] | None:
    """Return how to see whether the account's password opens a session; nothing where none is declared or reachable.

    The look returns None where nobody can tell, a device that holds everybody off for instance.
    """
    name = mechanism.text("lesser_user_name")
    device = Device(sample=target.sample, address=target.address)
    endpoints = [one for one in web_endpoints(device, reach.declaration) if leads_to(reach.declaration, mechanism, one)]
    if not name or not endpoints:
        return None
    try:
        value = reach.secret(f"{mechanism.reference}/lesser_user_secret")
    except Unavailable:
        return None

    def visit(_: str) -> Browser:
        return browser(endpoints[0], reach)

    door = web_login(declared_login(mechanism, reach), visit)
    if door is None:
        return None

    def look() -> bool | None:
        return {Answered.OPENED: True, Answered.REFUSED: False}.get(patiently(door, reach, name, value))

    return look
