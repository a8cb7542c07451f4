"""The wire form of nouns is closed in both directions."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from hoshitori.model.json_value import Json
from hoshitori.schema.wire import WireError, from_wire, to_wire, wire_name


class Colour(enum.Enum):
    """A word on the wire."""

    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A part."""

    from_: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """Every shape a field may have."""

    name_of_it: str
    count: int
    flag: bool
    colour: Colour
    inner: Inner
    many: tuple[Inner, ...]
    effort: Mapping[str, int]
    word: Literal["a", "b"]
    value: int | str | tuple[str, ...] = 1
    maybe: Inner | None = None
    ext: Mapping[str, Any] = field(default_factory=dict[str, Any])


NOUN = Noun(
    name_of_it="n",
    count=1,
    flag=True,
    colour=Colour.RED,
    inner=Inner(from_="x"),
    many=(Inner(from_="y"),),
    effort={"tries": 3},
    word="a",
    value=("one",),
    ext={"anything": [1, {"goes": None}]},
)
WIRE: dict[str, Json] = {
    "nameOfIt": "n",
    "count": 1,
    "flag": True,
    "colour": "red",
    "inner": {"from": "x"},
    "many": [{"from": "y"}],
    "effort": {"tries": 3},
    "word": "a",
    "value": ["one"],
    "ext": {"anything": [1, {"goes": None}]},
}


def test_both_directions() -> None:
    """A noun and its wire form lead to one another; what is None is left out."""
    assert to_wire(NOUN) == WIRE
    assert from_wire(Noun, WIRE) == NOUN


@pytest.mark.parametrize(("name", "wire"), [("from_", "from"), ("sha256", "sha256"), ("valid_until", "validUntil")])
def test_names(name: str, wire: str) -> None:
    """Names go from words with underscores to camel case."""
    assert wire == wire_name(name)


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [
        ("unknown", 1, "doc"),
        ("nameOfIt", 1, "nameOfIt"),
        ("count", True, "count"),
        ("count", "1", "count"),
        ("flag", 1, "flag"),
        ("colour", "blue", "colour"),
        ("colour", ["red"], "colour"),
        ("word", "c", "word"),
        ("word", 1, "word"),
        ("inner", [], "inner"),
        ("inner", {}, "inner"),
        ("inner", {"from": "x", "to": "y"}, "inner"),
        ("many", {}, "many"),
        ("many", [1], r"many\[0\]"),
        ("effort", [], "effort"),
        ("effort", {"tries": "3"}, "effort.tries"),
        ("value", True, "value"),
        ("maybe", None, "maybe"),
    ],
)
def test_what_does_not_fit_is_refused(key: str, value: Json, where: str) -> None:
    """Another type, an unknown key, a missing one and an explicit null are refused with their place."""
    with pytest.raises(WireError, match=where):
        from_wire(Noun, {**WIRE, key: value}, where="doc")


def test_a_missing_field_is_refused() -> None:
    """A field without a default must be there."""
    with pytest.raises(WireError, match="nameOfIt is missing"):
        from_wire(Noun, {key: value for key, value in WIRE.items() if key != "nameOfIt"})


def test_a_foreign_value_is_a_fault_of_the_program() -> None:
    """Something without a wire form does not slip through."""
    with pytest.raises(TypeError, match="float"):
        to_wire(1.5)
