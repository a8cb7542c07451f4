"""Places of a device's pages that take a file as an update, and what the undeclared ones did with an altered image."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.facts.base import fact
from hoshitori.facts.update import UpdateAttempt
from hoshitori.model.subject import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadWay:
    """A page that takes a file and speaks of updates.

    Attributes:
        id: endpoint and where the file goes, `tcp/443 /api/update`.
        page: path of the page, as the administrator reads it.
        target: path that the file is sent to; the page itself where it does not say.
        declared: whether a row of 7-UpdMech for delivery over a network names that path.
    """

    id: str
    endpoint: str
    page: str
    target: str
    declared: bool


@fact("upload-sweep", about=Device)
class UploadSweep:
    """Whether updates can be uploaded in ways that the declaration does not know of.

    Effort: `pages` (read with the administrator's session), `images` (offered).

    Attributes:
        endpoints: ids of the endpoints whose pages were read, each with the session it was read with.
        unread: declared web endpoints that nobody could read, and why.
        ways: what takes an update file, at most 32.
        attempts: one altered image for each undeclared way, in each form of upload until one was taken.
        stopped: why nothing, or no more, was offered; empty where nothing stopped it.
        not_looked_at: in sentences, what was left alone, at most 32.
    """

    endpoints: tuple[str, ...]
    unread: tuple[str, ...]
    ways: tuple[UploadWay, ...]
    attempts: tuple[UpdateAttempt, ...]
    stopped: str
    not_looked_at: tuple[str, ...]

    @property
    def undeclared(self) -> tuple[UploadWay, ...]:
        """The ways that no row names."""
        return tuple(way for way in self.ways if not way.declared)

    @property
    def taken(self) -> tuple[UpdateAttempt, ...]:
        """The altered images that the device installed, or wrote where updates go."""
        return tuple(one for one in self.attempts if one.accepted or one.written)
