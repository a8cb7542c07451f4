"""Facts, cases and observations that the tests of the judge share."""

from collections.abc import Callable, Mapping
from typing import Any

from hoshitori.facts.base import Control, encode, fact
from hoshitori.model.declaration import Declaration
from hoshitori.model.declaration_assessment import Assessment
from hoshitori.model.declaration_device import DeviceIdentity, Sample
from hoshitori.model.observation import Missing, Observation, ObservationKey, State
from hoshitori.model.predicate_parties import Kind, Organisation, SampleRole, Versions
from hoshitori.model.result import CaseResult
from hoshitori.model.subject import DEVICE, Device
from hoshitori.profile import marked_case
from hoshitori.run.judging import judge


@fact("test-lamp", about=Device)
class Lamp:
    """Whether a lamp is lit."""

    lit: bool


@fact("test-door", about=Device)
class Door:
    """Whether a door is shut."""

    shut: bool


@fact("test-refusal", about=Device, refusal=True)
class Refused:
    """Whether something was refused, and whether the right thing was accepted."""

    refused: bool
    control: Control


NOTHING_DECLARED = Declaration(
    schema_version=1,
    language="en",
    device=DeviceIdentity(maker="m", model="d", versions=Versions(firmware="1")),
    assessment=Assessment(
        kind=Kind.SELF,
        lab=Organisation(name="l", identity="urn:l"),
        client=Organisation(name="c", identity="urn:c"),
        place="here",
    ),
    samples=(Sample(id="s-1", role=SampleRole.MAIN),),
)


def key(name: str) -> ObservationKey:
    """Return the key that a device-level fact has in these tests."""
    return ObservationKey(fact=name, subject=DEVICE.id, sample="s-1", firmware="1", state=State.INITIALISED)


def observation(
    name: str,
    value: object | None,
    *,
    missing: Missing | None = None,
    effort: Mapping[str, int] | None = None,
    number: int = 1,
) -> Observation:
    """Return an observation of a device-level fact, or of its lack."""
    return Observation(
        id=f"o-{number:04d}",
        key=key(name),
        attempt=1,
        probe="test",
        probe_version="test 1",
        started_at="2026-01-01T00:00:00Z",
        ended_at="2026-01-01T00:00:01Z",
        fact=None if value is None else encode(value),
        missing=missing,
        effort=effort or {},
    )


def judged(body: Callable[..., Any], *observations: Observation) -> CaseResult:
    """Judge a marked body on the device over these observations."""
    marked = marked_case(body)
    assert marked is not None
    on_record = {o.key.text: o for o in observations}
    return judge(
        marked,
        body,
        DEVICE,
        declaration=NOTHING_DECLARED,
        thresholds={},
        lookup=lambda wanted: on_record.get(wanted.text),
        sample="s-1",
        firmware="1",
    )
