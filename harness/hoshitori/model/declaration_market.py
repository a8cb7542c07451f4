"""Facts for a buyer: the label as IPA's list shows it, and who stands behind the product."""

from __future__ import annotations

import enum
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSnapshot:
    """A dated copy of the scheme's product page, by digest, and who took it."""

    taken: str
    sha256: str
    recorded_by: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the scheme's own product list says of a label; never a claim of ours.

    Attributes:
        status: IPA's word for it: 有効, 失効猶予（延長申請中）, 失効（有効期限切れ）, 失効（自主取下げ）, 取消し.
        issued: `YYYY-MM-DD`.
        expires: `YYYY-MM-DD`, the last day.
        models: every model that the label lists.
        firmware: the version the label names, where it names one.
    """

    scheme: str
    registration_number: str
    level: str
    status: str
    issued: str
    expires: str
    models: tuple[str, ...]
    snapshot: LabelSnapshot
    firmware: str = ""


class FactBasis(enum.Enum):
    """How a supplier fact is known; it is shown beside the fact and never turned into a score."""

    DECLARED = "declared"
    DOCUMENT = "document"
    OBSERVED = "observed"


class SupplierTopic(enum.Enum):
    """What a buyer asks about who stands behind a product."""

    CORPORATE_NUMBER = "corporate-number"
    LEGAL_SEAT = "legal-seat"
    ODM_OEM_ORIGIN = "odm-oem-origin"
    SOFTWARE_DEVELOPER = "software-developer"
    FACTORY = "factory"
    CLOUD_OPERATOR = "cloud-operator"
    DATA_LOCATION = "data-location"
    UPDATE_KEY_HOLDER = "update-key-holder"
    END_OF_SUPPORT = "end-of-support"
    SUBCONTRACTOR = "subcontractor"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierFact:
    """One answer about the supplier, and how it is known.

    Attributes:
        document: id of the document it is read from, where `by` is `DOCUMENT`.
        as_of: `YYYY-MM-DD`, the day it was known to hold.
    """

    topic: SupplierTopic
    value: str
    by: FactBasis
    document: str = ""
    as_of: str = ""
