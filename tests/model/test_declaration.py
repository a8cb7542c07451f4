"""A Declaration answers questions about a device and has exactly one written form."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.declaration import (
    AlternativeClaim,
    Assessment,
    Authorisation,
    AuthorisationScope,
    Claim,
    Declaration,
    DeviceIdentity,
    Document,
    IcsAnswer,
    Row,
    RowAbsentError,
    Sample,
    SecretReference,
    SecretSource,
    UnknownTableError,
)
from hoshitori.model.observation import Impact
from hoshitori.model.predicate_parties import Kind, Organisation, SampleRole, Versions
from hoshitori.schema.strict_json import dumps
from hoshitori.schema.wire import to_wire

US = Organisation(name="Us", identity="https://us.example/")
UPLOAD = Row(table="7-UpdMech", id="UM-1", fields={"delivery": "network", "path": "user-upload", "longest_seconds": 60})
STICK = Row(table="7-UpdMech", id="UM-2", fields={"delivery": "local"})
LOGIN = Row(
    table="1-AuthMech",
    id="AM-1",
    fields={"changeable": True, "form_extra": ("a=b",), "user_name": "admin"},
    secrets={
        "secret": SecretReference(source=SecretSource.ENV, location="PASSWORD"),
        "client_key": SecretReference(source=SecretSource.FILE, location="key.pem"),
    },
)


def declaration(**others: Any) -> Declaration:  # noqa: ANN401 — any field
    """Return a declaration with three rows."""
    whole = Declaration(
        schema_version=1,
        language="en",
        device=DeviceIdentity(maker="Maker", model="M-1", versions=Versions(firmware="1.0", hardware="A")),
        assessment=Assessment(kind=Kind.SELF, lab=US, client=US, place="here"),
        samples=(
            Sample(id="S-2", role=SampleRole.TWIN_UNIT),
            Sample(id="S-1", role=SampleRole.MAIN, ipv4=("192.0.2.1",), ipv6=("2001:db8::1",)),
        ),
        ixit=(LOGIN, UPLOAD, STICK),
    )
    return dataclasses.replace(whole, **others)


def test_rows_come_in_the_order_of_the_file() -> None:
    """All rows of a table, and only of that table."""
    assert declaration().rows("7-UpdMech") == (UPLOAD, STICK)


def test_rows_are_selected_by_their_columns() -> None:
    """Every given column must have the given value; a row without the column does not count."""
    assert declaration().rows("7-UpdMech", delivery="network", longest_seconds=60) == (UPLOAD,)
    assert declaration().rows("7-UpdMech", path="automatic") == ()


def test_a_table_the_standard_lacks_is_an_error() -> None:
    """A misspelt table never looks like an empty one."""
    with pytest.raises(UnknownTableError):
        declaration().rows("7-UpdateMech")


def test_a_row_is_found_by_its_reference() -> None:
    """What a link says leads to its row."""
    assert declaration().row("7-UpdMech/UM-2") is STICK


def test_an_absent_row_is_an_error() -> None:
    """A dangling reference is never answered with nothing."""
    with pytest.raises(RowAbsentError):
        declaration().row("7-UpdMech/UM-9")


def test_typed_columns_never_change_type() -> None:
    """A column of another type reads as its default: a yes is no number, a number no text."""
    assert (LOGIN.text("user_name"), LOGIN.text("changeable", "?"), LOGIN.text("absent")) == ("admin", "?", "")
    assert (UPLOAD.number("longest_seconds"), LOGIN.number("changeable", 7), UPLOAD.number("path")) == (60, 7, 0)
    assert (LOGIN.flag("changeable"), UPLOAD.flag("longest_seconds"), UPLOAD.flag("x", default=True)) == (
        True,
        False,
        True,
    )


def test_texts_of_a_column() -> None:
    """One text counts as a list of one; a column of another type, or none, as an empty list."""
    assert LOGIN.texts("form_extra") == ("a=b",)
    assert LOGIN.texts("user_name") == ("admin",)
    assert LOGIN.texts("changeable") == LOGIN.texts("absent") == ()


def test_rows_hash_by_name_and_compare_by_content() -> None:
    """Rows can be kept in sets, and a changed column is a change."""
    changed = Row(table="7-UpdMech", id="UM-2", fields={"delivery": "network"})

    assert hash(changed) == hash(STICK)
    assert changed != STICK


def test_the_main_sample_is_the_one_with_that_role() -> None:
    """The order of the samples does not matter."""
    assert declaration().main_sample.id == "S-1"
    assert declaration().main_sample.addresses == ("192.0.2.1", "2001:db8::1")


def test_secrets_go_by_their_row() -> None:
    """The column `secret` by its row alone, every other by row and column."""
    assert set(declaration().secrets()) == {"1-AuthMech/AM-1", "1-AuthMech/AM-1/client_key"}


def test_a_row_takes_the_devices_claim_where_it_has_none_of_its_own() -> None:
    """The claim of a row stands before that of the device; without any there is nothing claimed."""
    claims = (
        AlternativeClaim(item="S1.1-07/1", claimed=("automatic",)),
        AlternativeClaim(item="S1.1-07/1", claimed=("own-interface",), row="7-UpdMech/UM-1"),
    )
    whole = declaration(alternatives=claims)

    assert whole.claimed("S1.1-07/1", "7-UpdMech/UM-1") == ("own-interface",)
    assert whole.claimed("S1.1-07/1", "7-UpdMech/UM-2") == ("automatic",)
    assert whole.claimed("S1.1-10/1") == ()


def test_an_open_question_has_no_answer() -> None:
    """A missing ICS answer is nothing, never "not claimed"."""
    answer = IcsAnswer(id="no-network-update", claim=Claim.NOT_CLAIMED)
    whole = declaration(ics=(answer,))

    assert whole.answer("no-network-update") is answer
    assert whole.answer("nothing-stored") is None


def test_documents_are_found_by_id_and_by_topic() -> None:
    """In the order of the file."""
    manual = Document(id="D-1", title="Manual", sha256="0" * 64, language="en", path="a", topics=("deletion", "x"))
    page = Document(id="D-2", title="Page", sha256="1" * 64, language="en", url="https://a.example/", topics=("x",))
    whole = declaration(documents=(manual, page))

    assert whole.document("D-2") is page
    assert whole.document("D-3") is None
    assert whole.documents_on("x") == (manual, page)
    assert whole.documents_on("deletion") == (manual,)


@pytest.mark.parametrize(("second", "covered"), [(-1, False), (0, True), (59, True), (60, False)])
def test_an_authorisation_ends_at_its_last_instant(second: int, covered: bool) -> None:
    """The first instant is covered, the last is not."""
    one = Authorisation(
        id="A",
        grantor="Us",
        scope=AuthorisationScope.DEVICE,
        targets=("192.0.2.1",),
        valid_from="2026-01-01T00:00:00Z",
        valid_until="2026-01-01T00:01:00Z",
    )
    instant = datetime.fromtimestamp(datetime(2026, 1, 1, tzinfo=UTC).timestamp() + second, tz=UTC)

    assert one.covers(instant) is covered


def test_an_impact_never_implies_another() -> None:
    """Who allows something destructive has not thereby allowed something intrusive."""
    one = Authorisation(
        id="A",
        grantor="Us",
        scope=AuthorisationScope.DEVICE,
        targets=("192.0.2.1",),
        impacts=(Impact.PASSIVE, Impact.DESTRUCTIVE),
        valid_from="2026-01-01T00:00:00Z",
        valid_until="2026-01-02T00:00:00Z",
    )

    assert one.permits(Impact.DESTRUCTIVE)
    assert not one.permits(Impact.INTRUSIVE)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUE = TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.lists(TEXT, max_size=3).map(tuple)


@given(st.dictionaries(TEXT.filter(lambda name: name != "__proto__"), VALUE, max_size=4), TEXT)
def test_the_canonical_form_is_that_of_the_wire(
    fields: dict[str, str | int | bool | tuple[str, ...]], place: str
) -> None:
    """The declaration spells itself exactly as the schema room would."""
    whole = declaration(
        ixit=(Row(table="5-VulnMon", id="V", fields=fields), LOGIN),
        assessment=Assessment(kind=Kind.DEMO, lab=US, client=US, place=place),
    )

    assert whole.canonical() == dumps(to_wire(whole))
