"""What is true of every file of the house."""

import ast
import importlib
import statistics
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT, module_name, parsed, sources

LONGEST = 500
ESCAPES = {"skip", "skipif", "xfail", "importorskip", "exit"}


def lines(path: Path) -> int:
    """The number of lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_long() -> None:
    """No Python file, tests included, has more than 500 lines."""
    long = {
        str(p.relative_to(ROOT)): lines(p) for p in [*sources(), *(ROOT / "tests").rglob("*.py")] if lines(p) > LONGEST
    }

    assert not long


def test_files_are_small_as_a_rule() -> None:
    """The median file, of those that say more than a name, has at most 180 lines."""
    assert statistics.median(n for n in map(lines, sources()) if n > 3) <= 180


@pytest.mark.parametrize("path", sources(), ids=module_name)
def test_public_names_exist(path: Path) -> None:
    """What a module's `__all__` promises is there, once."""
    if path.name.startswith("test_") or path.name == "__main__.py":
        return
    promised = next(
        (
            [str(name) for name in ast.literal_eval(node.value)]
            for node in parsed(path).body
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
        ),
        list[str](),
    )
    if not promised:
        return

    module = importlib.import_module(module_name(path))

    assert len(promised) == len(set(promised))
    assert [name for name in promised if not hasattr(module, name)] == []


def test_profiles_never_step_aside() -> None:
    """No case skips, expects to fail, or leaves when an import is missing: each would hide a verdict."""
    escapes = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.attr}"
        for path in sources("hoshitori_profiles")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in ESCAPES
    ]
    names = [
        f"{path.relative_to(ROOT)}:{node.lineno} {alias.name}"
        for path in sources("hoshitori_profiles")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module == "pytest"
        for alias in node.names
        if alias.name in ESCAPES
    ]

    assert escapes + names == []


def test_profiles_have_no_conftest() -> None:
    """Nothing but cases and their catalogue decides a verdict."""
    assert list(PACKAGES["hoshitori_profiles"].rglob("conftest.py")) == []


def test_wire_data_has_no_floats() -> None:
    """No field of a noun or a fact is a float: integers carry the unit in their name."""
    floats = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in [*sources("hoshitori")]
        if {"model", "facts"} & set(path.relative_to(PACKAGES["hoshitori"]).parts)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.AnnAssign) and "float" in ast.unparse(node.annotation)
    ]

    assert floats == []


def test_each_package_says_that_it_is_typed() -> None:
    """Type checkers read our annotations from the installed packages."""
    assert [name for name, folder in PACKAGES.items() if not (folder / "py.typed").exists()] == []
