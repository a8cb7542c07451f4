"""The shipped schemas of what is signed say the same as the nouns, field for field."""

from __future__ import annotations

import dataclasses
import enum
import re
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

import pytest
from jsonschema import Draft202012Validator

from hoshitori.model.companions import DecisionStatement, DeclarationStatement, ReviewStatement
from hoshitori.model.json_value import Json
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.trust import TrustFile
from hoshitori.schema import strict_json
from hoshitori.schema.loader import (
    DECISION_SCHEMA,
    DECLARATION_STATEMENT_SCHEMA,
    REPORT_SCHEMA,
    REVIEW_SCHEMA,
    TRUST_SCHEMA,
    SchemaError,
    schema_bytes,
    schema_sha256,
    validate,
)
from hoshitori.schema.wire import wire_fields

NOUNS: dict[str, type] = {
    REPORT_SCHEMA: ConformityReport,
    TRUST_SCHEMA: TrustFile,
    REVIEW_SCHEMA: ReviewStatement,
    DECLARATION_STATEMENT_SCHEMA: DeclarationStatement,
    DECISION_SCHEMA: DecisionStatement,
}
Schema = Mapping[str, Any]


def load(name: str) -> Schema:
    """A shipped schema as data."""
    return cast("Schema", strict_json.parse(schema_bytes(name)))


@pytest.mark.parametrize("name", NOUNS)
def test_schema_and_noun_agree(name: str) -> None:
    """Every field of every noun is in the schema with its type, and the schema has nothing else."""
    differences = list(compare(load(name), load(name), NOUNS[name], name))

    assert differences == []


def compare(schema: Schema, whole: Schema, kind: object, where: str) -> Iterator[str]:
    """Yield every difference between a schema and the type it stands for."""
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if typing.get_origin(kind) is not None:
        yield from compare_generic(schema, whole, kind, where)
    elif isinstance(kind, type) and issubclass(kind, enum.Enum):
        yield from compare_words(schema, {member.value for member in kind}, where)
    elif isinstance(kind, type) and dataclasses.is_dataclass(kind):
        yield from compare_object(schema, whole, kind, where)
    elif isinstance(kind, type) and kind is not Any:
        yield from compare_scalar(schema, kind, where)


def compare_generic(schema: Schema, whole: Schema, kind: object, where: str) -> Iterator[str]:
    """Yield the differences of an array, a map, a set of words or a union."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        yield from compare_words(schema, set(arguments), where)
    elif origin is tuple:
        if schema.get("type") != "array" or "maxItems" not in schema:
            yield f"{where}: not a bounded array"
        yield from compare(schema.get("items", {}), whole, arguments[0], f"{where}[]")
    elif origin is Mapping:
        if schema.get("type") != "object" or "maxProperties" not in schema:
            yield f"{where}: not a bounded object"
    else:
        others = [one for one in arguments if one is not types.NoneType]
        if len(others) == 1:
            yield from compare(schema, whole, others[0], where)
        elif len(schema.get("anyOf", schema.get("type", []))) != len(others):
            yield f"{where}: a union of {len(others)}"


def compare_words(schema: Schema, words: set[str], where: str) -> Iterator[str]:
    """Yield whether a schema allows other words."""
    allowed = {schema["const"]} if "const" in schema else set(schema.get("enum", []))
    if allowed != words:
        yield f"{where}: other words than {sorted(words)}"


def compare_object(schema: Schema, whole: Schema, kind: type[object], where: str) -> Iterator[str]:
    """Yield the differences of an object and a noun."""
    fields = wire_fields(cast("type", kind))
    if schema.get("additionalProperties") is not False:
        yield f"{where}: open"
    if schema["properties"].keys() != fields.keys():
        yield f"{where}: {schema['properties'].keys() ^ fields.keys()}"
    always = {key for key, (_, hint, _) in fields.items() if types.NoneType not in typing.get_args(hint)}
    if not always <= set(schema["required"]) <= fields.keys():
        yield f"{where}: requires {set(schema['required']) ^ always}"
    for key, (_, hint, _) in fields.items():
        yield from compare(schema["properties"].get(key, {}), whole, hint, f"{where}.{key}")


def compare_scalar(schema: Schema, kind: type, where: str) -> Iterator[str]:
    """Yield the differences of a text, a number or a truth value."""
    if "const" in schema:
        return
    names: dict[type, str] = {str: "string", int: "integer", bool: "boolean"}
    given = schema.get("type", "string" if "enum" in schema else None)
    if given != names[kind]:
        yield f"{where}: {given}, not {names[kind]}"
    if kind is str and not schema.keys() & {"maxLength", "pattern", "enum"}:
        yield f"{where}: unbounded text"


@pytest.mark.parametrize("name", NOUNS)
def test_schemas_are_bounded_and_safe(name: str) -> None:
    """Every schema is a valid one; no pattern lets a last newline through or nests quantifiers; none refers outside."""
    schema = load(name)
    Draft202012Validator.check_schema(schema)

    for node in nodes(schema):
        pattern = node.get("pattern")
        if isinstance(pattern, str):
            assert pattern.startswith("^")
            assert pattern.endswith("$(?!\\n)")
            assert "\\d" not in pattern
            assert "\\w" not in pattern
            assert not re.search(r"[+*]\)[+*{]", pattern)
        reference = node.get("$ref")
        if isinstance(reference, str):
            assert reference.startswith("#/$defs/")
        assert not node.keys() & {"uniqueItems", "$dynamicRef", "$anchor", "format"}


def nodes(value: object) -> Iterator[Mapping[str, object]]:
    """Every object in a schema."""
    if isinstance(value, dict):
        yield cast("Mapping[str, object]", value)
        for member in cast("dict[str, object]", value).values():
            yield from nodes(member)
    elif isinstance(value, list):
        for member in cast("list[object]", value):
            yield from nodes(member)


def test_definitions_are_used_and_not_recursive() -> None:
    """No definition is dead, and none leads back to itself."""
    for name in NOUNS:
        schema = load(name)
        definitions: Mapping[str, Any] = schema["$defs"]
        used = {str(node["$ref"]).removeprefix("#/$defs/") for node in nodes(schema) if "$ref" in node}
        assert definitions.keys() == used

        def reach(start: str, seen: tuple[str, ...], definitions: Mapping[str, Any] = definitions) -> None:
            assert start not in seen
            for node in nodes(definitions[start]):
                if "$ref" in node:
                    reach(str(node["$ref"]).removeprefix("#/$defs/"), (*seen, start), definitions)

        for start in definitions:
            reach(start, ())


def test_an_error_names_its_place() -> None:
    """What does not fit is told with its place in the document."""
    value: dict[str, Json] = {"v": 2}

    with pytest.raises(SchemaError) as caught:
        validate(TRUST_SCHEMA, value, where="trust.json")

    assert caught.value.where.startswith("trust.json")
    assert len(schema_sha256(TRUST_SCHEMA)) == 64
