"""Preflight says nothing of a sound bench, and names each thing that is wrong with another one."""

import pytest

from hoshitori.run.guard import Guard, guard_counters, remove_guard
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.topology.wire import DEVICE_INTERFACE

pytestmark = pytest.mark.netns


def faults(bench: VirtualBench) -> str:
    """Return what preflight says, in one text."""
    return "\n".join(bench.preflight())


def test_a_sound_bench_has_no_fault(bench: VirtualBench) -> None:
    """Nothing is wrong, also behind the guard of a run."""
    assert bench.preflight() == ()
    with Guard.for_bench(bench, [bench.device_address("main")]) as guard:
        assert bench.preflight() == ()
        assert guard.dropped() == 2


def test_a_lost_guard_is_found(bench: VirtualBench) -> None:
    """A bench without its guard says so; nothing was sent to anybody but the stand-in address."""
    remove_guard(bench.namespace)
    try:
        assert "guard" in faults(bench)
    finally:
        bench.wire.close_to()
    assert bench.preflight() == ()


def test_an_open_guard_is_found(bench: VirtualBench) -> None:
    """A guard that lets everything pass is no guard, though it is there."""
    bench.wire.bench.run(["nft", "insert", "rule", "netdev", "hoshitori_guard", "egress", "accept"])
    try:
        told = faults(bench)
    finally:
        bench.wire.close_to()
    assert "let a raw frame to an unauthorised address pass" in told
    assert "was seen on the device's wire" in told


@pytest.mark.parametrize("name", ["dnsmasq", "chronyd"])
def test_an_ended_server_is_found(bench: VirtualBench, name: str) -> None:
    """A server of the lab that ended is named."""
    program = next(one for one in bench.programs if one.name == name)
    program.stop()
    try:
        assert f"{name} has ended" in faults(bench)
    finally:
        bench.restart_services()
    assert bench.preflight() == ()


def test_another_device_at_the_address_is_found(bench: VirtualBench) -> None:
    """A device whose Ethernet address is not the one that was wired is not the device."""
    device = bench.wire.cable.device
    assert device is not None
    change = f"link set {DEVICE_INTERFACE} down\nlink set {DEVICE_INTERFACE} address 02:00:5e:10:00:66\n"
    device.namespace.run(["ip", "-batch", "-"], data=f"{change}link set {DEVICE_INTERFACE} up\n".encode())
    bench.wire.bench.run(["ip", "neigh", "flush", "all"])

    told = faults(bench)

    bench.outlet.cut()
    bench.outlet.restore()
    assert bench.preflight() == ()
    assert "is not the device" in told


def test_an_unplugged_device_is_found(bench: VirtualBench) -> None:
    """With the cable out, link and device are named."""
    bench.wire.cable.link(up=False)

    told = faults(bench)

    assert "pdut is down" in told
    assert "does not answer on its control port" in told


def test_counters_begin_with_the_bench(bench: VirtualBench) -> None:
    """What was dropped so far can be read at any time, by anybody who may enter the namespace."""
    assert bench.alive("main")
    counters = guard_counters(bench.namespace)

    assert counters.passed > 0
    assert counters.dropped == sum(
        (counters.dropped_ip, counters.dropped_ip6, counters.dropped_arp, counters.dropped_other)
    )
