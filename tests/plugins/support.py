"""What tests of probes stand on: a reach over loopback that keeps everything it is told, and small declarations."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from hoshitori.instrument import Question
from hoshitori.model.declaration import Assessment, Declaration, DeviceIdentity, Document, Port, Row, Sample
from hoshitori.model.predicate_parties import Kind, Organisation, SampleRole, Versions
from hoshitori.model.subject import Endpoint, FieldValue, Subject
from hoshitori.model.subject import Row as RowTarget
from hoshitori.probe import BenchNetwork
from hoshitori.run.reach import WorkerReach

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Notes:
    """Everything a probe told the run, and the instruments it may call."""

    instruments: dict[str, Any] = field(default_factory=dict[str, Any])
    is_alive: bool = True
    effort: dict[str, int] = field(default_factory=dict[str, int])
    artefacts: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    secrets: list[bytes] = field(default_factory=list[bytes])
    remarks: list[str] = field(default_factory=list[str])

    def tell(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "effort":
                for unit, count in message["counts"].items():
                    self.effort[unit] = self.effort.get(unit, 0) + count
            case "artefact":
                self.artefacts[message["name"]] = message
            case "secret":
                self.secrets.append(message["value"])
            case "remark":
                self.remarks.append(message["text"])
            case _:
                pass

    def ask(self, message: dict[str, Any]) -> Any:  # noqa: ANN401  # plain data, as over the pipe
        if message["type"] == "alive":
            return self.is_alive
        method = getattr(self.instruments[message["instrument"]], message["method"])
        arguments = [msgspec.convert(one, Question) if isinstance(one, dict) else one for one in message["arguments"]]
        return msgspec.to_builtins(method(*arguments, **message["named"]), builtin_types=(bytes,))


def declare(*rows: Row, ports: tuple[Port, ...] = (), documents: tuple[Document, ...] = ()) -> Declaration:
    """Return a declaration of one unit on loopback with these rows."""
    party = Organisation(name="Example Works", identity="urn:example:works")
    return Declaration(
        schema_version=1,
        language="en",
        device=DeviceIdentity(maker="Example Works", model="EX-100", versions=Versions(hardware="1", firmware="1.4.0")),
        assessment=Assessment(kind=Kind.SELF, lab=party, client=party, place="a test"),
        samples=(Sample(id="S1", role=SampleRole.MAIN, ipv4=(LOOPBACK,)),),
        ixit=rows,
        ports=ports,
        documents=documents,
    )


def row(table: str, identifier: str, **fields: FieldValue) -> Row:
    """Return a row of an IXIT table."""
    return Row(table=table, id=identifier, fields=fields)


def interface(port: int, identifier: str = "LI-1", transport: str = "tcp") -> Row:
    """Return a logical interface at a port."""
    return row("28-LogIntf", identifier, transport=transport, port=port)


def password_row(method: str, **fields: FieldValue) -> Row:
    """Return a password mechanism at interface `LI-1`."""
    named = {"authentication_kind": "password", "interface": "28-LogIntf/LI-1", "login_method": method, **fields}
    return row("1-AuthMech", "AM-1", **named)


def endpoint(port: int, protocol: str = "", transport: str = "tcp") -> Endpoint:
    """Return an endpoint on loopback as a probe's target."""
    subject = Subject(id=f"{transport}/{port}", kind="endpoint", endpoint=f"{transport}/{port}")
    return Endpoint(sample="S1", address=LOOPBACK, transport=transport, port=port, protocol=protocol, subject=subject)


def row_target(declared: Row, at: Endpoint | None = None) -> RowTarget:
    """Return a declared row as a probe's target."""
    subject = Subject(
        id=declared.reference, kind="row", fields=dict(declared.fields), endpoint=at.subject.id if at else ""
    )
    return RowTarget(
        sample="S1",
        address=LOOPBACK,
        subject=subject,
        table=declared.table,
        id=declared.id,
        fields=declared.fields,
        endpoint=at,
    )


def reach_for(
    notes: Notes,
    declaration: Declaration | None = None,
    *,
    secrets: Mapping[str, str] | None = None,
    documents: Path = Path("/nonexistent"),
    second_address: str = "127.0.0.2",
) -> WorkerReach:
    """Return a worker's reach over loopback whose parent is `notes`."""
    return WorkerReach(
        notes,
        declaration=declaration or declare(),
        network=BenchNetwork(
            interface="lo", address=LOOPBACK, mac="00:00:00:00:00:00", second_address=second_address, raw_frames=False
        ),
        address=LOOPBACK,
        instruments=frozenset(notes.instruments),
        adapters={},
        facts=(),
        secrets=secrets or {},
        documents=documents,
    )


def document_file(folder: Path, identifier: str, name: str, content: bytes, **fields: str) -> Document:
    """Write a document and return its declaration."""
    (folder / name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return Document(id=identifier, title=fields.get("title", identifier), sha256=digest, language="en", path=name)
