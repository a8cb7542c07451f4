"""What probes count, and what they observe, has words of its own in either language."""

import ast
import re
from importlib.metadata import entry_points

from hoshitori.probe import probe_spec
from hoshitori.report.reasons import fact_name, unit_name
from tests.architecture.house import module_name, parsed, sources


def shipped() -> set[str]:
    """The modules of the shipped plug-ins."""
    return {module_name(path) for path in sources("hoshitori_plugins")}


def counted_by_probes() -> set[str]:
    """The units in which the shipped probes count their effort."""
    return {
        keyword.arg
        for path in sources("hoshitori_plugins")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "spend"
        for keyword in node.keywords
        if keyword.arg
    }


def test_all_that_probes_count_is_told_in_japanese() -> None:
    """Each unit of effort has its word, so that no English one stands in a Japanese report."""
    units = counted_by_probes()

    assert "ports" in units
    assert [unit for unit in sorted(units) if re.search("[a-z]{3,}", unit_name(unit, 7, "ja"))] == []


def test_all_that_probes_observe_is_told_in_japanese() -> None:
    """Each fact type that ships has its name."""
    probes = [entry.load() for entry in entry_points(group="hoshitori.probes") if entry.module in shipped()]
    names = {probe_spec(one).provides.name for one in probes}

    assert "port-survey" in names
    assert [name for name in sorted(names) if fact_name(name, "ja") == name] == []
