"""The written forms that no pattern can check."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.schema.declaration.form import Cover, is_corporate_number, is_well_formed, network


@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        ("date", "2026-02-28", True),
        ("date", "2026-02-29", False),
        ("date", "20260228", False),
        ("date-time", "2026-01-01T00:00:00Z", True),
        ("date-time", "2026-01-01T00:00:00", False),
        ("date-time", "today", False),
        ("ipv4", "192.0.2.1", True),
        ("ipv4", "192.0.2.01", False),
        ("ipv4", "2001:db8::1", False),
        ("ipv6", "2001:db8::1", True),
        ("ipv6", "2001:db8:0:0::1", False),
        ("ipv6", "fe80::1%eth0", False),
        ("no-such-form", "anything", False),
    ],
)
def test_a_form_is_met_or_not(name: str, text: str, right: bool) -> None:
    """Days exist, instants know their zone, addresses stand in their one shortest form; no unknown form is met."""
    assert is_well_formed(name, text) is right


@pytest.mark.parametrize("text", ["192.0.2.1/24", "fe80::%1/64", "example.jp", "", "1"])
def test_what_names_no_network(text: str) -> None:
    """Host bits, zones and names are no network."""
    assert network(text) is None


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("7000012050002", True),  # the National Tax Agency's own, from its public list
        ("7000012050003", False),
        ("700001205000", False),
        ("７000012050002", False),
    ],
)
def test_a_corporate_number_has_its_check_digit(text: str, right: bool) -> None:
    """13 ASCII digits, the first of which follows from the others."""
    assert is_corporate_number(text) is right


ADDRESS = st.ip_addresses(v=4, network="192.0.2.0/27") | st.ip_addresses(v=6, network="2001:db8::/123")
NETWORK = st.tuples(ADDRESS, st.integers(0, 6)).map(
    lambda pair: ipaddress.ip_network(f"{pair[0]}/{pair[0].max_prefixlen - pair[1]}", strict=False)
)


@given(st.lists(NETWORK, max_size=6), ADDRESS)
def test_a_cover_holds_what_any_of_its_networks_holds(
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network],
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """Merging changes nothing, at the borders neither."""
    assert (address in Cover(networks)) is any(address in one for one in networks)
