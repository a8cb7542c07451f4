"""Twins whose difference shows in papers and answers alone, judged without booting them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hoshitori.facts.vulnerability import ShownComponents
from hoshitori.model.subject import DEVICE, Device
from hoshitori.model.verdict import FAIL, PASS, Cause, Decision, Verdict, inconclusive
from hoshitori.run.answers import load_answers
from hoshitori.run.subjects import row_subject, select, target_of
from hoshitori.schema.declaration import check_files, load_declaration
from hoshitori_lab.device.build import FIRMWARE
from hoshitori_lab.device.firmware import bill_of_materials
from hoshitori_lab.device.papers import ANSWERS, write
from hoshitori_lab.expected import load_expected
from hoshitori_lab.twins import find
from hoshitori_plugins.document.probe import look_up_element
from hoshitori_plugins.judgement import ask_assessor
from hoshitori_plugins.vulnerability.probe import gather_known_vulnerabilities, judge_known_vulnerabilities
from tests.plugins.support import Notes, reach_for, row_target
from tests.profiles.support import cases, judged

OPEN = inconclusive(Cause.UNAVAILABLE)
LOOKED, EXPLOITABLE = "known_vulnerabilities_were_looked_for", "known_vulnerabilities_cannot_be_exploited"


@pytest.mark.parametrize(
    ("twin", "row", "verdict"),
    [
        ("good", "PI-lan", PASS),
        ("debug-port-open", "PI-uart-open", FAIL),
        ("debug-port-open", "PI-lan", PASS),
        ("debug-port-closed", "PI-uart", PASS),
    ],
)
def test_interfaces_are_judged_from_the_twins_photographs(
    twin: str, row: str, verdict: Decision, tmp_path: Path
) -> None:
    """The open port for debugging fails, the closed one and the cable pass; photographs are kept as evidence."""
    path = write(twin, tmp_path, tmp_path / "keys")
    declaration = load_declaration(path)
    notes = Notes(instruments={"Assessor": load_answers(ANSWERS)})
    declared = declaration.row(f"15-PhyIntf/{row}")
    fact = ask_assessor(row_target(declared), reach_for(notes, declaration), question="q-physical-interface")
    subject = row_subject(declaration, declared)

    result = judged("interface_is_needed_or_closed", {"judged": fact}, subject, declaration=declaration)

    assert check_files(path) == ()
    assert result.decision == verdict
    assert len(notes.artefacts) == (row != "PI-lan")


class _Reach:
    """A probe's reach over a twin's papers, with the facts it is given."""

    def __init__(self, reach: object, facts: dict[type, object]) -> None:
        self._reach, self._facts = reach, facts

    def fact(self, kind: type) -> object:
        return self._facts[kind]

    def __getattr__(self, name: str) -> object:
        return getattr(self._reach, name)


@pytest.mark.parametrize(
    ("twin", "looked", "exploitable", "hits"),
    [
        ("good", PASS, PASS, 0),
        ("old-library", PASS, FAIL, 2),
        ("old-library-unlisted", OPEN, FAIL, 2),
        ("library-unexploitable", PASS, PASS, 1),
    ],
)
def test_libraries_are_looked_up_in_the_labs_records(
    twin: str, looked: Decision, exploitable: Decision, hits: int, tmp_path: Path
) -> None:
    """What the device lists decides, against records of this very day, as the scripted assessor judges each hit."""
    declaration = load_declaration(write(twin, tmp_path, tmp_path / "keys"))
    bill = json.dumps(bill_of_materials(FIRMWARE, find(twin).build.library))
    shown = ShownComponents(where="28-LogIntf/LI-api /api/sbom", sha256="0" * 64, components=2, bill=bill)
    notes = Notes(instruments={"Assessor": load_answers(ANSWERS)})
    facts: dict[type, object] = {ShownComponents: shown}
    reach = _Reach(reach_for(notes, declaration, documents=tmp_path), facts)
    device = Device(sample="S-1", address="10.77.0.10")

    known = gather_known_vulnerabilities(device, reach)  # type: ignore[arg-type]  # stands for the worker's
    facts[type(known)] = known
    answers = judge_known_vulnerabilities(device, reach, question="q-vulnerability-unexploitable")  # type: ignore[arg-type]  # likewise

    assert len(known.hits) == hits
    assert judged(LOOKED, {"known": known}).decision == looked
    told = {"known": known, "judgements": answers, "shown": shown}
    assert judged(EXPLOITABLE, told).decision == exploitable


PAPER_TWINS = (
    "good",
    "guide-no-deletion-steps",
    "guide-no-update-procedure",
    "no-support-period",
    "policy-no-priority-rule",
    "policy-no-status-times",
    "support-period-only-in-other-product",
)
"""Twins whose documents alone are not as they should be, and the one that has all of them."""
EXPECTED = load_expected()


@pytest.mark.parametrize("twin", PAPER_TWINS)
def test_every_case_on_documents_alone_is_as_listed(twin: str, tmp_path: Path) -> None:
    """Each case that rests on nothing but documents comes to what is listed for it, over the twin's own documents."""
    declaration = load_declaration(write(twin, tmp_path, tmp_path / "keys"))
    reach = reach_for(Notes(instruments={"Assessor": load_answers(ANSWERS)}), declaration, documents=tmp_path)
    listed: dict[tuple[str, str], Verdict | None] = {}
    came: dict[tuple[str, str], Verdict | None] = {}

    for name, collected in cases().items():
        spec = collected.marked.spec
        if any(need.fact != "document-element" or need.optional for need in spec.needs.values()):
            continue
        for subject in select(spec.selector, declaration, lambda _: None, sample="S-1", firmware="1"):
            facts: dict[str, object] = {}
            for need, wanted in spec.needs.items():
                target = target_of(wanted, subject, declaration, sample="S-1", address="127.0.0.1")
                facts[need] = look_up_element(
                    target,
                    reach,
                    document=str(wanted.parameters["document"]),
                    element=str(wanted.parameters["element"]),
                )
            about = "" if subject == DEVICE else subject.id
            listed[name, about] = EXPECTED.case(twin, name, about)
            came[name, about] = judged(name, facts, subject, declaration=declaration).decision.verdict

    failed = {name for (name, _), verdict in came.items() if verdict is Verdict.FAIL}
    assert came == listed
    assert failed == {one.case for one in EXPECTED.differences(twin).cases if one.verdict is Verdict.FAIL}
