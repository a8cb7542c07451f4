"""The life of an authentication value: what first use asks for, and what becomes of the old value after a change."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import Control, NonEmpty, fact
from hoshitori.model.subject import Row


class AccountWay(enum.Enum):
    """By which way a value was set or changed."""

    PAGES = "PAGES"
    """The device's own pages, as the declaration's columns lead to them."""
    UI = "UI"
    """The bench's hand at the device's interface."""


class WeakValue(enum.Enum):
    """A value that first use must not take."""

    EMPTY = "EMPTY"
    SHORT = "SHORT"
    """One character less than the declared least length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedPath:
    """A path that answers within a session and turns strangers away once a value is set.

    Attributes:
        id: the path.
        open_before: whether it answered a stranger before any value was set.
        status_before: HTTP status of that answer.
    """

    id: str
    open_before: bool
    status_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedValue:
    """A weak value that was offered as the first one.

    Attributes:
        id: which weakness.
        characters: its length.
        taken: whether it opened a session afterwards; None where that cannot be told.
    """

    id: WeakValue
    characters: int
    taken: bool | None


@fact("first-use", about=Row, refusal=True)
class FirstUse:
    """What a device in its shipped state lets a stranger do, and which first values it takes.

    Attributes:
        way: how the first value was set.
        paths_tried: paths asked for before any value was set; those that turned out to guard nothing are only counted.
        guarded: the others.
        weak: the weak values that were offered; nothing where only the bench's hand can set one.
        least: the declared least length; 0 where none is declared.
        control: the declared value was taken as the first one and opened a session, in which the guarded paths answer.
    """

    way: AccountWay
    paths_tried: int
    guarded: tuple[GuardedPath, ...]
    weak: tuple[OfferedValue, ...]
    least: int
    control: Control


@fact("value-change", about=Row, refusal=True)
class ValueChange:
    """A change of an authentication value: what the old one and the new one do afterwards.

    Attributes:
        kind: the mechanism's `authentication_kind`.
        value_declared: whether the new value is one that the declarer chose for it.
        said_done: whether the device said that the change was made.
        new_opened: whether the new value opens a session afterwards; None where that cannot be told.
        old_opened: whether the old value still does, likewise.
        changed_back: whether the old value opens a session again at the end.
        common_taken: whether a very common value of sufficient length was taken too; None where that was not tried.
        tries: what was tried in which order, one line each.
        control: the new value opened a session by the way by which the old one was refused.
    """

    way: AccountWay
    kind: str
    value_declared: bool
    said_done: bool
    new_opened: bool | None
    old_opened: bool | None
    changed_back: bool
    common_taken: bool | None
    tries: NonEmpty[str]
    control: Control
