"""S1.1-02 and -03: what authenticates users when the product is new, and how they change it; criterion by document."""

from __future__ import annotations

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.judgement import Judgement
from hoshitori.profile import Case, Need, case, rows, union
from hoshitori_profiles.jc_star_1.reading import expect_element, expect_judgement


@case(
    "S1.1-02/1",
    subject=union(
        rows("1-AuthMech", subject="user", authentication_kind="password", default="unique-per-device"),
        rows("1-AuthMech", subject="user", authentication_kind="password", default="common"),
    ),
    generation=Need(DocumentElement, document="technical-file", element="e-password-generation"),
    judged=Need(Judgement, question="q-unique-default-password"),
)
def test_default_password_is_unique_per_device(case: Case, generation: DocumentElement, judged: Judgement) -> None:
    """An initial password differs from unit to unit and cannot be guessed."""
    declared = case.subject.text("default")
    case.expect(
        declared != "common", on=judged, expected="default-password-not-common", observed=f"declared: {declared}"
    )
    expect_element(case, generation)
    expect_judgement(case, judged, "default-password-unique")
    case.limit("limit-uniqueness-declared")


@case(
    "S1.1-02/1",
    subject=union(
        rows("1-AuthMech", subject="user", authentication_kind="password", default="set-at-first-use"),
        rows("1-AuthMech", subject="user", authentication_kind="password", default="none"),
    ),
    rule=Need(DocumentElement, document="secure-setup", element="e-first-password"),
    judged=Need(Judgement, question="q-first-use-password"),
)
def test_password_is_set_at_first_use(case: Case, rule: DocumentElement, judged: Judgement) -> None:
    """Nothing can be used until the user has set a password of the least length."""
    expect_element(case, rule)
    expect_judgement(case, judged, "first-password-forced")
    least: int = case.threshold("first-password-length")
    declared = case.subject.number("minimum_length")
    case.expect(
        declared >= least,
        on=judged,
        expected="first-password-long-enough",
        observed=f"declared: {declared}",
        least=least,
    )


@case(
    "S1.1-03/1",
    subject=rows("1-AuthMech", subject="user"),
    procedure=Need(DocumentElement, document="change-authentication", element="e-change-procedure"),
)
def test_change_is_explained(case: Case, procedure: DocumentElement) -> None:
    """The user's documents say how to change the authentication value."""
    expect_element(case, procedure)


@case(
    "S1.1-03/1", subject=rows("1-AuthMech", subject="user"), judged=Need(Judgement, question="q-change-authentication")
)
def test_authentication_value_can_be_changed(case: Case, judged: Judgement) -> None:
    """Users can change the authentication value."""
    expect_judgement(case, judged, "authentication-changeable")
