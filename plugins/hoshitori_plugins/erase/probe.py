"""The probe that erases a device, and the one that asks what it keeps."""

from __future__ import annotations

import contextlib
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.erase import Erase, ErasedKind, Remains
from hoshitori.facts.kept_data import KeptData, KeptKind
from hoshitori.facts.update import UpdateSeries
from hoshitori.instrument import Reset, Ui
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device, Row
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.erase.around import Surroundings, not_covered
from hoshitori_plugins.erase.data import PutIn
from hoshitori_plugins.erase.sessions import OldSessions
from hoshitori_plugins.erase.storage import ErasedStorage, left_behind
from hoshitori_plugins.login.attempt import shown
from hoshitori_plugins.storage.markers import KINDS, new_marker

_HOUR: Final = 3_600_000
_REASON_LETTERS: Final = 200


# after the series of updates: a bench without a disk cannot take back the update that is installed here
@probe(
    provides=Erase,
    impact=Impact.DESTRUCTIVE,
    requires=[UpdateSeries],
    uses=[Ui, Reset],
    timeout_ms=_HOUR,
    usual_ms=5_000,
)
def erase_and_look(target: Row, reach: Reach) -> Erase:
    """An erasure by the device's own means: data of every kind put in, erased, and looked for.

    Impact: destructive; everything the device keeps for its users is gone. Where the bench has a disk, the run brings
    the storage back afterwards; where it has none, the device is left in use with its declared secret.

    Method: the genuine update is installed where the bench can deliver one and it does not run already, since only an
    updated version can fall back to the shipped one. Each password that a row of 1-AuthMech declares is changed to a
    random one, and a marker of every kind (setting, account, log, credential, key, personal data) is put in by the
    user's hand and seen there. A session is opened at each web interface whose log-in leaves one. After the reset the
    storage is read before the device is used again; then old passwords are tried, the device is taken into use as when
    it was new, every marker is looked for, and the old sessions are tried beside a stranger and a new session.

    What makes it wrong:
    - A marker that lies encrypted on the storage is not seen there: files that were written while the data were put in
      and that stand unchanged afterwards are told apart (`left_behind`), and need a person's eye. A device that
      destroys the key instead of the data leaves such files, and so does one that forgot them.
    - Without a view of the storage only what the device shows is known.
    - Storage that wears evenly keeps old blocks where nobody looks; neither files nor an image taken through the
      controller show them.
    - The bench knows one way to reset. It is taken to be the first declared row that erases the device.
    """
    _check_row(target, reach)
    ui = reach.instrument(Ui)  # type: ignore[type-abstract]  # Protocols name instruments
    around = Surroundings(target=target, reach=reach, ui=ui)
    storage = ErasedStorage(reach)
    shipped = around.version()
    if not shipped:
        raise Unavailable("the device shows no version, so that a fall back to another one could not be seen")
    updated, remark = around.update(shipped)
    before, identities = around.version(), around.keys()
    data = PutIn(reach=reach, ui=ui)
    empty = storage.look({})
    data.change_passwords()
    data.put_in_markers()
    filled = storage.look(data.values)
    data.see(filled)
    sessions = OldSessions(target=target, reach=reach)
    sessions.open(data.passwords)
    if not data.anything_seen:
        raise Unavailable("nothing could be put into this device and seen there, so that nothing could be erased")
    reach.instrument(Reset).factory_reset()  # type: ignore[type-abstract]  # likewise
    after, alive, model = around.version(), reach.alive(), around.model
    left = storage.look(data.values)
    data.look_for_passwords()
    asked = data.waits_for_first_use()
    used_again = data.take_into_use()
    kinds = data.look_for_markers(left)
    old_sessions = sessions.look()
    data.leave_in_use()
    reach.spend(kinds=len(kinds))
    return Erase(
        kinds=kinds,
        not_covered=not_covered(target, reach.declaration, kinds),
        storage=storage.kind,
        unread=storage.unread,
        left_behind=left_behind(empty, filled, left),
        version_shipped=shown(shipped),
        version_before=shown(before),
        version_after=shown(after),
        updated=updated,
        update_remark=shown(remark[:_REASON_LETTERS]),
        alive=alive,
        model_after=shown(model),
        used_again=used_again,
        asked_first_use=asked,
        identities=around.compared(identities),
        sessions=old_sessions,
        control=_control(kinds),
    )


@probe(provides=KeptData, impact=Impact.DESTRUCTIVE, uses=[Ui], timeout_ms=_HOUR)
def look_what_is_kept(target: Device, reach: Reach) -> KeptData:
    """What the device keeps for its users: a marker of every kind put in, and looked for.

    Impact: destructive, in that settings, an account and keys are put in by the user's hand.

    What makes it wrong: the hand. A kind that it does not know how to put in is told as not kept; what the device
    gathers by itself (pictures, traces of its users) is not tried.
    """
    del target
    ui = reach.instrument(Ui)  # type: ignore[type-abstract]  # a Protocol names the instrument
    kinds: list[KeptKind] = []
    refused: list[str] = []
    for kind in KINDS:
        marker = new_marker()
        try:
            where = ui.plant(kind, marker)
        except Unavailable as error:
            refused.append(f"{kind}: {shown(error.reason[:_REASON_LETTERS])}")
            continue
        found: bool | None = None
        if where:
            with contextlib.suppress(Unavailable):
                found = ui.shows(kind, marker)
        kinds.append(KeptKind(id=kind, where=shown(where), shown=found))
    reach.spend(kinds=len(kinds))
    if not kinds:
        raise Unavailable("; ".join(refused)[:500])
    return KeptData(kinds=tuple(kinds), refused=tuple(refused))


def _check_row(target: Row, reach: Reach) -> None:
    if target.fields.get("target_type") != "device":
        raise Unavailable("this function erases an associated service, which the bench does not reset")
    first = next(row for row in reach.declaration.rows("25-DelFunc") if row.text("target_type") == "device")
    if first.id != target.id:
        raise Unavailable(f"the bench resets the device in one way, which is taken to be that of {first.reference}")


def _control(kinds: tuple[ErasedKind, ...]) -> Control:
    put_in = [kind for kind in kinds if kind.remains is not Remains.NOT_KEPT]
    seen = [kind.id for kind in put_in if kind.shown_before or kind.stored_before]
    missing = [kind.id for kind in put_in if kind.id not in seen]
    what = f"seen before the erasure: {', '.join(seen)}" + (f"; not seen: {', '.join(missing)}" if missing else "")
    return Control(held=bool(seen) and not missing, what=what[:400])
