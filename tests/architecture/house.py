"""The tree as the architecture tests see it: files, modules, and what they say."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "hoshitori": ROOT / "harness/hoshitori",
    "hoshitori_plugins": ROOT / "plugins/hoshitori_plugins",
    "hoshitori_profiles": ROOT / "profiles/hoshitori_profiles",
    "hoshitori_lab": ROOT / "lab/hoshitori_lab",
}


def sources(*packages: str) -> list[Path]:
    """Every Python file of the named packages (all four by default), sorted."""
    return sorted(path for name in packages or PACKAGES for path in PACKAGES[name].rglob("*.py"))


def module_name(path: Path) -> str:
    """The dotted name that a file of one of the packages is imported by."""
    for name, folder in PACKAGES.items():
        if path.is_relative_to(folder):
            parts = [name, *path.relative_to(folder).with_suffix("").parts]
            return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    raise ValueError(path)


def parsed(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_names(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in the file that stands."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def project() -> dict[str, Any]:
    """The parsed pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
