"""What people are told about `dut.toml` is what the program reads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from hoshitori.schema.declaration import DeclarationError, parse_declaration
from hoshitori.schema.declaration.tree import schema

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": (DOCS / "dut.md").read_text("utf-8"), "ja": (DOCS / "dut.ja.md").read_text("utf-8")}
CAMERA = (DOCS / "examples" / "camera.dut.toml").read_text("utf-8")


def keys(rule: object) -> Iterator[str]:
    """Yield every key that the schema knows."""
    if isinstance(rule, list):
        for member in cast("list[object]", rule):
            yield from keys(member)
    elif isinstance(rule, dict):
        whole = cast("dict[str, object]", rule)
        properties = whole.get("properties")
        if isinstance(properties, dict):
            yield from cast("dict[str, object]", properties)
        for member in whole.values():
            yield from keys(member)


def words(page: str) -> set[str]:
    """Return everything a page sets as code, taken apart into words."""
    code = re.findall(r"`([^`\n]+)`", page) + re.findall(r"^```.*?^```", page, re.MULTILINE | re.DOTALL)
    tables = re.findall(r"\b\d{1,2}-[A-Z][A-Za-z]+\b", page)
    return {word for text in code for word in re.findall(r"[A-Za-z0-9_-]+", text)} | set(tables)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_key_is_explained(language: str) -> None:
    """No key, table or column is known to the program alone."""
    assert set(keys(dict(schema()))) - words(PAGES[language]) == set()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_page_tells_of_a_table_that_is_not_there(language: str) -> None:
    """Every list and table that a heading names is known."""
    known = set(keys(dict(schema())))
    headings = re.findall(r"^### .*$", PAGES[language], re.MULTILINE)
    named = {name for heading in headings for name in re.findall(r"\[+([a-z_]+)\]+", heading)}

    assert named
    assert named <= known


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_fault_that_is_shown_is_a_real_one(language: str) -> None:
    """The page's example is what the camera's example gives with that slip."""
    with pytest.raises(DeclarationError) as caught:
        parse_declaration(CAMERA.replace('path = "automatic"', 'path = "auto"', 1).encode())

    assert f"```\n{caught.value.text(language)}\n```" in PAGES[language]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_snippets_are_toml(language: str) -> None:
    """Whoever copies them gets what TOML can read."""
    snippets = re.findall(r"^```toml\n(.*?)^```", PAGES[language], re.MULTILINE | re.DOTALL)

    assert snippets
    for snippet in snippets:
        alternatives = re.split(r"^(?=secret = )", snippet, flags=re.MULTILINE)
        assert all(tomllib.loads(text) for text in alternatives if text)
