"""What lies about on a lab's machine cannot change a verdict: the judge is a scrubbed child."""

import dataclasses
import os
import shutil
import site
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori.model.catalogue import Catalogue, Text
from hoshitori.model.errors import ProfileError
from hoshitori.model.result import CaseResult
from hoshitori.model.subject import DEVICE
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from hoshitori.run.judge import collect, judge_round
from hoshitori.schema.installed import LoadedProfile
from tests.run.facts_for_tests import NOTHING_DECLARED, Lamp, observation

PROFILE = """
from dataclasses import dataclass
from hoshitori.facts.base import fact
from hoshitori.model.subject import Device
from hoshitori.profile import Case, Need, case, the_device

@fact("test-lamp", about=Device)
class Lamp:
    "Whether a lamp is lit."
    lit: bool

@case("T-1/1", subject=the_device, lamp=Need(Lamp))
def test_lamp(case: Case, lamp: Lamp) -> None:
    "The lamp is lit."
    case.expect(lamp.lit, on=lamp, expected="lit")

@case("T-1/1", subject=the_device, lamp=Need(Lamp))
def test_lamp_asserted(case: Case, lamp: Lamp) -> None:
    "The lamp is lit, asserted."
    case.expect(True, on=lamp, expected="looked")
    assert lamp.lit

@case("T-1/1", subject=the_device, lamp=Need(Lamp))
def test_silent(case: Case, lamp: Lamp) -> None:
    "Returns without looking."
"""

SWALLOW = """
import pytest
@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    try:
        return (yield)
    except BaseException:
        return None
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    del items[:]
import hoshitori.run.judging as judging
from hoshitori.model.verdict import PASS
judging._decide = lambda *_: (PASS, "", "")
"""

CATALOGUE = Catalogue(
    id="test",
    scheme="t",
    level="1",
    version="1",
    edition_of="t",
    title=Text(ja="t", en="t"),
    first_line=Text(ja="t", en="t"),
    trademark=Text(ja="t", en="t"),
    validity_years=1,
    requirements=(),
)


@pytest.fixture
def profile(tmp_path: Path) -> LoadedProfile:
    """A profile in a folder of its own."""
    folder = tmp_path / "profile"
    folder.mkdir()
    (folder / "test_lamp.py").write_text(PROFILE)
    return LoadedProfile(
        id="test",
        folder=folder,
        roots=(),
        catalogue=CATALOGUE,
        edition="0",
        code="0",
        files=(),
        distribution="test",
        version="1",
    )


def verdicts(profile: LoadedProfile, *, lit: bool) -> dict[str, CaseResult]:
    """Judge the profile's cases over a lamp that is lit or not."""
    calls = [(case, DEVICE) for case in ("lamp", "lamp_asserted", "silent")]
    results, _ = judge_round(
        profile, NOTHING_DECLARED, calls, [observation("test-lamp", Lamp(lit=lit))], sample="s-1", firmware="1"
    )
    return {result.case: result for result in results}


def assert_fails(profile: LoadedProfile) -> None:
    """Hold the cases to what a dark lamp deserves."""
    found = verdicts(profile, lit=False)

    assert {"lamp": FAIL, "lamp_asserted": FAIL, "silent": inconclusive(Cause.HARNESS)} == {
        name: result.decision for name, result in found.items()
    }


class TestVerdicts:
    def test_a_lit_lamp_passes(self, profile: LoadedProfile) -> None:
        """The judge can say PASS, so that a FAIL means something; who says nothing never passes."""
        found = verdicts(profile, lit=True)

        assert (PASS, PASS, inconclusive(Cause.HARNESS)) == tuple(r.decision for r in found.values())

    def test_a_dark_lamp_fails(self, profile: LoadedProfile) -> None:
        """And it says FAIL."""
        assert_fails(profile)

    def test_the_child_has_no_network(self, profile: LoadedProfile) -> None:
        """The child stands in a network namespace of its own where the machine allows it."""
        _, environment = collect(profile)

        assert environment.isolated_network

    def test_no_foreign_plugin_is_loaded(self, profile: LoadedProfile) -> None:
        """Whatever is installed, pytest in the child has its own plug-ins and ours."""
        _, environment = collect(profile)

        assert environment.plugins == ()


class TestHostileSurroundings:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("conftest.py", SWALLOW),
            ("pytest.ini", "[pytest]\naddopts = -k nothing\n"),
            ("tox.ini", "[pytest]\naddopts = -k nothing\n"),
            ("pyproject.toml", '[tool.pytest.ini_options]\naddopts = ["-k", "nothing"]\n'),
            ("setup.cfg", "[tool:pytest]\naddopts = -k nothing\n"),
        ],
    )
    @pytest.mark.parametrize("where", ["profile", "current"])
    def test_files_beside_the_profile(
        self,
        profile: LoadedProfile,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        name: str,
        content: str,
        where: str,
    ) -> None:
        """No configuration in the profile's folder, above it or in the current one is read."""
        current = tmp_path / "current"
        current.mkdir()
        monkeypatch.chdir(current)
        for folder in (profile.folder, profile.folder.parent) if where == "profile" else (current,):
            (folder / name).write_text(content)

        assert_fails(profile)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PYTEST_ADDOPTS", "-k nothing"),
            ("PYTEST_ADDOPTS", "-p evil_plugin"),
            ("PYTEST_PLUGINS", "evil_plugin"),
            ("PYTHONOPTIMIZE", "2"),
            ("PYTHONSTARTUP", "evil_plugin.py"),
            ("PYTHONPATH", "."),
            ("PYTHONINSPECT", "1"),
        ],
    )
    def test_environment_variables(
        self, profile: LoadedProfile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
    ) -> None:
        """The child's environment is built from nothing."""
        (tmp_path / "evil_plugin.py").write_text(SWALLOW)
        (tmp_path / "sitecustomize.py").write_text(SWALLOW)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        monkeypatch.setenv(name, value if value != "." else str(tmp_path))

        assert_fails(profile)

    @pytest.mark.parametrize("left_by", [("py_compile",), ("pytest", "--collect-only", "-q")])
    def test_stale_bytecode(self, profile: LoadedProfile, left_by: tuple[str, ...]) -> None:
        """Bytecode that lies beside the cases, by Python or by pytest, is not what is judged."""
        source = profile.folder / "test_lamp.py"
        leave_stale_bytecode(source, "case.expect(lamp.lit,", "case.expect(True,    ", left_by)

        assert_fails(profile)

    def test_stale_bytecode_of_a_module_that_cases_import(self, profile: LoadedProfile) -> None:
        """Nor is what lies beside a module of the profile that is no case."""
        rules = profile.folder.parent / "rules"
        rules.mkdir()
        source = rules / "lamp_rules.py"
        source.write_text("def seen(lit):\n    return lit\n")
        leave_stale_bytecode(source, "return lit", "return 1  ", ("py_compile",))
        cases = profile.folder / "test_lamp.py"
        cases.write_text("from lamp_rules import seen\n" + cases.read_text().replace("lamp.lit", "seen(lamp.lit)"))

        assert_fails(dataclasses.replace(profile, roots=(rules,)))


def leave_stale_bytecode(source: Path, old: str, new: str, left_by: tuple[str, ...]) -> None:
    """Compile an altered source of the same length and time, then put the original back."""
    original = source.read_text()
    altered = original.replace(old, new)
    assert len(altered) == len(original)
    assert altered != original
    source.write_text(altered)
    stamp = source.stat()
    writing = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [sys.executable, "-m", *left_by, source.name], cwd=source.parent, env=writing, check=True, capture_output=True
    )
    assert list(source.parent.glob("__pycache__/*.pyc"))
    source.write_text(original)
    os.utime(source, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


@pytest.fixture
def site_packages() -> Iterator[Path]:
    """The installed packages' folder, tidied up afterwards."""
    folder = Path(site.getsitepackages()[0])
    before = set(folder.iterdir())
    yield folder
    for entry in set(folder.iterdir()) - before:
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


class TestHostileInstallation:
    def test_sitecustomize_and_pth(self, profile: LoadedProfile, site_packages: Path) -> None:
        """`sitecustomize` and `.pth` files among the installed packages do not run in the child."""
        (site_packages / "hoshitori_test_evil.py").write_text(SWALLOW)
        (site_packages / "sitecustomize.py").write_text("import hoshitori_test_evil\n")
        (site_packages / "hoshitori_test_evil.pth").write_text("import hoshitori_test_evil\n")

        assert_fails(profile)

    def test_an_installed_pytest_plugin(self, profile: LoadedProfile, site_packages: Path) -> None:
        """A pytest plug-in that is installed and loads itself elsewhere does not load here."""
        (site_packages / "hoshitori_test_evil.py").write_text(SWALLOW)
        info = site_packages / "hoshitori_test_evil-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hoshitori-test-evil\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[pytest11]\nevil = hoshitori_test_evil\n")

        assert_fails(profile)


class TestProfiles:
    def test_a_test_without_case_is_an_error(self, profile: LoadedProfile) -> None:
        """A `test_` function that is not marked would look like a case and judge nothing."""
        (profile.folder / "test_more.py").write_text("def test_something():\n    pass\n")

        with pytest.raises(ProfileError, match="not marked with @case"):
            collect(profile)

    def test_an_import_error_is_an_error(self, profile: LoadedProfile) -> None:
        """A module that cannot be imported is not an empty module."""
        (profile.folder / "test_more.py").write_text("import does_not_exist_anywhere\n")

        with pytest.raises(ProfileError, match="does_not_exist_anywhere"):
            collect(profile)

    def test_an_unannotated_need_is_an_error(self, profile: LoadedProfile) -> None:
        """A parameter whose annotation is not its need's fact type is refused at collection."""
        wrong = PROFILE.replace("def test_silent(case: Case, lamp: Lamp)", "def test_silent(case: Case, lamp: str)")
        (profile.folder / "test_lamp.py").write_text(textwrap.dedent(wrong))

        with pytest.raises(ProfileError, match="annotated"):
            collect(profile)

    def test_a_case_defined_twice_is_an_error(self, profile: LoadedProfile) -> None:
        """Two cases of one name would hide one another."""
        (profile.folder / "test_more.py").write_text(PROFILE)

        with pytest.raises(ProfileError, match="defined twice"):
            collect(profile)

    def test_an_unknown_call_is_not_run(self, profile: LoadedProfile) -> None:
        """A planned case that the profile's code no longer has is INCONCLUSIVE `not-run`."""
        results, _ = judge_round(
            dataclasses.replace(profile), NOTHING_DECLARED, [("gone", DEVICE)], [], sample="s-1", firmware="1"
        )

        assert [inconclusive(Cause.NOT_RUN)] == [result.decision for result in results]
