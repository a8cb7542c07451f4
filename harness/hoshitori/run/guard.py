"""The address guard: what an observer's namespace may send, held by the kernel, whoever sends it and however.

An nftables chain of the `netdev` family on the *egress* hook of every interface sees each frame last, those of raw
sockets and of other people's programs too. All that is not for an authorised address is dropped and counted.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec

from hoshitori.instrument import Bench
from hoshitori.model.errors import BenchError
from hoshitori.run.namespace import Namespace

TABLE: Final = "hoshitori_guard"
_MULTICAST_DNS: Final = ("224.0.0.251", 5353)
_SSDP: Final = ("239.255.255.250", 1900)
# a raw socket may claim one protocol and send another: the frame's own type field must agree with the claim
_IPV4: Final = "meta protocol ip @ll,96,16 0x0800"
_IPV6: Final = "meta protocol ip6 @ll,96,16 0x86dd"
_ARP: Final = "meta protocol arp @ll,96,16 0x0806"
_COUNTERS: Final = ("passed", "dropped_ip", "dropped_ip6", "dropped_arp", "dropped_other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What may leave a bench's namespace.

    Attributes:
        targets: authorised addresses or networks, IPv4 and IPv6.
        macs: Ethernet addresses of the device: to them alone may go an echo request to all IPv6 nodes, which tells
            the device's addresses.
        dhcp: answers of a DHCP server, which reach a device that has no address yet.
        multicast: mDNS and SSDP questions, which reach everybody on the wire.
    """

    targets: tuple[str, ...]
    macs: tuple[str, ...] = ()
    dhcp: bool = False
    multicast: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardCounters:
    """Frames that the guard saw, at most twice where a bridge stands between sender and wire."""

    passed: int
    dropped_ip: int
    dropped_ip6: int
    dropped_arp: int
    dropped_other: int

    @property
    def dropped(self) -> int:
        """All that was kept from leaving."""
        return self.dropped_ip + self.dropped_ip6 + self.dropped_arp + self.dropped_other


def ruleset(interfaces: Sequence[str], allowance: Allowance) -> str:
    """Return the rules in nft's language; loading them replaces earlier ones in one step.

    Raises:
        BenchError: if a target is no address, or there is no interface to guard.
    """
    if not interfaces or any(not _plain_name(name) for name in interfaces):
        raise BenchError(f"no interface to guard among {list(interfaces)!a}", where="guard")
    four, six = _families(allowance.targets)
    devices = ", ".join(f'"{name}"' for name in interfaces)
    rules = [
        f"{_IPV4} ip daddr @targets4 counter name passed accept",
        f"{_ARP} arp daddr ip @targets4 counter name passed accept",
        f"{_IPV6} ip6 daddr @targets6 counter name passed accept",
        f"{_IPV6} ip6 daddr @solicited6 icmpv6 type nd-neighbor-solicit counter name passed accept",
    ]
    if allowance.macs and six:
        macs = ", ".join(sorted(_ethernet(one) for one in allowance.macs))
        rules.append(
            f"{_IPV6} ether daddr {{ {macs} }} ip6 daddr ff02::1 icmpv6 type echo-request counter name passed accept"
        )
    if allowance.dhcp:
        rules.append(f"{_IPV4} ip daddr 255.255.255.255 udp sport 67 udp dport 68 counter name passed accept")
    if allowance.multicast and allowance.targets:
        rules += [
            f"{_IPV4} ip daddr {group} udp dport {port} counter name passed accept"
            for group, port in (_MULTICAST_DNS, _SSDP)
        ]
    rules += [
        "meta protocol ip counter name dropped_ip drop",
        "meta protocol ip6 counter name dropped_ip6 drop",
        "meta protocol arp counter name dropped_arp drop",
        "counter name dropped_other drop",
    ]
    counters = "\n".join(f"  counter {name} {{ }}" for name in _COUNTERS)
    body = "\n".join(f"    {rule}" for rule in rules)
    return (
        f"table netdev {TABLE}\ndelete table netdev {TABLE}\ntable netdev {TABLE} {{\n{counters}\n"
        f"{_set('targets4', 'ipv4_addr', four)}{_set('targets6', 'ipv6_addr', six)}"
        f"{_set('solicited6', 'ipv6_addr', _solicited(six))}"
        f"  chain egress {{\n    type filter hook egress devices = {{ {devices} }} priority 0; policy drop;\n"
        f"{body}\n  }}\n}}\n"
    )


def install_guard(namespace: Path | None, interfaces: Sequence[str], allowance: Allowance) -> None:
    """Put the guard on the interfaces of a namespace, in place of an earlier one.

    Raises:
        BenchError: if the kernel or nft refuses; Linux 5.16 and nftables 1.0.1 are the oldest that can.
    """
    try:
        Namespace(file=namespace).run(["nft", "-f", "-"], data=ruleset(interfaces, allowance).encode())
    except BenchError as error:
        remedy = "the kernel's guard takes Linux 5.16, nftables 1.0.1 and CAP_NET_ADMIN"
        raise BenchError(error.message, where="guard", remedy=remedy) from error


def remove_guard(namespace: Path | None) -> None:
    """Take the guard away, if one is there."""
    Namespace(file=namespace).run(
        ["nft", "-f", "-"], data=f"table netdev {TABLE}\ndelete table netdev {TABLE}\n".encode()
    )


def guard_counters(namespace: Path | None) -> GuardCounters:
    """Return what the guard let pass and what it dropped since it was put there.

    Raises:
        BenchError: if no guard is there any more.
    """
    data = Namespace(file=namespace).run(["nft", "-j", "list", "counters", "table", "netdev", TABLE])
    try:
        listing = msgspec.json.decode(data, type=_Listing)
    except msgspec.DecodeError as error:
        raise BenchError(f"nft told something else: {error}", where="guard") from error
    found = {entry.counter.name: entry.counter.packets for entry in listing.nftables if entry.counter is not None}
    if not set(_COUNTERS) <= set(found):
        raise BenchError("the address guard is gone", where="guard", remedy="something removed its nftables table")
    return GuardCounters(**{name: found[name] for name in _COUNTERS})


class _Counter(msgspec.Struct):
    name: str
    packets: int


class _Entry(msgspec.Struct):
    counter: _Counter | None = None


class _Listing(msgspec.Struct):
    """What `nft -j list counters` says, as far as it is read here."""

    nftables: list[_Entry]


class Guard:
    """The guard of one run, for as long as the run lasts; afterwards the bench has what it had before."""

    def __init__(self, kind: str, namespace: Path | None, allowance: Allowance) -> None:
        """Guard a namespace; a `kind` other than `kernel` holds in our own sockets and has nothing to put there."""
        self.kind = kind
        self._namespace = namespace
        self._allowance = allowance
        self._before = ""

    @classmethod
    def for_bench(
        cls, bench: Bench, targets: Sequence[str], *, macs: Sequence[str] = (), multicast: bool = False
    ) -> Guard:
        """Return the guard that this bench allows: the kernel's, or the check in our own sockets alone.

        `multicast` lets probes ask everybody on the wire by mDNS and SSDP; the authorisation must allow active ones.
        """
        allowance = Allowance(
            targets=tuple(targets), macs=tuple(macs), dhcp=bench.network.is_gateway, multicast=multicast
        )
        return cls(bench.network.guard, bench.namespace, allowance)

    def __enter__(self) -> Self:
        """Close everything but the targets.

        Raises:
            BenchError: if the bench promised the kernel's guard and it cannot be had.
        """
        if self.kind == "kernel":
            namespace = Namespace(file=self._namespace)
            if self._namespace is None:
                raise BenchError(
                    "the kernel's guard needs a network namespace of the bench's own",
                    where="guard",
                    remedy="name one in the bench file (`namespace`)",
                )
            self._before = _present(namespace)
            install_guard(self._namespace, namespace.interfaces(), self._allowance)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the bench back as it was; one that is gone already needs nothing."""
        if self.kind != "kernel" or self._namespace is None or not self._namespace.exists():
            return
        remove_guard(self._namespace)
        if self._before:
            Namespace(file=self._namespace).run(["nft", "-f", "-"], data=self._before.encode())

    def counters(self) -> GuardCounters:
        """Return what passed and what was dropped; all zero where the guard is not the kernel's."""
        if self.kind != "kernel":
            return GuardCounters(passed=0, dropped_ip=0, dropped_ip6=0, dropped_arp=0, dropped_other=0)
        return guard_counters(self._namespace)

    def dropped(self) -> int:
        """Return how many frames were kept from leaving."""
        return self.counters().dropped

    def describe(self) -> str:
        """Return one sentence on what held the bounds of this run."""
        targets = ", ".join(self._allowance.targets) or "no address at all"
        if self.kind == "kernel":
            return f"nftables netdev egress on every interface of the observer's namespace; it lets through: {targets}"
        return f"a check in Hoshitori's own sockets, which reach: {targets}; no raw frames, no external programs"


def _present(namespace: Namespace) -> str:
    """Return the guard that is there already as nft text, or nothing."""
    tables = namespace.run(["nft", "list", "tables", "netdev"]).decode(errors="replace")
    if f"table netdev {TABLE}" not in tables:
        return ""
    return namespace.run(["nft", "-s", "list", "table", "netdev", TABLE]).decode()


def _families(targets: Iterable[str]) -> tuple[list[str], list[str]]:
    four: list[str] = []
    six: list[str] = []
    for target in targets:
        try:
            network = ipaddress.ip_network(target, strict=False)
        except ValueError as error:
            raise BenchError(f"{target[:60]!a} is no address: {error}", where="guard") from error
        (four if network.version == 4 else six).append(str(network))  # noqa: PLR2004  # the protocol's number
    return four, six


def _ethernet(text: str) -> str:
    octets = text.split(":")
    if len(octets) != 6 or any(len(one) != 2 or not set(one) <= set("0123456789abcdef") for one in octets):  # noqa: PLR2004
        raise BenchError(f"{text[:40]!a} is no Ethernet address", where="guard")
    return text


def _solicited(six: Iterable[str]) -> list[str]:
    """Return the solicited-node multicast address of each single address (RFC 4291 §2.7.1)."""
    base = int(ipaddress.IPv6Address("ff02::1:ff00:0"))
    networks = (ipaddress.IPv6Network(one) for one in six)
    return sorted(
        {str(ipaddress.IPv6Address(base | int(n.network_address) & 0xFFFFFF)) for n in networks if n.num_addresses == 1}
    )


def _set(name: str, kind: str, elements: Sequence[str]) -> str:
    members = f" elements = {{ {', '.join(elements)} }};" if elements else ""
    return f"  set {name} {{ type {kind}; flags interval; auto-merge;{members} }}\n"


def _plain_name(name: str) -> bool:
    return 0 < len(name) < 16 and all(one.isalnum() or one in "-_." for one in name)  # noqa: PLR2004  # IFNAMSIZ
