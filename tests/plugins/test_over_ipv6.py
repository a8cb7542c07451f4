"""Probes of services that stand over IPv6: which ports they take from the record, and from where they ask."""

from dataclasses import replace

import pytest

from hoshitori.facts.base import encode
from hoshitori.facts.ports import OpenPort, PortSurvey
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.model.subject import Endpoint, Subject
from hoshitori.probe import BenchNetwork, Unavailable
from hoshitori_plugins.nmap_names import name_services
from hoshitori_plugins.ports.found import open_ports
from hoshitori_plugins.service.questions import openings
from hoshitori_plugins.throttling.probe import own_sources
from tests.plugins.daemons import needs
from tests.plugins.support import Notes
from tests.plugins.wire import DEVICE, DEVICE6, LINK_LOCAL, OBSERVER6, bench, device_target

GREETER = (
    "import socket\n"
    "s = socket.create_server(('::', 22), family=socket.AF_INET6); print('ready', flush=True)\n"
    "while True:\n"
    "    c, _ = s.accept(); c.sendall(b'SSH-2.0-OpenSSH_9.2\\r\\n'); c.close()\n"
)


def on_record(*numbers: int, address: str) -> Observation:
    """A survey on record that found these TCP ports open at an address."""
    six = ":" in address
    found = tuple(
        OpenPort(
            id=f"tcp/{number}{'@ipv6' if six else ''}",
            transport="tcp",
            port=number,
            evidence="SYN-ACK",
            address=address if six else "",
        )
        for number in numbers
    )
    survey = PortSurvey(
        transport="tcp", family="ipv6" if six else "ipv4", address=address, open=found, open_or_filtered=(),
        open_or_filtered_ranges=(), filtered=(), undetermined=(), closed=65_535 - len(numbers), tries=0, controls=(),
        icmp_answers=False, rate=1,
    )  # fmt: skip
    parameters: dict[str, str | int | bool] = {"transport": "tcp", **({"family": "ipv6"} if six else {})}
    key = ObservationKey(fact="port-survey", subject="device", parameters=parameters)
    return Observation(
        id="o-0001", key=key, attempt=1, probe="", probe_version="", started_at="", ended_at="", fact=encode(survey)
    )


@pytest.mark.netns
def test_open_ports_of_both_families_are_taken_once() -> None:
    """Over IPv4 where a port is open there, else over IPv6 with its address; the order of the record is no matter."""
    four, six = on_record(22, 443, address=DEVICE), on_record(443, 8899, address=DEVICE6)
    with bench() as pair:
        for facts in ((four, six), (six, four)):
            found = open_ports(pair.reach(Notes(), facts=facts), "tcp")
            assert [(port.id, port.address) for port in found] == [
                ("tcp/22", ""), ("tcp/443", ""), ("tcp/8899@ipv6", DEVICE6)
            ]  # fmt: skip
        assert [port.id for port in open_ports(pair.reach(Notes(), facts=(four,)), "tcp")] == ["tcp/22", "tcp/443"]


@pytest.mark.netns
def test_nmap_names_what_stands_over_ipv6_where_the_bench_meets_the_device_there() -> None:
    """The ports of the survey over IPv6, asked over IPv6."""
    needs("nmap")
    with bench(six=True) as pair:
        pair.script(GREETER)
        facts = (on_record(address=DEVICE), on_record(22, address=DEVICE6))
        reach = pair.reach(Notes(), facts=facts, address=DEVICE6)
        found = name_services(device_target(DEVICE6), reach)
    assert [(service.id, service.name, service.state) for service in found.services] == [("tcp/22@ipv6", "ssh", "open")]


@pytest.mark.netns
def test_a_link_local_endpoint_is_talked_to() -> None:
    """A TCP connection and a UDP flow to a link-local address find the interface by themselves; others are refused."""
    endpoint = Endpoint(
        sample="S1", address=LINK_LOCAL, transport="tcp", port=22, subject=Subject(id="tcp/22@ipv6", kind="endpoint")
    )
    with bench(six=True) as pair:
        pair.script(GREETER)
        reach = pair.reach(Notes(), address=LINK_LOCAL)
        with reach.tcp(endpoint) as wire:
            assert wire.receive(100).startswith(b"SSH-2.0")
        with reach.udp(replace(endpoint, transport="udp", port=9)) as wire, pytest.raises(Unavailable, match="refused"):
            wire.exchange(b"x", limit=10)
        with pytest.raises(Unavailable, match="not the device"):
            reach.connect(replace(endpoint, address=DEVICE6))


def test_guesses_come_from_addresses_of_the_same_kind() -> None:
    """Two IPv4 addresses for IPv4, two wider ones for IPv6, and the kernel's choice for a link-local address."""
    network = BenchNetwork(
        interface="br0", address="10.77.0.1", mac="", second_address="10.77.0.2", address6=OBSERVER6, second_address6=""
    )
    assert own_sources(network, DEVICE) == ("10.77.0.1", "10.77.0.2")
    assert own_sources(network, DEVICE6) == (OBSERVER6,)
    assert own_sources(replace(network, second_address6="fd77::2"), DEVICE6) == (OBSERVER6, "fd77::2")
    assert own_sources(network, LINK_LOCAL) == ("",)


def test_an_address_in_a_question_is_written_as_hosts_are() -> None:
    """An IPv6 address stands in brackets (RFC 9110 section 7.2, RFC 3986 section 3.2.2)."""
    assert b"Host: [fd77::10]\r\n" in dict(openings(DEVICE6))["http"]
    assert b"Host: 10.77.0.10\r\n" in dict(openings(DEVICE))["http"]
