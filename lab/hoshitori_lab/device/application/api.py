"""The REST interface: JSON in, JSON out, each path with its guard."""

from __future__ import annotations

from typing import Any, Final

from .accounts import Role
from .behaviour import UpdateCheck
from .system import System
from .updater import LARGEST_IMAGE_BYTES
from .web import (
    SESSION_COOKIE,
    THROTTLE_COOKIE,
    Access,
    Answer,
    BadRequest,
    Request,
    Route,
    cookie,
    json_answer,
)


def about(system: System, _request: Request) -> Answer:
    """Model and version, shown before log-in so that a user can look up what concerns the device."""
    identity = system.environment.identity
    named = {"maker": identity.maker, "model": system.model_shown, "hardware": identity.hardware}
    shown = named if system.model_shown else {}
    return json_answer({**shown, "version": system.updater.version, "components": system.components})


def bill_of_materials(system: System, _request: Request) -> Answer:
    """Which software the running version is made of (CycloneDX)."""
    return json_answer(system.bill_of_materials)


def first_use(system: System, request: Request) -> Answer:
    """Set the administrator's password; nothing else works before."""
    try:
        account = system.accounts.begin(text(request.document(), "password"))
    except ValueError as error:
        return json_answer({"error": "REFUSED", "message": str(error)}, 400)
    system.logbook.note("first-use", client=request.client)
    token = system.sessions.open(account.name).token
    return json_answer({"user": account.name}, 201, cookie(SESSION_COOKIE, token))


def log_in(system: System, request: Request) -> Answer:
    """Open a session; one answer for a wrong password and for an unknown user."""
    if system.accounts.first_use:
        return json_answer({"error": "FIRST_USE"}, 403)
    document = request.document()
    name, password = text(document, "user"), text(document, "password")
    ruling, token = system.log_in(name, password, request.cookies.get(THROTTLE_COOKIE, ""), request.client)
    kept = () if ruling.cookie is None else (cookie(THROTTLE_COOKIE, ruling.cookie),)
    if token is not None:
        return json_answer({"user": name}, 200, cookie(SESSION_COOKIE, token), *kept)
    seconds = -(-ruling.retry_after_milliseconds // 1000)
    if not ruling.looked:
        return json_answer(
            {"error": "TOO_SOON", "retry_after_seconds": seconds}, 429, ("Retry-After", str(seconds)), *kept
        )
    return json_answer({"error": "REFUSED"}, 401, *kept)


def log_out(system: System, request: Request) -> Answer:
    """End the session."""
    if request.session is not None:
        system.sessions.close(request.session.token)
    return json_answer({}, 200, cookie(SESSION_COOKIE, "", ends=True))


def change_password(system: System, request: Request) -> Answer:
    """Replace one's own password; the old one is asked for, under the same throttle as a log-in."""
    document = request.document()
    ruling = system.throttle.attempt(
        request.user.name, lambda: system.accounts.check(request.user.name, text(document, "old")) is not None, ""
    )
    if not ruling.accepted:
        return json_answer(
            {"error": "REFUSED", "message": "現在のパスワードが違います。"}, 401 if ruling.looked else 429
        )
    try:
        system.accounts.change_password(request.user, text(document, "new"))
    except ValueError as error:
        return json_answer({"error": "REFUSED", "message": str(error)}, 400)
    system.sessions.close_all(request.user.name, but=request.session.token if request.session else "")
    system.logbook.note("password-changed", user=request.user.name)
    return json_answer({})


def status(system: System, _request: Request) -> Answer:
    """What the device is doing."""
    return json_answer(
        {"serial": system.environment.identity.serial, **system.services, "recordings": len(system.recordings())}
    )


def settings(system: System, _request: Request) -> Answer:
    """All settings."""
    return json_answer(system.settings())


def change_settings(system: System, request: Request) -> Answer:
    """Change some settings; the answer comes once they are on disk."""
    try:
        return json_answer(system.change_settings(request.document()))
    except ValueError as error:
        return json_answer({"error": "REFUSED", "message": str(error)}, 400)


def users(system: System, _request: Request) -> Answer:
    """All accounts."""
    return json_answer([{"name": account.name, "role": account.role.value} for account in system.accounts.list()])


def add_user(system: System, request: Request) -> Answer:
    """Create an account."""
    document = request.document()
    try:
        role = Role(text(document, "role") if "role" in document else Role.VIEWER)
        account = system.accounts.add(text(document, "name"), role, text(document, "password"))
    except ValueError as error:
        return json_answer({"error": "REFUSED", "message": str(error)}, 400)
    system.logbook.note("user-added", user=account.name)
    return json_answer({"name": account.name, "role": account.role.value}, 201)


def remove_user(system: System, request: Request) -> Answer:
    """Delete an account and end its sessions."""
    try:
        system.accounts.remove(request.tail)
    except ValueError as error:
        return json_answer({"error": "REFUSED", "message": str(error)}, 400)
    system.sessions.close_all(request.tail)
    system.logbook.note("user-removed", user=request.tail)
    return json_answer({})


def logs(system: System, _request: Request) -> Answer:
    """The latest events."""
    return json_answer(system.logbook.latest())


def credentials(system: System, _request: Request) -> Answer:
    """For which services a secret is kept; never the secret."""
    return json_answer(sorted(system.credentials()))


def keep_credential(system: System, request: Request) -> Answer:
    """Keep a secret for an external service."""
    document = request.document()
    try:
        system.keep_credential(text(document, "service"), text(document, "secret"))
    except ValueError as error:
        return json_answer({"error": "REFUSED", "message": str(error)}, 400)
    return json_answer({}, 201)


def service_key(system: System, _request: Request) -> Answer:
    """The public key of service staff."""
    return json_answer({"key": system.service_key.current()})


def replace_service_key(system: System, request: Request) -> Answer:
    """Take another public key of service staff in place of the old one."""
    try:
        system.service_key.replace(text(request.document(), "key"))
    except ValueError as error:
        return json_answer({"error": "REFUSED", "message": str(error)}, 400)
    system.logbook.note("service-key-replaced", user=request.user.name)
    return json_answer({})


def recordings(system: System, _request: Request) -> Answer:
    """The names of the recordings."""
    return json_answer(system.recordings())


def keep_recording(system: System, request: Request) -> Answer:
    """Keep a recording."""
    try:
        system.keep_recording(request.tail, request.body)
    except ValueError as error:
        return json_answer({"error": "REFUSED", "message": str(error)}, 400)
    return json_answer({}, 201)


def recording(system: System, request: Request) -> Answer:
    """One recording."""
    content = system.recording(request.tail)
    if content is None:
        return json_answer({"error": "NOT_FOUND"}, 404)
    return Answer(body=content, kind="application/octet-stream")


def update_status(system: System, _request: Request) -> Answer:
    """The running version and what came of the latest image."""
    return json_answer(system.updater.status())


def update(system: System, request: Request) -> Answer:
    """Install an image: the request's body is the file."""
    if not system.behaviour.manual_update:
        return json_answer({"error": "NOT_FOUND"}, 404)
    if not 0 < len(request.body) <= LARGEST_IMAGE_BYTES:
        return json_answer(
            {"accepted": False, "code": "MALFORMED", "message": "更新ファイルの大きさが正しくありません。"}, 400
        )
    outcome = system.updater.install(request.body, source="upload")
    return json_answer(outcome.plain(), 200 if outcome.accepted else 422)


def service_upload(system: System, request: Request) -> Answer:
    """Install an image for service staff, without looking at it."""
    if not system.behaviour.service_upload:
        return json_answer({"error": "NOT_FOUND"}, 404)
    outcome = system.updater.install(request.body, source="service", check=UpdateCheck.NONE)
    return json_answer(outcome.plain(), 200 if outcome.accepted else 422)


def check_update(system: System, _request: Request) -> Answer:
    """Ask the update server now."""
    return json_answer(system.updater.check_server().plain())


def reset(system: System, request: Request) -> Answer:
    """Erase the data part; asks for the word so that no stray request does it."""
    if request.document().get("confirm") != "erase":
        return json_answer({"error": "UNCONFIRMED", "message": "confirmにeraseを指定してください。"}, 400)
    system.erase()
    return json_answer({"message": "データを消去して再起動します。"}, 202)


def text(document: dict[str, Any], name: str) -> str:
    """A text of a JSON object.

    Raises:
        BadRequest: there is none of that name.
    """
    value = document.get(name)
    if not isinstance(value, str):
        raise BadRequest(f"{name}がありません。")
    return value


ROUTES: Final = (
    Route(method="GET", path="/api/about", access=Access.PUBLIC, handler=about),
    Route(method="GET", path="/api/sbom", access=Access.ADMINISTRATOR, handler=bill_of_materials),
    Route(method="POST", path="/api/first-use", access=Access.FIRST_USE, handler=first_use),
    Route(method="POST", path="/api/login", access=Access.PUBLIC, handler=log_in),
    Route(method="POST", path="/api/logout", access=Access.USER, handler=log_out),
    Route(method="POST", path="/api/account/password", access=Access.USER, handler=change_password),
    Route(method="GET", path="/api/status", access=Access.USER, handler=status),
    Route(method="GET", path="/api/settings", access=Access.USER, handler=settings),
    Route(method="PUT", path="/api/settings", access=Access.ADMINISTRATOR, handler=change_settings),
    Route(method="GET", path="/api/users", access=Access.ADMINISTRATOR, handler=users),
    Route(method="POST", path="/api/users", access=Access.ADMINISTRATOR, handler=add_user),
    Route(method="DELETE", path="/api/users/", access=Access.ADMINISTRATOR, handler=remove_user, tail=True),
    Route(method="GET", path="/api/logs", access=Access.ADMINISTRATOR, handler=logs),
    Route(method="GET", path="/api/credentials", access=Access.ADMINISTRATOR, handler=credentials),
    Route(method="POST", path="/api/credentials", access=Access.ADMINISTRATOR, handler=keep_credential),
    Route(method="GET", path="/api/service-key", access=Access.ADMINISTRATOR, handler=service_key),
    Route(method="PUT", path="/api/service-key", access=Access.ADMINISTRATOR, handler=replace_service_key),
    Route(method="GET", path="/api/recordings", access=Access.USER, handler=recordings),
    Route(method="GET", path="/api/recordings/", access=Access.USER, handler=recording, tail=True),
    Route(method="PUT", path="/api/recordings/", access=Access.ADMINISTRATOR, handler=keep_recording, tail=True),
    Route(method="GET", path="/api/update", access=Access.ADMINISTRATOR, handler=update_status),
    Route(method="POST", path="/api/update", access=Access.ADMINISTRATOR, handler=update),
    Route(method="POST", path="/api/update/check", access=Access.ADMINISTRATOR, handler=check_update),
    Route(method="POST", path="/api/maintenance/image", access=Access.ADMINISTRATOR, handler=service_upload),
    Route(method="POST", path="/api/reset", access=Access.ADMINISTRATOR, handler=reset),
)
