"""S1.1-11: how each stored security parameter is protected, by the maker's documents and by a look at the storage."""

from __future__ import annotations

import re

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.judgement import Judgement
from hoshitori.facts.ports import PortSurvey
from hoshitori.facts.stored import StoredSecrets
from hoshitori.profile import Case, Need, case, one_of, rows, union
from hoshitori_profiles.jc_star_1.protection import not_listed
from hoshitori_profiles.jc_star_1.reading import expect_element, expect_judgement

INACCESSIBLE = rows("10-SecParam", protection="inaccessible-storage")
ENCRYPTED = rows("10-SecParam", protection="encrypted")
SECURE_HARDWARE = rows("10-SecParam", protection="secure-hardware")
SHARED = frozenset({"password", "token", "community"})
"""Ways of authentication whose value is known to both sides, so that whoever reads it can log in."""
_SHOWN = 5
"""Places where a value stands that are told; of others, how many there are."""
_BETWEEN = re.compile(r"\s*[,、;+/]\s*|\s+and\s+")


@case(
    "S1.1-11/1",
    subject=union(ENCRYPTED, SECURE_HARDWARE, INACCESSIBLE),
    described=Need(DocumentElement, document="technical-file", element="e-stored-protection"),
)
def test_stored_protection_is_documented(case: Case, described: DocumentElement) -> None:
    """The maker's technical file says how this parameter is protected where it is stored."""
    expect_element(case, described)
    if left_out(case, "user"):
        case.undecided(on=described, reason="undecided-stored-password-left-out")
    if left_out(case, "machine"):
        case.limit("limit-stored-machine-secret")
    case.limit("limit-stored-by-document")


@case(
    "S1.1-11/1",
    subject=ENCRYPTED,
    described=Need(DocumentElement, document="technical-file", element="e-storage-cipher"),
)
def test_storage_cipher_is_suitable(case: Case, described: DocumentElement) -> None:
    """The algorithms that this parameter is encrypted with are on the list, and the technical file names them."""
    expect_element(case, described)
    suitable: tuple[str, ...] = case.threshold("storage-algorithms")
    named = [name for name in _BETWEEN.split(case.subject.text("algorithm")) if name]
    unsuitable = [name for name in named if name.upper() not in suitable]
    case.expect(
        bool(named) and not unsuitable,
        on=described,
        expected="storage-algorithm-suitable",
        observed=not_listed(unsuitable) or ", ".join(named),
    )
    unnamed = [name for name in named if name.casefold() not in described.quote.casefold()]
    case.expect(not unnamed, on=described, expected="storage-algorithm-named", observed=", ".join(unnamed))


@case("S1.1-11/1", subject=INACCESSIBLE, judged=Need(Judgement, question="q-storage-inaccessible"))
def test_storage_is_inaccessible(case: Case, judged: Judgement) -> None:
    """The storage that holds this parameter is not easily removed, and nothing outside can read or write it."""
    expect_judgement(case, judged, "storage-inaccessible")


@case("S1.1-11/1", subject=SECURE_HARDWARE, judged=Need(Judgement, question="q-storage-secure-hardware"))
def test_storage_is_secure_hardware(case: Case, judged: Judgement) -> None:
    """This parameter is kept in a secure area of the hardware."""
    expect_judgement(case, judged, "storage-secure-hardware")


@case(
    "S1.1-11/1",
    subject=rows("10-SecParam", protection="none", type="public"),
    judged=Need(Judgement, question="q-public-parameter-integrity"),
)
def test_public_value_needs_no_secrecy(case: Case, judged: Judgement) -> None:
    """A public value may be legible: what protects it is that nobody may replace it who should not."""
    expect_judgement(case, judged, "public-parameter-guarded")
    if holds_a_secret(case):
        case.undecided(on=judged, reason="undecided-public-holds-a-secret")
    case.limit("limit-public-in-clear")


@case(
    "S1.1-11/1",
    subject=rows("10-SecParam", protection="none", type="critical"),
    seen=one_of(Need(StoredSecrets), Need(PortSurvey, transport="tcp")),
)
def test_stored_value_is_protected(case: Case, seen: StoredSecrets | PortSurvey) -> None:
    """This secret parameter is protected in some way; the declaration says that it is not."""
    declared = case.subject.text("protection")
    case.expect(declared != "none", on=seen, expected="stored-value-protected", observed=f"declared: {declared}")


@case("S1.1-11/1", subject=rows("10-SecParam", type="critical"), stored=Need(StoredSecrets))
def test_stored_value_is_not_legible(case: Case, stored: StoredSecrets) -> None:
    """No value of this parameter that the bench knows can be read on the storage, in any spelling looked for."""
    found = [*(one.id for one in stored.findings), *(f"{key.form} {key.id}" for key in stored.bare_keys)]
    if found and case.subject.text("protection") == "inaccessible-storage":
        # what the bench read out may lie where nobody outside can read: that is what an assessor has to say
        case.undecided(on=stored, reason="undecided-stored-found-inside")
    else:
        forms = ", ".join(f"{one.id}: {one.forms}" for one in stored.sought) or "PEM, DER"
        case.expect(
            not found,
            on=stored,
            expected="stored-value-not-legible",
            observed="; ".join([*found[:_SHOWN], *_untold(found)]) if found else f"0 ({forms})",
        )
    if not (stored.keys_sought or stored.sought):
        case.undecided(on=stored, reason="undecided-stored-nothing-declared")
    if not all(one.forms for one in stored.sought):
        case.undecided(on=stored, reason="undecided-stored-value-too-short")
    if not all(one.kept for one in stored.sought):
        case.undecided(on=stored, reason="undecided-stored-not-kept")
    if stored.unread:
        case.undecided(on=stored, reason="undecided-storage-unread")
    case.limit("limit-stored-search")


def _untold(found: list[str]) -> list[str]:
    """Return how many places are not told, if any."""
    return [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []


@case(
    "S1.1-11/2",
    subject=rows("10-SecParam", type="public"),
    judged=Need(Judgement, question="q-public-parameter-integrity"),
)
def test_public_parameter_cannot_be_replaced(case: Case, judged: Judgement) -> None:
    """A public parameter on which security rests cannot be replaced by somebody who may not."""
    expect_judgement(case, judged, "public-parameter-guarded")
    if holds_a_secret(case):
        # nobody looks for a public value on the storage: a secret must not slip in here
        case.undecided(on=judged, reason="undecided-public-holds-a-secret")
    case.limit("limit-public-parameter")


def holds_a_secret(case: Case) -> bool:
    """Return whether the parameter is also said to hold what nobody but its owner may know."""
    named = case.declaration.row(case.subject.id)
    secret = {_kind(case, reference) for reference in named.texts("authentication")} & SHARED
    return bool(secret) or named.flag("private_keys") or named.text("marker") == "credential"


def left_out(case: Case, subject: str) -> tuple[str, ...]:
    """Return what authenticates users, or machines, and no critical parameter is said to hold: nobody looks for it."""
    held = {
        reference
        for parameter in case.declaration.rows("10-SecParam", type="critical")
        for reference in parameter.texts("authentication")
    }
    return tuple(
        row.reference
        for row in case.declaration.rows("1-AuthMech", subject=subject)
        if row.text("authentication_kind") in SHARED and row.reference not in held
    )


def _kind(case: Case, reference: str) -> str:
    return case.declaration.row(reference).text("authentication_kind")
