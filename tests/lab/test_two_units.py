"""Two units on one bench: each with keys of its own, or both with the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori.facts.base import decode
from hoshitori.facts.unit import UnitIdentity
from hoshitori.instrument import Bench
from hoshitori.model.declaration import Declaration
from hoshitori.model.subject import Device
from hoshitori.run.artefacts import ArtefactStore
from hoshitori.run.guard import Guard
from hoshitori.run.observer import Job, Observer
from hoshitori.run.registry import installed_probes
from hoshitori.schema.declaration import load_declaration
from hoshitori.schema.declaration.secrets import resolve_secrets
from hoshitori_lab.network import VirtualLab

pytestmark = pytest.mark.netns


def seen(twin: str, folder: Path) -> Iterator[UnitIdentity]:
    """Boot a twin's two units and read each."""
    lab = VirtualLab()
    declaration = load_declaration(lab.declaration(twin, folder))
    secrets = {name: one.reveal() for name, one in resolve_secrets(declaration, folder).values.items()}
    bench = lab.up(twin, folder)
    try:
        yield from read(bench, declaration, secrets, folder)
    finally:
        bench.close()


def read(bench: Bench, declaration: Declaration, secrets: dict[str, str], folder: Path) -> Iterator[UnitIdentity]:
    """Read every declared sample where it stands, each alive at an address of its own."""
    addresses = [bench.device_address(unit.id) for unit in declaration.samples]
    assert len(set(addresses)) == 2
    probe = installed_probes()["unit-identity"]
    with (
        Guard.for_bench(bench, addresses),
        Observer(bench, declaration, ArtefactStore(folder / "kept")) as observer,
    ):
        for unit, address in zip(declaration.samples, addresses, strict=True):
            assert bench.alive(unit.id)
            job = Job(
                probe=probe,
                target=Device(sample=unit.id, address=address),
                address=address,
                parameters={},
                facts=(),
                secrets=secrets,
                documents=folder,
            )
            outcome = observer.observe(job, lambda _done, _total: None)
            assert outcome.fact is not None, outcome.missing
            yield decode(UnitIdentity, outcome.fact)


@pytest.mark.parametrize(("twin", "shared"), [("two-units", False), ("same-keys-on-every-unit", True)])
def test_what_two_units_share_is_seen(twin: str, shared: bool, tmp_path: Path) -> None:
    """Host keys, TLS keys, service key and client certificate: all are shared, or none is."""
    one, other = seen(twin, tmp_path)

    assert len(one.marks) == len(other.marks) == 4
    assert {mark.sha256 for mark in one.marks}.isdisjoint(mark.sha256 for mark in other.marks) is not shared
    assert [value.opened for value in one.values] == [True, True]
    assert [value.opened for value in other.values] == [shared, shared]
    assert one.missed == other.missed == ()
