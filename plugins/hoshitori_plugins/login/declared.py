"""What the declaration says of logging in at an endpoint: rows of 1-AuthMech, their user names and values."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hoshitori.model.declaration import Declaration, Row, RowAbsentError
from hoshitori.model.subject import Endpoint, FieldValue
from hoshitori.probe import Reach, Unavailable

_GUESSABLE: Final = frozenset({"", "password", "community"})
_LINKS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredLogin:
    """A row of 1-AuthMech with a value that can be typed; `value` is None where the declarer gave none."""

    reference: str
    method: str
    user: str
    value: str | None
    fields: Mapping[str, FieldValue]


def declared_logins(target: Endpoint, reach: Reach) -> tuple[DeclaredLogin, ...]:
    """Return the password mechanisms whose interface leads to this endpoint."""
    declaration = reach.declaration
    return tuple(one for one in all_logins(reach) if leads_to(declaration, declaration.row(one.reference), target))


def all_logins(reach: Reach) -> tuple[DeclaredLogin, ...]:
    """Return every password mechanism of the declaration, wherever it leads."""
    rows = reach.declaration.rows("1-AuthMech")
    return tuple(declared_login(row, reach) for row in rows if row.text("authentication_kind") in _GUESSABLE)


def declared_login(row: Row, reach: Reach) -> DeclaredLogin:
    """Return a row's log-in, with its value where it can be had."""
    value: str | None = None
    with contextlib.suppress(Unavailable):
        value = reach.secret(row.reference)
    return DeclaredLogin(
        reference=row.reference,
        method=row.text("login_method"),
        user=row.text("user_name"),
        value=value,
        fields=row.fields,
    )


def leads_to(declaration: Declaration, row: Row, target: Endpoint) -> bool:
    """Return whether a row's interface is at an endpoint."""
    for _ in range(_LINKS):
        if row.text("transport") == target.transport and row.number("port") == target.port:
            return True
        try:
            row = declaration.row(row.text("interface"))
        except RowAbsentError:
            return False
    return False
