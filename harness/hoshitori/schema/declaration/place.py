"""Where each key of a TOML file stands, read from its syntax tree."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from hoshitori.schema.declaration.problem import Position

Path = tuple[str | int, ...]
"""Keys and list indices from the top of the file, as `tomllib` nests them."""


@dataclass(frozen=True, slots=True)
class Places:
    """The position of every key, and of every entry of a list."""

    known: dict[Path, Position] = field(default_factory=dict[Path, Position])

    def of(self, path: Path) -> Position:
        """Return where `path` stands, or the nearest table around it."""
        while path and path not in self.known:
            path = path[:-1]
        return self.known.get(path, Position(line=1, column=1))


def key_text(path: Path, names: Mapping[Path, str]) -> str:
    """Return a path as its author would say it: `ixit.7-UpdMech[UM-1].delivery`, or `[#2]` where there is no id."""
    text = ""
    for depth, part in enumerate(path, start=1):
        if isinstance(part, int):
            text += f"[{_shown(names.get(path[:depth], f'#{part + 1}'))}]"
        else:
            text += f".{_shown(part)}" if text else _shown(part)
    return text or "dut.toml"


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in name[:64])


def locate(text: str) -> Places:
    """Return the place of every key in a TOML file that `tomllib` has accepted.

    What the syntax tree cannot place is left out; its nearest table stands for it.
    """
    source = text.encode()
    root = Parser(Language(tree_sitter_toml.language())).parse(source).root_node
    walker = _Walker(source.split(b"\n"))
    for node in root.named_children:
        walker.take(node)
    return walker.places


class _Walker:
    """A walk over the syntax tree that keeps count of the tables in each list of tables."""

    def __init__(self, lines: list[bytes]) -> None:
        self.places = Places()
        self._lines = lines
        self._count: Counter[Path] = Counter()

    def take(self, node: Node) -> None:
        """Note a pair, table or list entry at the top of the file."""
        if node.type == "pair":
            self._pair((), node)
        elif node.type in {"table", "table_array_element"}:
            children = node.named_children
            path = self._header(children[0], in_list=node.type == "table_array_element")
            for child in children[1:]:
                if child.type == "pair":
                    self._pair(path, child)

    def _header(self, node: Node, *, in_list: bool) -> Path:
        path: Path = ()
        keys = _keys(node)
        for depth, key in enumerate(keys, start=1):
            path = (*path, key)
            if in_list and depth == len(keys):
                self.places.known.setdefault(path, self._position(node))
                self._count[path] += 1
            if path in self._count:
                path = (*path, self._count[path] - 1)
            self.places.known.setdefault(path, self._position(node))
        self.places.known[path] = self._position(node)
        return path

    def _pair(self, base: Path, node: Node) -> None:
        children = node.named_children
        path = base
        for key in _keys(children[0]):
            path = (*path, key)
            self.places.known.setdefault(path, self._position(children[0]))
        self._value(path, children[-1])

    def _value(self, path: Path, node: Node) -> None:
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(path, child)
        elif node.type == "array":
            members = (child for child in node.named_children if child.type != "comment")
            for index, child in enumerate(members):
                self.places.known[(*path, index)] = self._position(child)
                self._value((*path, index), child)

    def _position(self, node: Node) -> Position:
        row, column = node.start_point
        before = self._lines[row][:column] if row < len(self._lines) else b""
        return Position(line=row + 1, column=len(before.decode("utf-8", "replace")) + 1)


def _keys(node: Node) -> tuple[str, ...]:
    """Return the parts of a key, dotted or not, as `tomllib` reads them; none where it cannot."""
    text = (node.text or b"").decode("utf-8", "replace")
    try:
        return tuple(_nested(tomllib.loads(f"{text} = 0")))
    except ValueError:
        return ()


def _nested(tree: dict[str, object]) -> Iterator[str]:
    for key, value in tree.items():
        yield key
        if isinstance(value, dict):
            yield from _nested(cast("dict[str, object]", value))
