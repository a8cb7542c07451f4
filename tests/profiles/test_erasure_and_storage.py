"""S1.1-11 and -15: PASS on what a sound device showed, FAIL on each single defect, open on what nobody could see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.base import Control, decode, encode
from hoshitori.facts.erase import Erase, ErasedKind, KeptIdentity, OldSession, Remains
from hoshitori.facts.kept_data import KeptData, KeptKind
from hoshitori.facts.stored import SoughtValue, StoredFinding, StoredPrivateKey, StoredSecrets
from hoshitori.model.declaration import Declaration
from hoshitori.model.subject import FieldValue
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles import sound_surface as sound
from tests.profiles.support import camera, judged, row

RESET = row("25-DelFunc/DF-reset")
PASSWORD = row("10-SecParam/SP-password")
OPEN = inconclusive(Cause.UNAVAILABLE)
HELD = Control(held=True, what="seen before")
KIND = ErasedKind(
    id="log",
    where="log of events",
    shown_before=True,
    shown_after=False,
    stored_before=("plain in data/log",),
    stored_after=(),
    remains=Remains.GONE,
)
ERASED = Erase(
    kinds=(KIND, replace(KIND, id="key", where="", shown_before=None, shown_after=None, remains=Remains.NOT_KEPT)),
    not_covered=(),
    storage="FILES",
    unread=(),
    left_behind=(),
    version_shipped="1.0",
    version_before="1.1",
    version_after="1.1",
    updated=True,
    update_remark="",
    alive=True,
    model_after="EX-1",
    used_again=True,
    asked_first_use=True,
    identities=(KeptIdentity(id="tcp/443", before="a", after="a"), KeptIdentity(id="tcp/8883", before="", after="b")),
    control=HELD,
)
STORED = StoredSecrets(
    view="FILES",
    sought=(SoughtValue(id="1-AuthMech/AM-web", kept=True, forms=40),),
    findings=(),
    keys_sought=False,
    private_keys=(),
    unread=(),
    control=HELD,
)
FOUND = StoredFinding(
    id="1-AuthMech/AM-web: md5 in data/x+4", value="1-AuthMech/AM-web", form="md5", place="data/x", offset=4
)
KEY = StoredPrivateKey(id="data/k+0", form="PEM", algorithm="Ed25519", encrypted=False, place="data/k", offset=0)
KEPT = KeptData(kinds=(KeptKind(id="setting", where="", shown=None),), refused=())


def with_columns(reference: str, **columns: FieldValue) -> Declaration:
    """The example camera with columns of a row altered."""
    rows = tuple(
        replace(one, fields={**one.fields, **columns}) if one.reference == reference else one for one in camera().ixit
    )
    return replace(camera(), ixit=rows)


GONE = "data_are_gone_after_erasure"
SHIPPED = "shipped_state_is_back_after_erasure"
STAYS = "application_and_version_stay_after_erasure"
CASES: dict[str, list[tuple[dict[str, Any], Any]]] = {
    GONE: [
        ({"kinds": (replace(KIND, shown_after=True, remains=Remains.THERE),)}, FAIL),
        ({"kinds": (replace(KIND, stored_after=("plain in data/log.old",), remains=Remains.THERE),)}, FAIL),
        ({"kinds": (KIND, replace(KIND, id="setting", remains=Remains.NOT_LOOKED))}, OPEN),
        ({"not_covered": ("10-SecParam/SP-1",)}, OPEN),
        ({"unread": ("data/large",)}, OPEN),
        ({"left_behind": ("data/recordings/x",)}, OPEN),
        ({"sessions": (OldSession(id="tcp/443 /settings", opened=True),)}, FAIL),
        ({"sessions": (OldSession(id="tcp/443 /settings", opened=False),)}, PASS),
        (
            {"storage": "IMAGE", "kinds": (replace(KIND, stored_after=("plain in image",), remains=Remains.THERE),)},
            OPEN,
        ),
        (
            {"storage": "IMAGE", "kinds": (replace(KIND, shown_after=True, remains=Remains.THERE),)},
            FAIL,
        ),
        ({"control": Control(held=False, what="not seen")}, inconclusive(Cause.EFFORT)),
    ],
    SHIPPED: [
        ({"asked_first_use": False}, FAIL),
        ({"used_again": False}, FAIL),
        ({"used_again": None, "asked_first_use": None}, OPEN),
    ],
    STAYS: [
        ({"alive": False}, FAIL),
        ({"version_after": "1.0"}, FAIL),
        ({"version_after": "", "version_before": ""}, FAIL),
        ({"updated": False}, OPEN),
    ],
}


@pytest.mark.parametrize("case", CASES)
def test_a_sound_erasure_passes(case: str) -> None:
    """Everything gone, the device as new, application and updated version in place."""
    assert judged(case, {"erased": ERASED}, RESET).decision == PASS


@pytest.mark.parametrize(
    ("case", "change", "verdict"), [(case, *one) for case, given in CASES.items() for one in given]
)
def test_each_fault_of_an_erasure_counts(case: str, change: dict[str, Any], verdict: Any) -> None:  # noqa: ANN401
    """One value altered makes the case FAIL, or leaves it open where nobody could see."""
    assert judged(case, {"erased": replace(ERASED, **change)}, RESET).decision == verdict


def test_what_was_not_looked_at_is_said() -> None:
    """Where the bench does not see the storage, the limit says so."""
    assert "limit-erase-by-interface" in judged(GONE, {"erased": replace(ERASED, storage="NONE")}, RESET).limits
    assert {"limit-erase-storage", "limit-erase-sessions"} <= set(judged(GONE, {"erased": ERASED}, RESET).limits)
    untold = replace(ERASED, sessions=(OldSession(id="tcp/443 /settings", opened=None),))
    assert "limit-erase-sessions" in judged(GONE, {"erased": untold}, RESET).limits
    over = replace(ERASED, sessions=(OldSession(id="tcp/443 /settings", opened=False),))
    assert "limit-erase-sessions" not in judged(GONE, {"erased": over}, RESET).limits


def test_keys_that_are_declared_as_kept_must_be() -> None:
    """A TLS service whose own key is declared to outlive the erasure shows the same one; others may change theirs."""
    server = {"secure_communication_mechanisms": ("11-SecComMech/CM-web",)}
    rows = tuple(
        replace(one, fields={**one.fields, **server}) if one.reference == "10-SecParam/SP-device-key" else one
        for one in camera().ixit
    )
    facts = {"erased": replace(ERASED, identities=(KeptIdentity(id="tcp/443", before="a", after="b"),))}

    assert judged(STAYS, facts, RESET, declaration=replace(camera(), ixit=rows)).decision == FAIL
    assert judged(STAYS, {"erased": ERASED}, RESET, declaration=replace(camera(), ixit=rows)).decision == PASS
    assert judged(STAYS, facts, RESET).decision == PASS


@pytest.mark.parametrize(
    "identities",
    [(), (KeptIdentity(id="tcp/443", before="a", after=""),), (KeptIdentity(id="tcp/443", before="", after="a"),)],
    ids=["never asked", "not shown afterwards", "not shown before"],
)
def test_a_kept_key_that_nobody_saw_twice_is_open(identities: tuple[KeptIdentity, ...]) -> None:
    """A TLS service that shows no key after the erasure does not show that its key stayed."""
    facts = {"erased": replace(ERASED, identities=identities)}
    columns: dict[str, FieldValue] = {"secure_communication_mechanisms": ("11-SecComMech/CM-web",)}

    kept = with_columns("10-SecParam/SP-device-key", **columns)
    assert judged(STAYS, facts, RESET, declaration=kept).decision == OPEN


def test_what_goes_with_a_reset_is_named_by_a_deletion_function() -> None:
    """Data declared to go with a reset that no function names were not tried, whatever else is gone."""
    unnamed = with_columns("25-DelFunc/DF-reset", erases=("10-SecParam/SP-password",))
    result = judged(GONE, {"erased": ERASED}, RESET, declaration=unnamed)

    assert (result.decision, result.rationale) == (OPEN, "undecided-erase-not-named")


def test_what_cannot_be_updated_need_not_be() -> None:
    """A device that declares no way of updating cannot fall back from an update."""
    never = replace(camera(), ixit=tuple(one for one in camera().ixit if one.table != "7-UpdMech"))
    facts = {"erased": replace(ERASED, updated=False)}

    assert judged(STAYS, facts, RESET, declaration=never).decision == PASS


@pytest.mark.parametrize("case", ["no_user_data_is_kept", "nothing_is_stored"])
def test_a_claim_of_absence_is_checked(case: str) -> None:
    """What is seen to be kept refutes the claim; what cannot be told leaves it open."""
    kept = replace(KEPT, kinds=(KeptKind(id="user", where="list of users", shown=True),))

    assert judged(case, {"kept": KEPT}).decision == PASS
    assert judged(case, {"kept": kept}).decision == FAIL
    assert judged(case, {"kept": replace(KEPT, refused=("log: no",))}).decision == OPEN
    unseen = replace(KEPT, kinds=(KeptKind(id="user", where="list of users", shown=None),))
    assert judged(case, {"kept": unseen}).decision == OPEN


LEGIBLE = "stored_value_is_not_legible"


def test_a_value_that_is_not_legible_passes() -> None:
    """Nothing found of a value that the device was seen to keep, with a control that was."""
    assert judged(LEGIBLE, {"stored": STORED}, PASSWORD).decision == PASS
    by_form = replace(STORED, sought=(), keys_sought=True, private_keys=(replace(KEY, encrypted=True),))
    assert judged(LEGIBLE, {"stored": by_form}, PASSWORD).decision == PASS


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"findings": (FOUND,)}, FAIL),
        ({"private_keys": (KEY,)}, FAIL),
        ({"unread": ("data/x",)}, OPEN),
        ({"sought": ()}, OPEN),
        ({"sought": (replace(STORED.sought[0], kept=False),)}, OPEN),
        ({"sought": (*STORED.sought, SoughtValue(id="marker: key", kept=None, forms=40))}, OPEN),
        ({"sought": (replace(STORED.sought[0], forms=0),)}, OPEN),
        ({"control": Control(held=False, what="nothing legible")}, inconclusive(Cause.EFFORT)),
    ],
)
def test_each_find_on_the_storage_counts(change: dict[str, Any], verdict: Any) -> None:  # noqa: ANN401
    """A value or a bare key found is FAIL; a search that could not see is open."""
    assert judged(LEGIBLE, {"stored": replace(STORED, **change)}, PASSWORD).decision == verdict


def test_a_find_inside_what_nobody_can_read_is_for_an_assessor() -> None:
    """What is claimed to lie in inaccessible storage may be legible to the bench: nothing is decided by that."""
    inside = row("10-SecParam/SP-password", protection="inaccessible-storage")

    assert judged(LEGIBLE, {"stored": replace(STORED, findings=(FOUND,))}, inside).decision == OPEN
    assert judged(LEGIBLE, {"stored": STORED}, inside).decision == PASS


def test_no_protection_fails_whatever_was_seen() -> None:
    """A parameter that is declared as unprotected fails, with the storage seen or without."""
    bare = row("10-SecParam/SP-password", type="critical", protection="none")

    assert judged("stored_value_is_protected", {"seen": STORED}, bare).decision == FAIL
    assert judged("stored_value_is_protected", {"seen": sound.TCP}, bare).decision == FAIL


@pytest.mark.parametrize("algorithm", ["DES", "AES-256-CTR, RC4", "", "AES"])
def test_an_algorithm_off_the_list_fails(algorithm: str) -> None:
    """What is declared as encryption must be on the list, and named in the sentence that is quoted."""
    from tests.profiles.test_documents_and_judgements import ELEMENT  # its sentence names one

    weak = row("10-SecParam/SP-password", algorithm=algorithm)
    assert judged("storage_cipher_is_suitable", {"described": ELEMENT}, weak).decision == FAIL
    other = row("10-SecParam/SP-password", algorithm="AES-256-GCM")
    assert judged("storage_cipher_is_suitable", {"described": ELEMENT}, other).decision == FAIL
    assert judged("storage_cipher_is_suitable", {"described": ELEMENT}, PASSWORD).decision == PASS


GUARDED = "public_parameter_cannot_be_replaced"


@pytest.mark.parametrize(
    ("columns", "decision"),
    [
        ({}, PASS),
        ({"marker": "key"}, PASS),
        ({"authentication": ("1-AuthMech/AM-ssh",)}, PASS),
        ({"authentication": ("1-AuthMech/AM-web",)}, OPEN),
        ({"private_keys": True}, OPEN),
        ({"marker": "credential"}, OPEN),
    ],
    ids=["certificate", "registered key", "log-in by key", "password", "private keys", "credentials"],
)
def test_a_secret_declared_as_public_is_open(columns: dict[str, FieldValue], decision: object) -> None:
    """Public values are looked for on no storage: a row that also says it holds a secret decides nothing."""
    from tests.profiles.test_components import YES  # an assessor's

    declared = with_columns("10-SecParam/SP-ssh", type="public", **columns)
    assert judged(GUARDED, {"judged": YES}, row("10-SecParam/SP-ssh"), declaration=declared).decision == decision


@pytest.mark.parametrize(
    ("columns", "decision"),
    [
        ({}, PASS),
        ({"authentication": ("1-AuthMech/AM-web",)}, OPEN),
        ({"private_keys": True}, OPEN),
        ({"marker": "credential"}, OPEN),
    ],
    ids=["public", "password", "private keys", "credentials"],
)
def test_a_public_value_may_be_legible(columns: dict[str, FieldValue], decision: object) -> None:
    """Without protection it passes where nobody can replace it; what also says that it is secret decides nothing."""
    from tests.profiles.test_components import YES  # an assessor's

    name, subject = "public_value_needs_no_secrecy", row("10-SecParam/SP-ssh", type="public", protection="none")
    declared = with_columns("10-SecParam/SP-ssh", type="public", protection="none", **columns)
    result = judged(name, {"judged": YES}, subject, declaration=declared)

    assert result.decision == decision
    assert "limit-public-in-clear" in result.limits
    assert judged(name, {"judged": replace(YES, holds=False)}, subject, declaration=declared).decision == FAIL


@pytest.mark.parametrize("kind", ["password", "token", "community"])
def test_what_machines_log_in_with_is_told_when_left_out(kind: str) -> None:
    """A secret of machines that no parameter holds is a limit; one of users decides nothing."""
    from tests.profiles.test_documents_and_judgements import ELEMENT

    case, facts = "stored_protection_is_documented", {"described": ELEMENT}
    for subject, decision in (("machine", PASS), ("user", OPEN)):
        fields: dict[str, FieldValue] = {"authentication_kind": kind, "subject": subject}
        declared = with_columns("1-AuthMech/AM-ssh", **fields)
        result = judged(case, facts, PASSWORD, declaration=declared)
        assert result.decision == decision
        assert ("limit-stored-machine-secret" in result.limits) == (subject == "machine")


def test_a_password_that_no_secret_parameter_holds_is_open() -> None:
    """Leaving the row of a password out, or naming none in it, keeps the storage from being searched for it."""
    from tests.profiles.test_documents_and_judgements import ELEMENT

    case, facts = "stored_protection_is_documented", {"described": ELEMENT}
    for column in ({"authentication": ()}, {"type": "public"}):
        declared = with_columns("10-SecParam/SP-password", **column)
        assert judged(case, facts, PASSWORD, declaration=declared).decision == OPEN
    assert judged(case, facts, PASSWORD).decision == PASS


@pytest.mark.parametrize("fact", [ERASED, STORED, replace(STORED, findings=(FOUND,), private_keys=(KEY,)), KEPT])
def test_facts_come_back_from_the_record(fact: object) -> None:
    """What is written is what is read."""
    assert decode(type(fact), encode(fact)) == fact


DECIDED_HERE = {*CASES, LEGIBLE, "no_user_data_is_kept", "nothing_is_stored", "stored_value_is_protected"}
"""The cases that this file decides."""
