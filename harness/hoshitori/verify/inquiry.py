"""The questions to one open bundle, asked in the order in which the answers build on one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hoshitori.bundle.errors import BundleError
from hoshitori.bundle.reader import BundleReader
from hoshitori.model.catalogue import Catalogue, Text
from hoshitori.model.consistency import Fault, faults
from hoshitori.model.findings import Aspect, Finding, Findings, State, VerifiedReport
from hoshitori.model.instant import format_instant, parse_instant
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import Item, ProfileReference
from hoshitori.model.predicate_parties import Kind
from hoshitori.model.trust import GrantedAccreditation, StatementRole, TrustedSigner
from hoshitori.model.verdict import Verdict
from hoshitori.verify.attestation import check_attestation
from hoshitori.verify.companions import check_companions
from hoshitori.verify.errors import RefusalError
from hoshitori.verify.evidence import check_evidence
from hoshitori.verify.inputs import check_inputs
from hoshitori.verify.product import Expectations, product_finding
from hoshitori.verify.reading import NewerSchema, named_profile, read_report
from hoshitori.verify.recount import recount
from hoshitori.verify.sentences import sentence
from hoshitori.verify.signatures import SignedStatement, check_signatures
from hoshitori.verify.signer import check_signer, check_suite
from hoshitori.verify.signing_time import SigningTime, signing_time
from hoshitori.verify.status import status_finding
from hoshitori.verify.timing import time_finding
from hoshitori.verify.trust_file import Trust, within

REPORT = StatementRole.REPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownProfile:
    """A profile's catalogue as this machine has it; `edition` is its SHA-256 in hexadecimal."""

    edition: str
    catalogue: Catalogue


class ProfileLookup(Protocol):
    """Something that knows profiles by id."""

    def __call__(self, profile: str, /) -> KnownProfile | None:
        """Return the profile, None if it is not known here."""
        ...


def no_profiles(_profile: str, /) -> KnownProfile | None:
    """Know no profile."""
    return None


class Inquiry:
    """One bundle under questioning."""

    def __init__(
        self,
        bundle: BundleReader,
        trust: Trust,
        now: datetime,
        expectations: Expectations,
        profiles: ProfileLookup,
    ) -> None:
        self._bundle = bundle
        self._trust = trust
        self._now = now
        self._expectations = expectations
        self._profiles = profiles
        self._answers: dict[Aspect, Finding] = {}
        self._report: ConformityReport | None = None
        self._withheld: tuple[Item, ...] = ()
        self._entry: TrustedSigner | None = None

    def findings(self, path: str) -> Findings:
        """Return all eight findings."""
        self._answer(Aspect.CONTAINER, "CONTAINER_OK")
        verified: VerifiedReport | None = None
        try:
            signed, time = self._signatures()
        except (RefusalError, BundleError) as error:
            self._refuse(Aspect.SIGNATURES, error)
        else:
            self._ask_the_rest(signed, time)
            verified = self._verified(signed, time)
        training = self._trust.summary.training
        return Findings(
            path=path,
            trust=self._trust.summary,
            findings=tuple(self._answers.get(aspect, _not_checked(aspect)) for aspect in Aspect),
            kind=self._report.kind if self._report else None,
            training=training or (self._report is not None and self._report.kind is Kind.DEMO),
            _verified=verified,
            _unverified=self._report,
        )

    def _signatures(self) -> tuple[SignedStatement, SigningTime]:
        """Ask the second question: only what it lets through is ever read."""
        material = self._bundle.material(REPORT)
        signed = check_signatures(REPORT, self._bundle.envelope(REPORT), material)
        time = signing_time(self._bundle.envelope_bytes(REPORT), material.timestamps, self._trust)
        check_suite(signed, self._trust, time.earliest or self._now)
        self._answer(Aspect.SIGNATURES, "SIGNATURES_OK")
        return signed, time

    def _ask_the_rest(self, signed: SignedStatement, time: SigningTime) -> None:
        """Ask who signed; only of somebody trusted is the content read, as reading costs time and memory."""
        self._ask(Aspect.SIGNER, lambda: self._signer(signed, time))
        if self._entry is not None and not self._read(signed):
            return
        report = self._report
        self._ask(Aspect.TIME, lambda: time_finding(self._bundle, report, time, self._trust))
        self._ask(Aspect.STATUS, lambda: status_finding(signed, report, self._trust, time.earliest, self._now))
        if report is not None:
            self._ask(Aspect.COMPLETENESS, lambda: self._completeness(report, signed.envelope.payload_sha256))
            self._answers[Aspect.PRODUCT] = product_finding(report, self._expectations)
            self._outcome(report)

    def _read(self, signed: SignedStatement) -> bool:
        """Read the report, and return whether there is anything more to ask."""
        try:
            content = read_report(signed)
        except RefusalError as error:
            self._refuse(Aspect.SIGNATURES, error)
            return False
        if isinstance(content, NewerSchema):
            self._answer(Aspect.OUTCOME, "SCHEMA_NEWER", State.WARN, undecided=True, version=content.version)
        else:
            self._report = content
        return True

    def _signer(self, signed: SignedStatement, time: SigningTime) -> Finding:
        self._entry = check_signer(signed, named_profile(signed), self._trust, time.earliest, self._now)
        if self._trust.summary.training:
            return _finding(Aspect.SIGNER, "SIGNER_TRAINING", State.WARN, identity=signed.identity)
        return _finding(Aspect.SIGNER, "SIGNER_OK", identity=signed.identity)

    def _completeness(self, report: ConformityReport, payload: str) -> Finding:
        _refuse_faults("E_INCONSISTENT", faults(report))
        self._withheld = check_evidence(self._bundle, report.items, self._trust.file.rules.require)
        declaration = check_inputs(self._bundle, report)
        check_attestation(self._bundle, report)
        check_companions(self._bundle, report, payload, self._trust, self._now)
        known = self._profiles(report.profile.id)
        if known is None or known.edition != report.profile.edition:
            code, state = "COMPLETE_PROFILE_UNKNOWN", State.WARN
            return _finding(Aspect.COMPLETENESS, code, state, undecided=True, profile=report.profile.id)
        _refuse_faults("E_RECOUNT", recount(known.catalogue, declaration, report))
        _check_validity(report, known.catalogue)
        code = "COMPLETE_WITHHELD" if self._withheld else "COMPLETE"
        return _finding(Aspect.COMPLETENESS, code, count=len(self._withheld))

    def _outcome(self, report: ConformityReport) -> None:
        summary = report.summary
        states = {Verdict.PASS: State.OK, Verdict.FAIL: State.FAIL}
        self._answer(
            Aspect.OUTCOME,
            f"OUTCOME_{summary.overall.value}",
            states.get(summary.overall, State.WARN),
            of=summary.of,
            decided=summary.decided,
            failed=summary.failed,
            absent=summary.not_applicable,
        )

    def _verified(self, signed: SignedStatement, time: SigningTime) -> VerifiedReport | None:
        report, entry = self._report, self._entry
        if report is None or entry is None:
            return None
        return VerifiedReport(
            report=report,
            findings=tuple(self._answers[aspect] for aspect in Aspect),
            payload_sha256=signed.envelope.payload_sha256,
            signer=signed.identity,
            signed_at=format_instant(time.earliest) if time.earliest else None,
            accreditation=_granted(report, entry, time.earliest or self._now),
            withheld=self._withheld,
            roles=self._bundle.roles,
            trust=self._trust.summary,
            first_line=self._first_line(report.profile),
        )

    def _first_line(self, profile: ProfileReference) -> Text:
        """Return the profile's fixed line; the catalogue's own wording goes before the report's."""
        known = self._profiles(profile.id)
        line = known.catalogue.first_line if known and known.edition == profile.edition else profile.first_line
        counts = {"{attested}": str(profile.attested), "{total}": str(profile.criteria)}
        japanese, english = line.ja, line.en
        for placeholder, count in counts.items():
            japanese, english = japanese.replace(placeholder, count), english.replace(placeholder, count)
        return Text(ja=japanese, en=english)

    def _ask(self, aspect: Aspect, question: Callable[[], Finding]) -> None:
        try:
            self._answers[aspect] = question()
        except (RefusalError, BundleError) as error:
            self._refuse(aspect, error)

    def _answer(
        self, aspect: Aspect, code: str, state: State = State.OK, *, undecided: bool = False, **values: str | int
    ) -> None:
        self._answers[aspect] = _finding(aspect, code, state, undecided=undecided, **values)

    def _refuse(self, aspect: Aspect, error: RefusalError | BundleError) -> None:
        code = error.code if isinstance(error, RefusalError) else _BUNDLE_CODES[aspect]
        values = error.values if isinstance(error, RefusalError) else {}
        self._answers[aspect] = Finding(
            aspect=aspect, state=State.FAIL, code=code, sentence=sentence(code, **values), detail=str(error)
        )


_BUNDLE_CODES = {Aspect.SIGNATURES: "E_ENVELOPE", Aspect.COMPLETENESS: "E_ITEM"}
"""Under which code a malformed part of the bundle is reported, by the question that came upon it."""


def _finding(
    aspect: Aspect, code: str, state: State = State.OK, *, undecided: bool = False, **values: str | int
) -> Finding:
    return Finding(aspect=aspect, state=state, code=code, sentence=sentence(code, **values), undecided=undecided)


def _not_checked(aspect: Aspect) -> Finding:
    return _finding(aspect, "NOT_CHECKED", State.NOT_CHECKED)


def _refuse_faults(code: str, found: tuple[Fault, ...]) -> None:
    if found:
        raise RefusalError(code, "; ".join(f"{one.where}: {one.detail}" for one in found[:10]))


def _check_validity(report: ConformityReport, catalogue: Catalogue) -> None:
    """Refuse a report that claims to be valid for longer than its profile allows."""
    issued, until = parse_instant(report.bundle.issued_at), parse_instant(report.valid_until)
    last = issued.replace(year=issued.year + catalogue.validity_years, day=min(issued.day, 28))
    if (until.year, until.month, until.day) > (last.year, last.month, issued.day):
        raise RefusalError(
            "E_INCONSISTENT", f"valid until {report.valid_until}, {catalogue.validity_years} years at most"
        )


def _granted(report: ConformityReport, entry: TrustedSigner, instant: datetime) -> tuple[GrantedAccreditation, ...]:
    """Return the accreditations that both the report claims and the trust file grants at that time."""
    claimed = {(one.body, one.number, one.profile, one.edition) for one in report.accreditation}
    return tuple(
        one
        for one in entry.accreditation
        if (one.body, one.number, one.profile, one.edition) in claimed
        and one.profile == report.profile.id
        and within(one.valid_for, instant)
    )
