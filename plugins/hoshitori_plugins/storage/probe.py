"""The probe that looks for the values of a security parameter on the device's storage."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.stored import SoughtValue, StoredFinding, StoredPrivateKey, StoredSecrets
from hoshitori.instrument import MarkerKind, Ui
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Row
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.login.attempt import shown
from hoshitori_plugins.storage.markers import kind_named, new_marker
from hoshitori_plugins.storage.private_keys import LARGEST_KEY, KeyScan
from hoshitori_plugins.storage.search import MOST_HITS, Hit, Search, SearchScan, read
from hoshitori_plugins.storage.view import StorageView, storage_view

LESSER: Final = "lesser_user_secret"
"""The column that holds the secret of an account with fewer rights."""

_HOUR: Final = 3_600_000
_OPEN_KINDS: Final[tuple[MarkerKind, ...]] = ("setting", "log")
"""What needs no protection, so that some of it stands legible on most devices."""


@probe(provides=StoredSecrets, impact=Impact.DESTRUCTIVE, uses=[Ui], timeout_ms=_HOUR)
def look_for_stored_values(target: Row, reach: Reach) -> StoredSecrets:
    """The values of one security parameter, looked for on the device's storage.

    Impact: destructive, in that a setting, a line in the log and the parameter's own marker are put in; nothing is
    damaged. Storage that was read out of a device before says nothing of markers put in now: it is read out anew.

    Method: the parameter's known values are the declared passwords of the mechanisms it names (`authentication`), those
    of accounts with fewer rights among them (`lesser_user_secret`), and a marker put in by the user's hand (`marker`).
    Each is looked for plain, escaped as in JSON and XML, in base64 at every offset, hexadecimal, percent-encoded, in
    UTF-16, and as MD5, SHA-1, SHA-2 or NT hash without salt; in what files compressed by gzip, bzip2, xz or zip hold,
    too, where the bench shows files. A declared secret whose value is not known, or that opens
    nothing, is told as not looked for in earnest. Where the parameter is
    said to hold private keys (`private_keys`), these are looked for by their form, and counted when they can be parsed.

    What makes it wrong:
    - Contents compressed in other ways or twice, other encodings, and salted but quick hashes are not seen through:
      nothing found is not proof of encryption, which is why the maker's documents are asked for as well.
    - A value that is kept elsewhere than the bench can see is not found; the control shows that the bench sees what
      the device writes, not that it sees everything.
    - Private keys within compressed files are not looked for: most are packages, with keys of others' tests.
    - A private key that belongs to a program's documentation or tests is taken for one of the device's; the place is
      named, so that a person can tell.
    - A device that encrypts all of its storage shows no control either, and stays undecided.
    """
    view = storage_view(reach)
    hand = _Hand(reach=reach, ui=reach.instrument(Ui))  # type: ignore[type-abstract]  # Protocols name instruments
    kind = kind_named(str(target.fields.get("marker", "")))
    hand.know_passwords(target)
    if kind is not None:
        hand.put_in(kind, f"marker: {kind}")
    known = list(hand.kept)
    controls: dict[str, MarkerKind] = {f"control: {other}": other for other in _OPEN_KINDS if other != kind}
    for name, other in controls.items():
        hand.put_in(other, name)
    if not any(hand.kept.get(name) for name in controls):
        raise Unavailable("no setting and no line of the log could be put in, without which the search shows nothing")
    search = Search(hand.values)
    with_keys = target.fields.get("private_keys") is True
    hits, keys = _look(view, search, with_keys=with_keys)
    seen = sorted({f"{hit.value.removeprefix('control: ')} in {hit.place}" for hit in hits if hit.value in controls})
    told = (
        f"legible though put in just before: {', '.join(seen)}" if seen else "nothing put in is legible on the storage"
    )
    reach.spend(forms=sum(len(search.forms.get(name, ())) for name in known))
    return StoredSecrets(
        view=view.kind,
        sought=tuple(
            SoughtValue(id=name, kept=hand.kept[name], forms=len(search.forms.get(name, ()))) for name in known
        ),
        findings=tuple(_finding(hit) for hit in hits if hit.value in known)[:MOST_HITS],
        keys_sought=with_keys,
        private_keys=tuple(keys),
        unread=tuple(shown(place) for place in view.unread[:MOST_HITS]),
        control=Control(held=bool(seen), what=shown(told[:300])),
    )


@dataclass(slots=True, kw_only=True)
class _Hand:
    """What was put in or is known, by name: `values`, and whether the device was seen to keep them."""

    reach: Reach
    ui: Ui
    values: dict[str, str] = field(default_factory=dict[str, str])
    kept: dict[str, bool | None] = field(default_factory=dict[str, bool | None])

    def know_passwords(self, target: Row) -> None:
        """Take the declared passwords of the mechanisms that the parameter names, of both accounts of each."""
        named = target.fields.get("authentication", ())
        references = (named,) if isinstance(named, str) else named if isinstance(named, tuple) else ()
        for row in self.reach.declaration.rows("1-AuthMech"):
            if row.reference not in references:
                continue
            for name in (row.reference, *([f"{row.reference}/{LESSER}"] if LESSER in row.secrets else ())):
                self.kept[name] = None
                with contextlib.suppress(Unavailable):
                    value = self.reach.secret(name)
                    self.values[name] = value
                    self.kept[name] = self.ui.opens(name, value)

    def put_in(self, kind: MarkerKind, name: str) -> None:
        """Put a marker in, and see that the device keeps it."""
        self.kept[name] = None
        with contextlib.suppress(Unavailable):
            marker = new_marker()
            if self.ui.plant(kind, marker):
                self.values[name] = marker
                self.kept[name] = self.ui.shows(kind, marker)


def _look(view: StorageView, search: Search, *, with_keys: bool) -> tuple[list[Hit], list[StoredPrivateKey]]:
    """Read the storage once, from its beginning to its end."""
    hits: list[Hit] = []
    keys: list[StoredPrivateKey] = []
    for place in view.places():
        values, key_scan = SearchScan(search, place.name), KeyScan(place.name)
        if with_keys and not place.unpacked:
            read(place.pieces, (values, key_scan), max(search.overlap, LARGEST_KEY))
        else:
            read(place.pieces, (values,), search.overlap)
        hits += values.hits
        keys += key_scan.keys
        if key_scan.full:
            view.unread.append(f"{place.name}: more that looks like a key than is tried")
    return hits, keys[:MOST_HITS]


def _finding(hit: Hit) -> StoredFinding:
    place = shown(hit.place)
    return StoredFinding(
        id=f"{hit.value}: {hit.form} in {place}+{hit.offset}",
        value=hit.value,
        form=hit.form,
        place=place,
        offset=hit.offset,
    )
