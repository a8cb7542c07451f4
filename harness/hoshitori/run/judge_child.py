"""The judge: pytest over a profile's cases in a scrubbed process that sees a record and no device.

Collected items are ours, so that pytest's selection, fixtures and outcomes decide nothing: an item's verdict is what
`judging.judge` returned, and a case that was not called has none.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

import pytest

from hoshitori.model.case import CaseSpec
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.model.result import CaseResult
from hoshitori.profile import MarkedCase, marked_case
from hoshitori.run.judge_wire import Call, JudgeAnswer, JudgeEnvironment, JudgeRequest
from hoshitori.run.judging import judge
from hoshitori.schema import strict_json
from hoshitori.schema.canonical_declaration import read_canonical
from hoshitori.schema.wire import from_wire, to_wire

REQUEST_LIMIT = strict_json.Limits(size=512 * 1024 * 1024, depth=40, values=20_000_000)


_ORDERLY = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
"""Our items never fail in pytest's sense; any other ending means that pytest itself went wrong."""


class _Judge:
    """The only plug-in of the child's pytest: collects cases, judges them, keeps what came out."""

    def __init__(self, request: JudgeRequest, declaration: Declaration | None, bytecode: str) -> None:
        self.request = request
        self.declaration = declaration
        self._bytecode = bytecode
        self.cases: dict[str, CaseSpec] = {}
        self.results: list[CaseResult] = []
        self.errors: list[str] = []
        self._calls: dict[str, list[Call]] = {}
        for call in request.calls:
            self._calls.setdefault(call.case, []).append(call)
        self._latest: dict[str, Observation] = {o.key.text: o for o in request.observations}

    def lookup(self, key: ObservationKey) -> Observation | None:
        """Return the observation that counts under a key: the last one, for the parent sends one a key."""
        return self._latest.get(key.text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Have everything from here on compiled from its source: bytecode beside a profile is not the profile."""
        sys.pycache_prefix = self._bytecode

    def pytest_pycollect_makeitem(
        self, collector: pytest.Module | pytest.Class, name: str, obj: object
    ) -> list[pytest.Item] | None:
        """Make one item a call of what `@case` marked; anything else in a profile is no test."""
        if isinstance(obj, ModuleType) or not callable(obj):
            return None
        marked = marked_case(obj)
        if marked is None:
            if name.startswith("test_"):
                self.errors.append(f"{collector.path.name}: {name} is not marked with @case")
            return []
        if marked.spec.id in self.cases:
            self.errors.append(f"{collector.path.name}: case {marked.spec.id} is defined twice")
            return []
        self.cases[marked.spec.id] = marked.spec
        return [
            _CaseItem.from_parent(  # pyright: ignore[reportUnknownMemberType]  # pytest leaves the settings untyped
                collector, name=f"{name}[{call.subject.id}]", judge=self, marked=marked, body=obj, call=call
            )
            for call in self._calls.get(marked.spec.id, [])
        ]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be collected: an import error is not an empty profile."""
        if report.failed:
            self.errors.append(str(report.longreprtext)[-2_000:])


class _CaseItem(pytest.Item):
    """One call of one case."""

    def __init__(self, *, judge: _Judge, marked: MarkedCase, body: object, call: Call, **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]  # pytest's own node settings
        self._judge = judge
        self._marked = marked
        self._body = body
        self._call = call

    def runtest(self) -> None:
        """Judge the call; whatever the body does ends in a result."""
        declaration = self._judge.declaration
        if declaration is None:
            return
        self._judge.results.append(
            judge(
                self._marked,
                self._body,
                self._call.subject,
                declaration=declaration,
                thresholds=self._judge.request.thresholds,
                lookup=self._judge.lookup,
                sample=self._judge.request.sample,
                firmware=self._judge.request.firmware,
            )
        )

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where the case stands."""
        return self.path, 0, self.name


def serve(stream: BinaryIO, answer: int, *, bytecode: str, isolated_network: bool) -> int:
    """Answer one request read from `stream` on the file descriptor `answer`.

    Args:
        bytecode: an empty folder, the only one that bytecode of the profile would be taken from.
    """
    request = from_wire(JudgeRequest, strict_json.parse(stream.read(), limits=REQUEST_LIMIT, where="judge request"))
    declaration = read_canonical(request.declaration.encode()) if request.declaration else None
    plugin = _Judge(request, declaration, bytecode)
    files = sorted(str(path) for path in Path(request.folder).glob("test_*.py"))
    manager = _PluginNames()
    code = pytest.main(
        [
            *files,
            *("-c", os.devnull),
            f"--rootdir={request.folder}",
            "--noconftest",
            "--import-mode=importlib",
            *("-p", "no:cacheprovider"),
        ],
        plugins=[plugin, manager],
    )
    if code not in _ORDERLY:
        plugin.errors.append(f"pytest ended with exit code {int(code)}")
    if not files:
        plugin.errors.append(f"{request.folder} holds no test_*.py")
    environment = JudgeEnvironment(
        interpreter=sys.executable,
        version=platform.python_version(),
        pytest=pytest.__version__,
        paths=tuple(sys.path),
        plugins=tuple(manager.names),
        isolated_network=isolated_network,
        optimised=sys.flags.optimize > 0,
    )
    reply = JudgeAnswer(
        cases=tuple(plugin.cases.values()),
        results=tuple(plugin.results),
        errors=tuple(plugin.errors),
        environment=environment,
    )
    _write(answer, strict_json.dumps(to_wire(reply), depth=40))
    return 0


class _PluginNames:
    """Notes which plug-ins pytest loaded, for the report."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """List everything but pytest's own modules and ours."""
        self.names = sorted(_foreign(config.pluginmanager.list_name_plugin()))


def _foreign(plugins: Iterable[tuple[str, object]]) -> list[str]:
    return [
        name
        for name, plugin in plugins
        if plugin is not None
        and not str(getattr(plugin, "__name__", "")).startswith("_pytest.")
        and type(plugin).__module__.split(".")[0] not in ("_pytest", "hoshitori")
    ]


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
