"""What messages and pages tell people to type can be typed."""

import argparse
import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest

from hoshitori.cli.parser import make_parser
from tests.architecture.house import ROOT, parsed, sources

_TYPED = re.compile(r"`hoshitori ([a-z]+)(?: ([a-z]+)\b)?")


def commands(parser: argparse.ArgumentParser) -> Mapping[str, set[str]]:
    """Each command with the names of its actions."""
    found: dict[str, set[str]] = {}
    for action in parser._actions:  # argparse has no other door  # pyright: ignore[reportPrivateUsage]
        choices = cast("object", action.choices)
        if isinstance(choices, dict):
            children = cast("dict[str, argparse.ArgumentParser]", choices)
            found |= {name: set(commands(child)) for name, child in children.items()}
    return found


THERE = commands(make_parser())


def texts_of(path: Path) -> Iterator[str]:
    """Every string of a Python file, or the whole of another."""
    if path.suffix != ".py":
        yield path.read_text(encoding="utf-8")
        return
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def missing(text: str) -> list[str]:
    """The commands that a text names and nobody can type."""
    named = [(found[1], found[2] or "") for found in _TYPED.finditer(text)]
    return [
        f"{command} {action}".strip()
        for command, action in named
        if command not in THERE or (action and THERE[command] and action not in THERE[command])
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("`hoshitori run PROFILE`", []),
        ("`hoshitori lab list` names them", []),
        ("`hoshitori start` makes one", ["start"]),
        ("`hoshitori lab sell`", ["lab sell"]),
    ],
)
def test_a_command_that_is_not_there_is_noticed(text: str, told: list[str]) -> None:
    """Of commands with actions the action counts too; what else follows is an argument."""
    assert missing(text) == told


def test_every_command_that_is_named_exists() -> None:
    """No remedy and no page sends anybody to a command that is not there."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    assert [
        (str(path.relative_to(ROOT)), told)
        for path in [*sources(), *pages]
        for text in texts_of(path)
        if (told := missing(text))
    ] == []
