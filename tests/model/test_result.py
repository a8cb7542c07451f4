"""What judging a case yielded crosses from the judge's process as data, whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.result import CaseResult, Expectation
from hoshitori.model.verdict import FAIL, NOT_APPLICABLE, PASS, Cause, inconclusive
from hoshitori.schema import strict_json
from hoshitori.schema.wire import WireError, from_wire, to_wire

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
several = st.lists(words, max_size=3).map(tuple)
said = st.dictionaries(words, words, max_size=3)
decisions = st.sampled_from([PASS, FAIL, NOT_APPLICABLE, *map(inconclusive, Cause)])
expectations = st.builds(
    Expectation, held=st.booleans(), expected=words, observed=words, observations=several, values=said
)
results = st.builds(
    CaseResult,
    case=words,
    subject=words,
    decision=decisions,
    expectations=st.lists(expectations, max_size=3).map(tuple),
    rationale=words,
    impossible_adapter=words,
    observations=several,
    thresholds=several,
    limits=several,
    effort=st.dictionaries(words, st.integers(min_value=0, max_value=1 << 40), max_size=3),
    subject_fields=said,
    simulated=st.booleans(),
)


@given(results)
def test_a_result_reads_back(result: CaseResult) -> None:
    """Verdict, cause, expectations and all they rest on survive the way through strict JSON."""
    data = strict_json.dumps(to_wire(result), depth=40)

    assert from_wire(CaseResult, strict_json.parse(data, where="result")) == result


@pytest.mark.parametrize(
    "decision", [{"verdict": "INCONCLUSIVE"}, {"verdict": "PASS", "cause": "effort"}, {"verdict": "MAYBE"}, {}]
)
def test_a_result_without_a_sound_decision_is_refused(decision: dict[str, str]) -> None:
    """A verdict that is none, an INCONCLUSIVE without its cause and a PASS with one never become a result."""
    with pytest.raises((WireError, ValueError)):
        from_wire(CaseResult, {"case": "c", "subject": "device", "decision": dict(decision)})
