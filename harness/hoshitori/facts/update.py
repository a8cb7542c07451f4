"""What a device does with update images: altered, foreign and old ones first, then the genuine one."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import Control, NonEmpty, fact
from hoshitori.model.subject import Row


class UpdateImage(enum.Enum):
    """What was done to the image that is offered; everything but GENUINE ought to be refused by somebody's rule.

    BIT_FLIP changes one bit at one place and mends outer checksums of the container, so that only a check of the
    software itself can notice; TRUNCATED is cut short; RESEALED has its payload changed and every digest mended, so
    that only a signature can notice; UNSIGNED, FOREIGN_SIGNED and OLDER come from the supplier; REPLAYED is the
    genuine image once more while it already runs; SUPPLIED is the declared file of the version under test, offered
    where the device runs an older one by then.
    """

    BIT_FLIP = "BIT_FLIP"
    TRUNCATED = "TRUNCATED"
    RESEALED = "RESEALED"
    UNSIGNED = "UNSIGNED"
    FOREIGN_SIGNED = "FOREIGN_SIGNED"
    OLDER = "OLDER"
    REPLAYED = "REPLAYED"
    SUPPLIED = "SUPPLIED"
    GENUINE = "GENUINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAttempt:
    """One image offered to the device, with what was seen before and after.

    Attributes:
        id: image and variant: `BIT_FLIP/payload`.
        variant: where or how it was altered: `payload`, `description`, `signature`, `half`, `last-byte` …
        sha256: of the image offered; `bytes` its size. The image is an artefact under this digest.
        carries_version: the version it claims to be.
        version_before: the version that the device showed before, with `version_after` when it had settled.
        fetched: whether the device took the whole image (None: the bench cannot tell).
        answer: the device's own answer, escaped and cut.
        settled: whether the device came to rest within the bench's limit.
        waited_milliseconds: from the offer, or from the last power-on after it, to the last look at the device; its
            power and link were on all that time.
        alive: whether the canary answered at that last look.
        accepted: whether it was installed: the version shown changed, or the boot selection did.
        written: whether anything that an update may write differed afterwards; None where the bench cannot see.
        boots_old: whether the device came up on the old version after a power cut right after the refusal; None
            where that was not tried, or it showed no version then.
        from_snapshot: whether the storage had been brought back to the snapshot before, or was shown by digest to
            be still unchanged.
        offers: how often it was offered in a row: as often as the genuine image had to be, and once more where it was
            not fetched or the device said that it was busy. What is on record here is the last of them.
        busy: whether the device answered that it was busy, or as it had answered the genuine image before it took it:
            no refusal, since it did not look at the image.
    """

    id: str
    image: UpdateImage
    variant: str
    sha256: str
    bytes: int
    carries_version: str
    version_before: str
    version_after: str
    fetched: bool | None
    answer: str
    settled: bool
    waited_milliseconds: int
    alive: bool
    accepted: bool
    written: bool | None
    boots_old: bool | None
    from_snapshot: bool
    offers: int
    busy: bool

    @property
    def refused(self) -> bool:
        """Whether it was not installed though the device was not busy, and the device came to rest."""
        return self.settled and not self.accepted and not self.busy

    @property
    def answers(self) -> bool:
        """Whether the device gave signs of life at the last look: its canary, and a version."""
        return self.alive and self.version_after != ""

    @property
    def alive_on_old(self) -> bool:
        """Whether the device answers on the version it had, after a power cut too where one was tried."""
        return self.alive and self.version_after == self.version_before != "" and self.boots_old is not False

    @property
    def written_before_check(self) -> bool:
        """Whether a refused image left something behind, or kept the device from its old version."""
        return not self.accepted and (self.written is True or self.boots_old is False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentChange:
    """The version of a software component as the device shows it, before and after the genuine image was installed.

    Attributes:
        id: reference of the 6-SoftComp row that names this mechanism.
        before, after: empty where the device shows none.
    """

    id: str
    before: str
    after: str

    @property
    def shown(self) -> bool:
        """Whether the device shows this component's version at all."""
        return bool(self.before and self.after)

    @property
    def changed(self) -> bool:
        """Whether another version was shown afterwards."""
        return self.shown and self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptThrough:
    """Something of the user's, before and after the genuine image was installed.

    Attributes:
        id: `setting`, or the reference of a 1-AuthMech row.
        before: whether it was there, or opened a session; None where nobody could tell. Likewise `after`.
    """

    id: str
    before: bool | None
    after: bool | None


@fact("update-series", about=Row, refusal=True)
class UpdateSeries:
    """A series of images offered over one update mechanism from one snapshot, the genuine one as control.

    Attributes:
        format: the container that the mutants understood (`swu`), or `generic`.
        attempts: in the order in which they were made.
        not_tried: images that could not be offered, with the reason: a kind (`OLDER: the supplier gave none`) or one of
            its variants (`BIT_FLIP/payload: the device did not fetch it`).
        sees_writes: whether the bench can see what an update writes.
        stopped: why the series ended before all images were offered; empty where it did not.
        restored: whether the device was afterwards back on the version it had at first.
        components: declared components that this mechanism is declared to update; where the genuine image was never
            installed, `after` is empty.
        kept: a planted setting and the declared passwords, through the installing of the genuine image; nothing where
            it was never installed.
        control: the genuine image was accepted over the same way from the same snapshot: before all others, after
            which the device was brought back, and after them. Without a way back, after them alone.
    """

    format: str
    attempts: NonEmpty[UpdateAttempt]
    not_tried: tuple[str, ...]
    sees_writes: bool
    stopped: str
    restored: bool
    components: tuple[ComponentChange, ...]
    kept: tuple[KeptThrough, ...]
    control: Control

    @property
    def genuine(self) -> tuple[UpdateAttempt, ...]:
        """The attempts with the genuine image: before the others, after them, or both."""
        return self.of(UpdateImage.GENUINE)

    @property
    def installed(self) -> tuple[UpdateAttempt, ...]:
        """The attempts after which the device showed the genuine image's version."""
        return tuple(
            one
            for one in self.genuine
            if one.accepted and one.alive and one.version_after == one.carries_version != one.version_before
        )

    def of(self, *images: UpdateImage) -> tuple[UpdateAttempt, ...]:
        """Return the attempts with these kinds of image; possibly none, so check before looping over it."""
        return tuple(attempt for attempt in self.attempts if attempt.image in images)

    def all_tried(self, image: UpdateImage) -> bool:
        """Return whether this kind of image was offered, and none of its variants was left out."""
        left_out = (reason.partition(":")[0].partition("/")[0] for reason in self.not_tried)
        return bool(self.of(image)) and image.value not in left_out

    def attempt(self, identifier: str) -> UpdateAttempt | None:
        """Return the attempt of that id, or nothing."""
        return next((attempt for attempt in self.attempts if attempt.id == identifier), None)
