"""What of a web page asks for a password: its log-in form, read with the standard library's parser."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_FORMS: Final = 20
_INPUTS: Final = 60
_TYPED: Final = frozenset({"text", "email", "tel", "search", "username", ""})
_MOST_TYPED: Final = 2


@dataclass(slots=True)
class _Form:
    action: str = ""
    method: str = "get"
    inputs: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginForm:
    """A form that asks for one password.

    Attributes:
        user_field: empty where it asks for no user name.
        carried: hidden fields and the first named button, sent back as they came.
    """

    action: str
    method: str
    user_field: str
    password_field: str
    carried: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingForm:
    """A form that sets a password: the first one of a page with password fields.

    Attributes:
        user_field: empty where it asks for no user name.
        password_fields: in the page's order, at least one.
        carried: as in a `LoginForm`.
    """

    action: str
    user_field: str
    password_fields: tuple[str, ...]
    carried: tuple[tuple[str, str], ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self.loose: list[tuple[str, str, str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and len(self.forms) < _FORMS:
            self.forms.append(_Form(action=values.get("action", ""), method=values.get("method", "get").lower()))
            self._open = True
        elif tag == "input":
            inputs = self.forms[-1].inputs if self._open and self.forms else self.loose
            if len(inputs) < _INPUTS:
                inputs.append((values.get("name", ""), values.get("type", "").lower(), values.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def read_login_form(page: str) -> LoginForm | None:
    """Return the page's log-in form, or nothing.

    A form with two password fields sets one and is left alone.
    """
    for form in _parsed(page).forms:
        passwords = [name for name, kind, _ in form.inputs if kind == "password" and name]
        typed = [name for name, kind, _ in form.inputs if kind in _TYPED and name]
        if len(passwords) == 1 and len(typed) <= _MOST_TYPED and form.method in {"get", "post"}:
            return LoginForm(
                action=form.action,
                method=form.method,
                user_field=_user_field(typed),
                password_field=passwords[0],
                carried=_carried(form),
            )
    return None


def read_setting_form(page: str) -> SettingForm | None:
    """Return the page's first form that is sent by POST and has password fields, or nothing."""
    for form in _parsed(page).forms:
        passwords = [name for name, kind, _ in form.inputs if kind == "password" and name]
        typed = [name for name, kind, _ in form.inputs if kind in _TYPED and name]
        if passwords and form.method == "post":
            return SettingForm(
                action=form.action,
                user_field=_user_field(typed),
                password_fields=tuple(passwords),
                carried=_carried(form),
            )
    return None


def asks_for_password(page: str) -> bool:
    """Return whether the page shows a password field at all, in a form or for a script."""
    read = _parsed(page)
    every = [*read.loose, *(one for form in read.forms for one in form.inputs)]
    return any(kind == "password" for _, kind, _ in every)


def _carried(form: _Form) -> tuple[tuple[str, str], ...]:
    hidden = [(name, value) for name, kind, value in form.inputs if kind == "hidden" and name]
    buttons = [(name, value) for name, kind, value in form.inputs if kind == "submit" and name]
    return (*hidden, *buttons[:1])


def _user_field(typed: list[str]) -> str:
    likely = [
        name for name in typed if any(word in name.lower() for word in ("user", "login", "name", "account", "id"))
    ]
    return next(iter(likely or typed), "")


def _parsed(page: str) -> _Reader:
    reader = _Reader()
    # The parser of some Python versions asserts that a page's declarations are well-formed.
    with contextlib.suppress(AssertionError):
        reader.feed(page)
        reader.close()
    return reader
