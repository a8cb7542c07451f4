"""The rules of a declaration that no schema can say: what belongs together, what excludes what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from hoshitori.model.declaration_ixit import IXIT_TABLES, SINGLE_RECORD_TABLES
from hoshitori.schema.declaration.form import is_corporate_number
from hoshitori.schema.declaration.phrases import NOTHING, Phrase, one_of, same
from hoshitori.schema.declaration.place import Path
from hoshitori.schema.declaration.problem import Problem, Severity, excerpt
from hoshitori.schema.declaration.tree import NAMED_LISTS, Entry, Tree

Rule = Callable[[Tree], Iterator[Problem]]

_REASON: Final = Phrase("理由", "a reason")


def unique_ids(tree: Tree) -> Iterator[Problem]:
    """Within a table every id stands once; so does every port, and every claim of alternatives."""
    groups = [list(tree.root.tables(key)) for key in NAMED_LISTS]
    groups += [list(tree.ixit(table)) for table in IXIT_TABLES if table not in SINGLE_RECORD_TABLES]
    if (assessment := tree.root.table("assessment")) is not None:
        groups.append(list(assessment.tables("equipment")))
    for group in groups:
        yield from _once(tree, group, lambda entry: entry.text("id"), "id")
    ports = list(tree.root.tables("port"))
    yield from _once(tree, ports, lambda entry: f"{entry.text('transport')}/{entry.keys.get('number')}", "number")
    claims = list(tree.root.tables("alternative"))
    yield from _once(tree, claims, lambda entry: f"{entry.text('item')} {entry.text('row')}".strip(), "item")


def _once(tree: Tree, group: list[Entry], name: Callable[[Entry], str], key: str) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in group:
        earlier = first.setdefault(name(entry), entry)
        if earlier is not entry and name(entry):
            line = tree.places.of(earlier.path).line
            wanted = Phrase(f"他にない値（{line}行目と重複）", f"one that no other has (line {line} has it)")
            yield tree.problem("duplicate-id", (*entry.path, key), wanted, same(excerpt(name(entry))))


def reasons(tree: Tree) -> Iterator[Problem]:
    """Whoever claims an exception, or leaves a list empty that should not be, says why."""
    if (answers := tree.root.table("ics")) is not None:
        for question in answers.keys:
            answer = answers.table(question)
            if answer is not None and answer.text("claim") == "claimed":
                yield from _reason(tree, answer, "reason")
    if (device := tree.root.table("device")) is not None and device.keys.get("constrained") is True:
        yield from _reason(tree, device, "constrained_reason")
    for table, column, reason in (
        ("6-SoftComp", "update_mechanism", "not_updatable_reason"),
        ("13-SoftServ", "authentication_mechanism", "unauthenticated_reason"),
    ):
        for row in tree.ixit(table):
            if row.keys.get(column) == []:
                yield from _reason(tree, row, reason)
    for access_path in tree.root.tables("access_path"):
        if access_path.keys.get("authentication") == []:
            yield from _reason(tree, access_path, "reason")


def _reason(tree: Tree, entry: Entry, key: str) -> Iterator[Problem]:
    if not entry.text(key).strip():
        yield tree.problem("reason", (*entry.path, key), _REASON, NOTHING)


def documents(tree: Tree) -> Iterator[Problem]:
    """A document is a file or a page, and of a page it is known when it was read."""
    for entry in tree.root.tables("document"):
        given = tuple(key for key in ("path", "url") if key in entry.keys)
        if len(given) != 1:
            found = Phrase("両方", "both") if given else NOTHING
            yield tree.problem("document-source", entry.path, one_of(("path", "url")), found)
        if "url" in entry.keys and "retrieved" not in entry.keys:
            yield tree.problem("retrieved", (*entry.path, "retrieved"), same("retrieved"), NOTHING)
    for path, text, _ in named_files(tree):
        if not stays_beside(text):
            wanted = Phrase(
                "このファイルのフォルダか、その隣のフォルダの中",
                "a path inside this file's folder or a folder beside it",
            )
            yield tree.problem("path", path, wanted, same(excerpt(text)))


def named_files(tree: Tree) -> Iterator[tuple[Path, str, str]]:
    """Yield every file the declaration names: where it says so, the file's path, and its digest."""
    for key, path, digest in (
        ("document", "path", "sha256"),
        ("firmware", "path", "sha256"),
        ("authorisation", "document", "document_sha256"),
    ):
        for entry in tree.root.tables(key):
            if text := entry.text(path):
                yield (*entry.path, path), text, entry.text(digest)


def stays_beside(path: str) -> bool:
    """Whether a relative path stays inside the declaration's folder or one beside it."""
    parts = path.split("/")
    inner = parts[1:] if parts[0] == ".." else parts
    return not path.startswith("/") and bool(inner) and ".." not in inner and "" not in inner


def mechanisms(tree: Tree) -> Iterator[Problem]:
    """The columns that make a row testable come together."""
    for row in tree.ixit("1-AuthMech"):
        generated = row.text("authentication_kind") == "password" and row.text("origin") == "generated"
        if generated and "entropy_bits" not in row.keys:
            yield tree.problem("entropy", (*row.path, "entropy_bits"), same("entropy_bits"), NOTHING)
    for row in tree.ixit("11-SecComMech"):
        named = row.keys.get("pinned_sha256") or row.text("ca_document")
        if row.text("trust") in {"pinned", "own-ca"} and not named:
            yield tree.problem("pin", row.path, one_of(("pinned_sha256", "ca_document")), NOTHING)
    for row in tree.ixit("7-UpdMech"):
        over_network = (row.text("delivery"), row.text("path")) == ("network", "user-upload")
        if over_network and not row.text("interface"):
            yield tree.problem("interface", (*row.path, "interface"), same("28-LogIntf/…"), NOTHING)


def ports(tree: Tree) -> Iterator[Problem]:
    """The list of open ports and the rows of 28-LogIntf say the same."""
    rows = {f"28-LogIntf/{row.text('id')}": row for row in tree.ixit("28-LogIntf")}
    listed: set[tuple[str, object]] = set()
    for entry in tree.root.tables("port"):
        listed.add((entry.text("transport"), entry.keys.get("number")))
        row = rows.get(entry.text("interface"))
        if row is None:
            continue
        for key, column in (("transport", "transport"), ("number", "port"), ("protocol", "protocol")):
            if column in row.keys and key in entry.keys and row.keys[column] != entry.keys[key]:
                yield tree.problem(
                    "port-differs",
                    (*entry.path, key),
                    same(excerpt(row.keys[column])),
                    same(excerpt(entry.keys[key])),
                )
    for row in rows.values():
        serves = row.text("status") == "enabled" and row.text("role") != "client" and "port" in row.keys
        if serves and (row.text("transport"), row.keys["port"]) not in listed:
            port = f"{row.text('transport')}/{excerpt(row.keys['port'])}"
            yield tree.problem(
                "port-not-listed", (*row.path, "port"), Phrase(f"[[port]] に {port}", f"{port} under [[port]]"), NOTHING
            )


def parties(tree: Tree) -> Iterator[Problem]:
    """Who assesses is free to do so."""
    assessment, device = tree.root.table("assessment"), tree.root.table("device")
    if assessment is None:
        return
    kind = assessment.text("kind")
    lab, client = assessment.table("lab"), assessment.table("client")
    alike = lab is not None and client is not None and lab.text("identity") == client.text("identity") != ""
    if kind == "third-party" and lab is not None and alike:
        wanted = Phrase("clientと異なる identity", "another identity than the client's")
        yield tree.problem("parties", (*lab.path, "identity"), wanted, same(excerpt(lab.text("identity"))))
    if kind == "demo" and device is not None and device.keys.get("virtual") is not True:
        found = same(excerpt(device.keys.get("virtual", False)))
        yield tree.problem("demo", (*device.path, "virtual"), same("virtual = true"), found)
    people = list(assessment.tables("personnel"))
    operators = {person.text("identity") for person in people if person.text("role") == "operator"}
    for person in people:
        if person.text("role") == "reviewer" and person.text("identity") in operators:
            wanted = Phrase("operator と異なる人", "somebody who is no operator")
            yield tree.problem("reviewer", (*person.path, "identity"), wanted, same(excerpt(person.text("identity"))))


def market(tree: Tree) -> Iterator[Problem]:
    """Label and supplier facts hold together."""
    label, device = tree.root.table("label"), tree.root.table("device")
    if label is not None:
        issued, expires = label.text("issued"), label.text("expires")
        if issued and expires and expires < issued:
            wanted = Phrase(f"{issued} 以後", f"{issued} or later")
            yield tree.problem("period", (*label.path, "expires"), wanted, same(expires))
        model = device.text("model") if device is not None else ""
        if model and label.texts("models") and model not in label.texts("models"):
            wanted, found = same(excerpt(model)), same(", ".join(map(excerpt, label.texts("models")[:3])))
            yield tree.problem("label-model", (*label.path, "models"), wanted, found, Severity.WARNING)
    supplier = tree.root.table("supplier")
    number = supplier.table("corporate_number") if supplier is not None else None
    if number is not None and (text := number.text("value")) and not is_corporate_number(text):
        wanted = Phrase("検査数字の合う13桁の数字", "13 digits with a right check digit")
        yield tree.problem("corporate-number", (*number.path, "value"), wanted, same(excerpt(text)))
