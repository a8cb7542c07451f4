"""From checked values to a Declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from hoshitori.model.declaration import SINGLE_RECORD_TABLES, Declaration
from hoshitori.model.json_value import Json
from hoshitori.schema.wire import from_wire, wire_name

PLURALS: Mapping[str, str] = {
    "sample": "samples",
    "authorisation": "authorisations",
    "asset": "assets",
    "access_path": "access_paths",
    "port": "ports",
    "service": "services",
    "alternative": "alternatives",
    "document": "documents",
    "vulnerability_report": "vulnerability_reports",
    "vulnerability_feed": "vulnerability_feeds",
}
"""What a list of tables in the file is called in a declaration, where the names differ."""


def build(values: Mapping[str, Json]) -> Declaration:
    """Return the declaration that values describe; they have passed every check."""
    special: dict[str, Json] = {"ics": _answers(values.get("ics", {})), "ixit": _rows(values.get("ixit", {}))}
    plain = {PLURALS.get(key, key): _named(value) for key, value in values.items() if key not in special}
    return from_wire(Declaration, {wire_name(key): value for key, value in (plain | special).items()})


def _named(value: Json) -> Json:
    """Return a value with its keys as on the wire; every name in the schema is that of a field."""
    if isinstance(value, dict):
        return {wire_name(key): _named(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_named(member) for member in value]
    return str(value) if isinstance(value, str) else value


def _answers(table: Json) -> Json:
    answers = cast("Mapping[str, Mapping[str, Json]]", table)
    return [{"id": question, **answer} for question, answer in sorted(answers.items())]


def _rows(tables: Json) -> Json:
    rows: list[Json] = []
    for table, value in cast("Mapping[str, Json]", tables).items():
        for entry in [value] if isinstance(value, dict) else cast("list[Json]", value):
            row = dict(cast("Mapping[str, Json]", entry))
            identifier = table.partition("-")[2] if table in SINGLE_RECORD_TABLES else row.pop("id")
            secrets = {key: _secret(member) for key, member in row.items() if isinstance(member, dict)}
            fields = {key: _plain(member) for key, member in row.items() if key not in secrets}
            rows.append({"table": table, "id": identifier, "fields": fields, "secrets": cast("Json", secrets)})
    return rows


def _plain(value: Json) -> Json:
    return str(value) if isinstance(value, str) else value


def _secret(value: Mapping[str, Json]) -> Json:
    """Turn `{ env = "NAME" }` into source and location; in a row only a secret is a table."""
    source, location = next(iter(value.items()))
    return {"source": source, "location": location if isinstance(location, str) else ""}
