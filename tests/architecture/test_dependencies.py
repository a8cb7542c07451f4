"""What is imported is declared, for those who need it and for nobody else."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT, imported_names, module_name, parsed, project, sources

OURS = set(PACKAGES)
# the rooms that a base install can use, and therefore imports nothing else in
BASE_ROOMS = ("model", "schema", "facts", "bundle", "report", "verify")


def name_of(requirement: str) -> str:
    """The distribution's name in a requirement such as `pyright[nodejs]>=1.1`."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()


@cache
def providers() -> dict[str, set[str]]:
    """The distributions that provide each top-level module."""
    return {
        module: {re.sub(r"[-_.]+", "-", name).lower() for name in names}
        for module, names in importlib.metadata.packages_distributions().items()
    }


def declared(*extras: str) -> set[str]:
    """The names of the base dependencies and of those in the named extras."""
    table = project()["project"]
    return {
        name_of(r) for r in [*table["dependencies"], *(r for e in extras for r in table["optional-dependencies"][e])]
    }


def third_party(path: Path) -> set[str]:
    """The top-level modules of other people that a file imports."""
    tops = {name.partition(".")[0] for name in imported_names(path)}
    return tops - OURS - set(sys.stdlib_module_names)


def undeclared(paths: list[Path], allowed: set[str]) -> dict[str, set[str]]:
    """The modules that each file imports although no allowed distribution provides them."""
    found = {p: {m for m in third_party(p) if not providers().get(m, set()) & allowed} for p in paths}
    return {str(p.relative_to(ROOT)): names for p, names in found.items() if names}


def test_base_rooms_need_the_base_install_alone() -> None:
    """Reading, verifying and showing a bundle takes no package of the extras."""
    core = PACKAGES["hoshitori"]
    paths = [path for path in sources("hoshitori") if path.relative_to(core).parts[0] in BASE_ROOMS]

    assert undeclared(paths, declared()) == {}


def test_what_is_imported_is_declared() -> None:
    """Core, plug-ins and profiles take the base and `[run]`; the lab takes `[lab]` too."""
    assert undeclared(sources("hoshitori", "hoshitori_plugins", "hoshitori_profiles"), declared("run")) == {}
    assert undeclared(sources("hoshitori_lab"), declared("run", "lab")) == {}


def test_what_is_declared_is_imported() -> None:
    """No dependency of an installation is left over."""
    used = {d for path in sources() for module in third_party(path) for d in providers().get(module, set())}

    assert declared("run", "lab") - used == set()


def test_verify_starts_on_a_base_install() -> None:
    """The command line starts, and verifies, where none of the extras is installed."""
    table = project()["project"]["optional-dependencies"]
    only_extras = {name_of(r) for extra in table.values() for r in extra} - declared()
    blocked = {m for m, names in providers().items() if names <= only_extras}
    program = (
        "import sys\n"
        f"blocked = {sorted(blocked)!r}\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in blocked:\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import hoshitori.verify, hoshitori.report\n"
        "from hoshitori.cli import main\n"
        "sys.argv = ['hoshitori', 'verify', '--help']\n"
        "main()\n"
    )

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True, timeout=60)

    assert result.returncode == 0, result.stderr


def test_every_dependency_has_its_reason_and_licence() -> None:
    """Each requirement in pyproject.toml is followed by why it is there and under which licence."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table = project()["project"]
    requirements = [*table["dependencies"], *(r for extra in table["optional-dependencies"].values() for r in extra)]
    bare = [
        r for r in requirements if not re.search(rf'"{re.escape(r)}",\s+# .+\(.+\)', text) and "hoshitori[" not in r
    ]

    assert bare == []
    assert not re.search(r"\(A?GPL[^)]*Affero|\(AGPL", text)


def test_scapy_and_nmap_never_share_a_process() -> None:
    """No module of ours imports both, and no module outside the plug-ins imports python-nmap at all."""
    users = {module_name(path): third_party(path) & {"scapy", "nmap"} for path in sources()}

    assert [name for name, used in users.items() if len(used) > 1] == []
    assert [name for name, used in users.items() if "nmap" in used and not name.startswith("hoshitori_plugins.")] == []


@pytest.mark.parametrize("group", ["hoshitori.probes", "hoshitori.profiles", "hoshitori.labs"])
def test_entry_points_load(group: str) -> None:
    """Each entry point of ours in pyproject.toml is installed and leads to something."""
    written: dict[str, str] = project()["project"].get("entry-points", {}).get(group, {})
    installed = {
        e.name: e for e in importlib.metadata.entry_points(group=group) if e.dist and e.dist.name == "hoshitori"
    }

    assert {name: e.value for name, e in installed.items()} == written
    assert written, "nothing is registered"
    for entry in installed.values():
        entry.load()


def test_every_probe_is_registered() -> None:
    """A function marked as a probe in the plug-ins has an entry point."""
    written = set(project()["project"].get("entry-points", {}).get("hoshitori.probes", {}).values())
    marked = {
        f"{module_name(path)}:{node.name}"
        for path in sources("hoshitori_plugins")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "probe"
    }

    assert marked - written == set()


def test_the_lab_and_the_set_up_name_the_same_programs() -> None:
    """What the lab says it is made of, the set-up installs."""
    lab = [
        line.split("\t")[0]
        for line in (PACKAGES["hoshitori_lab"] / "packages.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    set_up = {
        line.split()[1]
        for line in (ROOT / "tools/packages.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }

    assert lab
    assert set(lab) - set_up == set()
