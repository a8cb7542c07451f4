"""What the declaration and the network say of the places a device talks to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.traffic import Standing
from hoshitori.model.declaration import Declaration
from hoshitori_plugins.traffic.listening import is_for_all

_INFRASTRUCTURE: Final = frozenset({"dhcp", "dns", "ntp"})
_IN_CLEAR: Final = frozenset({"none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Hosts that the declaration names, and which of them are said to be spoken to under protection.

    Attributes:
        hosts: name or address → what declares it.
        protected: name or address → reference of the 11-SecComMech row.
    """

    hosts: Mapping[str, str]
    protected: Mapping[str, str]

    @classmethod
    def by(cls, declaration: Declaration) -> Declared:
        """Return what a declaration says."""
        hosts: dict[str, str] = {}
        protected: dict[str, str] = {}
        for service in declaration.services:
            for host in service.hosts:
                hosts.setdefault(_host(host), f"service {service.id}")
        for row in declaration.rows("11-SecComMech"):
            for host in (_host(_without_port(row.text("peer"))), _host(row.text("server_name"))):
                if host:
                    hosts.setdefault(host, row.reference)
                    if row.text("protection") not in _IN_CLEAR and row.text("role") == "client":
                        protected.setdefault(host, row.reference)
        for row in declaration.rows("7-UpdMech"):
            if row.text("server"):
                hosts.setdefault(_host(_without_port(row.text("server"))), row.reference)
        return cls(hosts=hosts, protected=protected)

    def declares(self, name: str) -> str:
        """Return what declares a name or address; nothing where nothing does. `*.example` stands for all below it."""
        name = _host(name)
        if name in self.hosts:
            return self.hosts[name]
        parts = name.split(".")
        return next(
            (self.hosts[wild] for at in range(1, len(parts)) if (wild := "*." + ".".join(parts[at:])) in self.hosts), ""
        )

    def standing(
        self, address: str, protocols: Collection[str], called: str, resolved: Collection[str], servers: Collection[str]
    ) -> tuple[Standing, str]:
        """Return what is known of a place, and by what.

        Args:
            address: its IP address.
            protocols: what was spoken there.
            called: the name the conversation itself said (SNI, Host); empty where none.
            resolved: the names for which DNS gave the address.
            servers: addresses that DHCP named.
        """
        if is_for_all(address):
            return Standing.DISCOVERY, "multicast or broadcast"
        if protocols and set(protocols) <= _INFRASTRUCTURE and (address in servers or set(protocols) == {"dhcp"}):
            return Standing.NETWORK, "named by DHCP"
        if by := self.declares(address):
            return Standing.DECLARED, by
        names = [called] if called else list(resolved)
        known = [self.declares(name) for name in names]
        if known and all(known):
            return Standing.DECLARED, known[0]
        return Standing.UNDECLARED, "no declared host has this name or address"

    def protection(self, *names: str) -> str:
        """Return the row that says that one of these names is spoken to under protection, or nothing."""
        return next((self.protected[_host(name)] for name in names if _host(name) in self.protected), "")


def known_words(declaration: Declaration) -> tuple[str, ...]:
    """Return words that a device is apt to say of itself in clear: its model, names it looks up, its serial number."""
    device = declaration.device
    hosts = [host for service in declaration.services for host in service.hosts]
    rows = declaration.rows("11-SecComMech")
    hosts += [_without_port(row.text("peer")) for row in rows] + [row.text("server_name") for row in rows]
    labels = [label for host in hosts for label in host.split(".")[:-1]]
    return tuple(
        dict.fromkeys(w for w in (*hosts, *labels, device.model, device.name, declaration.main_sample.serial) if w)
    )


def _without_port(peer: str) -> str:
    host, colon, port = peer.rpartition(":")
    return host.strip("[]") if colon and port.isdigit() and (":" not in host or host.startswith("[")) else peer


def _host(name: str) -> str:
    return name.lower().rstrip(".")
