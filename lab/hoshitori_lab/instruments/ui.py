"""What a person does at the device's own interface: first use, log-in, change of password, reset."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

import msgspec

from hoshitori.instrument import DeviceIdentity, MarkerKind
from hoshitori.model.errors import BenchError
from hoshitori_lab.instruments import markers
from hoshitori_lab.instruments.outlet import Outlet
from hoshitori_lab.instruments.web import DeviceWeb, WebAnswer

ADMINISTRATOR: Final = "admin"
VIEWER: Final = "viewer"
_PATIENCE_MILLISECONDS: Final = 60_000
_LOG_IN_TRIES: Final = 3
_PASSWORD_ROW: Final = "AM-admin"
_VIEWER_COLUMN: Final = "lesser_user_secret"
_KEY_ROW: Final = "AM-ssh"
_REFUSED: Final = frozenset({401, 403})


@dataclass(slots=True)
class Operator:
    """The person at the bench: knows the declared password, and which one was set last.

    Attributes:
        declared: the administrator's password of the declaration, set at first use.
        label: the password printed on the device, on those that come with one.
        viewer: password of the account with fewer rights, made at first use where one is declared.
    """

    web: DeviceWeb
    declared: str
    label: str = ""
    viewer: str = ""
    current: str = field(default="", init=False)

    def passwords(self) -> list[str]:
        """Return what may open a session, the likeliest first."""
        return list(dict.fromkeys(one for one in (self.current, self.declared, self.label) if one))

    def log_in(self) -> str:
        """Open a session and return its cookie.

        Raises:
            BenchError: if no known password opens one; a device that holds log-ins back is waited for.
        """
        last: WebAnswer | None = None
        for password in self.passwords():
            for _ in range(_LOG_IN_TRIES):
                answer = self.web.post(
                    "/api/login", {"user": ADMINISTRATOR, "password": password}, timeout_ms=_PATIENCE_MILLISECONDS
                )
                last = answer
                if answer.status == 200:  # noqa: PLR2004  # HTTP's own number
                    self.current = password
                    return _session(answer)
                if not _told_to_wait(answer):
                    break
                _wait_for_throttle(answer)
        told = "" if last is None else f"{last.status} {last.text()[:120]}"
        raise BenchError(f"nobody can log in with the declared password: {told}", where="device")

    def opens(self, password: str, user: str = ADMINISTRATOR) -> bool | None:
        """Return whether a password opens a session; None: the device held us off.

        One that opens the administrator's is the one to use from then on.

        Raises:
            BenchError: if the device does not answer.
        """
        for _ in range(_LOG_IN_TRIES):
            answer = self.web.post(
                "/api/login", {"user": user, "password": password}, timeout_ms=_PATIENCE_MILLISECONDS
            )
            if answer.status == 200:  # noqa: PLR2004  # HTTP's own number
                self.current = password if user == ADMINISTRATOR else self.current
                return True
            if answer.status in _REFUSED:
                return False
            if not _told_to_wait(answer):
                break
            _wait_for_throttle(answer)
        return None

    def set_up(self) -> None:
        """Set the declared password at first use; a device that has one already is taken as it is.

        Raises:
            BenchError: if neither works.
        """
        answer = self.web.post("/api/first-use", {"password": self.declared})
        if answer.status == 201:  # noqa: PLR2004  # HTTP's own number
            self.current = self.declared
        session = _session(answer) if answer.status == 201 else self.log_in()  # noqa: PLR2004  # HTTP's own number
        if self.viewer:
            account = {"name": VIEWER, "role": "VIEWER", "password": self.viewer}
            self.web.post("/api/users", account, cookie=session)


class WebUi:
    """The device's own pages, worked as its guide says."""

    def __init__(self, operator: Operator) -> None:
        """Work as `operator`."""
        self._operator = operator

    def set_up(self) -> None:
        """Take the device into use with the declared password."""
        self._operator.set_up()

    def identity(self) -> DeviceIdentity:
        """Read model and version where anybody can see them."""
        shown = self._operator.web.request("GET", "/api/about").document()
        model, version = (str(shown.get(name, ""))[:100] for name in ("model", "version"))
        return DeviceIdentity(model=model, version=version, where="https://…/api/about")

    def change_password(self, row: str, old: str, new: str) -> bool:
        """Change the administrator's password, or the service key; return whether the device said that it did."""
        session = self._operator.log_in()
        if row.rpartition("/")[2] == _KEY_ROW:
            answer = self._operator.web.request(
                "PUT", "/api/service-key", msgspec.json.encode({"key": new}), cookie=session
            )
            return answer.status == 200  # noqa: PLR2004  # HTTP's own number
        answer = self._operator.web.post(
            "/api/account/password", {"old": old, "new": new}, cookie=session, timeout_ms=_PATIENCE_MILLISECONDS
        )
        done = answer.status == 200  # noqa: PLR2004  # HTTP's own number
        if done:
            self._operator.current = new
        return done

    def opens(self, row: str, value: str) -> bool | None:
        """Try a password at the web page; the other ways in cannot be told from here."""
        name, _, column = row.removeprefix("1-AuthMech/").partition("/")
        if name != _PASSWORD_ROW or column not in {"", _VIEWER_COLUMN}:
            return None
        return self._operator.opens(value, VIEWER if column else ADMINISTRATOR)

    def plant(self, kind: MarkerKind, marker: str) -> str:
        """Put a marker into what the device keeps, by its REST interface, as the pages do it.

        A `user` gets a password that nobody knows; a `key` takes the place of the service key that was accepted.
        """
        return markers.plant(self._operator.web, self._operator.log_in(), kind, marker)

    def shows(self, kind: MarkerKind, marker: str) -> bool | None:
        """Look for a marker by the REST interface; of a credential only the name of its service is ever shown."""
        return markers.shows(self._operator.web, self._operator.log_in(), kind, marker)


class WebReset:
    """The reset to the shipped state by the device's own page."""

    def __init__(self, operator: Operator, outlet: Outlet) -> None:
        """Work as `operator`, and see at `outlet` when the device has started anew."""
        self._operator = operator
        self._outlet = outlet

    def factory_reset(self) -> None:
        """Erase, as the guide tells the user; returns when the device is ready again or the limit is over.

        Raises:
            BenchError: if the device does not take the order.
        """
        session = self._operator.log_in()
        before = self._outlet.ready_time()
        answer = self._operator.web.post("/api/reset", {"confirm": "erase"}, cookie=session)
        if answer.status != 202:  # noqa: PLR2004  # HTTP's own number
            raise BenchError(f"the device refused the reset: {answer.status} {answer.text()[:200]}", where="Reset")
        self._operator.current = ""
        self._outlet.after_restart(before, milliseconds=_PATIENCE_MILLISECONDS)


def _session(answer: WebAnswer) -> str:
    return "; ".join(answer.cookies)


def _told_to_wait(answer: WebAnswer) -> bool:
    return answer.status == 429  # noqa: PLR2004  # HTTP's own number


def _wait_for_throttle(answer: WebAnswer) -> None:
    """Wait as long as the device asks for, at most ten seconds."""
    asked = answer.document().get("retry_after_seconds", 2)
    time.sleep(min(10, asked if isinstance(asked, int) and asked > 0 else 2))
