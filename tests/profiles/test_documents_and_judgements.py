"""Every case that rests on documents and judgement: PASS on a sound answer, FAIL on each unsound one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.judgement import Judgement
from hoshitori.model.subject import DEVICE, Subject
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles.support import camera, cases, judged, row

ELEMENT = DocumentElement(
    document="D-manual",
    element="e-contact",
    title="Manual",
    sha256="0" * 64,
    holds=True,
    reason="see the quotation",
    quote="Write to security@example.jp; what we store is encrypted with AES-128-XTS.",
    place="page 3",
    quote_found=True,
    found_at="page 3",
    found_also_in=(),
    place_fits=True,
    names_model=True,
    person="A. Assessor",
    role="assessor",
    simulated=False,
)
JUDGED = Judgement(
    question="q",
    given=True,
    holds=True,
    reason="seen and found so",
    person="A. Assessor",
    role="assessor",
    simulated=False,
    attachments=("photo.jpg",),
    digests=("0" * 64,),
)
WEB = row("1-AuthMech/AM-web")
SSH = row("1-AuthMech/AM-ssh")
UPLOAD = row("7-UpdMech/UM-upload")
SUBJECTS: dict[str, Subject] = {
    "access_goes_through_authentication": row("28-LogIntf/LI-web"),
    "authentication_value_can_be_changed": SSH,
    "automatic_updates_are_explained": row("7-UpdMech/UM-auto"),
    "change_is_explained": WEB,
    "default_password_is_unique_per_device": WEB,
    "interface_is_needed_or_closed": row("15-PhyIntf/PI-uart"),
    "password_is_set_at_first_use": WEB,
    "public_parameter_cannot_be_replaced": row("10-SecParam/SP-ssh", type="public"),
    "public_value_needs_no_secrecy": row("10-SecParam/SP-ssh", type="public", protection="none"),
    "storage_cipher_is_suitable": row("10-SecParam/SP-password"),
    "storage_is_inaccessible": row("10-SecParam/SP-ssh", protection="inaccessible-storage"),
    "storage_is_secure_hardware": row("10-SecParam/SP-device-key"),
    "stored_protection_is_documented": row("10-SecParam/SP-password"),
    "update_procedure_can_be_followed": UPLOAD,
    "update_procedure_is_written": UPLOAD,
    "value_cannot_be_guessed": SSH,
}
"""What a case is called on, where that is not the device."""

ON_PAPER = sorted(
    name
    for name, case in cases().items()
    if {need.fact for need in case.marked.spec.needs.values()} <= {"document-element", "judgement"}
)
UNSHOWN: dict[str, dict[str, Any]] = {
    "the assessor says no": {"holds": False},
    "no quotation": {"quote": "", "quote_found": False},
    "no page or section": {"place": ""},
    "blanks for a page": {"place": " ", "place_fits": None},
    "the quotation stands elsewhere": {"quote_found": False, "found_at": "", "found_also_in": ("D-other",)},
    "the quotation stands on another page": {"place_fits": False},
}
UNNAMED: dict[str, dict[str, Any]] = {"the document never names the model": {"names_model": False}}
DENIED: dict[str, dict[str, Any]] = {
    "the assessor says no": {"holds": False},
    "no reason given": {"reason": ""},
    "blanks": {"reason": " "},
}


def facts(case: str) -> dict[str, DocumentElement | Judgement]:
    """Sound answers to everything that a case needs."""
    needs = cases()[case].marked.spec.needs.items()
    return {name: ELEMENT if need.fact == "document-element" else JUDGED for name, need in needs}


def spoilt() -> list[tuple[str, str, str, object]]:
    """Each case with each of its answers spoilt in each way: case, what is wrong, need, fact."""
    found: list[tuple[str, str, str, object]] = []
    for case in ON_PAPER:
        for name, fact in facts(case).items():
            if isinstance(fact, DocumentElement):
                quoted = case != "support_period_is_of_this_model"
                ways = UNSHOWN if quoted else UNNAMED
                found += [(case, f"{name}: {what}", name, replace(fact, **change)) for what, change in ways.items()]
            else:
                found += [(case, f"{name}: {what}", name, replace(fact, **change)) for what, change in DENIED.items()]
    return found


@pytest.mark.parametrize("case", ON_PAPER)
def test_sound_answers_pass(case: str) -> None:
    """With every element quoted and found, and every judgement a yes with its reason, the case is PASS."""
    result = judged(case, facts(case), SUBJECTS.get(case, DEVICE))

    assert result.decision == PASS, result
    assert result.limits == () or "limit-simulated" not in result.limits


@pytest.mark.parametrize(("case", "what", "need", "fact"), spoilt(), ids=lambda value: str(value)[:60])
def test_one_unsound_answer_fails(case: str, what: str, need: str, fact: object) -> None:
    """One answer spoilt in one way makes the case FAIL."""
    result = judged(case, {**facts(case), need: fact}, SUBJECTS.get(case, DEVICE))

    assert result.decision == FAIL, what


@pytest.mark.parametrize("case", ON_PAPER)
def test_an_answer_left_out_leaves_it_open(case: str) -> None:
    """Without any one of its answers the case is INCONCLUSIVE."""
    for name in facts(case):
        left = {other: fact for other, fact in facts(case).items() if other != name}

        assert judged(case, left, SUBJECTS.get(case, DEVICE)).decision == inconclusive(Cause.NOT_RUN)


@pytest.mark.parametrize("case", ON_PAPER)
def test_a_scripted_answer_is_said_to_be_one(case: str) -> None:
    """Answers of a script leave the verdict as it is, and say that no person judged."""
    scripted = {name: replace(fact, simulated=True) for name, fact in facts(case).items()}
    result = judged(case, scripted, SUBJECTS.get(case, DEVICE))

    assert result.decision == PASS
    assert "limit-simulated" in result.limits


def test_a_short_first_password_fails() -> None:
    """A password set at first use may not be declared shorter than the threshold, which is put on record."""
    case = "password_is_set_at_first_use"
    result = judged(case, facts(case), row("1-AuthMech/AM-web", minimum_length=7))

    assert result.decision == FAIL
    assert result.thresholds == ("first-password-length",)


def test_a_declared_common_password_fails() -> None:
    """Whoever declares a common initial password has it judged, and it fails."""
    case = "default_password_is_unique_per_device"

    assert judged(case, facts(case), row("1-AuthMech/AM-web", default="common")).decision == FAIL


def test_an_unguarded_way_to_assets_fails() -> None:
    """A declared way to assets without authentication fails, whatever the assessor says."""
    case = "access_goes_through_authentication"
    bare = tuple(replace(path, authentication=(), reason="only used at the device") for path in camera().access_paths)
    result = judged(case, facts(case), SUBJECTS[case], declaration=replace(camera(), access_paths=bare))

    assert result.decision == FAIL


def test_a_weak_key_fails() -> None:
    """A key declared below the threshold of strength can be guessed."""
    case = "value_cannot_be_guessed"

    assert judged(case, facts(case), row("1-AuthMech/AM-ssh", entropy_bits=79)).decision == FAIL


ANOTHER_MODEL = {"names_model": False, "other_models": ("EX-200",)}


@pytest.mark.parametrize("case", [name for name in ON_PAPER if name.endswith(("described", "is_written", "published"))])
@pytest.mark.parametrize(
    "change",
    [{"place_fits": None}, {"quote_found": False, "quote_unseen": True}, ANOTHER_MODEL],
    ids=["place", "unseen", "model"],
)
def test_a_quotation_that_shows_too_little_leaves_it_open(case: str, change: dict[str, Any]) -> None:
    """A place that cannot be told, unseen words and another model's document are no PASS, and no FAIL."""
    sound = facts(case)
    changed = {
        name: replace(fact, **change) if isinstance(fact, DocumentElement) else fact for name, fact in sound.items()
    }

    assert judged(case, changed, SUBJECTS.get(case, DEVICE)).decision == inconclusive(Cause.UNAVAILABLE)


def test_a_document_that_names_no_model_is_said_to_be_one() -> None:
    """A maker's policy for all its products passes with a limit."""
    case = "disclosure_policy_names_a_contact"
    result = judged(case, dict.fromkeys(facts(case), replace(ELEMENT, names_model=False)), DEVICE)

    assert result.decision == PASS
    assert "limit-document-names-no-model" in result.limits
