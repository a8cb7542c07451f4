"""The decorator that makes a frozen dataclass a fact type, and how facts become data and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, cast, dataclass_transform

import msgspec

from hoshitori.model.subject import Device, Endpoint, Row, Subject

T = TypeVar("T")
F = TypeVar("F", bound=type)

NonEmpty = Annotated[tuple[T, ...], msgspec.Meta(min_length=1)]
"""A collection whose emptiness would mean that nobody looked."""

_KINDS: dict[type, str] = {Device: "device", Endpoint: "endpoint", Row: "row", Subject: "subject"}


class FactShapeError(TypeError):
    """A fact that is not shaped as its type says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactType:
    """What a fact type is called and what it is recorded on.

    Attributes:
        about: `device`, `endpoint`, `row`, or `subject` (whatever the case is about).
        refusal: whether it reports a refusal and so counts only with a positive control (DESIGN §4 law 1).
    """

    name: str
    about: str
    refusal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The positive control of a fact about a refusal, taken in the same device state.

    Attributes:
        held: whether the control was seen to succeed.
        what: what was done as control (`the declared password opened a session`).
    """

    held: bool
    what: str


@dataclass_transform(frozen_default=True)
def fact(name: str, *, about: type, refusal: bool = False) -> Callable[[F], F]:
    """Make a frozen dataclass a fact type under `name`, recorded on `about` (Device, Endpoint, Row or Subject).

    Raises:
        FactShapeError: if `about` is none of the four, or a refusal has no `control: Control`.
    """
    if about not in _KINDS:
        message = f"fact {name!r}: about must be Device, Endpoint, Row or Subject"
        raise FactShapeError(message)

    def mark(cls: F) -> F:
        if refusal and "control" not in getattr(cls, "__annotations__", {}):
            message = f"fact {name!r} reports a refusal and has no field `control: Control`"
            raise FactShapeError(message)
        kind = FactType(name=name, about=_KINDS[about], refusal=refusal)
        made = cast("Any", dataclass(frozen=True, kw_only=True)(cls))
        made.__fact__ = kind
        return cast("F", made)

    return mark


def fact_type(cls: type) -> FactType:
    """Return what `@fact` recorded of a class.

    Raises:
        FactShapeError: if the class is no fact type.
    """
    kind = cls.__dict__.get("__fact__")
    if not isinstance(kind, FactType):
        message = f"{cls.__name__} is not a fact type: decorate it with @fact"
        raise FactShapeError(message)
    return kind


def encode(value: object) -> dict[str, Any]:
    """Return a fact as plain data, checked to decode to the same fact.

    Raises:
        FactShapeError: if it does not fit its own type, or holds a float.
    """
    fact_type(type(value))
    data = _plain(value)
    _refuse_floats(data, type(value).__name__)
    if decode(type(value), data) != value:
        message = f"{type(value).__name__} does not survive encoding"
        raise FactShapeError(message)
    result: dict[str, Any] = data
    return result


def decode(cls: type[T], data: object) -> T:
    """Return the fact that plain data stand for, unknown keys refused.

    A key that is left out gets its field's default, at any depth: what was recorded before it was added stays legible.

    Raises:
        FactShapeError: if the data do not fit the type.
    """
    try:
        value = msgspec.convert(data, cls, strict=True)
    except msgspec.ValidationError as error:
        message = f"{cls.__name__}: {error}"
        raise FactShapeError(message) from error
    if _json(value) != _json(data) and not _covers(_plain(value), _plain(data)):
        message = f"{cls.__name__}: unknown keys or values in another form"
        raise FactShapeError(message)
    return value


def _json(value: object) -> bytes:
    """Return the JSON of a value with keys in order, in which a tuple and a list are the same array."""
    return msgspec.json.encode(value, order="sorted")


def _covers(whole: object, given: object) -> bool:
    """Whether all that is given stands in the whole; what the whole has beside it are defaults."""
    if _json(whole) == _json(given):
        return True
    if isinstance(whole, dict) and isinstance(given, dict):
        full, part = cast("dict[str, object]", whole), cast("dict[str, object]", given)
        return all(key in full and _covers(full[key], value) for key, value in part.items())
    if isinstance(whole, list) and isinstance(given, list):
        every, each = cast("list[object]", whole), cast("list[object]", given)
        return len(every) == len(each) and all(map(_covers, every, each))
    return False


def _plain(value: object) -> Any:  # noqa: ANN401  # plain JSON data
    """Return a value as JSON spells it: lists for tuples, texts for enums and bytes."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _refuse_floats(data: object, where: str) -> None:
    if isinstance(data, float):
        message = f"{where}: a float; use whole numbers with their unit in the name"
        raise FactShapeError(message)
    if isinstance(data, dict):
        for key, value in cast("dict[str, object]", data).items():
            _refuse_floats(value, f"{where}.{key}")
    elif isinstance(data, list | tuple):
        for value in cast("Sequence[object]", data):
            _refuse_floats(value, where)
