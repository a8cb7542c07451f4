"""The fourth question put together: the time of signing, the times the report states, the plan's own time-stamp."""

from __future__ import annotations

from datetime import datetime, timedelta

from hoshitori.bundle.envelope import from_base64
from hoshitori.bundle.errors import BundleError
from hoshitori.bundle.reader import BundleReader
from hoshitori.model.findings import Aspect, Finding, State
from hoshitori.model.instant import format_instant, parse_instant
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.trust import TimestampRule
from hoshitori.verify.errors import RefusalError
from hoshitori.verify.sentences import sentence
from hoshitori.verify.signing_time import SigningTime, believed_time
from hoshitori.verify.trust_file import Trust

ISSUE_TOLERANCE = timedelta(hours=24)
"""How far a report's own date may lie after its time-stamp: time zones and clocks of sealing machines."""


def time_finding(bundle: BundleReader, report: ConformityReport | None, time: SigningTime, trust: Trust) -> Finding:
    """Return when the report was signed, and whether what it says of times can be.

    Raises:
        RefusalError: if the scheme asks for a trusted time and there is none, or times contradict one another.
    """
    ignored = "; ".join(time.ignored)
    if time.earliest is None:
        if trust.file.rules.timestamp is TimestampRule.REQUIRED:
            raise RefusalError("E_TIME", ignored or "there is no time-stamp")
        return _finding("TIME_CLAIMED", State.WARN, ignored)
    if report is not None and parse_instant(report.bundle.issued_at) > time.earliest + ISSUE_TOLERANCE:
        raise RefusalError("E_TIME_ORDER", f"issued at {report.bundle.issued_at}, but stamped before")
    if time.ignored:
        return _finding("TIME_SOME_IGNORED", State.WARN, ignored, time=time.earliest)
    own_word = None if report is None else _plan_fault(bundle, report, trust)
    if own_word is not None:
        return _finding("TIME_PLAN_OWN_WORD", State.WARN, own_word, time=time.earliest)
    return _finding("TIME_OK", State.OK, "", time=time.earliest)


def _plan_fault(bundle: BundleReader, report: ConformityReport, trust: Trust) -> str | None:
    """Return why the plan's time is the lab's own word; None if an authority vouches that it was first."""
    if report.plan.timestamp is None:
        return "the plan has no time-stamp"
    plan = next(item for item in report.items if item.id == report.plan.item)
    try:
        token = from_base64(report.plan.timestamp, where="plan")
        stamped = believed_time(bundle.read(plan), token, trust)
    except BundleError as error:
        return f"the plan's time-stamp does not count: {error}"
    first = min((parse_instant(one.started_at) for one in report.observations), default=None)
    if first is not None and stamped > first:
        raise RefusalError("E_TIME_ORDER", f"the plan was stamped at {format_instant(stamped)}, after the first packet")
    return None


def _finding(code: str, state: State, detail: str, **values: datetime) -> Finding:
    return Finding(aspect=Aspect.TIME, state=state, code=code, sentence=sentence(code, **values), detail=detail)
