"""A network interface as `ip` tells of it: addresses, and whether it carries anything."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from hoshitori.model.errors import BenchError
from hoshitori.run.namespace import Namespace


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceState:
    """What an interface is.

    Attributes:
        address: its first IPv4 address, `second_address` its second; empty where there is none.
        carries: whether it is up and its cable is plugged in.
    """

    mac: str
    address: str
    second_address: str
    carries: bool


class _Address(msgspec.Struct):
    family: str
    local: str = ""


class _Interface(msgspec.Struct):
    flags: list[str] = []
    address: str = ""
    addr_info: list[_Address] = []


def interface_state(place: Namespace, name: str) -> InterfaceState:
    """Return what an interface is now.

    Raises:
        BenchError: if there is none of that name.
    """
    try:
        told = place.run(["ip", "-j", "addr", "show", "dev", name])
        found = msgspec.json.decode(told, type=list[_Interface])[0]
    except (BenchError, msgspec.DecodeError, IndexError) as error:
        raise BenchError(
            f"there is no interface {name!a} here", where="bench", remedy="`ip link` names them"
        ) from error
    four = [one.local for one in found.addr_info if one.family == "inet"]
    return InterfaceState(
        mac=found.address,
        address=four[0] if four else "",
        second_address=four[1] if len(four) > 1 else "",
        carries="LOWER_UP" in found.flags,
    )
