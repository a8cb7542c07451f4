"""What `run` and `demo` share: secrets, bench, and the way from a declaration to a sheet."""

from __future__ import annotations

import contextlib
import getpass
import sys
from collections.abc import Generator
from pathlib import Path

from hoshitori.cli.labs import check_twin, open_lab, split_twin
from hoshitori.cli.printing import note
from hoshitori.instrument import Bench
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import ArgumentError
from hoshitori.model.observation import Impact
from hoshitori.run.answers import load_answers
from hoshitori.run.bench_file import open_bench
from hoshitori.run.equipped import EquippedBench
from hoshitori.schema.declaration import DeclarationError, check_files, review_declaration
from hoshitori.schema.declaration.secrets import resolve_secrets
from hoshitori.schema.declaration.source import read_source

IMPACTS = tuple(impact.value for impact in Impact)


def checked_declaration(path: Path, language: str) -> Declaration:
    """Return the declaration in a file whose documents and images are the ones it means; warnings are told.

    Raises:
        DeclarationError: if it cannot be used, or a file it names is missing or another one.
    """
    declaration, warnings = review_declaration(read_source(path), where=str(path))
    for warning in warnings:
        note(f"{path}:{warning.text(language)}")
    faults = check_files(path)
    if faults:
        raise DeclarationError(faults, where=str(path))
    return declaration


def reveal_secrets(declaration: Declaration, folder: Path) -> dict[str, str]:
    """Return the declaration's secrets by reference; asked for on a terminal where the declaration says so."""
    ask = _ask_on_terminal if sys.stdin.isatty() else None
    secrets = resolve_secrets(declaration, folder, prompt=ask)
    for warning in secrets.warnings:
        note(f"warning: {warning.en}")
    return {reference: secret.reveal() for reference, secret in secrets.values.items()}


def _ask_on_terminal(reference: str) -> str:
    return getpass.getpass(f"{reference}: ")


@contextlib.contextmanager
def bench_of(
    declaration: Declaration, *, bench: Path | None, twin: str | None, answers: Path | None, state: Path
) -> Generator[Bench]:
    """Bring up the bench a run was given, and take it down again.

    Raises:
        ArgumentError: if none was given.
    """
    if bench is None and twin is None:
        raise ArgumentError("no bench", remedy="give --bench FILE for a real bench, or --twin virtual:good")
    if bench is not None:
        opened: Bench = open_bench(bench, declaration)
    else:
        lab_name, twin_name = split_twin(twin or "")
        lab = open_lab(lab_name)
        check_twin(lab, twin_name)
        opened = lab.up(twin_name, state)
    try:
        yield EquippedBench(opened, load_answers(answers)) if answers is not None else opened
    finally:
        opened.close()


def allowed_impacts(words: str) -> frozenset[Impact]:
    """Return the impacts an operator allows: what is named, and everything milder.

    Raises:
        ArgumentError: if a word is no impact.
    """
    named = [word.strip() for word in words.split(",") if word.strip()]
    unknown = [word for word in named if word not in IMPACTS]
    if unknown or not named:
        raise ArgumentError(f"--allow {words!r}", remedy=f"name impacts: {', '.join(IMPACTS)}")
    most = max(Impact(word).rank for word in named)
    return frozenset(impact for impact in Impact if impact.rank <= most)
