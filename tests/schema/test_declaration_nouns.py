"""The schema of `dut.toml` and the nouns of a declaration name the same things."""

from __future__ import annotations

from typing import Any

import pytest

from hoshitori.model import declaration, predicate_evidence, predicate_parties
from hoshitori.model.declaration_assessment import Assessment
from hoshitori.schema.declaration.build import PLURALS
from hoshitori.schema.declaration.tree import schema
from hoshitori.schema.wire import wire_fields, wire_name

ROOT: Any = schema()["properties"]


def inside(rule: Any, *keys: str) -> Any:  # noqa: ANN401 — a part of a schema
    """Return the object schema under keys, stepping into lists."""
    for key in keys:
        rule = rule["properties"][key]
        rule = rule.get("items", rule)
    return rule


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (("device",), declaration.DeviceIdentity),
        (("device", "versions"), predicate_parties.Versions),
        (("firmware",), declaration.FirmwareFile),
        (("assessment",), Assessment),
        (("assessment", "lab"), predicate_parties.Organisation),
        (("assessment", "client"), predicate_parties.Organisation),
        (("assessment", "accreditation"), predicate_parties.Accreditation),
        (("assessment", "personnel"), predicate_parties.Person),
        (("assessment", "equipment"), predicate_evidence.Equipment),
        (("sample",), declaration.Sample),
        (("sample", "received"), predicate_parties.Received),
        (("sample", "custody"), predicate_parties.Custody),
        (("authorisation",), declaration.Authorisation),
        (("asset",), declaration.Asset),
        (("access_path",), declaration.AccessPath),
        (("port",), declaration.Port),
        (("service",), declaration.AssociatedService),
        (("alternative",), declaration.AlternativeClaim),
        (("document",), declaration.Document),
        (("label",), predicate_parties.Label),
        (("label", "snapshot"), predicate_parties.Snapshot),
        (("supplier",), predicate_parties.Supplier),
        (("supplier", "factory"), predicate_parties.SupplierFact),
    ],
)
def test_a_table_and_its_noun_have_the_same_names(keys: tuple[str, ...], kind: type) -> None:
    """Every key has its field and every field its key; what the noun requires, the schema requires."""
    rule = inside(schema(), *keys)
    fields = wire_fields(kind)

    assert {wire_name(key) for key in rule["properties"]} == set(fields)
    required = {key for key, (_, _, needed) in fields.items() if needed}
    assert required <= {wire_name(key) for key in rule["required"]}


def test_the_file_and_the_declaration_have_the_same_parts() -> None:
    """Lists of tables stand in the singular in the file."""
    assert {wire_name(PLURALS.get(key, key)) for key in ROOT} == set(wire_fields(declaration.Declaration))


def test_closed_lists_of_words_are_the_nouns_own() -> None:
    """The words of the file are the values of the enums."""
    words = {
        ("assessment", "kind"): predicate_parties.Kind,
        ("sample", "role"): predicate_parties.SampleRole,
        ("authorisation", "scope"): declaration.AuthorisationScope,
    }
    for keys, kind in words.items():
        assert inside(schema(), *keys)["enum"] == [member.value for member in kind]
    assert ROOT["ics"]["additionalProperties"]["properties"]["claim"]["enum"] == [
        member.value for member in declaration.Claim
    ]
