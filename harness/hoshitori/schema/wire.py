"""The one mapping between frozen dataclasses and their JSON form, closed in both directions.

A field `valid_until` is `validUntil` on the wire; a trailing underscore, there because Python owns the word, is
dropped (`from_` is `from`). A field that is None is left out; everything else is always written. Reading refuses a
key without a field, a missing field without a default, and every value of another type.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, NoReturn, TypeVar, cast

from hoshitori.model.errors import HoshitoriError
from hoshitori.model.json_value import Json

T = TypeVar("T")


class WireError(HoshitoriError):
    """JSON that does not have the shape of the noun it should spell."""

    code = "E_SHAPE"


def wire_name(name: str) -> str:
    """Return the camelCase key of a field."""
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in others)


def to_wire(value: object) -> Json:
    """Return the JSON form of a dataclass or of a value inside one.

    Raises:
        TypeError: if the value is of a type that has no JSON form; that is a fault in the program.
    """
    match value:
        case enum.Enum():
            return cast("Json", value.value)
        case None | bool() | int() | str():
            return value
        case list() | tuple():
            return [to_wire(member) for member in cast("tuple[object, ...]", value)]
        case Mapping():
            return {str(key): to_wire(member) for key, member in cast("Mapping[object, object]", value).items()}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            members = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
            return {wire_name(name): to_wire(member) for name, member in members if member is not None}
        case _:
            raise TypeError(f"{type(value).__name__} has no wire form")


def from_wire(kind: type[T], data: Json, *, where: str = "") -> T:
    """Return the dataclass of type `kind` that `data` spells; `where` names the document in errors.

    Raises:
        WireError: if anything is missing, left over or of another type.
    """
    return cast("T", _read(kind, data, where))


@functools.cache
def wire_fields(kind: type) -> Mapping[str, tuple[str, Any, bool]]:
    """Return key → (field name, type, required) of a dataclass."""
    hints = typing.get_type_hints(kind)
    return {
        wire_name(field.name): (
            field.name,
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    }


def _read(kind: Any, data: Json, where: str) -> object:  # noqa: ANN401 — type forms have no narrower type here
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is not None:
        return _read_generic(origin, arguments, data, where)
    if isinstance(kind, type) and kind is not Any:
        return _read_plain(kind, data, where)
    return data


def _read_plain(kind: type[Any], data: Json, where: str) -> object:
    if issubclass(kind, enum.Enum):
        return _read_word(kind, data, where)
    if dataclasses.is_dataclass(kind):
        return _read_object(kind, data, where)
    if type(data) is not kind:
        _refuse({str: "text", int: "a whole number", bool: "true or false"}[kind], data, where)
    return data


def _read_generic(origin: object, arguments: tuple[Any, ...], data: Json, where: str) -> object:
    """Read `tuple[X, ...]`, `Mapping[str, X]` or a union."""
    if origin is tuple:
        if not isinstance(data, list):
            _refuse("an array", data, where)
        return tuple(_read(arguments[0], member, f"{where}[{index}]") for index, member in enumerate(data))
    if origin is Mapping:
        if not isinstance(data, dict):
            _refuse("an object", data, where)
        return {key: _read(arguments[1], member, f"{where}.{key[:80]}") for key, member in data.items()}
    if origin is Literal:
        if not isinstance(data, str) or data not in arguments:
            _refuse(f"one of {', '.join(arguments)}", data, where)
        return data
    return _read_union(arguments, data, where)


def _read_union(arguments: tuple[Any, ...], data: Json, where: str) -> object:
    """Read `X | None`, where null itself is refused, or a union whose members differ in their JSON type."""
    others = [argument for argument in arguments if argument is not types.NoneType]
    if len(others) == 1:
        return _read(others[0], data, where)
    fitting = [other for other in others if type(data) is (list if typing.get_origin(other) is tuple else other)]
    if not fitting:
        _refuse("another kind of value", data, where)
    return _read(fitting[0], data, where)


def _read_word(kind: type[enum.Enum], data: Json, where: str) -> enum.Enum:
    words: dict[str, enum.Enum] = {member.value: member for member in kind}
    if not isinstance(data, str) or data not in words:
        _refuse(f"one of {', '.join(map(str, words))}", data, where)
    return words[data]


def _read_object(kind: type, data: Json, where: str) -> object:
    if not isinstance(data, dict):
        _refuse("an object", data, where)
    fields = wire_fields(kind)
    for key in data:
        if key not in fields:
            raise WireError(f"unknown key {key[:80]!a}", where=where)
    values: dict[str, object] = {}
    for key, (name, hint, required) in fields.items():
        if key in data:
            values[name] = _read(hint, data[key], f"{where}.{key}" if where else key)
        elif required:
            raise WireError(f"{key} is missing", where=where)
    return kind(**values)


def _refuse(expected: str, found: Json, where: str) -> NoReturn:
    raise WireError(f"expected {expected}, found {str(found)[:80]!a}", where=where)
