"""The guard's rules say what was allowed, and nothing that is no address gets into them."""

import ipaddress
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.errors import BenchError
from hoshitori.run.guard import Allowance, ruleset

FOUR = st.ip_addresses(v=4).map(str)
SIX = st.ip_addresses(v=6).map(str)


def members(rules: str, name: str) -> set[str]:
    """Return the elements of a set in the rules."""
    found = re.search(rf"set {name} {{[^}}]*elements = {{ ([^}}]*) }}", rules)
    return {one.strip().partition("/")[0] for one in found[1].split(",")} if found else set()


@given(st.lists(FOUR, max_size=5), st.lists(SIX, max_size=5))
def test_the_targets_and_no_others_are_let_through(four: list[str], six: list[str]) -> None:
    """Each target stands in the set of its family, and the rest is dropped."""
    rules = ruleset(["eth1"], Allowance(targets=(*four, *six)))

    assert members(rules, "targets4") == set(four)
    assert {ipaddress.ip_address(one) for one in members(rules, "targets6")} == {
        ipaddress.ip_address(one) for one in six
    }
    assert rules.count("policy drop") == 1
    assert "224.0.0.251" not in rules
    assert "sport 67" not in rules


@given(st.text(max_size=40))
def test_no_text_gets_into_the_rules(text: str) -> None:
    """A target is an address or an error; nothing is handed to nft as it came."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        with pytest.raises(BenchError, match="no address"):
            ruleset(["eth1"], Allowance(targets=(text,)))


@pytest.mark.parametrize("names", [[], ["eth1", "a b"], ['x"; flush ruleset'], ["a" * 16], [""]])
def test_interfaces_have_plain_names(names: list[str]) -> None:
    """A guard without an interface, or on one with a strange name, is refused."""
    with pytest.raises(BenchError, match="no interface to guard"):
        ruleset(names, Allowance(targets=()))


def test_every_interface_is_guarded() -> None:
    """One chain stands on all of them."""
    assert 'devices = { "br0", "pdut" }' in ruleset(["br0", "pdut"], Allowance(targets=("192.0.2.1",)))


def test_multicast_needs_a_target() -> None:
    """Asking everybody is allowed only beside an authorised device."""
    assert "1900" not in ruleset(["eth1"], Allowance(targets=(), multicast=True))
    assert "1900" in ruleset(["eth1"], Allowance(targets=("192.0.2.1",), multicast=True))
