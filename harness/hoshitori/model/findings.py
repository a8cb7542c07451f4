"""What verifying a bundle found: eight separate answers, never one "VALID", and the report behind them.

A report's content is reached through `Findings.require`, which raises, or through a method that says `unverified`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.model.catalogue import Text
from hoshitori.model.errors import HoshitoriError
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import Item
from hoshitori.model.predicate_parties import Kind
from hoshitori.model.trust import GrantedAccreditation, StatementRole
from hoshitori.model.verdict import Verdict


class Aspect(enum.Enum):
    """The eight questions, in the order in which they are asked."""

    CONTAINER = "container"
    SIGNATURES = "signatures"
    SIGNER = "signer"
    TIME = "time"
    STATUS = "status"
    COMPLETENESS = "completeness"
    PRODUCT = "product"
    OUTCOME = "outcome"


class State(enum.Enum):
    """The answer to one question."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    NOT_CHECKED = "not-checked"


class ExitCode(enum.IntEnum):
    """How `verify` ends (DESIGN §8)."""

    AUTHENTIC = 0
    REFUSED = 1
    ARGUMENTS = 2
    OUTCOME_FAIL = 3
    UNDECIDED = 4


EXIT_ORDER = (
    ExitCode.ARGUMENTS,
    ExitCode.REFUSED,
    ExitCode.UNDECIDED,
    ExitCode.OUTCOME_FAIL,
    ExitCode.AUTHENTIC,
)
"""Worst first; of many bundles the worst counts."""


def worst_exit(codes: tuple[ExitCode, ...]) -> ExitCode:
    """Return the exit code of many bundles."""
    return min(codes, key=EXIT_ORDER.index, default=ExitCode.AUTHENTIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer: its state, a code for machines, one plain sentence for people in both languages.

    Attributes:
        detail: for engineers: what exactly, where; hostile text, to be escaped.
        undecided: whether it leaves an authentic bundle undecided (exit 4).
    """

    aspect: Aspect
    state: State
    code: str
    sentence: Text
    detail: str = ""
    undecided: bool = False


class NotVerifiedError(HoshitoriError):
    """A bundle that does not give what was required of it; `exit_code` says in which way."""

    code = "E_NOT_VERIFIED"

    def __init__(self, message: str, *, exit_code: ExitCode) -> None:
        """Keep the sentence and the exit code."""
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSummary:
    """Which trust file the answers rest on.

    Attributes:
        pinned: whether the root was pinned by fingerprint; if not, that is said before everything else.
        training: whether the root names itself 訓練用.
        as_of: when the trust file was issued; nothing later is known.
        stale: whether it has expired.
    """

    scheme: str
    version: int
    fingerprint: str
    pinned: bool
    training: bool
    as_of: str
    expires: str
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedReport:
    """A report whose signatures, signer, time and evidence held.

    Attributes:
        signed_at: time by a trusted authority; None where only the lab's own word says when.
        accreditation: what the trust file grants the lab for this profile, edition and time; empty means none.
        withheld: sealed items whose content is not in this copy.
        roles: statements in the bundle that held: the report, and declaration, review or decision.
        first_line: the profile's fixed line with the counts filled in.
    """

    report: ConformityReport
    findings: tuple[Finding, ...]
    payload_sha256: str
    signer: str
    signed_at: str | None
    accreditation: tuple[GrantedAccreditation, ...]
    withheld: tuple[Item, ...]
    roles: tuple[StatementRole, ...]
    trust: TrustSummary
    first_line: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The eight findings on one bundle.

    Attributes:
        kind: what the report says it is, shown before the findings; None where no report could be read.
        training: whether the report or its trust root is for training.
    """

    path: str
    trust: TrustSummary
    findings: tuple[Finding, ...]
    kind: Kind | None = None
    training: bool = False
    _verified: VerifiedReport | None = None
    _unverified: ConformityReport | None = None

    def __getitem__(self, aspect: Aspect) -> Finding:
        """Return the finding on one aspect."""
        return next(finding for finding in self.findings if finding.aspect is aspect)

    @property
    def refused(self) -> bool:
        """Whether the bundle is not what it says; the outcome of the tests is no reason."""
        return any(one.state is State.FAIL for one in self.findings if one.aspect is not Aspect.OUTCOME)

    @property
    def undecided(self) -> bool:
        """Whether an authentic bundle leaves open whether it can be relied on."""
        return any(one.undecided for one in self.findings)

    def exit_code(self, *, require_pass: bool = False) -> ExitCode:
        """Return how `verify` ends on this bundle (DESIGN §8, without a policy)."""
        if self.refused:
            return ExitCode.REFUSED
        if self.undecided or self._verified is None:
            return ExitCode.UNDECIDED
        overall = self._verified.report.summary.overall
        if require_pass and overall is Verdict.INCONCLUSIVE:
            return ExitCode.UNDECIDED
        if require_pass and overall is Verdict.FAIL:
            return ExitCode.OUTCOME_FAIL
        return ExitCode.AUTHENTIC

    def require(self, *, require_pass: bool = False) -> VerifiedReport:
        """Return the report, if the bundle is authentic, can be decided on and, where required, its outcome is PASS.

        Raises:
            NotVerifiedError: otherwise, with the first finding that stands in the way.
        """
        code = self.exit_code(require_pass=require_pass)
        if self._verified is None or code is not ExitCode.AUTHENTIC:
            raise NotVerifiedError(self._reason(code), exit_code=code)
        return self._verified

    def authentic(self) -> VerifiedReport:
        """Return the report if the bundle is authentic, be it undecided or not.

        Raises:
            NotVerifiedError: if it is refused.
        """
        if self._verified is None or self.refused:
            raise NotVerifiedError(self._reason(ExitCode.REFUSED), exit_code=ExitCode.REFUSED)
        return self._verified

    def unverified_report(self) -> ConformityReport | None:
        """Return what the report says though nothing vouches for it, or None where none could be read."""
        return self._unverified

    def _reason(self, code: ExitCode) -> str:
        for finding in self.findings:
            stands_in_the_way = finding.state is State.FAIL and finding.aspect is not Aspect.OUTCOME
            if stands_in_the_way or (code is ExitCode.UNDECIDED and finding.undecided):
                return f"NOT VERIFIED: {finding.sentence.en} [{finding.code}]"
        return f"NOT VERIFIED: {self[Aspect.OUTCOME].sentence.en} [{self[Aspect.OUTCOME].code}]"
