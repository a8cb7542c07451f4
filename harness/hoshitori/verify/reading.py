"""What a signed report says, once its signatures hold: or that a newer schema hides it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hoshitori.bundle.errors import SealError
from hoshitori.bundle.seal import report_subjects
from hoshitori.model.json_value import Json
from hoshitori.model.predicate import ConformityReport
from hoshitori.schema.loader import REPORT_SCHEMA, REPORT_SCHEMA_VERSION, SchemaError, schema_sha256, validate
from hoshitori.schema.wire import WireError, from_wire
from hoshitori.verify.errors import RefusalError
from hoshitori.verify.signatures import SignedStatement

_VERSION = re.compile(r"1\.([0-9]{1,4})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerSchema:
    """That a report is written under a minor version of the schema that this verifier does not know."""

    version: str


def named_profile(signed: SignedStatement) -> str:
    """Return the profile that a report says it is about, before any more of it is read; empty where it says none."""
    match signed.predicate.get("profile"):
        case {"id": str(profile)}:
            return profile
        case _:
            return ""


def read_report(signed: SignedStatement) -> ConformityReport | NewerSchema:
    """Return the report, or that its schema is newer.

    Raises:
        RefusalError: if it does not fit the schema it names, or its subjects are not its own.
    """
    version, digest = _schema_named(signed.predicate)
    if version != REPORT_SCHEMA_VERSION and int(version.partition(".")[2]) > int(
        REPORT_SCHEMA_VERSION.partition(".")[2]
    ):
        return NewerSchema(version=version)
    if (version, digest) != (REPORT_SCHEMA_VERSION, schema_sha256(REPORT_SCHEMA)):
        raise RefusalError("E_SCHEMA", f"schema {version} with digest {digest} is not the one shipped here")
    try:
        validate(REPORT_SCHEMA, dict(signed.predicate))
        report = from_wire(ConformityReport, dict(signed.predicate))
        subjects = report_subjects(report)
    except (SchemaError, WireError) as error:
        raise RefusalError("E_SCHEMA", str(error)) from None
    except SealError as error:
        raise RefusalError("E_SUBJECT", str(error)) from None
    if report.lab.identity != signed.identity:
        raise RefusalError("E_SIGNERS", f"signed by {signed.identity}, in the name of {report.lab.identity}")
    if subjects != signed.statement.subjects:
        raise RefusalError("E_SUBJECT", "the subjects are not the declaration and the firmware of the report")
    return report


def _schema_named(predicate: Mapping[str, Json]) -> tuple[str, str]:
    match predicate.get("schema"):
        case {"version": str(version), "sha256": str(digest)} if _VERSION.match(version):
            return version, digest
        case _:
            raise RefusalError("E_SCHEMA", "the report names no schema of this major version")
