"""A run that follows another one: what changed is in its plan and on its page; where nothing changed it is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hoshitori.cli.parent import parent_of
from hoshitori.cli.sheet import compose_unsigned
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import ArgumentError, RecordError
from hoshitori.run.folder import RunContents
from hoshitori.run.planning import plan_digest
from hoshitori.run.session import evaluate_folder
from hoshitori.schema.declaration import load_declaration
from hoshitori.schema.installed import load_installed
from tests.run.benches import doors, polite, run_over


@pytest.fixture(name="earlier")
def _earlier(tmp_path: Path) -> tuple[Path, Declaration]:
    """Run once; return the run's folder and its declaration."""
    with doors(polite) as bench:
        run_over(bench, tmp_path)
    return tmp_path / "run", load_declaration(tmp_path / "device" / "dut.toml")


def newer(declaration: Declaration) -> Declaration:
    """The same product with another firmware."""
    versions = replace(declaration.device.versions, firmware="99.1")
    return replace(declaration, device=replace(declaration.device, versions=versions))


def test_a_changed_firmware_names_the_parent(earlier: tuple[Path, Declaration]) -> None:
    """The digest of the parent's plan and what changed are returned; without a parent nothing is."""
    folder, declaration = earlier

    told = parent_of(folder, newer(declaration), "acme-one")

    assert told.startswith(plan_digest(RunContents(folder).plan))
    assert told.endswith("→ 99.1")
    assert parent_of(None, declaration, "acme-one") == ""


def test_another_sample_is_a_change_too(earlier: tuple[Path, Declaration]) -> None:
    """A unit with another serial number is another sample."""
    folder, declaration = earlier
    other = replace(declaration, samples=(replace(declaration.main_sample, serial="another-1"),))

    assert "another-1" in parent_of(folder, other, "acme-one")


def test_what_is_wrong_with_a_parent_is_said(earlier: tuple[Path, Declaration], tmp_path: Path) -> None:
    """Nothing changed, another product, another profile, no run at all: each is told apart."""
    folder, declaration = earlier
    stranger = replace(declaration, device=replace(declaration.device, model="another"))

    with pytest.raises(ArgumentError, match="nothing has changed"):
        parent_of(folder, declaration, "acme-one")
    with pytest.raises(ArgumentError, match="this one is not"):
        parent_of(folder, stranger, "acme-one")
    with pytest.raises(ArgumentError, match="acme-one"):
        parent_of(folder, newer(declaration), "jc-star-1")
    with pytest.raises(ArgumentError, match="cannot be read"):
        parent_of(tmp_path / "nowhere.hoshi", newer(declaration), "acme-one")
    with pytest.raises(RecordError):
        parent_of(tmp_path / "device", newer(declaration), "acme-one")


def test_the_report_names_the_parent(tmp_path: Path) -> None:
    """Every round of the report says which run it follows."""
    told = f"{'a' * 64}; 1.0 → 2.0"
    profile = load_installed("acme-one")
    with doors(polite) as bench:
        run_over(bench, tmp_path, parent=told)
    contents = RunContents(tmp_path / "run")

    report = compose_unsigned(contents, evaluate_folder(contents, profile), profile)

    assert [one.parent for one in report.rounds] == [told]
