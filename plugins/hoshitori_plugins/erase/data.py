"""The data that were put into the device: markers of every kind, and passwords that were changed."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.erase import ErasedKind, Remains
from hoshitori.instrument import MarkerKind, Ui
from hoshitori.model.declaration import Row
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.erase.storage import Look
from hoshitori_plugins.login.attempt import shown
from hoshitori_plugins.storage.markers import KINDS, new_marker

_SET_AT_FIRST_USE: Final = "set-at-first-use"


@dataclass(slots=True, kw_only=True)
class _Noted:
    """What is known so far of one kind of data."""

    id: str
    value: str
    where: str = ""
    tried: bool = False
    shown_before: bool | None = None
    shown_after: bool | None = None
    stored_before: tuple[str, ...] = ()
    stored_after: tuple[str, ...] = ()

    def told(self) -> ErasedKind:
        """Return what became of it."""
        return ErasedKind(
            id=self.id,
            where=shown(self.where),
            shown_before=self.shown_before,
            shown_after=self.shown_after,
            stored_before=self.stored_before,
            stored_after=self.stored_after,
            remains=self._remains(),
        )

    def _remains(self) -> Remains:
        if not self.where:
            return Remains.NOT_LOOKED if self.tried else Remains.NOT_KEPT
        if self.shown_after or self.stored_after:
            return Remains.THERE
        seen = self.shown_before or bool(self.stored_before)
        looked_again = self.shown_after is False or (self.shown_before is not True and bool(self.stored_before))
        return Remains.GONE if seen and looked_again else Remains.NOT_LOOKED


@dataclass(slots=True, kw_only=True)
class PutIn:
    """Everything that was put in, worked by the user's hand."""

    reach: Reach
    ui: Ui
    _markers: dict[MarkerKind, _Noted] = field(default_factory=dict[MarkerKind, _Noted])
    _passwords: dict[str, _Noted] = field(default_factory=dict[str, _Noted])
    _declared: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def values(self) -> dict[str, str]:
        """Name → value of everything that was put in."""
        return {one.id: one.value for one in self._all() if one.where}

    @property
    def passwords(self) -> dict[str, str]:
        """Row of 1-AuthMech → the value that opens a session now, where one was seen to."""
        return {reference: one.value for reference, one in self._passwords.items() if one.where}

    @property
    def anything_seen(self) -> bool:
        """Whether the device kept any of it."""
        return any(one.shown_before or one.stored_before for one in self._all())

    def change_passwords(self) -> None:
        """Give every password mechanism a value that nobody declared, and see that it opens a session."""
        for row in self._password_rows():
            noted = _Noted(id=f"password {row.reference}", value=f"Q{secrets.token_urlsafe(12)}", tried=True)
            self._passwords[row.reference] = noted
            with contextlib.suppress(Unavailable):
                declared = self.reach.secret(row.reference)
                self.reach.seal_value(noted.value)
                if self.ui.change_password(row.reference, declared, noted.value):
                    noted.where = "log-in"
                    noted.shown_before = self.ui.opens(row.reference, noted.value)
                if not noted.shown_before and row.text("default") == _SET_AT_FIRST_USE:
                    # a password that cannot be changed is a finding of its own; it must be gone all the same
                    noted.where, noted.value = "log-in", declared
                    noted.shown_before = self.ui.opens(row.reference, declared)
                if noted.shown_before:
                    self._declared[row.reference] = declared
                else:
                    noted.where = ""

    def put_in_markers(self) -> None:
        """Put in a marker of every kind, and see that the device shows it."""
        for kind in KINDS:
            noted = self._markers[kind] = _Noted(id=kind, value=new_marker())
            # sealed, so that it is looked for in the run's traffic too
            self.reach.seal_value(noted.value)
            try:
                noted.where = self.ui.plant(kind, noted.value)
            except Unavailable as error:
                noted.tried = True
                self.reach.remark(f"{kind}: {shown(error.reason[:200])}")
                continue
            if noted.where:
                with contextlib.suppress(Unavailable):
                    noted.shown_before = self.ui.shows(kind, noted.value)

    def see(self, look: Look) -> None:
        """Note where it stands on the storage before the erasure."""
        for one in self._all():
            one.stored_before = look.places.get(one.id, ())

    def look_for_passwords(self) -> None:
        """Try the passwords of before, while nobody has used the device again."""
        for reference, noted in self._passwords.items():
            if noted.where:
                with contextlib.suppress(Unavailable):
                    noted.shown_after = self.ui.opens(reference, noted.value)

    def waits_for_first_use(self) -> bool | None:
        """Return whether declared passwords that are set at first use open nothing yet; None without such."""
        first_use = {
            row.reference for row in self._password_rows() if row.text("default") == _SET_AT_FIRST_USE
        }  # what else is declared is there from the factory
        answers: list[bool | None] = []
        for reference, declared in self._declared.items():
            if reference in first_use:
                with contextlib.suppress(Unavailable):
                    answers.append(self.ui.opens(reference, declared))
        answers += [noted.shown_after for name, noted in self._passwords.items() if name in first_use]
        told = [answer for answer in answers if answer is not None]
        return not any(told) if told else None

    def take_into_use(self) -> bool | None:
        """Take the device into use as when it was new; return whether the declared passwords open a session then."""
        try:
            self.ui.set_up()
        except Unavailable as error:
            self.reach.remark(f"it could not be taken into use again: {shown(error.reason[:200])}")
            return None
        opened: list[bool | None] = []
        for reference, declared in self._declared.items():
            with contextlib.suppress(Unavailable):
                opened.append(self.ui.opens(reference, declared))
        told = [one for one in opened if one is not None]
        return all(told) if told else None

    def look_for_markers(self, left: Look) -> tuple[ErasedKind, ...]:
        """Look for every marker once more; `left` is what stood on the storage before the device was used again."""
        for kind, noted in self._markers.items():
            if noted.where:
                with contextlib.suppress(Unavailable):
                    noted.shown_after = self.ui.shows(kind, noted.value)
        for one in self._all():
            one.stored_after = left.places.get(one.id, ())
        return tuple(one.told() for one in self._all())

    def leave_in_use(self) -> None:
        """Give back the declared password where the erasure left another, for a bench that cannot bring back more."""
        for reference, noted in self._passwords.items():
            if noted.shown_after and noted.value != self._declared[reference]:
                with contextlib.suppress(Unavailable):
                    self.ui.change_password(reference, noted.value, self._declared[reference])

    def _password_rows(self) -> tuple[Row, ...]:
        rows = self.reach.declaration.rows("1-AuthMech")
        return tuple(
            row
            for row in rows
            if row.text("authentication_kind") == "password"
            and row.text("subject") == "user"
            and "secret" in row.secrets
        )

    def _all(self) -> list[_Noted]:
        return [*self._passwords.values(), *self._markers.values()]
