"""Where a device is met over IPv6: its known addresses, the guard's holes for them, and endpoints that were found."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.base import encode
from hoshitori.facts.ports import PortSurvey
from hoshitori.facts.tls import TlsSurvey
from hoshitori.model.errors import BenchError
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.model.subject import Endpoint
from hoshitori.profile import Need, found, union
from hoshitori.run.authority import known_addresses, named_ipv6_addresses
from hoshitori.run.guard import Allowance, ruleset
from hoshitori.run.subjects import need_key, select, target_of
from hoshitori.run.wire import place_of
from tests.profiles import sound_surface as sound
from tests.profiles.support import camera

FOUR = found(PortSurvey, "open", parameters={"transport": "tcp"})
SIX = found(PortSurvey, "open", parameters={"transport": "tcp", "family": "ipv6"})
NAMES = {"sample": "S-1", "firmware": "1"}


def lookup(key: ObservationKey) -> Observation | None:
    """The surveys of a device with one service on both families, and one on each."""
    fact = (
        sound.over_ipv6("tcp", 443, 8899, address="fd77::10")
        if key.parameters.get("family") == "ipv6"
        else sound.survey("tcp", 22, 443)
    )
    at = "2026-01-01T00:00:00Z"
    return Observation(
        id="o-1", key=key, attempt=1, probe="", probe_version="", started_at=at, ended_at=at, fact=encode(fact)
    )


def test_the_same_port_on_both_families_is_two_subjects() -> None:
    """Another service may answer there, so that each is asked; a need is recorded under its own name."""
    subjects = select(union(FOUR, SIX), camera(), lookup, **NAMES)
    needs = [need_key(Need(TlsSurvey).spec, subject, **NAMES) for subject in subjects]

    assert [subject.id for subject in subjects] == ["tcp/22", "tcp/443", "tcp/443@ipv6", "tcp/8899@ipv6"]
    assert [key.subject for key in needs if key] == [subject.id for subject in subjects]


def test_a_found_port_is_reached_where_it_was_found() -> None:
    """Over IPv6 at the address that the survey names, over IPv4 at the one that it scanned."""
    subjects = select(union(FOUR, SIX), camera(), lookup, **NAMES)
    need = Need(TlsSurvey).spec
    targets = [target_of(need, subject, camera(), sample="S-1", address="fd77::99") for subject in subjects]

    assert all(isinstance(target, Endpoint) for target in targets)
    assert [target.address for target in targets] == ["192.0.2.20", "192.0.2.20", "fd77::10", "fd77::10"]
    assert [target.port for target in targets if isinstance(target, Endpoint)] == [22, 443, 443, 8899]


def test_an_address_in_another_list_is_not_the_devices() -> None:
    """Only a port survey says where the device stands; what other lists name may be anybody's."""
    selector = replace(FOUR, fact="other-survey")
    [first, *_] = select(selector, camera(), lookup, **NAMES)

    assert first.address == ""


def test_a_device_is_known_by_the_address_that_its_ethernet_address_makes() -> None:
    """The bench's address first, then the declared ones, then the link-local one (RFC 4291 appendix A)."""
    unit = replace(camera().main_sample, mac="34:56:78:9a:bc:de", ipv4=("192.0.2.1",), ipv6=("fd77::10",))

    assert known_addresses(unit, "192.0.2.9") == ("192.0.2.9", "192.0.2.1", "fd77::10", "fe80::3656:78ff:fe9a:bcde")
    assert known_addresses(replace(unit, mac=""), "192.0.2.1") == ("192.0.2.1", "fd77::10")


def test_single_ipv6_addresses_are_read_from_authorisations() -> None:
    """Networks and IPv4 addresses are not addresses to be met at."""
    [first, *_] = camera().authorisations
    targets = ("192.0.2.1", "fd77::/64", "fd77::10", "fe80::5")
    declaration = replace(camera(), authorisations=(replace(first, targets=targets),))

    assert named_ipv6_addresses(declaration) == ("fd77::10", "fe80::5")


def test_a_link_local_address_is_meant_on_the_bench_interface() -> None:
    """Without its interface a link-local address leads nowhere; others need none."""
    [_, _, six, _] = select(union(FOUR, SIX), camera(), lookup, **NAMES)
    target = target_of(Need(TlsSurvey).spec, six, camera(), sample="S-1", address="")
    assert isinstance(target, Endpoint)

    assert place_of(target, "lo") == ("fd77::10", 443)
    assert place_of(replace(target, address="fe80::1"), "lo") == ("fe80::1", 443, 0, socket.if_nametoindex("lo"))
    with pytest.raises(OSError, match="interface"):
        place_of(replace(target, address="fe80::1"), "no-such0")


def test_an_echo_request_to_all_nodes_may_go_to_the_device_alone() -> None:
    """The rule names the device's Ethernet address, and is there only where IPv6 is open at all."""
    mac = "02:00:5e:10:00:10"
    rules = ruleset(["br0"], Allowance(targets=("fe80::1",), macs=(mac,)))

    assert f"ether daddr {{ {mac} }} ip6 daddr ff02::1 icmpv6 type echo-request" in rules
    assert "ff02::1 " not in ruleset(["br0"], Allowance(targets=("192.0.2.1",), macs=(mac,)))
    assert "ff02::1 " not in ruleset(["br0"], Allowance(targets=("fe80::1",)))


@given(st.text(max_size=40))
def test_no_text_becomes_an_ethernet_address(text: str) -> None:
    """What is no Ethernet address in lower case is refused."""
    with pytest.raises(BenchError):
        ruleset(["br0"], Allowance(targets=("fe80::1",), macs=(text,)))
