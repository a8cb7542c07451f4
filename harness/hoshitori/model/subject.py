"""What an observation or a case is about: the device, an endpoint, a row of the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FieldValue = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing that is judged, named so that records and verdicts can refer to it.

    Attributes:
        id: the name on record: `device`, `tcp/443`, `7-UpdMech/UM-1`.
        kind: `device`, `endpoint`, `row`, `sample`, `pair` or `entry`.
        fields: what the declaration or a finding says of it, as data.
        endpoint: the id of the endpoint it is reached at (`tcp/443`), or nothing where it has none.
        address: the device's address at which a port survey found it, or nothing: then the device's own on the bench.
    """

    id: str
    kind: str
    fields: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    endpoint: str = ""
    address: str = ""

    def __getitem__(self, name: str) -> FieldValue:
        """Return one declared field.

        Raises:
            KeyError: if the subject has no such field.
        """
        return self.fields[name]

    def text(self, name: str, default: str = "") -> str:
        """Return a field as text, or `default` where it is absent or of another type."""
        value = self.fields.get(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int = 0) -> int:
        """Return a field as a whole number, or `default` where it is absent or of another type."""
        value = self.fields.get(name, default)
        return value if isinstance(value, int) and not isinstance(value, bool) else default


DEVICE = Subject(id="device", kind="device")
"""The device as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The device under test as a probe's target: which unit, and where it stands on the bench.

    Attributes:
        sample: id of the sample.
        address: IPv4 or IPv6 address on the bench network; empty where the bench knows none.
        mac: Ethernet address, lower case with colons; empty where unknown.
    """

    sample: str
    address: str
    mac: str = ""
    subject: Subject = DEVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A transport port of the device as a probe's target.

    Attributes:
        address: IPv4 or IPv6 address on the bench network.
        transport: `tcp` or `udp`.
        port: 1–65535.
        protocol: application protocol as declared (`https`, `ssh`, `mqtts`) or found; empty where unknown.
        subject: the subject it is recorded under (`tcp/443`).
    """

    sample: str
    address: str
    transport: str
    port: int
    subject: Subject
    protocol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of an IXIT table as a probe's target, with the endpoint it links to where it has one."""

    sample: str
    address: str
    subject: Subject
    table: str
    id: str
    fields: Mapping[str, FieldValue]
    endpoint: Endpoint | None = None


Target = Device | Endpoint | Row
"""What a probe is pointed at."""
