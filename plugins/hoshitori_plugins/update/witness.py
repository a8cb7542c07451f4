"""What an update did beside bringing another version: which components changed, and what of the user's was kept."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.inventory import ComponentVersion
from hoshitori.facts.update import ComponentChange, KeptThrough
from hoshitori.instrument import Ui
from hoshitori.model.subject import Device, Row
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.inventory.places import Visitor
from hoshitori_plugins.inventory.probe import component_versions, pages_with_versions

_SETTING: Final = "setting"
_PASSWORDS: Final = frozenset({"", "password"})


@dataclass(slots=True, kw_only=True)
class Witness:
    """Looks at components, a planted setting and the declared passwords, before and after an image was installed."""

    target: Row
    reach: Reach
    ui: Ui
    _marker: str = field(default="", init=False)
    _components: tuple[ComponentVersion, ...] = field(default=(), init=False)
    _opened: dict[str, bool | None] = field(default_factory=dict[str, bool | None], init=False)

    def look_before(self) -> None:
        """Plant a setting and see what the passwords open; what cannot be done is left out."""
        self._components = self._versions()
        marker = f"u{secrets.token_hex(5)}"
        with contextlib.suppress(Unavailable):
            if self.ui.plant("setting", marker) and self.ui.shows("setting", marker):
                self._marker = marker
        self._opened = self._passwords()

    def changes(self, *, installed: bool) -> tuple[ComponentChange, ...]:
        """Return what became of the components that this mechanism is declared to update."""
        after = {one.id: one.version for one in self._versions()} if installed else {}
        covered = {
            row.reference
            for row in self.reach.declaration.rows("6-SoftComp")
            if self.target.subject.id in row.texts("update_mechanism")
        }
        return tuple(
            ComponentChange(id=one.id, before=one.version, after=after.get(one.id, ""))
            for one in self._components
            if one.id in covered
        )

    def kept(self) -> tuple[KeptThrough, ...]:
        """Return what the user still has after the installation."""
        found: list[KeptThrough] = []
        if self._marker:
            after: bool | None = None
            with contextlib.suppress(Unavailable):
                after = self.ui.shows("setting", self._marker)
            found.append(KeptThrough(id=_SETTING, before=True, after=after))
        opened = self._passwords()
        found += [KeptThrough(id=name, before=before, after=opened.get(name)) for name, before in self._opened.items()]
        return tuple(found)

    def _passwords(self) -> dict[str, bool | None]:
        """Return what the declared passwords of users open; those that cannot be tried are left out."""
        found: dict[str, bool | None] = {}
        for row in self.reach.declaration.rows("1-AuthMech"):
            if row.text("authentication_kind") in _PASSWORDS and row.text("subject") != "machine":
                with contextlib.suppress(Unavailable):
                    found[row.reference] = self.ui.opens(row.reference, self.reach.secret(row.reference))
        return found

    def _versions(self) -> tuple[ComponentVersion, ...]:
        device = Device(sample=self.target.sample, address=self.target.address)
        pages = pages_with_versions(device, self.reach, Visitor(self.reach))
        return component_versions(self.reach, pages)
