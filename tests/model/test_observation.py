"""An observation's circumstances have an order, and its key one spelling."""

import json
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.observation import (
    Impact,
    Observation,
    ObservationKey,
    Parameter,
    State,
    Vantage,
    canonical_parameters,
)

parameters = st.dictionaries(st.text(max_size=6), st.text(max_size=6) | st.integers() | st.booleans(), max_size=5)


def test_impacts_are_ordered_by_harm() -> None:
    """An authorisation up to a degree covers every milder one."""
    mildest_first = [Impact.PASSIVE, Impact.ACTIVE, Impact.INTRUSIVE, Impact.DESTRUCTIVE]

    assert sorted(Impact, key=lambda impact: impact.rank) == mildest_first


def test_states_are_ordered_by_life() -> None:
    """A run goes through the states from the factory's to that after the reset, and not back."""
    life = [State.FACTORY, State.SET_UP, State.INITIALISED, State.AFTER_UPDATE, State.AFTER_RESET]

    assert sorted(State, key=lambda state: state.rank) == life


@given(parameters, st.randoms(use_true_random=False))
def test_parameters_have_one_order(asked: dict[str, Parameter], chance: Random) -> None:
    """Equal parameters, in whatever order they were written, give the same key line."""
    items = list(asked.items())
    chance.shuffle(items)
    shuffled = dict(items)

    assert list(canonical_parameters(shuffled)) == sorted(asked)
    assert canonical_parameters(shuffled) == asked
    assert ObservationKey(fact="f", subject="s", parameters=shuffled).text == (
        ObservationKey(fact="f", subject="s", parameters=asked).text
    )


@given(st.text(), st.text(), parameters, st.sampled_from(State), st.sampled_from(Vantage))
def test_a_key_line_says_all_of_the_key(
    fact: str, subject: str, asked: dict[str, Parameter], state: State, vantage: Vantage
) -> None:
    """The line is one line of ASCII from which the whole key can be read: two keys never share one."""
    key = ObservationKey(
        fact=fact, subject=subject, parameters=asked, sample="s-1", firmware="1.0", state=state, vantage=vantage
    )

    assert key.text.isascii()
    assert "\n" not in key.text
    assert json.loads(key.text) == [fact, subject, asked, "s-1", "1.0", state.value, vantage.value]


def test_an_observation_without_a_fact_is_unavailable() -> None:
    """An empty fact was seen; no fact was not."""
    key = ObservationKey(fact="f", subject="s")
    seen = Observation(
        id="o-0001", key=key, attempt=1, probe="p", probe_version="1", started_at="", ended_at="", fact={}
    )
    unseen = Observation(id="o-0002", key=key, attempt=1, probe="p", probe_version="1", started_at="", ended_at="")

    assert (seen.available, unseen.available) == (True, False)
