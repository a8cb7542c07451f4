"""S1.1-15: users are told how to delete their data, and the deletion deletes them and nothing else."""

from __future__ import annotations

from typing import Final

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.erase import Erase, Remains
from hoshitori.facts.kept_data import KeptData
from hoshitori.profile import Case, Need, case, rows, the_device
from hoshitori_profiles.jc_star_1.reading import expect_element

FUNCTIONS = rows("25-DelFunc")
TEXTS: Final = {
    "setting": "data-setting",
    "user": "data-user",
    "log": "data-log",
    "credential": "data-credential",
    "key": "data-key",
    "personal-data": "data-personal",
    "password": "data-password",
}
"""What each kind of data is called."""


@case(
    "S1.1-15/1",
    subject=the_device,
    steps=Need(DocumentElement, document="deletion", element="e-deletion-steps"),
)
def test_deletion_is_described(case: Case, steps: DocumentElement) -> None:
    """The user's documents say how to delete the data and what is deleted."""
    expect_element(case, steps)


@case("S1.1-15/2", subject=FUNCTIONS, erased=Need(Erase))
def test_data_are_gone_after_erasure(case: Case, erased: Erase) -> None:
    """Data of every kind that were seen before the erasure are found nowhere afterwards, and old sessions are over."""
    for kind in erased.kinds:
        if kind.remains is Remains.NOT_KEPT:
            continue
        if kind.remains is Remains.NOT_LOOKED:
            case.undecided(on=erased, reason="undecided-erase-not-looked")
            continue
        if kind.remains is Remains.THERE and not kind.shown_after and erased.storage == "IMAGE":
            # raw bytes do not tell a file from a block that is free by now
            case.undecided(on=erased, reason="undecided-erase-raw-bytes")
            continue
        found = ((kind.where,) if kind.shown_after else ()) + kind.stored_after
        case.expect(
            kind.remains is Remains.GONE,
            on=erased,
            expected="erased-data-gone",
            observed=f"found after the deletion: {', '.join(found)}" if found else f"0 found ({kind.where})",
            kind=TEXTS[kind.id.partition(" ")[0]],
        )
    expect_sessions_over(case, erased)
    if erased.not_covered:
        case.undecided(on=erased, reason="undecided-erase-not-covered")
    if named_by_no_function(case):
        case.undecided(on=erased, reason="undecided-erase-not-named")
    if erased.unread:
        case.undecided(on=erased, reason="undecided-storage-unread")
    if erased.left_behind:
        case.undecided(on=erased, reason="undecided-erase-left-behind")
    if erased.storage == "NONE":
        case.limit("limit-erase-by-interface")
    else:
        case.limit("limit-erase-storage")


@case("S1.1-15/2", subject=FUNCTIONS, erased=Need(Erase))
def test_shipped_state_is_back_after_erasure(case: Case, erased: Erase) -> None:
    """After the erasure the device waits to be taken into use, as when it was new, and can be."""
    if erased.asked_first_use is not None:
        case.expect(
            erased.asked_first_use,
            on=erased,
            expected="erase-first-use",
            observed="" if erased.asked_first_use else "a password of the time before opened a session",
        )
    if erased.used_again is None:
        case.undecided(on=erased, reason="undecided-erase-used-again")
        return
    case.expect(
        erased.used_again,
        on=erased,
        expected="erase-used-again",
        observed="" if erased.used_again else "the declared first password opens no session",
    )


@case("S1.1-15/2", subject=FUNCTIONS, erased=Need(Erase))
def test_application_and_version_stay_after_erasure(case: Case, erased: Erase) -> None:
    """The erasure leaves the application, the updated version and the device's own keys in place."""
    said = erased.model_after if erased.alive else "the application did not answer after the deletion"
    case.expect(erased.alive, on=erased, expected="erase-alive", observed=said)
    case.expect(
        erased.version_after == erased.version_before != "",
        on=erased,
        expected="erase-version-stays",
        observed=f"{erased.version_shipped} → {erased.version_before} → {erased.version_after}",
    )
    if not erased.updated and case.declaration.rows("7-UpdMech"):
        case.undecided(on=erased, reason="undecided-erase-not-updated")
    kept = keys_declared_as_kept(case)
    if kept:
        changed = ", ".join(erased.changed_identities(kept))
        told = f"changed by the deletion: {changed}" if changed else ", ".join(sorted(kept))
        case.expect(not changed, on=erased, expected="erase-keys-stay", observed=told)
        if kept - {one.id for one in erased.identities if one.before and one.after}:
            case.undecided(on=erased, reason="undecided-erase-key-not-shown")


def expect_sessions_over(case: Case, erased: Erase) -> None:
    """Expect that no session from before the erasure opens anything after it; say where none was tried."""
    tried = [one for one in erased.sessions if one.opened is not None]
    for session in tried:
        seen = f"found after the deletion: {session.id}" if session.opened else f"0 found ({session.id})"
        case.expect(not session.opened, on=erased, expected="erase-session-over", observed=seen)
    if not tried:
        case.limit("limit-erase-sessions")


def named_by_no_function(case: Case) -> set[str]:
    """Return what is declared to go with a reset and no deletion function says that it erases: nobody tried that."""
    going = {
        row.reference
        for table in ("10-SecParam", "21-PersData")
        for row in case.declaration.rows(table)
        if row.flag("erased_by_reset")
    }
    return going.difference(*(row.texts("erases") for row in case.declaration.rows("25-DelFunc")))


def keys_declared_as_kept(case: Case) -> set[str]:
    """Return the TLS services whose own keys the declaration says outlive the erasure: `tcp/443`."""
    found: set[str] = set()
    for parameter in case.declaration.rows("10-SecParam"):
        if parameter.flag("erased_by_reset", default=True) or not parameter.flag("private_keys"):
            continue
        for channel in case.declaration.rows("11-SecComMech"):
            served = channel.text("protection") == "tls" and channel.text("role") == "server"
            if served and channel.reference in parameter.texts("secure_communication_mechanisms"):
                found |= {
                    f"tcp/{interface.number('port')}"
                    for interface in case.declaration.rows("28-LogIntf")
                    if interface.reference in channel.texts("interface") and interface.number("port")
                }
    return found


@case("S1.1-15/2", subject=the_device, kept=Need(KeptData))
def test_no_user_data_is_kept(case: Case, kept: KeptData) -> None:
    """The device keeps nothing that a user puts into it."""
    case.expect(not kept.kept, on=kept, expected="no-user-data-kept", observed=_kept(kept))
    undecided_where_untold(case, kept)


@case("S1.1-11/1", subject=the_device, kept=Need(KeptData))
def test_nothing_is_stored(case: Case, kept: KeptData) -> None:
    """The device stores nothing that a user puts into it."""
    case.expect(not kept.kept, on=kept, expected="nothing-kept", observed=_kept(kept))
    undecided_where_untold(case, kept)


def _kept(kept: KeptData) -> str:
    return f"the device kept: {', '.join(kept.kept)}" if kept.kept else ""


def undecided_where_untold(case: Case, kept: KeptData) -> None:
    """Leave the case open where it could not be told of every kind whether it is kept."""
    if kept.undetermined or not kept.kinds:
        case.undecided(on=kept, reason="undecided-kept-data")
    case.limit("limit-kept-data")
