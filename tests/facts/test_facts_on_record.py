"""Facts become JSON on a record and come back the same; nothing else comes back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hoshitori.facts.base import FactShapeError, decode, encode
from hoshitori.facts.service import LeadsTo, Redirect
from tests.profiles import sound_surface as sound
from tests.profiles import test_traffic_cases as traffic
from tests.profiles import test_vulnerabilities as vulnerabilities

FACTS = [
    sound.TCP, sound.UDP, sound.PRESENCE, sound.SERVICE, sound.TLS, sound.SSH, sound.HELLOS, sound.LOGIN,
    sound.NO_LOGIN, sound.NO_UPDATE, traffic.TRAFFIC, traffic.TRUST, traffic.AGENT,
    replace(traffic.TRAFFIC, leaks=(traffic.LEAK,), clear=(traffic.TALK,), dropped=None),
    replace(vulnerabilities.KNOWN, hits=(vulnerabilities.HIT,)), vulnerabilities.SHOWN, vulnerabilities.answered(),
]  # fmt: skip


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_fact_comes_back_from_json(fact: object) -> None:
    """What is written as JSON and read again is the same fact, its tuples included."""
    on_record = json.loads(json.dumps(encode(fact)))

    assert decode(type(fact), on_record) == fact


def test_an_unknown_key_is_refused() -> None:
    """A key that the fact type does not have, at the top or further down, is no fact."""
    for place in ("", "open"):
        on_record = json.loads(json.dumps(encode(sound.TCP)))
        (on_record[place][0] if place else on_record)["colour"] = "red"

        with pytest.raises(FactShapeError):
            decode(type(sound.TCP), on_record)


def test_a_fact_recorded_before_a_field_was_added_is_legible() -> None:
    """A key that is left out gets its default, at the top and further down; a wrong value beside it is refused."""
    redirect = Redirect(leads=LeadsTo.ITS_ADDRESS, answers=True, asked=3, served=(), incomplete="", sent=())
    fact = replace(sound.SERVICE, redirect=redirect)
    on_record = json.loads(json.dumps(encode(fact)))
    del on_record["redirects_to"], on_record["redirect"]["sent"]

    assert decode(type(fact), on_record) == fact
    for key, value in {"colour": "red", "asked": True}.items():
        with pytest.raises(FactShapeError):
            decode(type(fact), {**on_record, "redirect": {**on_record["redirect"], key: value}})


@pytest.mark.parametrize(("key", "value"), [("closed", "65533"), ("open", None), ("icmp_answers", 0), ("rate", 1.5)])
def test_a_value_of_another_kind_is_refused(key: str, value: object) -> None:
    """Text for a number, nothing for a list, a number for a yes: none of them is taken for what it resembles."""
    on_record = {**json.loads(json.dumps(encode(sound.TCP))), key: value}

    with pytest.raises(FactShapeError):
        decode(type(sound.TCP), on_record)
