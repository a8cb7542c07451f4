"""The one owner of the device during a run: decides what is observed next, with what care, and records it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from hoshitori.instrument import Bench, Disk, Reset, Ui
from hoshitori.model.case import CaseSpec, NeedSpec
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import BenchError, HoshitoriError, RecordError
from hoshitori.model.instant import parse_instant
from hoshitori.model.observation import Impact, Missing, Observation, ObservationKey, State
from hoshitori.model.plan import Plan
from hoshitori.model.subject import Device, Subject
from hoshitori.model.verdict import Cause, Decision
from hoshitori.run.authority import refusal
from hoshitori.run.clock import now_text
from hoshitori.run.folder import RunFolder
from hoshitori.run.observation_time import ObservationTime
from hoshitori.run.observer import Job, Observer, Outcome
from hoshitori.run.outlook import Outlook, Pending, durations, likely_milliseconds
from hoshitori.run.planning import choices
from hoshitori.run.registry import RegisteredProbe
from hoshitori.run.subjects import UnresolvedSelectorError, address_of, need_key, select, target_of
from hoshitori.schema.wire import from_wire

NO_PROBE = "none"
"""What stands for a probe where no installed one provides the fact."""

RESTORE_POINT = "hoshitori-before-destructive"
_CANARY_TRIES = 3


class Events(Protocol):
    """Whoever wants to know how a run goes: the terminal, a log, nobody."""

    def observing(self, outlook: Outlook) -> None:
        """An observation begins."""

    def progress(self, done: int, total: int) -> None:
        """The observation under way tells how far it is."""

    def observed(self, observation: Observation) -> None:
        """An observation is on record."""

    def remark(self, text: str) -> None:
        """Something worth telling the engineer."""

    def decided(self, requirement: str, decision: Decision) -> None:
        """A requirement has all it needs, and this is what it comes to; may be told from another thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An observation that some case needs and that is not on record yet."""

    key: ObservationKey
    need: NeedSpec
    subject: Subject
    probe: RegisteredProbe | None


@dataclass(slots=True)
class _Unit:
    """What the scheduler knows of one sample.

    Attributes:
        state: None until it is first brought to one.
        restore_point: whether the state to return to after harm is kept.
    """

    sample: str
    address: str
    instruments: Mapping[str, object]
    state: State | None = None
    restore_point: bool = False

    @property
    def disk(self) -> Disk | None:
        """Its storage, where the bench can work it."""
        return cast("Disk | None", self.instruments.get("Disk"))


class Scheduler:
    """Takes the observations of one round, each once, in the order of harm."""

    def __init__(
        self,
        folder: RunFolder,
        plan: Plan,
        declaration: Declaration,
        bench: Bench,
        probes: Mapping[str, RegisteredProbe],
        events: Events,
        *,
        round_number: int,
        documents: Path,
        secrets: Mapping[str, str],
        allowed: frozenset[Impact],
        watch_seconds: int = 0,
    ) -> None:
        """Prepare a round.

        Args:
            allowed: impacts that the operator allowed for this run.
            watch_seconds: how long the round lasts at least before the capture is read.
            documents: the declaration's folder.
        """
        self._folder = folder
        self._plan = plan
        self._declaration = declaration
        self._bench = bench
        self._probes = probes
        self._events = events
        self._round = round_number
        self._documents = documents
        self._secrets = secrets
        self._allowed = allowed
        self._units: dict[str, _Unit] = {}
        self._observer = Observer(bench, declaration, folder.store)
        recorded = [from_wire(Observation, dict(body)) for body in folder.record.of_type("observation")]
        self._observations = [o for o in recorded if o.round == round_number]
        self._counting = {o.key: o for o in self._observations if not _aborted(o)}
        self._count = len(recorded)
        self._waiting: set[str] = set()
        self._time = ObservationTime(watch_seconds)

    def run(self) -> None:
        """Take every observation that can be taken; afterwards each needed one is on record: a fact or a reason."""
        with self._observer:
            while wanted := self.wanted():
                facts = {item.key.fact for item in wanted}
                ordered = sorted(wanted, key=lambda item: _order(item, facts))
                self._events.observing(self._outlook(ordered))
                if _reads_capture(ordered[0]):
                    self._time.wait(self._events.remark)
                self._take(ordered[0])

    def return_to_restore_point(self) -> None:
        """Bring the device back to where it was before harm, when a run goes on that was stopped in the middle.

        Raises:
            HoshitoriError: if the bench cannot.
        """
        points = list(self._folder.record.of_type("restore-point"))
        for sample, name in {str(p.get("sample", self._plan.sample)): str(p["name"]) for p in points}.items():
            unit = self._unit(sample)
            if unit.disk is None:
                continue
            unit.disk.restore(name)
            unit.restore_point, unit.state = True, State.INITIALISED
            self._note(unit, "restored", name=name, alive=self._alive(unit))

    def lookup(self, key: ObservationKey) -> Observation | None:
        """Return what counts under a key in this round; an aborted attempt does not and is tried again."""
        return self._counting.get(key)

    def wanted(self) -> list[Wanted]:
        """Return what is needed, can be pointed at by now, and is not on record."""
        found: dict[str, Wanted] = {}
        self._waiting = set[str]()
        for planned in self._plan.cases:
            for item in self._wanted_by(planned.case):
                found.setdefault(item.key.text, item)
                self._waiting.add(planned.requirement)
        return list(found.values())

    def _outlook(self, ordered: Sequence[Wanted]) -> Outlook:
        taken = durations(self._observations)
        now, *upcoming = (
            Pending(
                key=item.key,
                title=item.probe.spec.title if item.probe else item.key.fact,
                milliseconds=likely_milliseconds(item.key, item.probe.spec.usual_ms, taken) if item.probe else 0,
            )
            for item in ordered
        )
        requirements = dict.fromkeys(planned.requirement for planned in self._plan.cases)
        settled = tuple(name for name in requirements if name not in self._waiting)
        return Outlook(done=len(self._observations), now=now, upcoming=tuple(upcoming), settled=settled)

    def _wanted_by(self, case: CaseSpec) -> Iterable[Wanted]:
        names: dict[str, str] = {"sample": self._plan.sample, "firmware": self._plan.firmware}
        try:
            subjects = select(case.selector, self._declaration, self.lookup, **names)
        except UnresolvedSelectorError as waiting:
            if waiting.observation is None:
                discovery = NeedSpec(fact=waiting.key.fact, about="device", parameters=waiting.key.parameters)
                probe = self._probes.get(waiting.key.fact)
                yield Wanted(key=waiting.key, need=discovery, subject=Subject(id="device", kind="device"), probe=probe)
            return
        for subject in subjects:
            for need in case.needs.values():
                for choice in choices(need):
                    key = need_key(choice, subject, **names)
                    observation = self.lookup(key) if key is not None else None
                    if key is None or (observation is not None and observation.fact is None):
                        continue
                    if observation is None:
                        yield Wanted(key=key, need=choice, subject=subject, probe=self._probes.get(choice.fact))
                    break

    def _take(self, wanted: Wanted) -> None:
        key = wanted.key
        attempt = 1 + sum(observation.key == key for observation in self._observations)
        identifier = f"o-{self._count + 1:04d}"
        started = now_text()
        self._folder.record.append(
            "attempt",
            {"observation": identifier, "key": key.text, "attempt": attempt, "round": self._round, "at": started},
        )
        try:
            outcome = self._outcome(wanted)
        except KeyboardInterrupt:
            outcome = Outcome(missing=Missing(cause=Cause.ABORTED, reason="stopped by the operator"))
            self._put(wanted, outcome, identifier, attempt, started)
            raise
        self._put(wanted, outcome, identifier, attempt, started)

    def _put(self, wanted: Wanted, outcome: Outcome, identifier: str, attempt: int, started: str) -> None:
        probe = wanted.probe
        self._folder.note_secrets(outcome.secrets)
        observation = Observation(
            id=identifier,
            key=wanted.key,
            attempt=attempt,
            probe=probe.reference if probe else NO_PROBE,
            probe_version=f"{probe.distribution} {probe.version}" if probe else NO_PROBE,
            started_at=started,
            ended_at=now_text(),
            target=f"{address_of(wanted.subject, self._address_of(wanted.key.sample))} {wanted.key.subject}".strip(),
            round=self._round,
            fact=outcome.fact,
            missing=outcome.missing,
            effort=outcome.effort,
            controlled=outcome.controlled,
            simulated=outcome.simulated,
            artefacts=tuple(outcome.artefacts),
            remarks=tuple(outcome.remarks),
        )
        self._folder.observe(observation)
        self._observations.append(observation)
        if not _aborted(observation):
            self._counting[observation.key] = observation
        self._count += 1
        self._events.observed(observation)

    def _outcome(self, wanted: Wanted) -> Outcome:
        """Observe, or say why not."""
        probe = wanted.probe
        if probe is None:
            return _refused(f"no installed probe provides {wanted.key.fact}")
        try:
            unit = self._unit(wanted.key.sample)
        except BenchError as error:
            return _refused(f"sample {wanted.key.sample} does not stand on this bench: {error}")
        reason, adapter = self._not_allowed(probe, unit, address_of(wanted.subject, unit.address))
        if reason:
            return _refused(reason, adapter)
        try:
            self._bring_to(unit, wanted.key.state, probe.spec.impact)
        except RecordError:
            raise
        except HoshitoriError as error:
            return _refused(f"the device could not be brought to state {wanted.key.state.value}: {error}")
        harmless = probe.spec.impact is Impact.PASSIVE
        if not harmless and not self._alive(unit):
            return _refused("the device does not answer")
        outcome = self._observer.observe(self._job(wanted, probe, unit), self._events.progress)
        if not harmless:
            self._after(probe, outcome, unit)
        return outcome

    def _unit(self, sample: str) -> _Unit:
        """Return a sample's place on the bench.

        Raises:
            BenchError: if it has none.
        """
        if sample not in self._units:
            address, instruments = self._bench.device_address(sample), self._bench.instruments_of(sample)
            self._units[sample] = _Unit(sample=sample, address=address, instruments=instruments)
        return self._units[sample]

    def _address_of(self, sample: str) -> str:
        unit = self._units.get(sample)
        return unit.address if unit is not None else ""

    def _note(self, unit: _Unit, kind: str, **told: str | bool) -> None:
        """Put on record what was done to a sample."""
        self._folder.record.append(kind, {**told, "sample": unit.sample, "at": now_text()})

    def _not_allowed(self, probe: RegisteredProbe, unit: _Unit, address: str) -> tuple[str, str]:
        for name in probe.spec.uses:
            if name not in unit.instruments:
                adapter = self._bench.adapters.get(name, "impossible")
                return f"this bench has no {name}", name if adapter == "impossible" else ""
        if probe.spec.impact not in self._allowed:
            return (
                f"{probe.spec.impact.value} probes were not allowed for this run (--allow {probe.spec.impact.value})",
                "",
            )
        now = datetime.datetime.now(datetime.UTC)
        return refusal(self._declaration, address, probe.spec.impact, now), ""

    def _job(self, wanted: Wanted, probe: RegisteredProbe, unit: _Unit) -> Job:
        names = {kind.name for kind in probe.spec.requires}
        target = target_of(wanted.need, wanted.subject, self._declaration, sample=unit.sample, address=unit.address)
        if probe.spec.target is Device and not isinstance(target, Device):
            target = Device(sample=unit.sample, address=unit.address)
        return Job(
            probe=probe,
            target=target,
            address=unit.address,
            parameters=wanted.key.parameters,
            facts=[o for o in self._observations if o.key.fact in names and o.key.sample == unit.sample],
            secrets=self._secrets,
            documents=self._documents,
            sealed=self._folder.secrets,
            round_began=self._began(),
        )

    def _began(self) -> int:
        """Return the second since 1970 at which this round was opened."""
        opened = [body for body in self._folder.record.of_type("round") if int(body["round"]) == self._round]
        return int(parse_instant(str(opened[-1]["at"])).timestamp()) if opened else 0

    def _bring_to(self, unit: _Unit, state: State, impact: Impact) -> None:
        """Bring a sample to a state of its life cycle, as its guide says, and keep a restore point before harm."""
        if impact is Impact.PASSIVE:
            return
        now = unit.state or self._recorded_state(unit)
        if state is State.FACTORY and now is not State.FACTORY:
            self._reset(unit)
        elif now.rank < State.INITIALISED.rank <= state.rank:
            self._set_up(unit)
        unit.state = state
        if state is State.FACTORY and impact is not Impact.ACTIVE:
            # whatever does more than look at a device in its shipped state may take it into use
            unit.state = State.SET_UP
            self._note(unit, "state", state="set-up", by="a probe, from the shipped state")
        if state.rank < State.INITIALISED.rank:
            return
        if impact is Impact.DESTRUCTIVE and not unit.restore_point and unit.disk is not None:
            unit.disk.snapshot(RESTORE_POINT)
            unit.restore_point = True
            self._note(unit, "restore-point", name=RESTORE_POINT)

    def _recorded_state(self, unit: _Unit) -> State:
        """Return the state in which an earlier process of this run left a sample; as delivered where none ran."""
        told = [
            State(str(body["state"]))
            for body in self._folder.record.of_type("state")
            if str(body.get("sample", self._plan.sample)) == unit.sample
        ]
        return told[-1] if told else State.FACTORY

    def _reset(self, unit: _Unit) -> None:
        """Bring a sample that was taken into use back to its shipped state.

        Raises:
            BenchError: if the bench cannot, or may not.
        """
        reset = unit.instruments.get("Reset")
        if reset is None or Impact.DESTRUCTIVE not in self._allowed:
            raise BenchError(
                "the device was taken into use before, and this run may not or cannot reset it",
                where="bench",
                remedy="begin a new run with a device in its shipped state, or allow destructive probes",
            )
        cast("Reset", reset).factory_reset()
        self._note(unit, "state", state="factory", by="Reset.factory_reset")

    def _set_up(self, unit: _Unit) -> None:
        ui = unit.instruments.get("Ui")
        if ui is None:
            self._note(unit, "state", state="initialised", by="operator's word")
            return
        cast("Ui", ui).set_up()
        self._note(unit, "state", state="initialised", by="Ui.set_up")

    def _alive(self, unit: _Unit) -> bool:
        return any(self._bench.alive(unit.sample) for _ in range(_CANARY_TRIES))

    def _after(self, probe: RegisteredProbe, outcome: Outcome, unit: _Unit) -> None:
        """Look at the device once more: still alive? After harm, bring it back and see that it came back."""
        if not self._alive(unit):
            self._note(unit, "canary", alive=False, probe=probe.reference)
            outcome.remarks.append("after this observation the device no longer answered")
            self._events.remark("the device no longer answers")
        if probe.spec.impact is Impact.DESTRUCTIVE and unit.restore_point and unit.disk is not None:
            try:
                unit.disk.restore(RESTORE_POINT)
                back = self._alive(unit)
            except HoshitoriError as error:
                outcome.remarks.append(f"the device could not be restored: {error}")
                back = False
            self._note(unit, "restored", name=RESTORE_POINT, alive=back)


def _order(wanted: Wanted, pending: set[str]) -> tuple[int, int, int, int, int, str]:
    """Order by life-cycle state, then by harm; what reads the capture comes last, when there is most in it.

    A probe whose required facts are still pending waits for them. What does nothing but read the capture looks at the
    whole run, whatever state the device went through.
    """
    spec = wanted.probe.spec if wanted.probe else None
    if spec is None:
        return (0, wanted.key.state.rank, 0, 0, 0, wanted.key.text)
    late = 1 if _reads_capture(wanted) else 0
    waits = 1 if any(kind.name in pending for kind in spec.requires) else 0
    last = 1 if late and spec.impact is Impact.PASSIVE else 0
    return (last, wanted.key.state.rank, late, waits, spec.impact.rank, wanted.key.text)


def _reads_capture(wanted: Wanted) -> bool:
    return wanted.probe is not None and "Capture" in wanted.probe.spec.uses


def _aborted(observation: Observation) -> bool:
    return observation.missing is not None and observation.missing.cause is Cause.ABORTED


def _refused(reason: str, adapter: str = "") -> Outcome:
    return Outcome(missing=Missing(cause=Cause.UNAVAILABLE, reason=reason, impossible_adapter=adapter))


def unfinished_attempts(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the attempts that have no observation: the run was killed under them."""
    ended = {entry["body"]["id"] for entry in entries if entry["type"] == "observation"}
    return [e["body"] for e in entries if e["type"] == "attempt" and e["body"]["observation"] not in ended]
