"""What a report shows: a verified bundle's report, the findings on it, and the catalogue it was judged by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from hoshitori.bundle.reader import BundleReader
from hoshitori.model.catalogue import Catalogue, Requirement
from hoshitori.model.errors import HoshitoriError
from hoshitori.model.findings import Findings, VerifiedReport
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import ItemClass
from hoshitori.schema import strict_json
from hoshitori.schema.wire import from_wire

_LIMITS = strict_json.Limits(size=32 * 1024 * 1024, depth=32, values=2_000_000)


class ViewError(HoshitoriError):
    """A bundle that verifies and still cannot be shown."""

    code = "E_VIEW"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """Everything a format needs.

    Attributes:
        verified: nothing where nobody has signed yet; then that is said first.
        facts: observation id → its fact as data, where the bundle shows it.
    """

    report: ConformityReport
    catalogue: Catalogue
    verified: VerifiedReport | None = None
    findings: Findings | None = None
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    def requirement(self, identifier: str) -> Requirement:
        """Return a requirement of the catalogue.

        Raises:
            ViewError: if the report names one that its catalogue does not have.
        """
        for requirement in self.catalogue.requirements:
            if requirement.id == identifier:
                return requirement
        raise ViewError("the catalogue has no such requirement", where=identifier)


def read_view(bundle: Path, findings: Findings) -> ReportView:
    """Return what can be shown of a bundle that was checked.

    Raises:
        NotVerifiedError: if it was refused.
        ViewError: if it carries no catalogue, or not the one of its own edition.
    """
    verified = findings.authentic()
    report = verified.report
    items = {item.id: item for item in report.items}
    with BundleReader.open(bundle) as reader:

        def whole(identifier: str) -> bytes:
            return b"".join(reader.stream(items[identifier]))

        catalogue_id = report.inputs.catalogue
        data = whole(catalogue_id) if catalogue_id is not None else b""
        if hashlib.sha256(data).hexdigest() != report.profile.edition:
            raise ViewError("the bundle does not carry the catalogue it was judged by", where=str(bundle))
        catalogue = from_wire(Catalogue, strict_json.parse(data, limits=_LIMITS, where="catalogue"), where="catalogue")
        facts: dict[str, Mapping[str, Any]] = {}
        for observation in report.observations:
            item = items.get(observation.item or "")
            if item is not None and item.class_ is ItemClass.PUBLIC:
                parsed = cast("dict[str, Any]", strict_json.parse(whole(item.id), limits=_LIMITS, where=item.id))
                if isinstance(parsed.get("fact"), dict):
                    facts[observation.id] = parsed["fact"]
    return ReportView(report=report, catalogue=catalogue, verified=verified, findings=findings, facts=facts)
