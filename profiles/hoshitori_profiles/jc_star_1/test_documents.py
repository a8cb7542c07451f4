"""S1.1-05, -07, -09 and -16: what the maker has written down for those who report, update, buy and use."""

from __future__ import annotations

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.judgement import Judgement
from hoshitori.profile import Case, Need, case, rows, the_device, union
from hoshitori_profiles.jc_star_1.reading import expect_element, expect_judgement

BY_THE_USER = union(
    rows("7-UpdMech", path="user-upload"),
    rows("7-UpdMech", path="associated-service"),
    rows("7-UpdMech", path="vendor-server"),
)
"""Means of update in which the user takes part."""


@case(
    "S1.1-05/1",
    subject=the_device,
    contact=Need(DocumentElement, document="disclosure-policy", element="e-contact"),
)
def test_disclosure_policy_names_a_contact(case: Case, contact: DocumentElement) -> None:
    """The disclosure policy says where to report a vulnerability."""
    expect_element(case, contact)


@case(
    "S1.1-05/1",
    subject=the_device,
    time=Need(DocumentElement, document="disclosure-policy", element="e-acknowledgement-time"),
)
def test_disclosure_policy_says_when_receipt_is_acknowledged(case: Case, time: DocumentElement) -> None:
    """The disclosure policy says how soon receipt of a report is acknowledged."""
    expect_element(case, time)


@case(
    "S1.1-05/1",
    subject=the_device,
    times=Need(DocumentElement, document="disclosure-policy", element="e-status-update-time"),
)
def test_disclosure_policy_says_when_news_follows(case: Case, times: DocumentElement) -> None:
    """The disclosure policy says when news follows until a vulnerability is resolved."""
    expect_element(case, times)


@case("S1.1-05/1", subject=the_device, judged=Need(Judgement, question="q-disclosure-policy-public"))
def test_disclosure_policy_is_public(case: Case, judged: Judgement) -> None:
    """Anyone can read the disclosure policy."""
    expect_judgement(case, judged, "disclosure-policy-public")


@case(
    "S1.1-07/1",
    subject=BY_THE_USER,
    steps=Need(DocumentElement, document="update-procedure", element="e-update-steps"),
)
def test_update_procedure_is_written(case: Case, steps: DocumentElement) -> None:
    """The user's documents describe how to update by this means."""
    expect_element(case, steps)


@case("S1.1-07/1", subject=BY_THE_USER, judged=Need(Judgement, question="q-update-procedure"))
def test_update_procedure_can_be_followed(case: Case, judged: Judgement) -> None:
    """A user without special knowledge can update by the document alone."""
    expect_judgement(case, judged, "update-procedure-followable")


@case(
    "S1.1-07/1",
    subject=rows("7-UpdMech", path="automatic"),
    notice=Need(DocumentElement, document="update-procedure", element="e-automatic-update"),
)
def test_automatic_updates_are_explained(case: Case, notice: DocumentElement) -> None:
    """The user's documents say that updates install themselves, and how to see it."""
    expect_element(case, notice)


@case(
    "S1.1-09/1",
    subject=the_device,
    rule=Need(DocumentElement, document="update-priority", element="e-priority-rule"),
)
def test_priority_rule_is_written(case: Case, rule: DocumentElement) -> None:
    """A document contains the rule by which security updates get their priority."""
    expect_element(case, rule)


@case("S1.1-09/1", subject=the_device, judged=Need(Judgement, question="q-update-priority"))
def test_priority_rule_makes_updates_timely(case: Case, judged: Judgement) -> None:
    """Under the rule, updates for severe vulnerabilities come without delay."""
    expect_judgement(case, judged, "priority-rule-timely")


@case(
    "S1.1-16/1",
    subject=the_device,
    period=Need(DocumentElement, document="support-period", element="e-support-period"),
)
def test_support_period_is_published(case: Case, period: DocumentElement) -> None:
    """A document states until when security updates are provided."""
    expect_element(case, period)


@case(
    "S1.1-16/1",
    subject=the_device,
    period=Need(DocumentElement, document="support-period", element="e-support-period"),
    judged=Need(Judgement, question="q-support-period-model"),
)
def test_support_period_is_of_this_model(case: Case, period: DocumentElement, judged: Judgement) -> None:
    """The support period stated is the one of this model."""
    case.expect(period.names_model, on=period, expected="element-names-model", observed=_named(period))
    expect_judgement(case, judged, "support-period-of-this-model")


def _named(found: DocumentElement) -> str:
    """Return a document, and of one that does not name the declared model, what it names in its stead."""
    others = ", ".join(found.other_models[:4])
    named = f"other models that it names: {others}" if others else "it names no other"
    return found.document if found.names_model else f"the declared model is not in {found.document}; {named}"


@case(
    "S1.1-16/2",
    subject=the_device,
    guidance=Need(DocumentElement, document="secure-setup", element="e-secure-setup"),
)
def test_secure_setup_is_described(case: Case, guidance: DocumentElement) -> None:
    """The user's documents describe how to set the product up securely."""
    expect_element(case, guidance)


@case(
    "S1.1-16/3",
    subject=the_device,
    guidance=Need(DocumentElement, document="deletion", element="e-end-of-use"),
)
def test_end_of_use_is_described(case: Case, guidance: DocumentElement) -> None:
    """The user's documents say what to do when the product is no longer used."""
    expect_element(case, guidance)
