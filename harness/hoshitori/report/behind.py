"""What stands behind tests that could not decide: a log-in, an update or a port that a FAIL of this report is about.

Only what the record itself says counts: an observation that names a row of the declaration as what did not work, or
one that lacked its positive control. Without a FAIL on the same nothing is said.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from hoshitori.model.predicate_evidence import ObservationRecord
from hoshitori.model.predicate_results import CaseRecord
from hoshitori.model.verdict import Verdict
from hoshitori.report.speaker import Speaker
from hoshitori.report.view import ReportView

_ROW: Final = r"(?P<row>1-AuthMech/[^\s/:;,()]+)"
_NOT_LET_IN: Final = (
    re.compile(rf"(?:^|: ){_ROW}: the declared value opened no session(?: \(\d+\))?$"),
    re.compile(rf"(?:^|: )the declared value of {_ROW} open(?:ed no session, so|ed no session before|s nothing)"),
    re.compile(rf"[ (]not seen: (?:[^;:]*, )?password {_ROW}(?=[,)]|$)"),
)
"""Sentences of the harness's own probes on a log-in that did not work, and which row of 1-AuthMech it is."""
_STAYED: Final = re.compile(r"(?:^|; )(?P<id>[\w.-]+): the version stayed")
_ENDPOINT: Final = re.compile(r"(?:tcp|udp)/\d+(?:@ipv6)?")
_UNDECLARED: Final = re.compile(r"not declared: \{(?P<ports>[^}]{1,2000})\}")
_LOGINS: Final = "1-AuthMech/"
_UPDATES: Final = "7-UpdMech/"
_NOT_INSTALLED: Final = "the same image was not installed when nothing was cut"
_LONGEST: Final = 4_000
"""Characters of a sentence of the record that are looked at."""

Fact = Mapping[str, Any]
Known = Mapping[str, ObservationRecord]


class Ground(enum.Enum):
    """What an undecided test has in common with a FAIL."""

    LOGIN = "LOGIN"
    UPDATE = "UPDATE"
    PORT = "PORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stood in the way of tests of one requirement, and which requirements are FAIL for it.

    Attributes:
        what: rows of the declaration, or endpoints.
        requirements: what ought to be mended first.
        cases: the tests that it stood in the way of.
    """

    ground: Ground
    what: tuple[str, ...]
    requirements: tuple[str, ...]
    cases: tuple[CaseRecord, ...]

    def explains(self, undecided: Sequence[CaseRecord]) -> bool:
        """Return whether it alone is why none of some tests could decide; a port explains nothing."""
        return self.ground is not Ground.PORT and all(case in self.cases for case in undecided)


def behind(undecided: Sequence[CaseRecord], view: ReportView) -> list[Behind]:
    """Return what stands behind tests that could not decide, as far as the record says so; a port says least."""
    known = {one.id: one for one in view.report.observations}
    failed = _failed(view, known)
    found: dict[tuple[Ground, tuple[str, ...]], dict[str, list[CaseRecord]]] = {}
    for case in undecided:
        for ground, what in _hindered(case, view, known):
            if requirements := tuple(failed.get((ground, what), ())):
                found.setdefault((ground, requirements), {}).setdefault(what, []).append(case)
    told = [
        Behind(
            ground=ground,
            what=tuple(by_what),
            requirements=requirements,
            cases=tuple(case for case in undecided if any(case in cases for cases in by_what.values())),
        )
        for (ground, requirements), by_what in found.items()
    ]
    explained = [case for one in told if one.ground is not Ground.PORT for case in one.cases]
    return [one for one in told if one.ground is not Ground.PORT or not all(case in explained for case in one.cases)]


def waiting(requirement: str, view: ReportView) -> list[str]:
    """Return the undecided requirements behind which a log-in or an update stands that this one is FAIL on."""
    found: list[str] = []
    for one in view.report.requirements:
        cases = [case for case in view.report.results if case.requirement == one.requirement]
        undecided = [case for case in cases if case.verdict is Verdict.INCONCLUSIVE and case.role != "note"]
        if one.verdict is Verdict.INCONCLUSIVE and any(
            requirement in each.requirements for each in behind(undecided, view) if each.ground is not Ground.PORT
        ):
            found.append(one.requirement)
    return found


def told_behind(one: Behind, undecided: Sequence[CaseRecord], speaker: Speaker) -> str:
    """Return what stood in the way, where that is FAIL, and what to mend first; all of it or a part is told apart."""
    what = speaker.join(speaker.subject(each) for each in one.what)
    requirements = speaker.join(map(speaker.shown, one.requirements))
    if one.ground is Ground.PORT:
        return speaker.filled("behind-port", what=what, requirements=requirements)
    part = "" if one.explains(undecided) else speaker.word("in-part")
    key = "behind-log-in" if one.ground is Ground.LOGIN else "behind-update"
    return speaker.filled(key, what=what, requirements=requirements, part=part)


def _failed(view: ReportView, known: Known) -> dict[tuple[Ground, str], dict[str, None]]:
    """Return the requirements that are FAIL on a log-in, an update or a port, in the report's order."""
    doors = _doors(view)
    found: dict[tuple[Ground, str], dict[str, None]] = {}
    for case in view.report.results:
        if case.verdict is not Verdict.FAIL or case.role not in {"criterion", "counter-evidence"}:
            continue
        weak = [one for one in _observations(case, known) if not one.available or one.controlled is False]
        opened = [one.subject for one in weak if _opened_by_another(view.facts.get(one.id, {}))]
        grounds = [
            *((Ground.LOGIN, row) for endpoint in opened for row in sorted(doors.get(endpoint, ()))),
            *((Ground.LOGIN, one.subject) for one in weak if one.subject.startswith(_LOGINS)),
            *((Ground.UPDATE, one.subject) for one in weak if one.subject.startswith(_UPDATES)),
            *((Ground.PORT, port) for port in _ports(case)),
        ]
        for ground in grounds:
            found.setdefault(ground, {})[case.requirement] = None
    return found


def _doors(view: ReportView) -> dict[str, set[str]]:
    """Return which rows of 1-AuthMech did not work at which endpoint, by the record's own word."""
    doors: dict[str, set[str]] = {}
    for one in view.report.observations:
        if _ENDPOINT.fullmatch(one.subject):
            doors.setdefault(one.subject, set()).update(_named([one.reason]))
    return doors


def _ports(case: CaseRecord) -> list[str]:
    """Return the port that a FAIL is about, or those that it found open and not declared, over IPv4 and IPv6 alike."""
    if _ENDPOINT.fullmatch(case.subject):
        return [case.subject]
    found: list[str] = []
    for one in case.expectations:
        undeclared = None if one.held else _UNDECLARED.match(one.observed)
        transport = one.values.get("transport", "").lower()
        numbers = undeclared["ports"].split(", ") if undeclared else []
        for number in filter(str.isdecimal, numbers):
            found += [f"{transport}/{number}", f"{transport}/{number}@ipv6"]
    return found


def _opened_by_another(fact: Fact) -> bool:
    """Return whether a log-in that the declared value did not open was opened by a well-known one."""
    shut = [one.get("id") for one in _tables(fact.get("offered")) if one.get("declared_opened") is False]
    return any(one.get("login") in shut for one in _tables(fact.get("opened")))


def _hindered(case: CaseRecord, view: ReportView, known: Known) -> Iterator[tuple[Ground, str]]:
    """Return what did not work and so kept a test from deciding, each once, and the port that it is about."""
    found: dict[tuple[Ground, str], None] = {}
    for row in _named([case.rationale]):
        found[Ground.LOGIN, row] = None
    for one in _observations(case, known):
        fact = view.facts.get(one.id, {})
        told = [one.reason, *one.remarks, _control(fact), *_texts(fact.get("unread"))]
        for row in (*_named(told), *_not_kept(fact)):
            found[Ground.LOGIN, row] = None
        for row in _not_installed(one, fact):
            found[Ground.UPDATE, row] = None
    if _ENDPOINT.fullmatch(case.subject):
        found[Ground.PORT, case.subject] = None
    yield from found


def _observations(case: CaseRecord, known: Known) -> list[ObservationRecord]:
    return [known[one] for one in dict.fromkeys(case.observations) if one in known]


def _named(sentences: Iterable[str]) -> list[str]:
    """Return the rows of 1-AuthMech that sentences of the record name as a log-in that did not work."""
    found = (pattern.search(one[:_LONGEST]) for one in sentences for pattern in _NOT_LET_IN)
    return [one["row"] for one in found if one]


def _not_kept(fact: Fact) -> list[str]:
    """Return passwords that a search of the storage was for, and that opened no session."""
    sought = (one for one in _tables(fact.get("sought")) if one.get("kept") is False)
    return [str(one["id"]) for one in sought if re.fullmatch(_ROW, str(one.get("id")))]


def _not_installed(one: ObservationRecord, fact: Fact) -> list[str]:
    """Return the ways of updating by which a genuine image was not seen to be installed."""
    if one.fact == "update-series" and one.subject.startswith(_UPDATES):
        return [one.subject] if not one.available or one.controlled is False else []
    if one.fact == "erase":
        return [f"{_UPDATES}{way['id']}" for way in _STAYED.finditer(str(fact.get("update_remark", ""))[:_LONGEST])]
    way = str(fact.get("way", ""))
    kept = [each for cut in _tables(fact.get("cuts")) for each in _tables(cut.get("kept"))]
    shipped = any(each.get("kind") == "VERSION" and each.get("differs") is False for each in kept)
    return [way] if way.startswith(_UPDATES) and (shipped or _NOT_INSTALLED in _control(fact)) else []


def _control(fact: Fact) -> str:
    control = fact.get("control")
    return str(cast("Fact", control).get("what", "")) if isinstance(control, Mapping) else ""


def _texts(value: object) -> list[str]:
    return [one for one in cast("list[object]", value) if isinstance(one, str)] if isinstance(value, list) else []


def _tables(value: object) -> list[Fact]:
    if not isinstance(value, list):
        return []
    return [cast("Fact", one) for one in cast("list[object]", value) if isinstance(one, Mapping)]
