"""The check that links between tables lead somewhere, and that nothing stands unreferred."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Final, cast

from hoshitori.model.declaration_ixit import IXIT_TABLES, SINGLE_RECORD_TABLES
from hoshitori.model.json_value import Json
from hoshitori.schema.declaration.phrases import Phrase, did_you_mean, joined, one_of, same
from hoshitori.schema.declaration.place import Path
from hoshitori.schema.declaration.problem import Problem, Severity, excerpt
from hoshitori.schema.declaration.tree import Tree, schema

MUST_BE_REFERRED_TO: Final[Mapping[str, Phrase]] = {
    "1-AuthMech": Phrase("13-SoftServ や access_path からの参照", "a reference from 13-SoftServ or an access_path"),
    "7-UpdMech": Phrase("6-SoftComp からの参照", "a reference from 6-SoftComp"),
    "11-SecComMech": Phrase("10-SecParam や asset からの参照", "a reference from 10-SecParam or an asset"),
    "28-LogIntf": Phrase("11-SecComMech や port からの参照", "a reference from 11-SecComMech or a port"),
}
"""A row of these tables that nothing refers to is most likely a slip; it is told as a warning."""

MOST_SUGGESTIONS: Final = 20
"""How many broken links are compared with everything there is, which takes time."""

_LONGEST_COMPARED: Final = 200


def check_links(tree: Tree) -> list[Problem]:
    """Return every link that leads nowhere, and a warning for every row that should be referred to and is not."""
    known = _targets(tree)
    used: set[str] = set()
    problems: list[Problem] = []
    for path, value, targets in _links(dict(tree.root.keys), schema(), ()):
        used.add(value)
        if not any(value in known[target] for target in targets):
            near = _near(value, targets, known) if len(problems) < MOST_SUGGESTIONS else []
            problems.append(_broken(tree, path, value, targets, near))
    for table, expected in MUST_BE_REFERRED_TO.items():
        for row in tree.ixit(table):
            reference = f"{table}/{row.text('id')}"
            if row.text("id") and reference not in used:
                nobody = Phrase("参照なし", "none")
                problems.append(tree.problem("orphan", row.path, expected, nobody, Severity.WARNING))
    return problems


def _targets(tree: Tree) -> Mapping[str, set[str]]:
    """Return what a link may say, by the kind of thing it points to."""
    known: dict[str, set[str]] = {
        kind: {entry.text("id") for entry in tree.root.tables(kind)} for kind in ("asset", "document")
    }
    for table in IXIT_TABLES:
        if table in SINGLE_RECORD_TABLES:
            known[table] = {f"{table}/{table.partition('-')[2]}" for _ in tree.ixit(table)}
        else:
            known[table] = {f"{table}/{row.text('id')}" for row in tree.ixit(table)}
    return known


def _links(value: Json, rule: Mapping[str, Json], path: Path) -> Iterator[tuple[Path, str, list[str]]]:
    """Yield every text that the schema calls a link, with what it may point to."""
    targets = rule.get("x-links-to")
    if isinstance(targets, list):
        if isinstance(value, str):
            yield path, value, cast("list[str]", targets)
        return
    items, properties = rule.get("items"), rule.get("properties")
    if isinstance(value, list) and isinstance(items, dict):
        for index, member in enumerate(value):
            yield from _links(member, items, (*path, index))
    elif isinstance(value, dict) and isinstance(properties, dict):
        for key, member in value.items():
            inner = properties.get(key)
            if isinstance(inner, dict):
                yield from _links(member, inner, (*path, key))


def _broken(tree: Tree, path: Path, value: str, targets: list[str], near: list[str]) -> Problem:
    to_rows = targets[0] in IXIT_TABLES
    table = value.partition("/")[0]
    found = joined(same(excerpt(value)), *(did_you_mean(one) for one in near))
    if to_rows and table not in IXIT_TABLES:
        return tree.problem("link-form", path, Phrase(f"{targets[0]}/ID の形", f"{targets[0]}/ID"), found)
    if to_rows and table not in targets:
        return tree.problem("link-table", path, one_of(tuple(f"{target}/…" for target in targets)), found)
    places = table if to_rows else "/".join(targets)
    return tree.problem("link-target", path, Phrase(f"{places} にある行", f"an entry of {places}"), found)


def _near(value: str, targets: list[str], known: Mapping[str, set[str]]) -> list[str]:
    """Return the candidate that was most likely meant: the same id in a table, else the closest spelling."""
    candidates = sorted(set[str]().union(*(known[target] for target in targets)))
    same_id = [one for one in candidates if one.rpartition("/")[2] == value.rpartition("/")[2]]
    return same_id[:1] or difflib.get_close_matches(value[:_LONGEST_COMPARED], candidates[:_LONGEST_COMPARED], n=1)
