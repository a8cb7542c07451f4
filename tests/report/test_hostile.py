"""Whatever a device, a declaration or a whole bundle says, a report shows it and does nothing else."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any, TypeGuard

import pytest

from hoshitori.model.findings import Finding
from hoshitori.report.findings import render_findings
from hoshitori.report.html import render_html
from hoshitori.report.text import render_text
from hoshitori.report.view import ReportView
from tests.report import example
from tests.report.page_reader import PageReader

POISON = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{0.__class__}{}{\x1b[2J\u202e=1+1\u2028</style>"
KEPT = {
    *("device", "criterion", "counter-evidence", "note", "absence", "document", "both"),
    *("official", "secondary", "assumed", "draft", "attested", "ja", "en", ""),
    *("factory", "set-up", "initialised", "after-reset", "after-update"),
    *("LAN", "WAN", "soft-AP", "Bluetooth", "physical"),
}
TAGS = {e.tag for e in PageReader(render_html(example.view(), "ja")).elements}


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Whether a noun is several."""
    return isinstance(value, tuple)


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether a noun is looked up by name."""
    return isinstance(value, Mapping)


def poisoned(value: Any) -> Any:  # noqa: ANN401 — any noun of a report
    """The same noun with every text in it lengthened by the same poison, so that what belongs together still does."""
    if isinstance(value, str):
        return value if value in KEPT else value + POISON
    if isinstance(value, enum.Enum) or value is None:
        return value
    if is_tuple(value):
        return tuple(poisoned(one) for one in value)
    if is_mapping(value):
        return {poisoned(name): poisoned(one) for name, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value) if field.init]
        return dataclasses.replace(value, **{name: poisoned(getattr(value, name)) for name in names})
    return value


@pytest.fixture(scope="module")
def view() -> ReportView:
    """The example with poison in every text, the catalogue's own included."""
    plain = example.view()
    return ReportView(
        report=poisoned(plain.report),
        catalogue=poisoned(plain.catalogue),
        verified=poisoned(plain.verified),
        findings=poisoned(plain.findings),
    )


def harmless(text: str) -> bool:
    """Whether a text holds no escape and no mark of direction."""
    return not any(character in text for character in "\x1b\u202e\u2028\r\x00")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_poison_makes_no_markup(view: ReportView, language: str) -> None:
    """The page has the same elements as ever, no handler, no source, and links to nowhere but itself."""
    page = PageReader(render_html(view, language))

    assert {e.tag for e in page.elements} <= TAGS
    assert [e for e in page.elements if e.tag in {"script", "img"}] == []
    assert [n for e in page.elements for n in e.attributes if n.startswith("on") or n in {"src", "style"}] == []
    assert [e for e in page.all("a") if not e.attributes["href"].startswith("#")] == []
    assert harmless(render_html(view, language).decode())


def test_poison_is_shown(view: ReportView) -> None:
    """What was written is there to be read, its hidden characters spelled out."""
    text = PageReader(render_html(view, "en")).half("en")

    assert "<script>alert(1)</script>" in text
    assert "\\u001b[2J\\u202e=1+1\\u2028" in text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_poison_does_nothing_to_a_terminal(view: ReportView, language: str) -> None:
    """No escape sequence reaches the terminal, from the sheet or from the findings."""
    assert view.findings is not None
    assert harmless(render_text(view, language))
    assert harmless(render_findings(view.findings, language))


def test_poison_in_every_place_of_a_finding() -> None:
    """Sentence, code and detail of a finding are shown as text."""
    plain = example.findings()
    bad = tuple(poisoned(one) for one in plain.findings)
    told = render_findings(dataclasses.replace(plain, findings=bad, _verified=None), "en")

    assert all(isinstance(one, Finding) for one in bad)
    assert harmless(told)


def test_a_megabyte_is_bounded() -> None:
    """A banner of a megabyte makes no page of a megabyte."""
    plain = example.report()
    device = dataclasses.replace(plain.dut, model="A" * 1_000_000)
    told = example.view(told=dataclasses.replace(plain, dut=device))

    assert len(render_html(told, "ja")) < 200_000
    assert len(render_text(told, "ja")) < 20_000
