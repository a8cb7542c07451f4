"""From a run's folder to the items of a bundle: what travels, under which id, readable or sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hoshitori.bundle.container_writer import BytesContent
from hoshitori.bundle.items import Evidence
from hoshitori.model.attestation import ATTESTATION_ROLE, Attestation
from hoshitori.model.observation import Artefact, Observation
from hoshitori.run.folder import RunContents
from hoshitori.schema import strict_json
from hoshitori.schema.installed import LoadedProfile
from hoshitori.schema.wire import from_wire, to_wire

_JSON = "application/json"
_SUFFIXES = {
    _JSON: "json",
    "text/plain": "txt",
    "text/html": "html",
    "text/xml": "xml",
    "application/xml": "xml",
    "application/pdf": "pdf",
    "application/gzip": "gz",
}


@dataclass(slots=True)
class Collected:
    """A run's evidence with the ids the report refers to it by.

    Attributes:
        observations: observation id → item of its fact.
        artefacts: observation id → items of what was kept on the way.
        attested: how many criteria the attached attestation attests.
    """

    evidence: list[Evidence] = field(default_factory=list[Evidence])
    declaration: str = ""
    plan: str = ""
    catalogue: str = ""
    record: str = ""
    validation: str | None = None
    attested: int = 0
    observations: dict[str, str] = field(default_factory=dict[str, str])
    artefacts: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def add(self, role: str, data: bytes, media_type: str, *, label: str, name: str = "", sealed: bool = False) -> str:
        """Add an item; return its id."""
        identifier = f"e-{len(self.evidence) + 1:04d}"
        self.evidence.append(
            Evidence(
                id=identifier,
                role=role,
                content=BytesContent(data),
                media_type=media_type,
                label=label,
                name=name,
                suffix=_SUFFIXES.get(media_type, "bin"),
                sealed=sealed,
            )
        )
        return identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """What a lab adds to a run when it signs: a self-proof of the profile, as JSON, and an attestation of it."""

    validation: bytes = b""
    attestation: Attestation | None = None


NOTHING_ATTACHED = Attachments()


def collect_evidence(
    contents: RunContents, profile: LoadedProfile, attached: Attachments = NOTHING_ATTACHED
) -> Collected:
    """Return everything a report on this run rests on.

    Captures, transcripts and secrets are sealed; the record, the plan, the declaration, the catalogue and each
    observation are readable, and so is what the lab attaches.
    """
    found = Collected()
    found.declaration = found.add("declaration", contents.declaration_bytes, _JSON, label="declaration of the device")
    found.plan = found.add("plan", contents.plan_bytes, _JSON, label="plan, frozen before the first packet")
    catalogue = strict_json.dumps(to_wire(profile.catalogue))
    found.catalogue = found.add("catalogue", catalogue, _JSON, label="catalogue of the profile")
    record = (contents.path / "record.jsonl").read_bytes()
    found.record = found.add("record", record, "application/jsonl", label="record of the run, hash-chained")
    if attached.validation:
        found.validation = found.add("method-validation", attached.validation, _JSON, label="self-proof of the profile")
    if attached.attestation is not None:
        found.attested = len(attached.attestation.criteria)
        told = strict_json.dumps(to_wire(attached.attestation))
        found.add(ATTESTATION_ROLE, told, _JSON, label="criteria held against the official text")
    kept: dict[tuple[str, bool], str] = {}
    for observation in contents.observations:
        found.observations[observation.id] = _observation(found, observation)
        found.artefacts[observation.id] = tuple(
            dict.fromkeys(_artefact(found, contents, artefact, kept) for artefact in observation.artefacts)
        )
    for body in contents.bodies("capture"):
        _artefact(found, contents, from_wire(Artefact, body["artefact"]), kept)
    if contents.secrets:
        secrets = strict_json.dumps([secret.hex() for secret in contents.secrets])
        found.add("credential", secrets, _JSON, label="secrets used and met, in hexadecimal", sealed=True)
    return found


def _observation(found: Collected, observation: Observation) -> str:
    data = strict_json.dumps(to_wire(observation), depth=32)
    return found.add("observation", data, _JSON, label=f"{observation.key.fact} {observation.key.subject}")


def _artefact(found: Collected, contents: RunContents, artefact: Artefact, kept: dict[tuple[str, bool], str]) -> str:
    key = (artefact.sha256, artefact.sealed)
    if key not in kept:
        kept[key] = found.add(
            artefact.role,
            contents.store.read(artefact),
            artefact.media_type,
            label=artefact.role if artefact.sealed else artefact.name,
            name=artefact.name,
            sealed=artefact.sealed,
        )
    return kept[key]


def public_observations(items: Mapping[str, bytes]) -> tuple[Observation, ...]:
    """Return the observations that a bundle's readable items hold, in the order of their ids."""
    found = [from_wire(Observation, strict_json.parse(data, where=name), where=name) for name, data in items.items()]
    return tuple(sorted(found, key=lambda observation: observation.id))
