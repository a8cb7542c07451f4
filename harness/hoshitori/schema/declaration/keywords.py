"""JSON Schema's keywords as a TOML file needs them: exact places, dates told from text, nothing quadratic."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, cast

from jsonschema import Draft202012Validator, ValidationError, validators

from hoshitori.model.json_value import Json
from hoshitori.schema.declaration.form import is_well_formed
from hoshitori.schema.declaration.toml import Stamp
from hoshitori.schema.declaration.tree import schema

STAMPS: Final = frozenset({"date", "date-time"})
"""The formats that TOML has types of its own for."""

Rule = Mapping[str, Any]
Keyword = Callable[[Any, Any, Json, Rule], Iterator[ValidationError]]


def deviations(values: Mapping[str, Json]) -> Iterator[ValidationError]:
    """Yield every deviation of a file's values from the schema of `dut.toml`."""
    yield from _validator().iter_errors(values)


@functools.cache
def _validator() -> Any:  # noqa: ANN401 — the class that jsonschema makes has no name
    keywords: Mapping[str, Keyword] = {
        "required": _required,
        "additionalProperties": _additional,
        "propertyNames": _names,
        "type": _type,
        "format": _format,
        "pattern": _pattern,
        "uniqueItems": _unique,
    }
    extend = cast("Callable[..., Any]", validators.extend)  # pyright: ignore[reportUnknownMemberType]
    return extend(Draft202012Validator, validators=keywords)(schema())


def _required(_: object, names: list[str], instance: Json, __: Rule) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name in names:
            if name not in instance:
                yield ValidationError("missing", path=[name])


def _additional(validator: Any, allowed: object, instance: Json, within: Rule) -> Iterator[ValidationError]:  # noqa: ANN401 — see above
    if not isinstance(instance, dict):
        return
    patterns = tuple(within.get("patternProperties", {}))
    for key, value in instance.items():
        if key in within.get("properties", {}) or any(matches(pattern, key) for pattern in patterns):
            continue
        if allowed is False:
            yield ValidationError("unknown", path=[key])
        else:
            yield from validator.descend(value, allowed, path=key)


def _names(_: object, rule: Rule, instance: Json, __: Rule) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for key in instance:
            if not matches(rule["pattern"], key):
                yield ValidationError("name", path=[key], instance=key, schema=rule)


def _type(_: object, kinds: str | list[str], instance: Json, within: Rule) -> Iterator[ValidationError]:
    wanted = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(instance, Stamp) != (within.get("format") in STAMPS) or _json_type(instance) not in wanted:
        yield ValidationError("type")


def _json_type(value: Json) -> str:
    names: Mapping[type, str] = {bool: "boolean", int: "integer", str: "string", Stamp: "string", list: "array"}
    return names.get(type(value), "object")


def _format(_: object, name: str, instance: Json, __: Rule) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not is_well_formed(name, instance):
        yield ValidationError("format")


def _pattern(_: object, pattern: str, instance: Json, __: Rule) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("pattern")


def matches(pattern: str, text: str) -> bool:
    """Match as ECMA-262 does, where `$` never stands before a last line break; every pattern of ours is anchored."""
    return re.fullmatch(pattern.removeprefix("^").removesuffix("$"), text) is not None


def _unique(_: object, wanted: object, instance: Json, __: Rule) -> Iterator[ValidationError]:
    """Compare by canonical text: linear, where comparing in pairs would be quadratic."""
    if wanted and isinstance(instance, list):
        texts = [json.dumps(member, sort_keys=True) for member in instance]
        if len(set(texts)) != len(texts):
            yield ValidationError("twice")
