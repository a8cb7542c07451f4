"""The written forms that a pattern cannot check: days, instants, addresses, networks."""

from __future__ import annotations

import bisect
import ipaddress
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

WIDEST_IPV4: Final = 16
"""The shortest IPv4 prefix an authorisation may have; a limit of ours, lest a slip open a carrier's network."""

WIDEST_IPV6: Final = 64
"""Likewise for IPv6: one link."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_well_formed(name: str, text: str) -> bool:
    """Whether text has the form that the schema calls by this name; an unknown name refuses everything."""
    match name:
        case "date":
            return _day(text)
        case "date-time":
            return _instant(text)
        case "ipv4" | "ipv6":
            found = address(text)
            return found is not None and found.version == int(name[-1]) and str(found) == text
        case _:
            return False


def address(text: str) -> Address | None:
    """Return an IP address without zone, or nothing."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if "%" in text else found


def network(text: str) -> Network | None:
    """Return the network that an address or prefix notation names, or nothing; host bits must be zero."""
    try:
        return None if "%" in text else ipaddress.ip_network(text)
    except ValueError:
        return None


class Cover:
    """Many networks as one set of addresses, asked in logarithmic time."""

    def __init__(self, networks: Iterable[Network]) -> None:
        """Merge what overlaps."""
        parts = list(networks)
        self._ranges: Mapping[int, list[tuple[int, int]]] = {
            4: _ranges(ipaddress.collapse_addresses(one for one in parts if isinstance(one, ipaddress.IPv4Network))),
            6: _ranges(ipaddress.collapse_addresses(one for one in parts if isinstance(one, ipaddress.IPv6Network))),
        }

    def __contains__(self, found: Address) -> bool:
        ranges, number = self._ranges[found.version], int(found)
        place = bisect.bisect_right(ranges, number, key=lambda one: one[0])
        return place > 0 and number <= ranges[place - 1][1]


def _ranges(networks: Iterable[Network]) -> list[tuple[int, int]]:
    return sorted((int(one.network_address), int(one.broadcast_address)) for one in networks)


def usable(found: Address) -> bool:
    """Whether a device can have this address: no group, no placeholder, no broadcast."""
    return not (found.is_multicast or found.is_unspecified or str(found) == "255.255.255.255")


def too_wide(found: Network) -> bool:
    """Whether a network is larger than anybody authorises by intent."""
    return found.prefixlen < (WIDEST_IPV4 if found.version == 4 else WIDEST_IPV6)  # noqa: PLR2004 — the IP version


def is_corporate_number(text: str) -> bool:
    """Whether text is a Japanese corporate number: 13 digits, the first a check digit (法人番号, 9 − Σ PnQn mod 9)."""
    if len(text) != 13 or not (text.isascii() and text.isdigit()):  # noqa: PLR2004 — see the docstring
        return False
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(text[1:])))
    return int(text[0]) == 9 - total % 9


def _day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _instant(text: str) -> bool:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return False
    return text.endswith("Z") and found.tzinfo is not None
