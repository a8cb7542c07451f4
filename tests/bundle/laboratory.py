"""A laboratory that signs the sample report, under a scheme of its own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hoshitori.bundle.authority import LocalTimestamper
from hoshitori.bundle.certificate import Algorithm
from hoshitori.bundle.items import Evidence
from hoshitori.bundle.scheme import Scheme, create_scheme, issue_identity
from hoshitori.bundle.seal import SealedBundle, seal
from hoshitori.bundle.signer import KeySigner, file_signer
from hoshitori.model.predicate import ConformityReport
from tests.bundle.sample import (
    LAB,
    NOW,
    PIN,
    PROFILE,
    evidence,
    external,
    report,
)


def resting_on(changed: ConformityReport, plan: bytes) -> ConformityReport:
    """A report that names another plan."""
    reference = dataclasses.replace(
        changed.plan, sha256=hashlib.sha256(plan).hexdigest(), cases=len(json.loads(plan)["cases"])
    )
    return dataclasses.replace(changed, plan=reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laboratory:
    """A scheme with one laboratory in it."""

    scheme: Scheme
    signer: KeySigner
    second: KeySigner

    @property
    def trust(self) -> bytes:
        """The bytes of the scheme's trust file."""
        return self.scheme.trust_path.read_bytes()

    def timestamper(self, at: datetime = NOW) -> LocalTimestamper:
        """The scheme's time-stamp authority with its clock stopped and its serial numbers fixed."""
        return dataclasses.replace(self.scheme.timestamper(), clock=lambda: at, serial=lambda: 7)

    def seal(
        self,
        out: Path,
        changed: ConformityReport | None = None,
        *,
        at: datetime = NOW,
        inputs: tuple[Evidence, ...] | None = None,
    ) -> SealedBundle:
        """Seal the sample report, or a changed one over other inputs, time-stamped at `at`."""
        return seal(
            changed or report(),
            evidence() if inputs is None else inputs,
            signers=(self.signer,),
            out=out,
            timestamper=self.timestamper(at),
            external=external(),
            secrets=(PIN,),
            salt=fixed_salt,
        )


def fixed_salt(identifier: str) -> bytes:
    """A salt that is the same in every run."""
    return hashlib.sha256(b"salt " + identifier.encode()).digest()


def laboratory(folder: Path) -> Laboratory:
    """Make a training scheme in `folder` and issue its laboratory's two keys."""
    scheme = create_scheme(
        folder, identifier="urn:sample:scheme", name="見本", now=NOW - timedelta(days=2), training=True
    )
    for name, algorithm in (("lab.pem", Algorithm.P256), ("lab-pq.pem", Algorithm.MLDSA65)):
        scheme = issue_identity(
            scheme,
            folder / name,
            name="Sample Laboratory",
            identity=LAB,
            scopes=(PROFILE,),
            now=NOW - timedelta(days=1),
            algorithm=algorithm,
        )
    return Laboratory(
        scheme=scheme,
        signer=file_signer(folder / "lab.pem", folder / "lab.pem"),
        second=file_signer(folder / "lab-pq.pem", folder / "lab-pq.pem"),
    )
