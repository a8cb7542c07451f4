"""Every key of a TOML file has its line and column, however it is written."""

from __future__ import annotations

import tomllib
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.schema.declaration.place import Path, locate
from hoshitori.schema.declaration.problem import Position

TOML = '''# a comment
top = 1
"quoted key" = 2
dotted.inner."third" = 3
[table]
list = [
  "a",  # a comment inside
  { x = 1, y = [2, 3] },
]
text = """
[not.a.table]
"""
after = 1
[table.sub]
a = 1
[[many]]
n = 1
[many.sub]
s = 1
[[many.inner]]
i = 1
[[many.inner]]
i = 2
[[many]]
n = 2
[[many.inner]]
"日本" = { "語" = 1 }
'''


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("top",), 2, 1),
        (("quoted key",), 3, 1),
        (("dotted", "inner", "third"), 4, 1),
        (("dotted", "inner"), 4, 1),
        (("table",), 5, 2),
        (("table", "list"), 6, 1),
        (("table", "list", 0), 7, 3),
        (("table", "list", 1), 8, 3),
        (("table", "list", 1, "y"), 8, 12),
        (("table", "list", 1, "y", 1), 8, 20),
        (("table", "after"), 13, 1),
        (("table", "sub", "a"), 15, 1),
        (("many",), 16, 3),
        (("many", 0, "n"), 17, 1),
        (("many", 0, "sub", "s"), 19, 1),
        (("many", 0, "inner", 1), 22, 3),
        (("many", 0, "inner", 1, "i"), 23, 1),
        (("many", 1, "n"), 25, 1),
        (("many", 1, "inner", 0, "日本", "語"), 27, 10),
    ],
)
def test_each_way_of_writing_a_key_is_placed(path: Path, line: int, column: int) -> None:
    """Tables, lists of tables, dotted and quoted keys, inline tables, text of several lines; columns in characters."""
    assert locate(TOML).of(path) == Position(line=line, column=column)


def test_a_missing_key_stands_at_its_table() -> None:
    """Where nothing is written, the nearest table is shown."""
    places = locate(TOML)

    assert places.of(("many", 1, "absent")) == Position(line=24, column=3)
    assert places.of(("absent",)) == Position(line=1, column=1)


def paths(value: object, path: Path = ()) -> set[Path]:
    """Return the path of every key and entry."""
    if isinstance(value, dict):
        table = cast("dict[str, object]", value)
        return {path} | {inner for key, member in table.items() for inner in paths(member, (*path, key))}
    if isinstance(value, list):
        members = cast("list[object]", value)
        return {path} | {inner for index, member in enumerate(members) for inner in paths(member, (*path, index))}
    return {path}


KEY = st.sampled_from(["a", "b", "c-1", '"q .#"', "'s'", "a.b", '"日本".x'])
VALUE = st.recursive(
    st.sampled_from(["1", '"x"', '"""\n[a]\nb = 1\n"""', "true", "2026-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda members: "[\n" + ",\n".join(members) + "\n]")
        | st.lists(inner, max_size=2).map(
            lambda members: "{ " + ", ".join(f"k{n} = {m}" for n, m in enumerate(members)) + " }"
        )
    ),
    max_leaves=5,
)
LINE = (
    st.tuples(KEY, VALUE).map(lambda pair: f"{pair[0]} = {pair[1]}")
    | KEY.map(lambda key: f"[{key}]")
    | KEY.map(lambda key: f"[[{key}]]")
    | st.just("# [x]")
)


@given(st.lists(LINE, max_size=12).map("\n".join))
def test_whatever_tomllib_reads_is_placed(text: str) -> None:
    """Every path of the parsed file is known, and on the line where its key or entry begins."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    places = locate(text)

    assert paths(tree) - {()} <= places.known.keys()
