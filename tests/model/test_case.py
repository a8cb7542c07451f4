"""Which cases can be planned before anything is on record."""

from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.case import Selector

early = st.sampled_from(["device", "rows", "samples"]).map(lambda kind: Selector(kind=kind))
late = st.just(Selector(kind="entries", fact="ports", list="open"))


def grouped(members: st.SearchStrategy[Selector]) -> st.SearchStrategy[Selector]:
    """Unions and pairs of these selectors."""
    unions = st.lists(members, min_size=1, max_size=4).map(lambda of: Selector(kind="union", members=tuple(of)))
    return unions | members.map(lambda one: Selector(kind="pairs", members=(one,)))


def leaves(selector: Selector) -> list[str]:
    """The kinds at the ends of a selector."""
    return [kind for member in selector.members for kind in leaves(member)] or [selector.kind]


@given(st.recursive(early | late, grouped, max_leaves=12))
def test_a_selector_waits_for_discovery_exactly_if_one_of_its_members_does(selector: Selector) -> None:
    """However deep in unions and pairs: entries of a recorded list are known late, all else from the declaration."""
    assert selector.after_discovery == ("entries" in leaves(selector))
