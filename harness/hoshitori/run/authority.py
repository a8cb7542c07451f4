"""What the declaration's authorisations allow: which addresses, which impacts, now."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Sequence

from hoshitori.model.declaration import Authorisation, AuthorisationScope, Declaration, Sample
from hoshitori.model.observation import Impact


def refusal(declaration: Declaration, address: str, impact: Impact, now: datetime.datetime) -> str:
    """Return why a probe may not go to an address, or nothing where it may.

    A passive probe sends nothing and needs no permission.
    """
    if impact is Impact.PASSIVE:
        return ""
    covering = [a for a in device_authorisations(declaration) if _covers(a, address)]
    if not covering:
        return f"no authorisation covers {address}"
    current = [authorisation for authorisation in covering if authorisation.covers(now)]
    if not current:
        return f"the authorisation for {address} is not valid now"
    if not any(authorisation.permits(impact) for authorisation in current):
        return f"no authorisation for {address} permits {impact.value} probes"
    return ""


def authorised_addresses(declaration: Declaration, addresses: Sequence[str], now: datetime.datetime) -> tuple[str, ...]:
    """Return those of the device's addresses that some authorisation opens now: the kernel guard's set."""
    return tuple(
        address
        for address in addresses
        if any(_covers(a, address) and a.covers(now) for a in device_authorisations(declaration))
    )


def known_addresses(unit: Sample, address: str) -> tuple[str, ...]:
    """Return every address by which a sample may be met: the bench's, the declared ones, and its link-local one.

    The last is the one that most stacks make of the Ethernet address (RFC 4291 appendix A).
    """
    octets = bytes.fromhex(unit.mac.replace(":", ""))
    own: tuple[str, ...] = ()
    if len(octets) == 6:  # noqa: PLR2004  # bytes of an Ethernet address
        made = b"\xfe\x80" + bytes(6) + bytes([octets[0] ^ 0x02]) + octets[1:3] + b"\xff\xfe" + octets[3:]
        own = (str(ipaddress.IPv6Address(made)),)
    return tuple(dict.fromkeys((address, *unit.addresses, *own)))


def named_ipv6_addresses(declaration: Declaration) -> tuple[str, ...]:
    """Return the IPv6 addresses that authorisations name one by one, declared of a sample or not.

    A device that takes such an address may be met there; a whole network is too much to open for that.
    """
    hosts: list[str] = []
    for target in (target for one in device_authorisations(declaration) for target in one.targets):
        try:
            hosts.append(str(ipaddress.IPv6Address(target)))
        except ValueError:
            continue
    return tuple(dict.fromkeys(hosts))


def device_authorisations(declaration: Declaration) -> tuple[Authorisation, ...]:
    """Return the authorisations that admit probes; documents, time-stamps and update hosts are other instruments'."""
    return tuple(a for a in declaration.authorisations if a.scope is AuthorisationScope.DEVICE)


def _covers(authorisation: Authorisation, address: str) -> bool:
    host = ipaddress.ip_address(address)
    for target in authorisation.targets:
        try:
            network = ipaddress.ip_network(target, strict=False)
        except ValueError:
            continue
        if host.version == network.version and host in network:
            return True
    return False
