"""The sixth question, beside the inputs: is the count of attested criteria that of the attestation in the bundle?"""

from __future__ import annotations

from hoshitori.bundle.reader import BundleReader
from hoshitori.model.attestation import ATTESTATION_ROLE, Attestation, attestation_faults
from hoshitori.model.errors import HoshitoriError
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import ItemClass, ProfileStatus
from hoshitori.schema import strict_json
from hoshitori.schema.strict_json import Limits
from hoshitori.schema.wire import from_wire
from hoshitori.verify.errors import RefusalError

_LIMITS = Limits(size=1 << 20, depth=8)


def check_attestation(bundle: BundleReader, report: ConformityReport) -> None:
    """Refuse a report that says of its attested criteria what no attestation in the bundle says.

    Raises:
        RefusalError: `E_ATTESTED` with what differs.
    """
    profile = report.profile
    items = [item for item in report.items if item.role == ATTESTATION_ROLE]
    if len(items) > 1 or any(item.class_ is not ItemClass.PUBLIC for item in items):
        raise RefusalError("E_ATTESTED", "more than one attestation, or one that cannot be read")
    counted = 0
    if items:
        try:
            data = bundle.read(items[0], limit=_LIMITS.size)
            attestation = from_wire(Attestation, strict_json.parse(data, limits=_LIMITS, where=items[0].id))
        except HoshitoriError as error:
            raise RefusalError("E_ATTESTED", str(error)) from None
        requirements = {one.requirement for one in report.requirements}
        named = attestation_faults(attestation, profile=profile.id, edition=profile.edition, requirements=requirements)
        if found := list(named):
            raise RefusalError("E_ATTESTED", "; ".join(found[:5]))
        counted = len(attestation.criteria)
    if profile.attested != counted:
        raise RefusalError("E_ATTESTED", f"{profile.attested} are said to be attested, the attestation has {counted}")
    if (profile.status is ProfileStatus.ATTESTED) != (counted == profile.criteria):
        raise RefusalError("E_ATTESTED", f"status {profile.status.value} with {counted} of {profile.criteria} attested")
