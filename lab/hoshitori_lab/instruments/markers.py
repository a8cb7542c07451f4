"""Markers in what the device keeps for its users: put there, and looked for, by its REST interface."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Final

import msgspec

from hoshitori.instrument import MarkerKind
from hoshitori.model.errors import BenchError
from hoshitori_lab.instruments.web import DeviceWeb, WebAnswer

_DONE: Final = frozenset({200, 201, 202, 204})
_ABSENT: Final = 404
_KEY_KIND: Final = b"ssh-ed25519"
_LISTS: Final[dict[MarkerKind, str]] = {
    "user": "/api/users",
    "log": "/api/logs",
    "key": "/api/service-key",
    "credential": "/api/credentials",
}


def plant(web: DeviceWeb, session: str, kind: MarkerKind, marker: str) -> str:
    """Put a marker there; return where it is found again, or nothing where the device keeps no such thing.

    Raises:
        BenchError: if the device refuses it, or does not answer.
    """
    match kind:
        case "setting":
            asked = [("PUT", "/api/settings", _json({"location": marker}))]
            where = "settings: location"
        case "user":
            asked = [("POST", "/api/users", _json(_account(marker)))]
            where = "list of users"
        case "log":
            # an account of that name comes and goes: what stays of it are its two lines in the log
            asked = [("POST", "/api/users", _json(_account(marker))), ("DELETE", f"/api/users/{marker}", b"")]
            where = "log of events"
        case "credential":
            asked = [("POST", "/api/credentials", _json({"service": _service(marker), "secret": marker}))]
            where = f"credentials: the secret of {_service(marker)}, which is never shown"
        case "key":
            asked = [("PUT", "/api/service-key", _json({"key": _public_key(marker)}))]
            where = "service key: its comment"
        case "personal-data":
            asked = [
                ("PUT", f"/api/recordings/{marker}", f"recording {marker}".encode()),
                ("PUT", "/api/settings", _json({"owner_name": marker})),
            ]
            where = "recordings, and settings: owner name"
    return where if all(_done(web, session, *one) for one in asked) else ""


def shows(web: DeviceWeb, session: str, kind: MarkerKind, marker: str) -> bool | None:
    """Return whether a user still finds it; None where the device does not let this user look.

    Raises:
        BenchError: if the device does not answer.
    """
    if kind in _LISTS:
        sought = _service(marker) if kind == "credential" else marker
        return _contains(web.request("GET", _LISTS[kind], cookie=session), sought)
    settings = _contains(web.request("GET", "/api/settings", cookie=session), marker)
    if kind == "setting":
        return settings
    recordings = _contains(web.request("GET", "/api/recordings", cookie=session), marker)
    if settings or recordings:
        return True
    return None if None in {settings, recordings} else False


def _done(web: DeviceWeb, session: str, method: str, path: str, body: bytes) -> bool:
    answer = web.request(method, path, body, cookie=session)
    if answer.status not in {*_DONE, _ABSENT}:
        told = f"{answer.status} {answer.text()[:200]}"
        raise BenchError(f"the device refused the marker at {path[:60]}: {told}", where="Ui.plant")
    return answer.status in _DONE


def _contains(answer: WebAnswer, sought: str) -> bool | None:
    if answer.status not in {200, _ABSENT}:
        return None
    return sought.encode() in answer.body


def _account(marker: str) -> dict[str, str]:
    return {"name": marker, "role": "VIEWER", "password": secrets.token_urlsafe(18)}


def _service(marker: str) -> str:
    """Return the service that a secret is kept for: it may stand in a log in clear, so it must not be the marker."""
    return f"service-{hashlib.sha256(marker.encode()).hexdigest()[:12]}"


def _public_key(marker: str) -> str:
    """Return a public key in OpenSSH's form that nobody has the private key of, the marker as its comment."""
    parts = (_KEY_KIND, secrets.token_bytes(32))
    body = base64.b64encode(b"".join(len(part).to_bytes(4, "big") + part for part in parts))
    return f"{_KEY_KIND.decode()} {body.decode()} {marker}"


def _json(document: dict[str, str]) -> bytes:
    return msgspec.json.encode(document)
