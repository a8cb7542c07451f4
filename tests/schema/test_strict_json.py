"""JSON that two readers could understand differently is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.schema.strict_json import LARGEST_INTEGER, JsonError, Limits, dumps, parse

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-LARGEST_INTEGER, max_value=LARGEST_INTEGER)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_what_is_written_reads_back(value: object) -> None:
    """Writing and reading are inverse, and one value has one spelling that other readers agree on."""
    data = dumps(value)

    assert value == parse(data)
    assert value == json.loads(data)
    assert data == dumps(parse(data))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":2}', "twice"),
        (b'[{"x":{"a":1,"b":0,"a":1}}]', "twice"),
        (b"1.5", "whole"),
        (b"1e3", "whole"),
        (b"1e400", "whole"),
        (b"NaN", "whole"),
        (b"[Infinity]", "whole"),
        (b"[-Infinity]", "whole"),
        (b"-0", "2\\*\\*53"),
        (b"9007199254740993", "2\\*\\*53"),
        (b"-9007199254740993", "2\\*\\*53"),
        (b"1" * 5000, "2\\*\\*53"),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\udfff":1}', "surrogate"),
        (b'{"__proto__":1}', "key"),
        (b"\xef\xbb\xbf1", "BOM"),
        (b'"\xff"', "UTF-8"),
        (b'"\xc0\xaf"', "UTF-8"),
        (b"[1,]", "line 1"),
        (b"", "line 1"),
        (b'"\x00"', "line 1"),
        (b"[" * 17 + b"]" * 17, "deep"),
        (b"[" * 100_000 + b"]" * 100_000, "deep"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, "deep"),
    ],
)
def test_ambiguous_json_is_refused(data: bytes, reason: str) -> None:
    """Duplicate keys, floats, big integers, surrogates, wrong encodings and depth are errors with their reason."""
    with pytest.raises(JsonError, match=reason):
        parse(data)


def test_sixteen_levels_are_allowed() -> None:
    """The deepest document allowed is read."""
    assert isinstance(parse(b"[" * 16 + b"]" * 16), list)


def test_a_pair_of_surrogates_is_a_character() -> None:
    """An escaped pair outside the basic plane is ordinary text."""
    assert parse(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b'"' + b"a" * 100 + b'"', Limits(size=50)),
        (b"[" + b"1," * 100 + b"1]", Limits(values=50)),
        (b"[1]", Limits(depth=0)),
    ],
)
def test_limits_hold(data: bytes, limits: Limits) -> None:
    """A document beyond a limit of its place is refused, and the error names the place."""
    with pytest.raises(JsonError) as caught:
        parse(data, limits=limits, where="there")

    assert caught.value.where == "there"


@pytest.mark.parametrize("value", [1.0, 2**53 + 1, "\ud800", {1: 2}, {"__proto__": 1}, b"bytes", object(), [[1.5]]])
def test_what_json_lacks_is_not_written(value: object) -> None:
    """Floats, foreign types and ambiguous keys never leave the program."""
    with pytest.raises(JsonError):
        dumps(value)


def test_depth_is_bounded_in_writing_too() -> None:
    """What would not be read back is not written."""
    with pytest.raises(JsonError):
        dumps([[["a"]]], depth=2)
