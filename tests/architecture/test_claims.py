"""No text that Hoshitori can print makes a claim of a device that nobody is entitled to make."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT, parsed, sources

CLAIMS = (
    "適合品", "適合予定", "認定品", "認定済み", "脆弱性なし", "脆弱性はありません",
    "certified", "conforms to", "is secure", "no vulnerabilities",
)  # fmt: skip
RESOURCES = {".toml", ".json", ".html", ".jinja", ".j2", ".css", ".txt", ".md"}


def printable(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a Python file that may be printed, with their lines: all strings but docstrings."""
    tree = parsed(path)
    bodies = [n.body for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def claims_in(text: str) -> list[str]:
    """The forbidden claims a text makes; a text that is nothing but one is an entry of a list to check against."""
    return [claim for claim in CLAIMS if claim in text.casefold() and text.strip().casefold() != claim]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_string_claims(package: str) -> None:
    """No string of the program says it."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {claim}"
        for path in sources(package)
        for line, text in printable(path)
        for claim in claims_in(text)
    ]

    assert found == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_resource_claims(package: str) -> None:
    """No template, catalogue or style sheet in the packages says it."""
    found = [
        f"{path.relative_to(ROOT)}:{number} {claim}"
        for path in sorted(PACKAGES[package].rglob("*"))
        if path.suffix in RESOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for claim in claims_in(line)
    ]

    assert found == []


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_no_readme_claims(name: str) -> None:
    """Neither README says it."""
    assert claims_in((ROOT / name).read_text(encoding="utf-8")) == []


def test_a_claim_is_noticed() -> None:
    """The check sees a claim inside a sentence, in either language and in capitals."""
    assert claims_in("This camera is CERTIFIED.") == ["certified"]
    assert claims_in("本製品はJC-STAR適合品です。") == ["適合品"]
