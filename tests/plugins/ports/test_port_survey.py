"""All ports of devices in a namespace of their own: exact where the device answers, honest where it does not."""

import socket
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from hoshitori.facts.base import encode
from hoshitori.facts.ports import PortRange, PortSurvey, ranges_of
from hoshitori.model.declaration import Port
from hoshitori.probe import Unavailable
from hoshitori.run.guard import Allowance, guard_counters, install_guard
from hoshitori_plugins.ports.datagrams import datagram_pass
from hoshitori_plugins.ports.frame import ip_bytes, syn_maker
from hoshitori_plugins.ports.neighbour import find_device
from hoshitori_plugins.ports.outbox import Outbox
from hoshitori_plugins.ports.survey import survey_ports
from hoshitori_plugins.ports.sweep import Sweep
from tests.plugins.daemons import needs
from tests.plugins.support import Notes, declare
from tests.plugins.wire import DEVICE, Bench, bench, device_target

pytestmark = pytest.mark.netns

FIREWALL = """
table ip wall {
    chain input {
        type filter hook input priority 0; policy drop;
        %s
    }
}
"""


def survey(pair: Bench, transport: str, notes: Notes | None = None, **declared: int) -> PortSurvey:
    """Survey the device, and make sure that the fact survives its record."""
    ports = tuple(
        Port(transport=transport, number=number, protocol=name, reason="test") for name, number in declared.items()
    )
    told = notes or Notes()
    found = survey_ports(device_target(), pair.reach(told, declare(ports=ports)), transport=transport)
    encode(found)
    assert told.effort["ports"] == 65_535
    return found


def test_every_tcp_port_is_told_exactly() -> None:
    """The first, the last and some between are open; all others are closed by the device's own word."""
    with bench() as pair:
        pair.open(tcp=[1, 22, 8080, 40_123, 65_535])
        found = survey(pair, "tcp")
    assert found.open_numbers == (1, 22, 8080, 40_123, 65_535)
    assert found.closed == 65_530
    assert not [*found.filtered, *found.undetermined, *found.open_or_filtered]
    assert all(control.answered == control.asked for control in found.controls)


def test_every_udp_port_is_told_exactly() -> None:
    """Silent sockets show as open or filtered, and nothing else does."""
    with bench() as pair:
        pair.open(udp=[9, 5353, 47_808, 65_535])
        found = survey(pair, "udp")
    assert found.silent_numbers == (9, 5353, 47_808, 65_535)
    assert found.icmp_answers
    assert found.closed == 65_531
    assert found.open == ()


def test_a_udp_service_is_named_by_what_it_answers(tmp_path: Path) -> None:
    """A silent port that answers an SNMP request is open, and the answer is kept."""
    (tmp_path / "snmpd.conf").write_text("rocommunity public\n", encoding="ascii")
    agent = [needs("snmpd"), "-f", "-Lo", "-C", "-c", str(tmp_path / "snmpd.conf"), "-I", "-smux"]
    notes = Notes()
    with bench() as pair:
        pair.serve([*agent, "-p", str(tmp_path / "pid"), "udp:16161"], listens="udp/16161")
        found = survey(pair, "udp", notes)
    assert [(port.port, port.protocol) for port in found.open] == [(16_161, "snmp")]
    assert b'"protocol": "snmp"' in notes.artefacts["udp-answers.json"]["data"]


def test_tftp_is_known_though_it_answers_from_another_port() -> None:
    """TFTP's answer comes from a new port, which belongs to the port that was asked."""
    code = (
        "import socket\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 6969)); print('ready', flush=True)\n"
        "while True:\n"
        "    data, peer = s.recvfrom(2000)\n"
        "    if data[:2] == b'\\0\\1':\n"
        "        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as o: o.sendto(b'\\0\\5\\0\\1no\\0', peer)\n"
    )
    with bench() as pair:
        pair.script(code)
        found = survey(pair, "udp")
    assert [(port.port, port.protocol) for port in found.open] == [(6_969, "tftp")]


def test_a_firewall_that_drops_is_told_as_filtered() -> None:
    """TCP: controls answer, so silence is filtered. UDP: no port answers, so all are filtered."""
    with bench() as pair:
        pair.open(tcp=[22], udp=[53])
        pair.in_device("nft", "-f", "-", data=FIREWALL % "tcp dport 22 accept")
        tcp, udp = survey(pair, "tcp", ssh=22), survey(pair, "udp")
    assert tcp.open_numbers == (22,)
    assert tcp.filtered_count == 65_534
    assert tcp.undetermined == ()
    assert udp.filtered == ranges_of(tuple(range(1, 65_536)))
    assert not udp.icmp_answers
    assert udp.closed == 0


@pytest.mark.slow
def test_a_slow_device_is_asked_slowly_and_told_exactly() -> None:
    """A device that takes 8,000 packets a second and drops the rest."""
    rule = "limit rate over 8000/second burst 50 packets drop\n accept"
    with bench() as pair:
        pair.open(tcp=[22, 8080])
        pair.in_device("nft", "-f", "-", data=FIREWALL % rule)
        found = survey(pair, "tcp", ssh=22)
    assert found.open_numbers == (22, 8080)
    assert found.closed + found.filtered_count + found.undetermined_count == 65_533
    assert found.closed == 65_533


def test_a_lossy_wire_loses_no_port() -> None:
    """One packet of twenty is lost, and every port is told all the same."""
    rule = "numgen random mod 100 < 5 drop\n accept"
    with bench() as pair:
        pair.open(tcp=[22, 8080, 50_000])
        pair.in_device("nft", "-f", "-", data=FIREWALL % rule)
        found = survey(pair, "tcp", ssh=22)
    assert found.open_numbers == (22, 8080, 50_000)
    assert found.closed == 65_532


def test_limited_icmp_is_told_exactly_from_spare_addresses() -> None:
    """Linux's default limits: 950 questions a second from 2,000 addresses, on the ports that the test has time for."""
    ports = range(20_000, 24_000)
    with bench(icmp_limits=True) as pair:
        pair.open(udp=[20_500, 23_999])
        notes = Notes()
        reach = pair.reach(notes)
        path, neighbour = find_device(device_target(), reach)
        with neighbour.sock:
            sweep, tries = datagram_pass(
                path, neighbour, reach, address=DEVICE, likely=(), budget_us=60_000_000, ports=ports
            )
    assert sweep.silent(ports) == [20_500, 23_999]
    assert tries >= 6
    assert any("limits its ICMP answers" in remark for remark in notes.remarks)


def test_what_there_was_no_time_for_is_undetermined(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bench that is not the gateway has one address to ask from, and says what it could not learn."""
    monkeypatch.setattr("hoshitori_plugins.ports.survey.BUDGET_SECONDS", 4)
    with bench(icmp_limits=True, gateway=False) as pair:
        pair.open(udp=[53])
        notes = Notes()
        found = survey_ports(device_target(), pair.reach(notes), transport="udp")
    assert found.undetermined_count > 60_000
    assert found.filtered == ()
    assert notes.effort["ports"] < 65_535


def test_an_address_without_a_device_is_unavailable() -> None:
    """Nobody answers ARP: the survey says so, and says nothing about ports."""
    with bench() as pair:
        pair.in_device("ip", "link", "set", "eth0", "down")
        with pytest.raises(Unavailable, match="does not answer ARP"):
            survey_ports(device_target(), pair.reach(Notes()), transport="tcp")


def test_ports_behind_a_partial_firewall_are_told_apart() -> None:
    """Closed where the device says so, filtered where it keeps silent, both at once."""
    with bench() as pair:
        pair.open(tcp=[22])
        pair.in_device("nft", "-f", "-", data=FIREWALL % "tcp dport 1-30000 accept")
        found = survey(pair, "tcp", ssh=22)
    assert found.open_numbers == (22,)
    assert found.closed == 29_999
    assert found.filtered == (PortRange(first=30_001, last=65_535),)


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_device_that_goes_away_meanwhile_is_neither_closed_nor_filtered(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cable is pulled in the middle: what answered before counts, the rest is undetermined."""
    send, batches = Sweep.send_batch, 0  # pyright: ignore[reportPrivateUsage]  # what the probe sends is held back here
    with bench() as pair:
        pair.open(tcp=[22])

        def send_and_pull(sweep: Sweep, ports: Sequence[int], number: int) -> int:
            nonlocal batches
            batches += 1
            if batches == 100:
                pair.in_device("ip", "link", "set", "eth0", "down")
            return send(sweep, ports, number)

        monkeypatch.setattr(Sweep, "send_batch", send_and_pull)
        found = survey_ports(device_target(), pair.reach(Notes()), transport=transport)
    assert found.closed > 0
    assert found.undetermined_count > 0
    assert not found.filtered
    assert not found.open_or_filtered


def test_no_other_socket_hears_for_the_survey() -> None:
    """Frames that were on the wire before the filter stood are thrown away, and foreign answers do not count."""
    with bench() as pair:
        pair.open(tcp=[22])
        first = survey(pair, "tcp")
        with socket.create_connection((DEVICE, 22)):
            again = survey(pair, "tcp")
    assert first.open_numbers == again.open_numbers == (22,)
    assert first.closed == again.closed == 65_534


@pytest.mark.parametrize("lent", [True, False], ids=["shared-memory", "one-call-a-frame"])
def test_frames_go_out_with_and_without_the_kernels_memory(monkeypatch: pytest.MonkeyPatch, *, lent: bool) -> None:
    """Where the kernel lends no memory for batches, each frame takes a call of its own; the result is the same."""
    if not lent:
        monkeypatch.setattr("hoshitori_plugins.ports.outbox._PACKET_TX_RING", 9_999)
    with bench() as pair:
        pair.open(tcp=[22, 65_535])
        with pair.reach(Notes()).frames(0x0800) as sock:
            out = Outbox(sock)
            assert out.shares_memory is lent
            out.close()
        found = survey(pair, "tcp")
    assert (found.open_numbers, found.closed) == ((22, 65_535), 65_533)


def test_frames_in_shared_memory_meet_the_address_guard_too() -> None:
    """A batch to an address that nobody authorised does not leave the namespace; one to the device does."""
    with bench() as pair:
        pair.open(tcp=[22])
        namespace = Path(f"/run/netns/{pair.observer}")
        install_guard(namespace, ("bench0",), Allowance(targets=(DEVICE,)))
        path, neighbour = find_device(device_target(), pair.reach(Notes()))
        neighbour.sock.close()
        before = guard_counters(namespace)
        with pair.reach(Notes()).frames(0x0800) as sock:
            out = Outbox(sock)
            out.send(map(syn_maker(replace(path, device=ip_bytes("192.0.2.1")), 30_000), range(1, 20)))
            out.close()
        after = guard_counters(namespace)
        found = survey(pair, "tcp")
        last = guard_counters(namespace)
    assert after.dropped > before.dropped
    assert after.passed == before.passed
    assert found.open_numbers == (22,)
    assert last.dropped == after.dropped
