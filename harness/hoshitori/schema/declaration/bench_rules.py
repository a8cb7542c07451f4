"""The rules about units on the bench and about who allowed packets to them."""

from __future__ import annotations

from collections.abc import Iterator

from hoshitori.schema.declaration.form import (
    WIDEST_IPV4,
    WIDEST_IPV6,
    Cover,
    Network,
    address,
    network,
    too_wide,
    usable,
)
from hoshitori.schema.declaration.phrases import NOTHING, Phrase, same
from hoshitori.schema.declaration.place import Path
from hoshitori.schema.declaration.problem import Problem, Severity, excerpt
from hoshitori.schema.declaration.tree import Entry, Tree


def samples(tree: Tree) -> Iterator[Problem]:
    """Exactly one unit is the main one, and no two share an address."""
    units = list(tree.root.tables("sample"))
    mains = [unit for unit in units if unit.text("role") == "main"]
    if units and len(mains) != 1:
        place = (*mains[1].path, "role") if mains else units[0].path
        wanted = Phrase('role = "main" が1台', 'one sample with role = "main"')
        yield tree.problem("main-sample", place, wanted, Phrase(f"{len(mains)}台", str(len(mains))))
    taken: dict[str, Entry] = {}
    for unit in units:
        for path, text in _addresses(unit):
            found = address(text)
            if found is not None and not usable(found):
                wanted = Phrase("機器に割り当てられるアドレス", "an address that a device can have")
                yield tree.problem("address", path, wanted, same(excerpt(text)))
            if taken.setdefault(text, unit) is not unit:
                wanted = Phrase("試料ごとに異なるアドレス", "an address of its own")
                yield tree.problem("address-taken", path, wanted, same(excerpt(text)))


def _addresses(unit: Entry) -> Iterator[tuple[Path, str]]:
    for key in ("ipv4", "ipv6"):
        for index, text in unit.indexed(key):
            yield (*unit.path, key, index), text
    if unit.text("mac"):
        yield (*unit.path, "mac"), unit.text("mac")


def authorisations(tree: Tree) -> Iterator[Problem]:
    """A permission names what it opens, how far and how long."""
    for entry in tree.root.tables("authorisation"):
        yield from _period(tree, entry)
        if entry.text("scope") == "device":
            yield from _device_scope(tree, entry)
        elif entry.text("scope") and "impacts" in entry.keys:
            only = Phrase('scope = "device" のときだけ', 'impacts only with scope = "device"')
            yield tree.problem("impacts", (*entry.path, "impacts"), only, same(excerpt(entry.text("scope"))))
        if entry.text("document") and not entry.text("document_sha256"):
            yield tree.problem("document-digest", (*entry.path, "document_sha256"), same("document_sha256"), NOTHING)


def coverage(tree: Tree) -> Iterator[Problem]:
    """A unit that no permission covers will not be touched, which is told beforehand."""
    covered = Cover(
        found
        for entry in tree.root.tables("authorisation")
        if entry.text("scope") == "device"
        for text in entry.texts("targets")
        if (found := network(text)) is not None
    )
    for unit in tree.root.tables("sample"):
        for path, text in _addresses(unit):
            found_address = address(text)
            if found_address is not None and found_address not in covered:
                wanted = Phrase("これを含む targets", "targets that include it")
                yield tree.problem("not-authorised", path, wanted, same(excerpt(text)), Severity.WARNING)


def _device_scope(tree: Tree, entry: Entry) -> Iterator[Problem]:
    if "impacts" not in entry.keys:
        yield tree.problem("impacts", (*entry.path, "impacts"), same('impacts = ["passive", …]'), NOTHING)
    for index, text in entry.indexed("targets"):
        yield from _target(tree, (*entry.path, "targets", index), text, network(text))


def _period(tree: Tree, entry: Entry) -> Iterator[Problem]:
    begins, ends = entry.text("valid_from"), entry.text("valid_until")
    if begins and ends and ends <= begins:
        wanted = Phrase(f"{begins} より後", f"an instant after {begins}")
        yield tree.problem("period", (*entry.path, "valid_until"), wanted, same(excerpt(ends)))


def _target(tree: Tree, path: Path, text: str, found: Network | None) -> Iterator[Problem]:
    if found is None or not usable(found.network_address):
        wanted = Phrase("機器のアドレスかネットワーク", "the address or network of a device")
        yield tree.problem("target", path, wanted, same(excerpt(text)))
    elif too_wide(found):
        wanted = Phrase(
            f"IPv4は/{WIDEST_IPV4}以上、IPv6は/{WIDEST_IPV6}以上", f"/{WIDEST_IPV4} or longer, /{WIDEST_IPV6} for IPv6"
        )
        yield tree.problem("wide-target", path, wanted, same(excerpt(text)))
