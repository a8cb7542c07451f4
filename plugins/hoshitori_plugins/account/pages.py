"""Setting and changing a password on a device's own pages, as the columns of its 1-AuthMech row lead to them."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hoshitori.model.subject import Subject
from hoshitori.probe import Unavailable
from hoshitori_plugins.account.visitor import Visitor
from hoshitori_plugins.login.browser import Answer, local_path
from hoshitori_plugins.login.page import SettingForm, read_setting_form

_FORM: Final = "application/x-www-form-urlencoded"
_OLD: Final = re.compile(r"old|cur|present|existing|now|before", re.IGNORECASE)
_MOST_WITHOUT_NAMES: Final = 2
_METHOD_NOT_ALLOWED: Final = 405


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPages:
    """The pages of one password, by its row's columns; an empty path: none is declared."""

    first_use_path: str
    change_path: str
    json: bool
    user: str
    user_field: str
    password_field: str
    current_field: str
    new_field: str

    def set_first(self, visitor: Visitor, value: str) -> bool:
        """Send a first value as a stranger would; return whether the device answered without an error.

        Raises:
            Unavailable: if there is no such page.
        """
        if self.json:
            named = {self.user_field: self.user} if self.user_field and self.user else {}
            return _fine(_send_json(visitor, self.first_use_path, {**named, self.password_field: value}))
        form = _form(visitor, self.first_use_path)
        return self._send(visitor, self.first_use_path, form, dict.fromkeys(form.password_fields, value))

    def change(self, visitor: Visitor, old: str, new: str) -> bool:
        """Change the value within a session; return whether the device answered without an error.

        Raises:
            Unavailable: if there is no such page, or its fields cannot be told apart.
        """
        if self.json:
            values = {self.current_field or "current": old, self.new_field: new}
            return _fine(_send_json(visitor, self.change_path, values))
        form = _form(visitor, self.change_path)
        values = {name: old if name in self._current(form) else new for name in form.password_fields}
        return self._send(visitor, self.change_path, form, values)

    def _current(self, form: SettingForm) -> frozenset[str]:
        """Return the fields that ask for the value in force."""
        if self.current_field:
            return frozenset({self.current_field})
        named = frozenset(name for name in form.password_fields if _OLD.search(name))
        if not named and len(form.password_fields) > _MOST_WITHOUT_NAMES:
            raise Unavailable(
                f"which field of {self.change_path} asks for the old value? declare current_password_field"
            )
        return named

    def _send(self, visitor: Visitor, page: str, form: SettingForm, passwords: Mapping[str, str]) -> bool:
        named = {form.user_field: self.user} if form.user_field and self.user else {}
        body = urllib.parse.urlencode({**dict(form.carried), **named, **passwords}).encode()
        action = (local_path(form.action, page) if form.action else "") or page
        return _fine(visitor.request("POST", action, body, _FORM))


def pages_of(subject: Subject) -> PasswordPages:
    """Return the pages that a row declares."""
    password = subject.text("password_field", "password")
    as_json = subject.text("login_method") == "json"
    return PasswordPages(
        first_use_path=subject.text("first_use_path"),
        change_path=subject.text("change_path"),
        json=as_json,
        user=subject.text("user_name"),
        user_field=subject.text("user_field"),
        password_field=password,
        current_field=subject.text("current_password_field"),
        new_field=subject.text("new_password_field", password),
    )


def _form(visitor: Visitor, path: str) -> SettingForm:
    form = read_setting_form(visitor.shown(path).text)
    if form is None:
        raise Unavailable(f"{path} shows no form that sets a password")
    return form


def _send_json(visitor: Visitor, path: str, values: Mapping[str, str]) -> Answer:
    body = json.dumps(values).encode()
    answer = visitor.request("POST", path, body, "application/json")
    if answer.status == _METHOD_NOT_ALLOWED:
        answer = visitor.request("PUT", path, body, "application/json")
    return answer


def _fine(answer: Answer) -> bool:
    return 200 <= answer.status < 400  # noqa: PLR2004  # success and redirects
