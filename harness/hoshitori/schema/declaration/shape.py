"""The check of a declaration against its JSON Schema, every deviation with its place."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final, cast

from hoshitori.model.json_value import Json
from hoshitori.schema.declaration.keywords import STAMPS, Rule, deviations
from hoshitori.schema.declaration.phrases import NOTHING, Phrase, did_you_mean, joined, one_of, same
from hoshitori.schema.declaration.place import Path
from hoshitori.schema.declaration.problem import Problem, excerpt
from hoshitori.schema.declaration.toml import Stamp
from hoshitori.schema.declaration.tree import Tree, schema

KINDS: Final[Mapping[str, Phrase]] = {
    "string": Phrase("引用符で囲んだ文字列", "text in quotes"),
    "integer": Phrase("整数", "a whole number"),
    "boolean": Phrase("true か false", "true or false"),
    "array": Phrase("リスト", "a list"),
    "object": Phrase("表", "a table"),
}


MOST_DEVIATIONS: Final = 1_000
"""After so many the file is no declaration, and counting on would only take time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """A deviation: the keyword that was broken, its value in the schema, and what was found."""

    path: Path
    keyword: str
    limit: Any
    within: Rule
    value: Json


_Told = tuple[str, Phrase, Phrase]
"""Code, expected, found."""


def check_shape(tree: Tree, *, besides: AbstractSet[Path] = frozenset()) -> list[Problem]:
    """Return every deviation from the schema, at most one for each place, and none for those in `besides`."""
    told: dict[Path, _Told] = {}
    for error in itertools.islice(deviations(tree.root.keys), MOST_DEVIATIONS):
        fault = _Fault(
            path=tuple(error.absolute_path),
            keyword=str(error.validator),
            limit=error.validator_value,
            within=cast("Rule", error.schema),
            value=cast("Json", error.instance),
        )
        told.setdefault(fault.path, _tell(fault))
    return [
        tree.problem(code, path, expected, found)
        for path, (code, expected, found) in told.items()
        if path not in besides
    ]


def _tell(fault: _Fault) -> _Told:
    if fault.keyword == "additionalProperties":
        return _unknown_key(fault)
    if fault.within.get("x-secret"):
        return "secret", _wanted(fault.within), _kind(fault.value)
    return _TELLERS.get(fault.keyword, _repeated)(fault)


def _missing(fault: _Fault) -> _Told:
    return "missing", _wanted(fault.within["properties"][fault.path[-1]]), NOTHING


def _unknown_key(fault: _Fault) -> _Told:
    known = sorted(cast("Mapping[str, object]", fault.within.get("properties", {})))
    key = str(fault.path[-1])
    near = difflib.get_close_matches(key[:100], known, n=1)
    return "unknown-key", one_of(tuple(near or known)), _suggest(same(excerpt(key)), near)


def _wrong_type(fault: _Fault) -> _Told:
    return "type", _wanted(fault.within), _kind(fault.value)


def _wrong_word(fault: _Fault) -> _Told:
    words = cast("list[str]", fault.limit)
    if not isinstance(fault.value, str):
        return "word", one_of(tuple(words)), _kind(fault.value)
    near = difflib.get_close_matches(fault.value[:100], words, n=1)
    return "word", one_of(tuple(words)), _suggest(same(excerpt(fault.value)), near)


def _wrong_constant(fault: _Fault) -> _Told:
    code = "version" if fault.path == ("schema_version",) else "word"
    shown = excerpt(fault.value) if isinstance(fault.value, str | int) else ""
    return code, same(excerpt(fault.limit)), same(shown) if shown else _kind(fault.value)


def _wrong_form(fault: _Fault) -> _Told:
    return "form", _wanted(fault.within), same(excerpt(fault.value))


def _wrong_size(fault: _Fault) -> _Told:
    size = len(fault.value) if isinstance(fault.value, str | list | dict) else 0
    return "length", _bound(fault), same(str(size))


def _out_of_range(fault: _Fault) -> _Told:
    return "range", _bound(fault), same(excerpt(fault.value))


def _repeated(fault: _Fault) -> _Told:
    return "twice", Phrase("重複のないリスト", "a list without repetition"), _kind(fault.value)


_TELLERS: Final[Mapping[str, Callable[[_Fault], _Told]]] = {
    "required": _missing,
    "type": _wrong_type,
    "enum": _wrong_word,
    "const": _wrong_constant,
    "pattern": _wrong_form,
    "format": _wrong_form,
    "propertyNames": _wrong_form,
    "minLength": _wrong_size,
    "maxLength": _wrong_size,
    "minItems": _wrong_size,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
}


def _suggest(found: Phrase, near: list[str]) -> Phrase:
    return joined(found, *(did_you_mean(word) for word in near))


def _wanted(rule: Rule) -> Phrase:
    """Return what a place should hold, in words."""
    if "$ref" in rule:
        definitions = cast("Mapping[str, Rule]", schema()["$defs"])
        rule = definitions[str(rule["$ref"]).rpartition("/")[2]]
    if "x-description-ja" in rule:
        phrase = Phrase(rule["x-description-ja"], rule["description"])
        return joined(phrase, Phrase("、引用符なし", ", without quotes")) if rule.get("format") in STAMPS else phrase
    if "enum" in rule:
        return one_of(tuple(rule["enum"]))
    return same(excerpt(rule["const"])) if "const" in rule else KINDS[rule["type"]]


def _kind(value: Json) -> Phrase:
    match value:
        case Stamp():
            return Phrase("日付または時刻", "a date or time")
        case str():
            return Phrase("文字列", "text")
        case bool():
            return same(excerpt(value))
        case int():
            return Phrase("数", "a number")
        case list():
            return KINDS["array"]
        case _:
            return KINDS["object"]


def _bound(fault: _Fault) -> Phrase:
    if fault.keyword.startswith("min"):
        return Phrase(f"{fault.limit}以上", f"at least {fault.limit}")
    return Phrase(f"{fault.limit}以下", f"at most {fault.limit}")
