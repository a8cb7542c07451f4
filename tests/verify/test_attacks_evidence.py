"""Stripped, swapped, added, half-withheld evidence; lying summaries; hostile shapes (classes 24 to 27, 39 to 43)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoshitori.bundle.items import Disclosure, commitment_of
from hoshitori.bundle.seal import SealedBundle
from hoshitori.model.findings import Aspect, ExitCode, State
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.trust import StatementRole
from tests.bundle.laboratory import Laboratory, resting_on
from tests.bundle.sample import CASES, DECLARATION, FACT, evidence, fact, plan_of, report
from tests.verify.forge import Entries, code, put_together, spoilt, take_apart, trust_with, verify

CONTENT, DISCLOSURE = "sealed/e-0003.bin", "sealed/e-0003.disc.json"


def drop(*names: str) -> Callable[[Entries], Entries]:
    """Take entries out."""
    return lambda entries: {name: data for name, data in entries.items() if name not in names}


def put(name: str, data: bytes) -> Callable[[Entries], Entries]:
    """Put an entry in, or another one in its place."""
    return lambda entries: {**entries, name: data}


def swap(first: str, second: str) -> Callable[[Entries], Entries]:
    """Exchange two entries."""
    return lambda entries: {**entries, first: entries[second], second: entries[first]}


CHANGES: list[tuple[Callable[[Entries], Entries], str]] = [
    (drop("items/e-0004.json"), "E_MISSING"),
    (drop("items/e-0001.json"), "E_MISSING"),
    (put("items/e-0004.json", FACT + b" "), "E_ITEM"),
    (put("items/e-0004.json", FACT.replace(b"1.3", b"1.0")), "E_ITEM"),
    (put("items/e-0004.json", b""), "E_ITEM"),
    (swap("items/e-0004.json", "items/e-0001.json"), "E_ITEM"),
    (put("items/e-0099.json", b"{}"), "E_EXTRA"),
    (put("readme.txt", b"trust me"), "E_EXTRA"),
    (put("verdict.html", b"<h1>PASS</h1>"), "E_EXTRA"),
    (put("material/review.json", b"{}"), "E_EXTRA"),
    (put("statements/other.dsse.json", b"{}"), "E_EXTRA"),
    (put("sealed/e-0010.bin", b"external"), "E_EXTRA"),
    (put("sealed/e-0004.bin", b"public"), "E_EXTRA"),
    (drop(CONTENT), "E_PARTIAL"),
    (drop(DISCLOSURE), "E_PARTIAL"),
    (put(CONTENT, b"0000-2026"), "E_ITEM"),
    (put(CONTENT, b"0000-20266"), "E_ITEM"),
    (swap(DISCLOSURE, "sealed/e-0005.disc.json"), "E_COMMITMENT"),
    (swap(CONTENT, "sealed/e-0005.bin"), "E_ITEM"),
    (put(DISCLOSURE, b"{}"), "E_COMMITMENT"),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_evidence_is_what_was_signed(
    lab: Laboratory, sealed: SealedBundle, out: Path, change: Callable[[Entries], Entries], expected: str
) -> None:
    """Anything missing, changed, exchanged, added or half there is refused."""
    findings = verify(put_together(out, change(take_apart(sealed.path))), lab)

    assert code(findings, Aspect.COMPLETENESS) == expected
    assert findings.exit_code() is ExitCode.REFUSED


def test_a_salt_of_the_forgers_own(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """Another disclosure of the same item does not open the commitment."""
    entries = take_apart(sealed.path)
    record = Disclosure(v=1, id="e-0003", salt="00" * 32, name="", media_type="text/plain", size=4, sha256="ab" * 32)
    entries[DISCLOSURE] = record.to_bytes()

    assert commitment_of(entries[DISCLOSURE]) != sealed.report.items[2].commitment
    assert code(verify(put_together(out, entries), lab), Aspect.COMPLETENESS) == "E_COMMITMENT"


def test_required_statements(lab: Laboratory, sealed: SealedBundle) -> None:
    """Where the scheme asks for a review, a bundle without one is refused (24)."""
    rules = dataclasses.replace(lab.scheme.trust.rules, require=(StatementRole.REPORT, StatementRole.REVIEW))

    assert code(verify(sealed.path, lab, trust_with(lab, rules=rules)), Aspect.COMPLETENESS) == "E_REQUIRED"


Change = Callable[[Any], object]


def setting(*path: str | int, to: object) -> Change:
    """A change of one value in the predicate."""

    def change(value: Any) -> None:  # noqa: ANN401 — JSON to be spoilt
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = to

    return change


LIES: list[tuple[Change, str]] = [
    (setting("summary", "overall", to="PASS"), "E_INCONSISTENT"),
    (setting("summary", "passed", to=3), "E_INCONSISTENT"),
    (setting("summary", "decided", to=3), "E_INCONSISTENT"),
    (setting("summary", "of", to=2), "E_INCONSISTENT"),
    (setting("plan", "sha256", to="ab" * 32), "E_INCONSISTENT"),
    (setting("plan", "item", to="e-0004"), "E_INCONSISTENT"),
    (setting("results", 0, "observations", to=["o-0099"]), "E_INCONSISTENT"),
    (setting("observations", 0, "item", to="e-0099"), "E_INCONSISTENT"),
    (setting("observations", 0, "available", to=False), "E_INCONSISTENT"),
    (setting("results", 0, "expectations", 0, "held", to=False), "E_INCONSISTENT"),
    (setting("items", 3, "id", to="e-0002"), "E_INCONSISTENT"),
    (setting("validUntil", to="2026-11-21T02:59:59Z"), "E_INCONSISTENT"),
    (setting("validUntil", to="2028-11-21T00:00:00Z"), "COMPLETE"),
    (setting("validUntil", to="2028-11-22T00:00:00Z"), "E_INCONSISTENT"),
    (setting("kind", to="third-party"), "E_INCONSISTENT"),
    (setting("requirements", 0, "requirement", to="R-9"), "E_INCONSISTENT"),
    (setting("evaluation", 2, "claimed", to=["b"]), "E_RECOUNT"),
    (setting("results", 0, "case", to="another"), "E_INPUTS"),
    (setting("results", 0, "subject", to="11-SecComMech/C-2"), "E_INPUTS"),
    (setting("results", 2, "case", to="another"), "E_INPUTS"),
    (setting("dut", "model", to="CAM-2"), "E_INPUTS"),
    (setting("dut", "versions", "firmware", to="1.4.3"), "E_INPUTS"),
    (setting("lab", "name", to="Another Laboratory"), "E_INPUTS"),
    (setting("client", "name", to="Another Client"), "E_INPUTS"),
    (setting("profile", "code", to="ab" * 32), "E_INPUTS"),
    (setting("plan", "frozenAt", to="2026-11-21T00:59:59Z"), "E_INPUTS"),
    (setting("plan", "cases", to=2), "E_INPUTS"),
    (setting("observations", 0, "effort", to={"handshakes": 90}), "E_INPUTS"),
    (setting("observations", 0, "parameters", to={}), "E_INPUTS"),
    (setting("observations", 0, "state", to="factory"), "E_INPUTS"),
    (setting("observations", 0, "vantage", to="WAN"), "E_INPUTS"),
    (setting("observations", 0, "startedAt", to="2026-11-21T02:00:01Z"), "E_INPUTS"),
    (setting("observations", 0, "simulated", to=True), "E_INPUTS"),
    (setting("observations", 0, "controlled", to=True), "E_INPUTS"),
]


@pytest.mark.parametrize(("change", "expected"), LIES)
def test_a_laboratory_that_lies(
    lab: Laboratory, sealed: SealedBundle, out: Path, change: Change, expected: str
) -> None:
    """A signed report that contradicts itself or its catalogue is refused (43)."""
    findings = verify(spoilt(lab, sealed.path, change, out), lab)

    assert code(findings, Aspect.COMPLETENESS) == expected
    assert findings.refused == (expected != "COMPLETE")


INPUTS = {
    "a declaration that is none": evidence(declaration=b'{"device":"camera"}'),
    "a declaration in another spelling": evidence(declaration=DECLARATION.replace(b"{", b"{ ", 1)),
    "an observation that is none": evidence(observed=b"{}"),
    "an observation that cannot be read": evidence(observed=b"["),
    "a fact that could not be seen": evidence(observed=fact(fact=None)),
    "another observation": evidence(observed=fact(id="o-0002")),
}


@pytest.mark.parametrize("name", INPUTS)
def test_inputs_that_say_something_else(lab: Laboratory, out: Path, name: str) -> None:
    """Declaration, plan and observations are read, and the report must tell of them as they are."""
    inputs = INPUTS[name]
    declaration = b"".join(inputs[0].content.chunks())
    plan = plan_of(declaration, *CASES)
    bound = (*inputs[:1], evidence(plan=plan)[1], *inputs[2:])
    lab.seal(out, resting_on(report(), plan), inputs=bound)

    assert code(verify(out, lab), Aspect.COMPLETENESS) == "E_INPUTS"


def test_a_plan_that_is_none(lab: Laboratory, out: Path) -> None:
    """A plan that cannot be read is no plan."""
    plan = b'{"cases":[]}'
    lab.seal(out, resting_on(report(), plan), inputs=evidence(plan=plan))

    assert code(verify(out, lab), Aspect.COMPLETENESS) == "E_INPUTS"


def test_an_observation_without_an_item(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """Where an observation names no item there is nothing to hold it against."""

    def change(predicate: Any) -> None:  # noqa: ANN401 — JSON to be spoilt
        del predicate["observations"][0]["item"]
        predicate["observations"][0]["effort"] = {}

    assert not verify(spoilt(lab, sealed.path, change, out), lab).refused


SHAPES: list[Change] = [
    setting("unknown", to=1),
    setting("results", 0, "verdict", to="OK"),
    setting("results", 0, "verdict", to="pass"),
    setting("results", 0, "cause", to="effort"),
    setting("requirements", 2, "verdict", to="PASS"),
    setting("summary", "passed", to=-1),
    setting("summary", "passed", to="2"),
    setting("bundle", "issuedAt", to="2026-11-21T03:00:00+09:00"),
    setting("bundle", "issuedAt", to="2026-11-21T03:00:00Z\n"),
    setting("bundle", "id", to="../../etc"),
    setting("observations", 0, "id", to="o-١٢٣٤"),
    setting("items", 3, "path", to="items/../x"),
    setting("items", 3, "commitment", to="sha256:" + "ab" * 32),
    setting("items", 2, "size", to=4),
    setting("items", 2, "label", to=""),
    setting("$schema", to="file:///etc/passwd"),
    setting("dut", "$ref", to="file:///etc/passwd"),
    setting("lab", "name", to="x" * 2000),
    setting("schema", "version", to="2.0"),
    setting("schema", "sha256", to="ab" * 32),
    setting("schema", to="1.0"),
    setting("ext", to={str(number): 1 for number in range(65)}),
]


@pytest.mark.parametrize("change", SHAPES)
def test_a_report_of_another_shape(lab: Laboratory, sealed: SealedBundle, out: Path, change: Change) -> None:
    """Unknown fields and words, other types, odd times and digits, and references to anywhere are refused (41, 42)."""
    findings = verify(spoilt(lab, sealed.path, change, out), lab)

    assert code(findings, Aspect.SIGNATURES) == "E_SCHEMA"
    assert findings.exit_code() is ExitCode.REFUSED


def test_extensions_change_nothing(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """What stands in `ext` is carried along and decides nothing."""
    findings = verify(spoilt(lab, sealed.path, setting("ext", to={"verdict": "FAIL", "x": [1]}), out), lab)

    assert findings.exit_code() is ExitCode.AUTHENTIC
    assert findings.require().report.ext == {"verdict": "FAIL", "x": [1]}


def newer(predicate: Any) -> None:  # noqa: ANN401 — JSON to be spoilt
    """Make a report one of a later minor version, with a field nobody knows yet."""
    predicate["schema"]["version"] = "1.7"
    predicate["recall"] = "do not use"


def test_a_newer_schema(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """Signatures are checked, the content is not judged, and no report comes of it (42)."""
    findings = verify(spoilt(lab, sealed.path, newer, out), lab)

    assert code(findings, Aspect.OUTCOME) == "SCHEMA_NEWER"
    assert "1.7" in findings[Aspect.OUTCOME].sentence.en
    assert [findings[one].state for one in (Aspect.SIGNATURES, Aspect.STATUS)] == [State.OK] * 2
    assert findings[Aspect.COMPLETENESS].state is State.NOT_CHECKED
    assert findings.exit_code() is ExitCode.UNDECIDED
    assert findings.exit_code(require_pass=True) is ExitCode.UNDECIDED


@pytest.mark.parametrize("profile", ["sample-1", ["sample-1"], {"id": 1}])
def test_a_newer_schema_widens_nothing(lab: Laboratory, sealed: SealedBundle, out: Path, profile: object) -> None:
    """Where even the profile cannot be read, the signer's scope does not hold."""

    def change(predicate: Any) -> None:  # noqa: ANN401 — JSON to be spoilt
        newer(predicate)
        predicate["profile"] = profile

    findings = verify(spoilt(lab, sealed.path, change, out), lab)

    assert code(findings, Aspect.SIGNER) == "E_SIGNER_SCOPE"
    assert findings.exit_code() is ExitCode.REFUSED


def test_markup_in_names_goes_no_further_than_text(lab: Laboratory, out: Path) -> None:
    """Hostile names verify as what they are, and come out of the findings bounded and on one line (46)."""
    hostile = "<script>alert(1)</script>\x1b[31m=cmd|' /C calc'!A0\u202e\n" + "x" * 150
    changed: ConformityReport = dataclasses.replace(report(), dut=dataclasses.replace(report().dut, model=hostile))
    lab.seal(out, changed)
    finding = verify(out, lab)[Aspect.PRODUCT]

    assert finding.sentence.ja.isprintable()
    assert len(finding.sentence.ja) < 400
