"""What is listed of a twin: `good`'s verdicts, but for its differences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.expected import Difference, Expected, TwinDifferences
from hoshitori.model.verdict import Verdict

PASS, FAIL, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE


def listed(*differences: Difference, **requirements: Verdict) -> Expected:
    """A list with one twin besides `good`, on which everything passes."""
    return Expected(
        profile="p",
        requirements={"R-1": PASS, "R-2": PASS},
        cases={"ports_closed": PASS},
        twins=(TwinDifferences(id="bad", requirements=requirements, cases=differences),),
    )


def differs(verdict: Verdict, subject: str = "", case: str = "ports_closed") -> Difference:
    """A difference in a case."""
    return Difference(case=case, verdict=verdict, why="because", subject=subject)


def test_a_twin_is_good_but_for_what_it_lists() -> None:
    """`good` differs in nothing; a requirement that a twin does not name comes out as on `good`."""
    expected = listed(**{"R-1": FAIL})

    assert expected.differences("good") == TwinDifferences(id="good")
    assert [expected.requirement("bad", name) for name in ("R-1", "R-2")] == [FAIL, PASS]
    assert expected.requirement("good", "R-1") is PASS


def test_a_twin_nobody_listed_is_an_error() -> None:
    """Nothing is expected of a stranger, not even what is expected of `good`."""
    with pytest.raises(KeyError, match="stranger"):
        listed().requirement("stranger", "R-1")


def test_a_difference_of_one_subject_leaves_the_others_as_on_good() -> None:
    """The named subject has the twin's verdict, every other one `good`'s; the case as a whole has the graver."""
    expected = listed(differs(FAIL, "tcp/23"))

    assert expected.case("bad", "ports_closed", "tcp/23") is FAIL
    assert expected.case("bad", "ports_closed", "tcp/443") is PASS
    assert expected.case("good", "ports_closed", "tcp/23") is PASS
    assert expected.whole_case("bad", "ports_closed") is FAIL


def test_a_difference_of_the_whole_case_says_nothing_of_one_subject() -> None:
    """Where only the case over all its subjects is listed, no subject is held to a verdict of its own."""
    expected = listed(differs(OPEN))

    assert expected.case("bad", "ports_closed", "tcp/23") is None
    assert expected.whole_case("bad", "ports_closed") is OPEN


def test_a_case_that_is_not_called_on_good_counts_only_by_its_differences() -> None:
    """Nothing is expected of a case that `good` does not call and the twin does not list."""
    expected = listed(differs(FAIL, "tcp/23", case="telnet_refused"))

    assert expected.case("bad", "telnet_refused", "tcp/23") is FAIL
    assert expected.case("bad", "telnet_refused", "tcp/24") is None
    assert expected.whole_case("bad", "telnet_refused") is FAIL
    assert expected.whole_case("good", "telnet_refused") is None


@given(st.dictionaries(st.sampled_from(["tcp/22", "tcp/23", "tcp/80"]), st.sampled_from(list(Verdict))))
def test_a_case_fails_as_a_whole_exactly_if_a_subject_fails(verdicts: dict[str, Verdict]) -> None:
    """One FAIL among the subjects' listed verdicts is the whole case's, and it has no other source."""
    expected = listed(*(differs(verdict, subject) for subject, verdict in verdicts.items()))

    assert (expected.whole_case("bad", "ports_closed") is FAIL) == (FAIL in verdicts.values())
