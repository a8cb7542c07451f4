"""Who may import whom; the contract itself stands in pyproject.toml."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.house import PACKAGES, ROOT, imported_names, module_name, sources


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """The result of checking the layer contract over the four packages under a folder."""
    roots = [str(folder / package.relative_to(ROOT).parent) for package in PACKAGES.values()]
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
            "--no-logo",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(roots)},
        capture_output=True,
        check=False,
        text=True,
        timeout=280,
    )


def copy_of_house(destination: Path) -> None:
    """Copy the packages and the contract to where they may be broken."""
    shutil.copy(ROOT / "pyproject.toml", destination)
    for package in PACKAGES.values():
        shutil.copytree(package, destination / package.relative_to(ROOT), ignore=shutil.ignore_patterns("__pycache__"))


def test_the_contract_is_kept() -> None:
    """No room imports a higher one, and plug-ins, profiles and lab stay strangers."""
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("place", "breach"),
    [
        ("harness/hoshitori/model/breach.py", "import hoshitori.facts"),
        ("harness/hoshitori/verify/breach.py", "import socket"),
        ("harness/hoshitori/verify/breach.py", "import pytest"),
        ("harness/hoshitori/run/breach.py", "import hoshitori.verify"),
        ("harness/hoshitori/attic.py", ""),
        ("plugins/hoshitori_plugins/breach.py", "import hoshitori_lab"),
        ("profiles/hoshitori_profiles/breach.py", "import hoshitori_plugins"),
        ("profiles/hoshitori_profiles/breach.py", "import subprocess"),
        ("lab/hoshitori_lab/breach.py", "import hoshitori_profiles"),
    ],
)
def test_a_breach_is_noticed(tmp_path: Path, place: str, breach: str) -> None:
    """Each rule of the contract refuses an import that breaks it, and a room that no layer names."""
    copy_of_house(tmp_path)
    (tmp_path / place).write_text(f'"""A breach."""\n{breach}\n', encoding="utf-8")

    result = lint_imports(tmp_path)

    assert result.returncode != 0, result.stdout
    assert "BROKEN" in result.stdout or "attic" in result.stdout


def test_the_verifier_fetches_nothing() -> None:
    """No module that the verifier reaches fetches a URL: of urllib, which the contract sees as one, only `parse`."""
    graph = grimp.build_graph("hoshitori", include_external_packages=False)
    reached = graph.find_upstream_modules("hoshitori.verify", as_package=True)
    fetching = [
        f"{module_name(path)}: {name}"
        for path in sources("hoshitori")
        if module_name(path) in reached or module_name(path).startswith("hoshitori.verify")
        for name in imported_names(path)
        if name.partition(".")[0] == "urllib" and name != "urllib.parse"
    ]

    assert reached
    assert fetching == []
