"""The shipped JSON Schemas (2020-12) and their use; none is ever taken from a bundle, a path or the network.

Schemas are closed (`unevaluatedProperties` or `additionalProperties` false), bounded and not recursive, so that
validating hostile data takes time in proportion to its size.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry

from hoshitori.model.errors import HoshitoriError
from hoshitori.model.json_value import Json
from hoshitori.schema import strict_json

REPORT_SCHEMA = "report"
TRUST_SCHEMA = "trust"
REVIEW_SCHEMA = "review"
DECLARATION_STATEMENT_SCHEMA = "declaration-statement"
DECISION_SCHEMA = "decision"

REPORT_SCHEMA_VERSION = "1.0"
"""Major and minor version of the report schema shipped here; the major is also in the predicate type."""


class SchemaError(HoshitoriError):
    """JSON that does not fit the schema of its place."""

    code = "E_SCHEMA"


@functools.cache
def schema_bytes(name: str) -> bytes:
    """Return a shipped schema byte for byte."""
    return resources.files("hoshitori.schema").joinpath(f"{name}.schema.json").read_bytes()


def schema_sha256(name: str) -> str:
    """Return the SHA-256 of a shipped schema in hexadecimal."""
    return hashlib.sha256(schema_bytes(name)).hexdigest()


def validate(name: str, value: Json, *, where: str = "") -> None:
    """Check a value against a shipped schema.

    Raises:
        SchemaError: at the first deviation, with its place in the document.
    """
    errors: Iterator[ValidationError] = _validator(name).iter_errors(value)  # pyright: ignore[reportUnknownMemberType]
    error = next(errors, None)
    if error is not None:
        place = error.json_path.removeprefix("$").removeprefix(".")[:200]
        raise SchemaError(error.message[:300], where=f"{where} {ascii(place)[1:-1]}".strip())


@functools.cache
def _validator(name: str) -> Draft202012Validator:
    schema = cast("dict[str, Json]", strict_json.parse(schema_bytes(name), where=f"{name} schema"))
    definitions = cast("dict[str, Json]", schema.pop("$defs"))
    registry: Registry[Any] = Registry()
    return Draft202012Validator(cast("Mapping[str, Any]", _inlined(schema, definitions)), registry=registry)


def _inlined(node: Json, definitions: dict[str, Json]) -> Json:
    """Return a schema with its references replaced by what they refer to: a third of the time goes into lookups."""
    if isinstance(node, list):
        return [_inlined(member, definitions) for member in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[str(node["$ref"]).removeprefix("#/$defs/")], definitions)
    return {key: _inlined(member, definitions) for key, member in node.items()}
