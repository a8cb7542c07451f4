"""Reading a declaration: from TOML or canonical bytes to the same nouns, and never to an uncontrolled exception."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoshitori.model.declaration import IXIT_TABLES, SINGLE_RECORD_TABLES, Claim, Declaration, SecretSource
from hoshitori.model.errors import HoshitoriError
from hoshitori.schema.declaration import (
    DeclarationError,
    load_declaration,
    parse_declaration,
    read_canonical,
)
from hoshitori.schema.declaration.tree import schema

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "camera.dut.toml"
DATA = EXAMPLE.read_bytes()
SCHEMA = cast("dict[str, Any]", schema())


@pytest.fixture(scope="module")
def camera() -> Declaration:
    """The example of a real camera."""
    return load_declaration(EXAMPLE)


def test_the_camera_is_read(camera: Declaration) -> None:
    """Identity, samples, answers, rows and links arrive as nouns."""
    assert camera.device.model == "MH-CAM200"
    assert camera.main_sample.id == "S-1"
    assert camera.answer("nothing-sent").claim is Claim.NOT_CLAIMED  # type: ignore[union-attr]
    assert camera.row("28-LogIntf/LI-web").number("port") == 443
    assert camera.row("2-UserInfo/UserInfo").texts("documents") == ("D-manual", "D-policy", "D-product-page")
    assert camera.row("2-UserInfo/UserInfo").text("support_until") == "2031-03-31"
    assert camera.claimed("S1.1-10/1") == ("label", "interface")


def test_secrets_are_kept_apart_from_columns(camera: Declaration) -> None:
    """A row's columns hold no secret, not even a reference."""
    row = camera.row("1-AuthMech/AM-web")

    assert row.secrets["secret"].source is SecretSource.ENV
    assert row.secrets["secret"].location == "MH_CAM200_ADMIN_PASSWORD"
    assert "secret" not in row.fields


def test_instants_are_told_in_utc(camera: Declaration) -> None:
    """Whatever zone the author wrote."""
    assert camera.authorisations[0].valid_from == "2026-09-30T15:00:00Z"


def test_a_column_of_a_third_partys_probe_is_kept() -> None:
    """Tables are closed but for columns that begin with x_."""
    text = DATA.decode().replace("\nport = 443", '\nport = 443\nx_vendor_mode = ["a", "b"]', 1)

    assert parse_declaration(text.encode()).row("28-LogIntf/LI-web").texts("x_vendor_mode") == ("a", "b")


def test_a_windows_file_is_read_alike(camera: Declaration) -> None:
    """Line breaks do not matter."""
    assert parse_declaration(DATA.replace(b"\n", b"\r\n")) == camera


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a = \n", "syntax", 1),
        (b"a = 1\nb = [", "syntax", 2),
        (b"a = 1\na = 2\n", "syntax", 2),
        (b"ok = 1\n\nname = '\xff'\n", "encoding", 3),
        (b"#" * (1 << 20) + b"\n", "too-large", 1),
        (b"\n" + b"a." * 600 + b"a = 1", "too-large", 2),
        (b"a = [" + b"1,\n" * 20_000 + b"]", "too-large", 1),
        (b"a = " + b"[" * 100_000, "too-deep", 1),
        (b"\na = " + b"[" * 40 + b"]" * 40, "too-deep", 2),
        (b"a = " + b"9" * 5000, "syntax", 1),
    ],
)
def test_what_is_no_toml_within_bounds_is_one_fault(data: bytes, code: str, line: int) -> None:
    """Size, encoding, depth and grammar are checked before anything else."""
    with pytest.raises(DeclarationError) as caught:
        parse_declaration(data)

    assert [(problem.code, problem.position.line) for problem in caught.value.problems] == [(code, line)]


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """It is told like any other, with its name."""
    with pytest.raises(DeclarationError, match=r"absent\.toml.*\[unreadable\]"):
        load_declaration(tmp_path / "absent.toml")


def test_a_folder_is_no_declaration(tmp_path: Path) -> None:
    """Nor is whatever else cannot be read as a file."""
    with pytest.raises(DeclarationError, match=r"\[unreadable\]"):
        load_declaration(tmp_path)


def outcome(data: bytes) -> Declaration | DeclarationError:
    """Return what reading gives."""
    try:
        return parse_declaration(data)
    except DeclarationError as error:
        return error


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_end_in_a_fault_or_a_declaration(data: bytes) -> None:
    """Nothing but DeclarationError ever escapes."""
    told = outcome(data)

    assert isinstance(told, Declaration) or told.problems
    if isinstance(told, DeclarationError):
        assert all(one.isprintable() or one == "\n" for one in str(told) + told.text("ja"))


SCALAR = st.sampled_from(
    [
        "1",
        "-1",
        "0.5",
        "nan",
        "true",
        '""',
        '"a\\u0000b"',
        '"7-UpdMech/UM-auto"',
        "[]",
        "{}",
        "[{}]",
        "[[1]]",
        "2026-01-01",
        "12:00:00",
        "2026-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "{ a = 1 }",
        '[1, "x", {}]',
    ]
)
KEY_LINES = [number for number, line in enumerate(DATA.split(b"\n")) if b" = " in line and not line.startswith(b"#")]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(KEY_LINES), SCALAR | st.none()), min_size=1, max_size=4))
def test_any_value_anywhere_ends_in_a_fault_or_a_declaration(edits: list[tuple[int, str | None]]) -> None:
    """A real declaration with values exchanged or lines lost is read whole or told wrong, and what is read is exact."""
    lines = DATA.decode().split("\n")
    for number, value in edits:
        lines[number] = "" if value is None else f"{lines[number].partition(' = ')[0]} = {value}"
    told = outcome("\n".join(lines).encode())

    if isinstance(told, DeclarationError):
        assert told.problems
    else:
        assert read_canonical(told.canonical()) == told


def test_canonical_bytes_are_read_back(camera: Declaration) -> None:
    """What the judge reads is what the operator declared."""
    assert read_canonical(camera.canonical()) == camera


Change = Callable[[dict[str, Any]], object]


def altered(camera: Declaration, change: Change) -> bytes:
    """Return canonical-looking bytes of a changed declaration."""
    value = json.loads(camera.canonical())
    change(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


CHANGES: list[Change] = [
    lambda value: value.update(extra=1),
    lambda value: value.update(schemaVersion=2),
    lambda value: value.pop("device"),
    lambda value: value["device"].update(virtual=1),
    lambda value: value["samples"].clear(),
    lambda value: value["ixit"][0].update(table="30-More"),
    lambda value: value["ixit"][0]["fields"].update(x=None),
    lambda value: value["ixit"][0]["fields"].update(x=1.5),
    lambda value: value["ixit"][0]["fields"].update(x=["a", 1]),
    lambda value: value["ics"][0].update(claim="maybe"),
    lambda value: value["assessment"].update(accreditation=None),
]


@pytest.mark.parametrize("change", CHANGES)
def test_altered_canonical_bytes_are_refused(camera: Declaration, change: Change) -> None:
    """Nothing left over, nothing missing, nothing of another type."""
    with pytest.raises(HoshitoriError):
        read_canonical(altered(camera, change))


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"{} ", b'{"a":1,"a":2}', b"[" * 100_000])
def test_other_bytes_are_no_canonical_declaration(data: bytes) -> None:
    """Hostile bytes end in an error of ours."""
    with pytest.raises(HoshitoriError):
        read_canonical(data)


def test_canonical_bytes_with_a_blank_are_refused(camera: Declaration) -> None:
    """There is one byte string for each declaration, so that its digest names it."""
    with pytest.raises(HoshitoriError, match="canonical"):
        read_canonical(camera.canonical().replace(b'":', b'": ', 1))


def test_the_schema_is_valid_and_the_reference_validator_accepts_the_camera() -> None:
    """Our keywords only sharpen JSON Schema 2020-12; they do not replace it."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    jsonschema.validate(json_form(tomllib.loads(DATA.decode())), SCHEMA, jsonschema.Draft202012Validator)


def json_form(value: object) -> object:
    """Return a TOML value as JSON."""
    if isinstance(value, dict):
        return {key: json_form(member) for key, member in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [json_form(member) for member in cast("list[object]", value)]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def objects(rule: object) -> list[dict[str, object]]:
    """Return every schema of an object inside a schema."""
    if isinstance(rule, list):
        return [inner for member in cast("list[object]", rule) for inner in objects(member)]
    if not isinstance(rule, dict):
        return []
    whole = cast("dict[str, object]", rule)
    own = [whole] if whole.get("type") == "object" else []
    return own + [inner for member in whole.values() for inner in objects(member)]


def test_every_object_of_the_schema_is_closed() -> None:
    """An unknown key is never passed over in silence."""
    assert all("additionalProperties" in rule for rule in objects(SCHEMA))


def test_the_schema_has_the_29_tables() -> None:
    """In the order of TS 103 701 V2.1.1, single records as tables and the others as lists of tables."""
    tables: dict[str, Any] = SCHEMA["properties"]["ixit"]["properties"]

    assert tuple(tables) == IXIT_TABLES
    assert {name for name, rule in tables.items() if rule["type"] == "object"} == SINGLE_RECORD_TABLES


def test_every_form_has_its_words_in_both_languages() -> None:
    """What an error calls expected is said in Japanese as well."""
    definitions: dict[str, dict[str, Any]] = SCHEMA["$defs"]
    for name, rule in definitions.items():
        assert rule["description"], name
        assert rule["x-description-ja"], name
