"""Several samples in one run: which subjects they make, and on which of them a need is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hoshitori.facts.unit import UnitIdentity
from hoshitori.model.observation import State
from hoshitori.model.predicate_parties import SampleRole
from hoshitori.profile import Need, pairs, samples, the_device
from hoshitori.run.subjects import need_key, select
from tests.profiles.support import camera

TWO = replace(
    camera(),
    samples=(
        replace(camera().main_sample, id="S-1"),
        replace(camera().main_sample, id="S-2", role=SampleRole.TWIN_UNIT),
        replace(camera().main_sample, id="S-3", role=SampleRole.SACRIFICIAL),
    ),
)


def test_every_sample_and_every_pair_is_a_subject() -> None:
    """Three samples make three subjects and three pairs; one makes none."""
    found = select(samples, TWO, lambda _: None, sample="S-1", firmware="1")
    both = select(pairs(samples), TWO, lambda _: None, sample="S-1", firmware="1")
    alone = replace(TWO, samples=TWO.samples[:1])

    assert [one.id for one in found] == ["S-1", "S-2", "S-3"]
    assert [one.id for one in both] == ["S-1+S-2", "S-1+S-3", "S-2+S-3"]
    assert select(pairs(samples), alone, lambda _: None, sample="S-1", firmware="1") == ()


def test_a_need_says_on_which_of_two_samples_it_is_taken() -> None:
    """The key names the sample, and the device as a whole as what it is about."""
    [pair, *_] = select(pairs(samples), TWO, lambda _: None, sample="S-1", firmware="1")
    [_, second, _] = select(samples, TWO, lambda _: None, sample="S-1", firmware="1")

    keys = [
        need_key(Need(UnitIdentity, unit=unit, state=State.FACTORY).spec, pair, sample="S-1", firmware="1")
        for unit in ("first", "second")
    ]
    own = need_key(Need(UnitIdentity).spec, second, sample="S-1", firmware="1")

    assert [(key.sample, key.subject, key.state) for key in keys if key] == [
        ("S-1", "device", State.FACTORY),
        ("S-2", "device", State.FACTORY),
    ]
    assert own is not None
    assert own.sample == "S-2"


def test_only_samples_make_pairs() -> None:
    """Pairs of anything else have no meaning."""
    with pytest.raises(TypeError):
        pairs(the_device)
