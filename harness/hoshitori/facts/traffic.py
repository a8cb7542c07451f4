"""What the device said on the network over the whole run: to whom, in which protocols, and what of it in clear."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import Control, fact
from hoshitori.model.subject import Device


class Began(enum.Enum):
    """Who sent the first packet of a conversation."""

    DEVICE = "DEVICE"
    OTHER = "OTHER"
    UNSEEN = "UNSEEN"
    """The capture does not hold its beginning."""


class Standing(enum.Enum):
    """What is known of a destination."""

    DECLARED = "DECLARED"
    """A host of a declared service, a declared peer or update server."""
    NETWORK = "NETWORK"
    """What every network gives: addresses, names, the time, by DHCP or the servers that it named."""
    DISCOVERY = "DISCOVERY"
    """A multicast group or broadcast address of the local network."""
    UNDECLARED = "UNDECLARED"


class Encoding(enum.Enum):
    """How a secret was written where it was found."""

    PLAIN = "PLAIN"
    BASE64 = "BASE64"
    HEX = "HEX"
    URL = "URL"
    UTF16 = "UTF16"
    JSON = "JSON"
    HTML = "HTML"


class Role(enum.Enum):
    """Why a packet is charged to the device."""

    SENT = "SENT"
    """The device sent it."""
    RECEIVED = "RECEIVED"
    """It came in answer to a conversation that the device began."""
    REQUIRED = "REQUIRED"
    """The declaration makes users send it, to a place of a declared authentication mechanism."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A place to which the device began conversations.

    Attributes:
        id: `tcp/203.0.113.7:443 cloud.example`.
        names: what it was called: SNI, HTTP Host, names that DNS gave this address for; escaped.
        protocols: what was spoken there (`tls`, `http`, `dns`, …; `unknown`; nothing where no payload went out).
        began: `DEVICE`, or `UNSEEN`.
        standing: what is known of it, with `why`.
        conversations: how many; `sent`: bytes of payload that went there.
        first_at: RFC 3339, UTC, by the capture's clock.
    """

    id: str
    transport: str
    address: str
    port: int
    names: tuple[str, ...]
    protocols: tuple[str, ...]
    began: Began
    standing: Standing
    why: str
    conversations: int
    sent: int
    first_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedName:
    """A name that the device looked up by DNS; `declared` where the declaration has it as a host.

    Attributes:
        id: the name, escaped, lower case.
        asked: how often.
    """

    id: str
    declared: bool
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearTalk:
    """A conversation in clear that the device began beyond the local network's own services.

    Attributes:
        id: of the destination.
        host: by which name, or address.
        protocol: `http`, `mqtt`, … or `unknown` where the payload is not known to be encrypted either.
        carries: what could be told of the payload (`POST with 120 bytes of body`, `Authorization header`); empty where
            it asked for something and brought nothing along.
        declared_protected: reference of the 11-SecComMech row that says that this peer is spoken to under protection.
    """

    id: str
    host: str
    protocol: str
    carries: str
    declared_protected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A secret seen in clear; its value is never named.

    Attributes:
        id: unique within the fact.
        secret: reference of a declared one (`1-AuthMech/AM-1`), or `met-3`: one that another observation planted.
        where: the device's service (`tcp/80`), or the destination (`tcp/192.0.2.1:80`).
        times: how often it was seen there.
    """

    id: str
    secret: str
    encoding: Encoding
    role: Role
    where: str
    protocol: str
    times: int

    @property
    def is_credential(self) -> bool:
        """Whether it is the value of a declared authentication mechanism."""
        return self.secret.startswith("1-AuthMech/")


@fact("traffic", about=Device, refusal=True)
class Traffic:
    """What the device said over the whole run, from the bench's capture; positive control: known words are found in it.

    Effort: `packets` (frames in the capture), `device_packets`, `conversations`, `secrets` (values looked for).

    Attributes:
        destinations: places to which the device began conversations, at most 512, undeclared ones first.
        names: looked up by DNS, at most 512.
        protocols: everything that the device spoke, whoever began.
        clear: conversations in clear that the device began beyond the local network's own services, at most 128.
        leaks: secrets seen in clear, at most 128.
        secrets: how many values were looked for.
        too_short: how many could not be, being shorter than six bytes.
        dropped: packets that were on the wire and are not in the capture; None where the bench cannot tell.
        spans: whether the capture began before this round and was still running at its reading.
        complete: whether the capture could be read to its end.
        cut_short: streams in clear of which not everything could be kept and looked at.
        first_at, last_at: RFC 3339, UTC, first and last frame.
        control: known words (names, model) that the device itself said in clear were found by the same search.
    """

    destinations: tuple[Destination, ...]
    names: tuple[AskedName, ...]
    protocols: tuple[str, ...]
    clear: tuple[ClearTalk, ...]
    leaks: tuple[Leak, ...]
    secrets: int
    too_short: int
    dropped: int | None
    spans: bool
    complete: bool
    cut_short: int
    first_at: str
    last_at: str
    control: Control

    @property
    def whole(self) -> bool:
        """Whether nothing of the run is missing from what was looked at."""
        return self.spans and self.complete and self.dropped == 0 and self.cut_short == 0

    @property
    def undeclared(self) -> tuple[Destination, ...]:
        """Destinations that nobody declared."""
        return tuple(one for one in self.destinations if one.standing is Standing.UNDECLARED)

    @property
    def undeclared_names(self) -> tuple[AskedName, ...]:
        """Names looked up that nobody declared."""
        return tuple(one for one in self.names if not one.declared)
