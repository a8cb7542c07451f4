"""All ports of devices over IPv6, in namespaces of their own: every address by itself, exact."""

from dataclasses import replace

import pytest

from hoshitori.facts.base import encode
from hoshitori.facts.ports import PortSurvey
from hoshitori.model.declaration import Declaration, Sample
from hoshitori.model.predicate_parties import SampleRole
from hoshitori.run.guard import Allowance, guard_counters, install_guard
from hoshitori_plugins.ports.datagrams import datagram_pass
from hoshitori_plugins.ports.family import SIX
from hoshitori_plugins.ports.frame import Path, mac_bytes
from hoshitori_plugins.ports.neighbour6 import own_addresses
from hoshitori_plugins.ports.survey import survey_ports
from hoshitori_plugins.ports.survey6 import solicitor
from tests.plugins.support import Notes, declare
from tests.plugins.wire import DEVICE6, DEVICE_MAC, LINK_LOCAL, OBSERVER6, Bench, bench, device_target

pytestmark = pytest.mark.netns


def survey(
    pair: Bench, transport: str, notes: Notes | None = None, declaration: Declaration | None = None
) -> PortSurvey:
    """Survey the device over IPv6, and make sure that the fact survives its record."""
    reach = pair.reach(notes or Notes(), declaration or declare())
    found = survey_ports(device_target(), reach, transport=transport, family="ipv6")
    encode(found)
    return found


def test_every_tcp_port_of_every_address_is_told_exactly() -> None:
    """Ports open at all addresses, at one alone, or over IPv4 alone; all others are closed by the device's own word."""
    notes = Notes()
    with bench(six=True) as pair:
        pair.open(tcp=[22], tcp6=[1, 8080, f"8899@{DEVICE6}", f"8900@{LINK_LOCAL}", 65_535])
        found = survey(pair, "tcp", notes)
    assert found.addresses == (LINK_LOCAL, DEVICE6)
    assert found.left_out == ()
    assert found.open_numbers == (1, 8080, 8899, 8900, 65_535)
    assert {port.id: port.address for port in found.open}["tcp/8899@ipv6"] == DEVICE6
    assert found.closed == 65_530
    assert notes.effort["ports"] == 65_535


def test_every_udp_port_of_every_address_is_told_exactly() -> None:
    """Silent sockets over IPv6 show as open or filtered; those over IPv4 alone do not."""
    with bench(six=True) as pair:
        pair.open(udp=[9], udp6=[7, f"47808@{DEVICE6}", f"5683@{LINK_LOCAL}"])
        found = survey(pair, "udp")
    assert found.silent_numbers == (7, 5683, 47_808)
    assert found.icmp_answers
    assert found.closed == 65_532


def test_limited_icmp_is_told_exactly_from_spare_addresses() -> None:
    """Linux's default limits, towards a link-local and a wider address, on the ports that the test has time for."""
    ports = range(20_000, 22_000)
    with bench(six=True, icmp_limits=True) as pair:
        pair.open(udp6=[20_500, 21_999])
        for address, own in ((LINK_LOCAL, own_addresses("bench0")[0]), (DEVICE6, OBSERVER6)):
            notes = Notes()
            reach = pair.reach(notes)
            witness = solicitor(reach, mac_bytes(DEVICE_MAC), address, own)
            path = Path(
                own_mac=witness.own_mac, device_mac=mac_bytes(DEVICE_MAC), own=witness.own, device=witness.device
            )
            with witness.sock:
                sweep, tries = datagram_pass(
                    path, witness, reach, family=SIX, address=address, likely=(), budget_us=60_000_000, ports=ports
                )
            assert sweep.silent(ports) == [20_500, 21_999]
            assert tries >= 6
            assert "limits its ICMP answers" in notes.remarks[0]


def test_a_device_without_ipv6_gives_a_survey_of_no_address() -> None:
    """It is asked for addresses, has none, and answers ARP meanwhile."""
    with bench(six=True) as pair:
        pair.in_device("sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1")
        found = survey(pair, "tcp")
    assert (found.addresses, found.left_out, found.open, found.closed) == ((), (), (), 0)
    assert found.controls[-1].what == "ARP"
    assert found.controls[-1].answered


def test_an_address_that_no_authorisation_covers_is_left_out_and_named() -> None:
    """The guard lets nothing out towards it, and the survey says so instead of calling anything closed."""
    with bench(six=True) as pair:
        pair.open(tcp6=[8899])
        allowance = Allowance(targets=("10.77.0.10", LINK_LOCAL), macs=(DEVICE_MAC,))
        install_guard(None, ("bench0",), allowance)
        found = survey(pair, "tcp")
        assert guard_counters(None).dropped == 0 or found.left_out
    assert found.addresses == (LINK_LOCAL,)
    assert found.left_out == (DEVICE6,)
    assert found.open_numbers == (8899,)


def test_an_address_is_found_by_declaration_though_it_keeps_silent_towards_everybody() -> None:
    """A declared address that does not answer is named as left out."""
    unit = Sample(id="S1", role=SampleRole.MAIN, ipv6=("fd77::99",))
    with bench(six=True) as pair:
        found = survey(pair, "tcp", declaration=replace(declare(), samples=(unit,)))
    assert "fd77::99" in found.left_out
    assert found.addresses == (LINK_LOCAL, DEVICE6)
