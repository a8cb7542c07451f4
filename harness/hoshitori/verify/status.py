"""The fifth question: was anything taken back, as far as the trust file knows?"""

from __future__ import annotations

from datetime import datetime

from hoshitori.model.findings import Aspect, Finding, State
from hoshitori.model.instant import parse_instant
from hoshitori.model.predicate import ConformityReport
from hoshitori.verify.errors import RefusalError
from hoshitori.verify.sentences import sentence
from hoshitori.verify.signatures import SignedStatement
from hoshitori.verify.signer import check_not_revoked
from hoshitori.verify.trust_file import Trust


def status_finding(
    signed: SignedStatement, report: ConformityReport | None, trust: Trust, signed_at: datetime | None, now: datetime
) -> Finding:
    """Return what the trust file says of this report since it was signed; always as of the trust file's date.

    Raises:
        RefusalError: if the key was revoked or the report withdrawn.
    """
    check_not_revoked(signed, trust, signed_at)
    payload = "sha256:" + signed.envelope.payload_sha256
    as_of = parse_instant(trust.file.issued_at)
    for withdrawn in trust.file.withdrawn:
        if withdrawn.report == payload:
            raise RefusalError("E_WITHDRAWN", withdrawn.reason, at=parse_instant(withdrawn.at))
    if trust.summary.stale:
        return _finding("STATUS_STALE", State.WARN, undecided=True, as_of=as_of)
    if report is not None:
        product = (report.dut.maker, report.dut.model, report.dut.versions.firmware)
        for latest in trust.file.latest:
            if (latest.maker, latest.model, latest.firmware) == product and latest.report != payload:
                return _finding("STATUS_SUPERSEDED", State.WARN, as_of=as_of)
        if now > (until := parse_instant(report.valid_until)):
            return _finding("STATUS_EXPIRED", State.WARN, until=until)
    return _finding("STATUS_OK", State.OK, as_of=as_of)


def _finding(code: str, state: State, *, undecided: bool = False, **values: datetime) -> Finding:
    return Finding(aspect=Aspect.STATUS, state=state, code=code, sentence=sentence(code, **values), undecided=undecided)
