"""A laboratory for every test of bundles."""

from pathlib import Path

import pytest

from hoshitori.bundle.seal import SealedBundle
from tests.bundle.laboratory import Laboratory, laboratory


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    """A scheme and a laboratory, made once."""
    return laboratory(tmp_path_factory.mktemp("scheme"))


@pytest.fixture(scope="session")
def sealed(lab: Laboratory, tmp_path_factory: pytest.TempPathFactory) -> SealedBundle:
    """The sample bundle; tests that change it work on a copy."""
    return lab.seal(tmp_path_factory.mktemp("bundle") / "sample.hoshi")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where a test's own bundle goes."""
    return tmp_path / "out.hoshi"
