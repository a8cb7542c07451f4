"""What a scheme asks beyond TS 103 701: claims, assets, access paths, ports, services, documents."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Claim(enum.Enum):
    """An ICS answer: whether the condition is claimed of this device."""

    CLAIMED = "claimed"
    NOT_CLAIMED = "not-claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IcsAnswer:
    """The answer to one question of the ICS, such as `no-password-authentication`, with its reason."""

    id: str
    claim: Claim
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeClaim:
    """Which alternatives of an evaluation item are claimed, for one row or for the device as a whole.

    Attributes:
        item: the evaluation item, `S1.1-07/1`.
        row: the row it is claimed for, `7-UpdMech/UM-1`; empty for the device.
        claimed: the ids of the alternatives, at least one.
    """

    item: str
    claimed: tuple[str, ...]
    row: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """An information asset to protect.

    Attributes:
        kind: `communication-function`, `security-function`, `communication-settings`, `security-settings`,
            `personal-data`, `confidential-data`.
        parameters: rows of 10-SecParam and 21-PersData that hold it.
        communication: rows of 11-SecComMech that carry it.
    """

    id: str
    kind: str
    description: str
    parameters: tuple[str, ...] = ()
    communication: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPath:
    """A way over IP to assets; a web page and a REST API of one service are two.

    Attributes:
        interface: row of 28-LogIntf.
        by: who comes this way: `user` or `device`.
        assets: ids of the assets it leads to.
        authentication: rows of 1-AuthMech that guard it; empty where nothing does, then `reason` says why.
    """

    id: str
    description: str
    interface: str
    by: str
    assets: tuple[str, ...]
    authentication: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port the device keeps open, and why.

    Attributes:
        transport: `tcp` or `udp`.
        interface: row of 28-LogIntf that stands behind it; empty for a client's own socket (DHCP, NTP).
    """

    transport: str
    number: int
    protocol: str
    reason: str
    interface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociatedService:
    """A service outside the device that it needs or uses; no authorisation of the device covers it.

    Attributes:
        essential: whether the device cannot do its work without it (then it is part of the labelled product).
        hosts: names or addresses the device talks to.
        communication: rows of 11-SecComMech used on the way.
    """

    id: str
    name: str
    description: str
    essential: bool
    operator: str = ""
    location: str = ""
    hosts: tuple[str, ...] = ()
    communication: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that the declaration rests on; exactly one of `path` and `url` is filled in.

    Attributes:
        path: relative to the declaration's folder.
        sha256: of the file's bytes, or of the snapshot the declarer took of the page.
        language: `ja` or `en`, another BCP 47 tag where need be.
        topics: what it is cited for (`update-procedure`, `disclosure-policy`, `support-period`).
        retrieved: the day a page was read, `YYYY-MM-DD`.
    """

    id: str
    title: str
    sha256: str
    language: str
    path: str = ""
    url: str = ""
    version: str = ""
    issued: str = ""
    retrieved: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VulnerabilityReport:
    """A scanner's report on known vulnerabilities that somebody had made.

    Attributes:
        document: id of the document that is the report.
        format: `gvm`, `nessus`, `trivy`, `grype` or `cyclonedx-vex`.
        tool: name of the scanner.
        feed_date: the day of the vulnerability data it used; needed where the report does not say.
        target: what the report calls the device, where that is no address, digest or model.
        component_list: id of the list of components that the scanner was given.
    """

    id: str
    document: str
    format: str
    tool: str
    feed_date: str = ""
    target: str = ""
    component_list: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VulnerabilityFeed:
    """A dated file of OSV records in which the device's components are looked up.

    Attributes:
        document: id of the document that is the file: a zip of JSON files, JSON lines, or one JSON array.
        name: whose data they are.
        date: the day they were taken.
    """

    id: str
    document: str
    name: str
    date: str
