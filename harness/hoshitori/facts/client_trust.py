"""Which false certificates a device lets itself be shown when it calls a server over TLS."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import Control, NonEmpty, fact
from hoshitori.model.subject import Row


class Shown(enum.Enum):
    """What certificate a server in the genuine one's place showed."""

    GENUINE = "GENUINE"
    SELF_SIGNED = "SELF_SIGNED"
    """The right name, signed by itself."""
    WRONG_NAME = "WRONG_NAME"
    """Issued by the genuine authority, to another name."""
    EXPIRED = "EXPIRED"
    """Issued by the genuine authority to the right name, its time over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What became of the device's calls while one certificate was shown.

    Attributes:
        id: which certificate (`SELF_SIGNED`).
        calls: connections in which the device was shown it.
        refused: of these, how many it broke off during the handshake.
        taken: in how many it sent application data.
    """

    id: str
    shown: Shown
    calls: int
    refused: int
    taken: int


@fact("client-trust", about=Row, refusal=True)
class ClientTrust:
    """What the device, as TLS client, makes of false certificates; positive control: the genuine one before and after.

    Effort: `calls`, `milliseconds`.

    Attributes:
        server: the name that was stood in for.
        meetings: one for each certificate, in the order in which they were shown.
    """

    server: str
    meetings: NonEmpty[Meeting]
    control: Control

    def of(self, shown: Shown) -> tuple[Meeting, ...]:
        """Return the meetings with a certificate."""
        return tuple(one for one in self.meetings if one.shown is shown)
