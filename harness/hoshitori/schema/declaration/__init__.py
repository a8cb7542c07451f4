"""The reader of `dut.toml`: everything that is wrong with it at once, or the Declaration it spells."""

from __future__ import annotations

from pathlib import Path

from hoshitori.model.declaration import Declaration
from hoshitori.schema.canonical_declaration import CanonicalError, read_canonical
from hoshitori.schema.declaration import bench_rules, rules
from hoshitori.schema.declaration.build import build
from hoshitori.schema.declaration.files import check_files
from hoshitori.schema.declaration.links import check_links
from hoshitori.schema.declaration.phrases import Phrase
from hoshitori.schema.declaration.problem import DeclarationError, Position, Problem, Severity
from hoshitori.schema.declaration.secrets import Secret, SecretError, Secrets, resolve_secrets
from hoshitori.schema.declaration.shape import check_shape
from hoshitori.schema.declaration.source import read_source
from hoshitori.schema.declaration.toml import Unreadable, read_toml
from hoshitori.schema.declaration.tree import Tree

__all__ = [
    "CanonicalError",
    "DeclarationError",
    "Phrase",
    "Position",
    "Problem",
    "Secret",
    "SecretError",
    "Secrets",
    "Severity",
    "check_files",
    "load_declaration",
    "parse_declaration",
    "read_canonical",
    "resolve_secrets",
    "review_declaration",
]

RULES: tuple[rules.Rule, ...] = (
    rules.unique_ids,
    rules.reasons,
    rules.documents,
    rules.mechanisms,
    rules.ports,
    rules.parties,
    rules.market,
    bench_rules.samples,
    bench_rules.authorisations,
    bench_rules.coverage,
)
"""What is checked beyond shape and links."""


def load_declaration(path: Path) -> Declaration:
    """Return the declaration in a file.

    Raises:
        DeclarationError: if it cannot be read or used, with every fault by line and key.
    """
    return parse_declaration(read_source(path), where=str(path))


def parse_declaration(data: bytes, *, where: str = "dut.toml") -> Declaration:
    """Return the declaration that `data` spells; `where` names the file in errors.

    Raises:
        DeclarationError: if it cannot be used, with every fault by line and key.
    """
    return review_declaration(data, where=where)[0]


def review_declaration(data: bytes, *, where: str = "dut.toml") -> tuple[Declaration, tuple[Problem, ...]]:
    """Return the declaration that `data` spells, and the warnings about it.

    Raises:
        DeclarationError: if it cannot be used; then warnings are told among the faults.
    """
    try:
        values, places, notes = read_toml(data)
    except Unreadable as unreadable:
        raise DeclarationError([unreadable.problem], where=where) from None
    tree = Tree.of(values, places)
    problems = [tree.problem(code, path, expected, found) for code, path, expected, found in notes]
    noted = {path for _, path, _, _ in notes}
    problems += check_shape(tree, besides=noted)
    problems += check_links(tree)
    for rule in RULES:
        problems += rule(tree)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise DeclarationError(problems, where=where)
    return build(values), tuple(problems)
