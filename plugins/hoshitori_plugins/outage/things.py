"""What must outlive an outage: put there beforehand, looked for afterwards, by the device's own interface."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from hoshitori.facts.outage import Kept, KeptKind, Written
from hoshitori.instrument import MarkerKind, Ui
from hoshitori.model.declaration import Row as DeclaredRow
from hoshitori.model.subject import Row
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.outage.lesser import lesser_look

Seen = TypeVar("Seen")

_LOOKS: Final = 6
_PAUSE_MILLISECONDS: Final = 1_000
_PASSWORD: Final = frozenset({"", "password"})
_FRESH: Final = "set-at-first-use"
_SHOWN_BY: Final[dict[str, frozenset[KeptKind]]] = {
    "6-SoftComp": frozenset({KeptKind.VERSION}),
    "10-SecParam": frozenset({KeptKind.AUTHENTICATION, KeptKind.CREDENTIAL}),
    "21-PersData": frozenset({KeptKind.PERSONAL_DATA}),
}
_MARKERS: Final[dict[KeptKind, MarkerKind]] = {
    KeptKind.SETTING: "setting",
    KeptKind.PERSONAL_DATA: "personal-data",
    KeptKind.CREDENTIAL: "credential",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that was put there, and how to look for it."""

    id: str
    kind: KeptKind
    differs: bool
    look: Callable[[], bool | None]


@dataclass(slots=True)
class Things:
    """Everything put into a device before it is cut.

    Attributes:
        changed: row of 1-AuthMech → old and new value, where a value was changed for the experiment.
    """

    ui: Ui
    reach: Reach
    row: Row
    things: list[Thing] = field(default_factory=list[Thing])
    changed: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def put(self) -> None:
        """Change the passwords that can be changed, and plant what the row promises to keep, a setting always."""
        promised = {one.partition("/")[0] for one in promises(self.row)}
        for row in self.reach.declaration.rows("1-AuthMech"):
            if row.text("authentication_kind") in _PASSWORD:
                self._set_password(row)
                self._expect_lesser(row)
        self.plant(KeptKind.SETTING)
        if "21-PersData" in promised:
            self.plant(KeptKind.PERSONAL_DATA)
        if "10-SecParam" in promised:
            self.plant(KeptKind.CREDENTIAL)

    def plant(self, kind: KeptKind) -> None:
        """Plant a marker; what the device keeps no such thing for is left out."""
        marker, name = fresh_marker(), _MARKERS[kind]
        with contextlib.suppress(Unavailable):
            if self.ui.plant(name, marker):
                self.things.append(Thing(name, kind, differs=True, look=lambda: self.ui.shows(name, marker)))

    def expect_version(self, version: str, *, shipped: str) -> None:
        """Let the version that runs now be one of the things."""
        self.things.append(
            Thing(version, KeptKind.VERSION, differs=version != shipped, look=lambda: self.version() == version)
        )

    def seen(self) -> dict[str, bool | None]:
        """Look for everything."""
        return {thing.id: self.patiently(thing.look) for thing in self.things}

    def kept(self, before: dict[str, bool | None], after: dict[str, bool | None]) -> tuple[Kept, ...]:
        """Return what became of each thing that could be looked at beforehand."""
        return tuple(
            Kept(
                id=thing.id,
                kind=thing.kind,
                differs=thing.differs,
                before=before[thing.id] is True,
                after=after.get(thing.id),
            )
            for thing in self.things
            if before[thing.id] is not None
        )

    def version(self) -> str:
        """Return the version that the device shows, waited for a while; empty where it shows none."""
        return self.patiently(self._shown_version) or ""

    def which(self, old: str, new: str) -> Written:
        """Return which of two values of a setting stands there."""
        is_new = self.patiently(lambda: self.ui.shows("setting", new))
        is_old = self.patiently(lambda: self.ui.shows("setting", old))
        if is_new:
            return Written.NEW
        if is_old:
            return Written.OLD
        return Written.UNKNOWN if None in {is_new, is_old} else Written.NEITHER

    def put_back(self) -> None:
        """Give changed authentication values back, on a bench that has nothing better."""
        for row, (old, new) in self.changed.items():
            with contextlib.suppress(Unavailable):
                self.ui.change_password(row, new, old)

    def patiently(self, look: Callable[[], Seen | None]) -> Seen | None:
        """Look, again for a while where the device does not answer."""
        for _ in range(_LOOKS):
            try:
                return look()
            except Unavailable:
                self.reach.wait(_PAUSE_MILLISECONDS)
        return None

    def _shown_version(self) -> str:
        if version := self.ui.identity().version:
            return version
        raise Unavailable("the device shows no version")

    def _set_password(self, row: DeclaredRow) -> None:
        """Take the declared value, changed to the other one where there is one: the shipped one would show nothing."""
        try:
            value = self.reach.secret(row.reference)
        except Unavailable:
            return
        name, differs = row.reference, row.text("default") == _FRESH
        with contextlib.suppress(Unavailable):
            other = self.reach.secret(f"{name}/other_secret")
            if self.ui.change_password(name, value, other) and self._opens(name, other):
                self.changed[name] = (value, other)
                value, differs = other, True
        opens = self._opens(name, value)
        if opens is False:
            self.reach.remark(f"the declared value of {name} opens nothing: nothing can be lost with it")
        if opens:
            tried = value
            self.things.append(
                Thing(name, KeptKind.AUTHENTICATION, differs=differs, look=lambda: self.ui.opens(name, tried))
            )

    def _expect_lesser(self, row: DeclaredRow) -> None:
        """Let the declared account with fewer rights be one of the things, where it can be tried."""
        name, look = f"{row.reference}/lesser_user", lesser_look(self.row, row, self.reach)
        if look is not None and self.patiently(look):
            differs = row.text("default") == _FRESH
            self.things.append(Thing(name, KeptKind.AUTHENTICATION, differs=differs, look=look))

    def _opens(self, row: str, value: str) -> bool | None:
        return self.patiently(lambda: self.ui.opens(row, value))


def promises(row: Row) -> tuple[str, ...]:
    """Return the rows that a resilience mechanism is declared to keep."""
    value = row.fields.get("keeps", ())
    return tuple(str(one) for one in value) if isinstance(value, (list, tuple)) else ()


def unseen(row: Row, kept: Iterable[Kept]) -> tuple[str, ...]:
    """Return the promised rows of which nothing was looked at."""
    kinds = {one.kind for one in kept}
    return tuple(one for one in promises(row) if not _SHOWN_BY.get(one.partition("/")[0], frozenset()) & kinds)


def fresh_marker() -> str:
    """Return a word that no device has by itself."""
    return f"hoshitori-{secrets.token_hex(5)}"
