"""A forger's tools: bundles taken apart, changed, put together, and signed again by whoever's key is at hand."""

from __future__ import annotations

import base64
import dataclasses
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hoshitori.bundle.certificate import certificate_der
from hoshitori.bundle.container_writer import BytesContent, write_container
from hoshitori.bundle.envelope import IN_TOTO_TYPE, parse_envelope
from hoshitori.bundle.material import Material, parse_material
from hoshitori.bundle.signer import Signer, read_private_key, sign_envelope
from hoshitori.bundle.timestamp import Timestamper
from hoshitori.bundle.trust_store import sign_trust_file
from hoshitori.model.findings import Aspect, Findings
from hoshitori.model.trust import TrustFile
from hoshitori.verify import Expectations, check
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import NOW, known_profile

Entries = dict[str, bytes]
ENVELOPE = "statements/report.dsse.json"
MATERIAL = "material/report.json"


def take_apart(path: Path) -> Entries:
    """The entries of a bundle but the media type."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "mimetype"}


def put_together(out: Path, entries: Mapping[str, bytes]) -> Path:
    """A well-formed container of these entries."""
    write_container(out, {name: BytesContent(data) for name, data in entries.items()})
    return out


def payload_of(entries: Mapping[str, bytes]) -> Any:  # noqa: ANN401 — JSON to be spoilt
    """The statement in a bundle, as JSON to be spoilt."""
    return json.loads(parse_envelope(entries[ENVELOPE], where="e").payload)


def sign_again(
    entries: Entries,
    payload: object,
    signers: Sequence[Signer],
    timestamper: Timestamper | None,
    *,
    payload_type: str = IN_TOTO_TYPE,
    certificates: Sequence[Signer] | None = None,
) -> Entries:
    """The entries with another payload, signed and stamped; bytes are taken as they are."""
    data = payload if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=False).encode()
    envelope = sign_envelope(payload_type, data, tuple(signers)).to_bytes()
    material = Material(
        certificates=tuple(certificate_der(one.certificate) for one in (certificates or signers)),
        timestamps=() if timestamper is None else (timestamper.stamp(envelope),),
    )
    return {**entries, ENVELOPE: envelope, MATERIAL: material.to_bytes()}


def with_material(entries: Entries, change: Callable[[Material], Material]) -> Entries:
    """The entries with other material beside the report."""
    return {**entries, MATERIAL: change(parse_material(entries[MATERIAL], where="m")).to_bytes()}


def spoilt(lab: Laboratory, path: Path, change: Callable[[Any], object], out: Path) -> Path:
    """A bundle whose predicate was changed before its own laboratory signed it: a lab that lies."""
    entries = take_apart(path)
    payload = payload_of(entries)
    change(payload["predicate"])
    return put_together(out, sign_again(entries, payload, (lab.signer,), lab.timestamper()))


def edit_envelope(entries: Entries, **changes: object) -> Entries:
    """The entries with some keys of the envelope replaced; nothing is signed again."""
    value = json.loads(entries[ENVELOPE]) | changes
    return {**entries, ENVELOPE: json.dumps(value).encode()}


def flipped(signature: str) -> str:
    """A signature with its last bit of content changed."""
    data = bytearray(base64.b64decode(signature))
    data[-1] ^= 1
    return base64.b64encode(data).decode()


def trust_with(lab: Laboratory, **changes: Any) -> bytes:  # noqa: ANN401 — fields of a dataclass
    """The scheme's trust file with some fields replaced, signed by its root."""
    trust: TrustFile = dataclasses.replace(lab.scheme.trust, **changes)
    return sign_trust_file(trust, [read_private_key(lab.scheme.folder / "root.pem")])


def verify(path: Path, lab: Laboratory, trust: bytes | None = None, **more: Any) -> Findings:  # noqa: ANN401
    """The findings on a bundle, at the sample's time, by somebody who knows the sample profile."""
    more.setdefault("now", NOW)
    more.setdefault("profiles", known_profile)
    return check(path, lab.trust if trust is None else trust, **more)


def code(findings: Findings, aspect: Aspect) -> str:
    """The code of one finding."""
    return findings[aspect].code


ASKED = Expectations(model="CAM-1", firmware="1.4.2")
