"""Rows that claim an alternative by their columns, rows that would slip through, rows that lead to an endpoint."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hoshitori.model.catalogue import Alternative, Item, Text
from hoshitori.model.claims import claimed_alternatives
from hoshitori.model.declaration import AlternativeClaim, Declaration, Row
from hoshitori.model.errors import ArgumentError
from hoshitori.model.verdict import FAIL, Cause, inconclusive
from hoshitori.run.planning import check_declaration
from hoshitori.run.subjects import row_subject
from tests.profiles.support import camera, cases, catalogue, judged
from tests.profiles.test_surfaces import SOUND

WORDS = Text(ja="あ", en="a")
ITEM = Item(
    id="1",
    title=WORDS,
    proof="device",
    basis="assumed",
    source="ours",
    per="7-UpdMech",
    alternatives=(
        Alternative(id="automatic", title=WORDS, where={"path": "automatic"}),
        Alternative(id="own-interface", title=WORDS, where={"path": "user-upload"}),
        Alternative(id="other", title=WORDS),
    ),
)


def without_column(table: str, identifier: str, column: str) -> Declaration:
    """The example camera with a column of one row left empty."""

    def bare(row: Row) -> Row:
        if (row.table, row.id) != (table, identifier):
            return row
        return replace(row, fields={name: value for name, value in row.fields.items() if name != column})

    return replace(camera(), ixit=tuple(bare(row) for row in camera().ixit))


@pytest.mark.parametrize(("row", "claimed"), [("UM-auto", "automatic"), ("UM-upload", "own-interface")])
def test_a_row_claims_by_its_columns(row: str, claimed: str) -> None:
    """A row whose columns an alternative names claims it without being told to."""
    declaration = replace(camera(), alternatives=())

    assert claimed_alternatives(ITEM, "T-1", f"7-UpdMech/{row}", declaration) == (claimed,)


def test_what_is_said_stands_beside_what_columns_say() -> None:
    """A claim made in so many words is claimed together with the one that follows from columns."""
    said = AlternativeClaim(item="T-1/1", row="7-UpdMech/UM-auto", claimed=("other",))
    declaration = replace(camera(), alternatives=(said,))

    assert claimed_alternatives(ITEM, "T-1", "7-UpdMech/UM-auto", declaration) == ("other", "automatic")


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [("1-AuthMech", "AM-ssh", "subject"), ("1-AuthMech", "AM-web", "authentication_kind")],
)
def test_no_row_slips_past_a_requirement(table: str, row: str, column: str) -> None:
    """A row that leaves a column empty by which requirements choose their rows is refused before the run."""
    with pytest.raises(ArgumentError) as raised:
        check_declaration(catalogue(), without_column(table, row, column))

    assert f"{table}/{row} does not say {column!r}" in str(raised.value)


def test_a_row_without_a_claim_is_refused() -> None:
    """A row that could be judged in several ways and says none is refused before the run."""
    with pytest.raises(ArgumentError, match=r"no alternative claimed for S1.1-11/1 on 10-SecParam/SP-ssh"):
        check_declaration(catalogue(), without_column("10-SecParam", "SP-ssh", "protection"))


def test_a_channel_leads_to_its_interface_s_port() -> None:
    """A row that links to several interfaces has the endpoint of the first that has one."""
    row = camera().row("11-SecComMech/CM-web")
    two = replace(row, fields={**row.fields, "interface": ("28-LogIntf/LI-cloud", "28-LogIntf/LI-web")})

    assert row_subject(camera(), row).endpoint == "tcp/443"
    assert row_subject(camera(), two).endpoint == "tcp/443"


def test_undecided_never_undoes_a_fail() -> None:
    """A case that cannot decide is INCONCLUSIVE with its reason; one that also saw a fault stays FAIL."""
    _, facts = SOUND["open_udp_ports_are_declared"]
    silent = replace(facts["survey"], icmp_answers=False)
    faulty = replace(silent, open=(*silent.open, replace(silent.open[0], id="udp/161", port=161)))

    undecided = judged("open_udp_ports_are_declared", {"survey": silent})
    assert (undecided.decision, undecided.rationale) == (inconclusive(Cause.UNAVAILABLE), "undecided-socket-list")
    assert judged("open_udp_ports_are_declared", {"survey": faulty}).decision == FAIL


def test_every_case_of_the_profile_is_collected() -> None:
    """What a test of the profile sees is what the judge collects."""
    assert set(cases()) == catalogue().case_ids()
