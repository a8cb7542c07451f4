"""The API for profiles: cases that judge recorded facts and never touch a socket.

from hoshitori.profile import Case, Need, case, rows

@case("S1.1-08/1", subject=rows("7-UpdMech", delivery="network"), flipped=Need(UpdateAttempt, image="bit-flip"))
def test_altered_images_are_refused(case: Case, flipped: UpdateAttempt) -> None:
    '''An altered image is refused and the device stays alive on the old version.'''
    case.expect(flipped.refused and flipped.alive_on_old, on=flipped, expected="update-refused")
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, get_args, get_type_hints

from hoshitori.facts.base import fact_type
from hoshitori.model.case import CaseSpec, NeedSpec, Selector
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Parameter, State, canonical_parameters
from hoshitori.model.subject import FieldValue, Subject

the_device = Selector(kind="device")
"""The device as a whole: the case is called once."""


def rows(table: str, **where: FieldValue) -> Selector:
    """Select every row of an IXIT table whose fields have these values."""
    return Selector(kind="rows", table=table, where=where)


def each_in(
    fact: type, name: str, *, parameters: Mapping[str, Parameter] | None = None, **where: FieldValue
) -> Selector:
    """Select every entry of a list in a recorded device-level fact; each entry has an `id` field."""
    kind = fact_type(fact)
    if kind.about != "device":
        message = f"each_in({fact.__name__}): only facts about the device can be listed"
        raise TypeError(message)
    return Selector(
        kind="entries", fact=kind.name, list=name, parameters=canonical_parameters(parameters or {}), where=where
    )


found = each_in
"""Select what discovery found, e.g. `found(PortSurvey, "open", parameters={"transport": "tcp"})`."""


samples = Selector(kind="samples")
"""Every declared sample: the case is called once for each, its needs are taken on that one."""


def pairs(of: Selector) -> Selector:
    """Select every two of the samples that a selector selects; needs say by `unit` which of the two they are about."""
    if of.kind != "samples":
        message = "pairs(): only samples make pairs"
        raise TypeError(message)
    return Selector(kind="pairs", members=(of,))


def union(*members: Selector) -> Selector:
    """Select what any of several selectors selects, each subject once."""
    return Selector(kind="union", members=members)


def if_any(of: Selector) -> Selector:
    """Select the same; where that is nothing, the case is not applicable, for what it is about is not declared.

    For counter-evidence and notes alone: a criterion without a subject is always INCONCLUSIVE (ADR 0009).

    Raises:
        TypeError: if what discovery finds is selected: that nothing was found is for an absence case to judge.
    """
    if of.after_discovery:
        message = "if_any(): only what is declared may be left out"
        raise TypeError(message)
    return replace(of, optional=True)


class Need:
    """A fact a case needs; it arrives as the parameter it is bound to."""

    def __init__(
        self,
        fact: type,
        /,
        *,
        effort: Mapping[str, int] | None = None,
        state: State | None = None,
        unit: Literal["", "first", "second"] = "",
        optional: bool = False,
        **parameters: Parameter,
    ) -> None:
        """Need a fact, with parameters for its probe, a least effort and, where it matters, the device's state.

        Args:
            unit: on which sample of a pair it is taken.
        """
        kind = fact_type(fact)
        self.types: tuple[type, ...] = (fact,)
        self.spec = NeedSpec(
            fact=kind.name,
            about=kind.about,
            refusal=kind.refusal,
            parameters=canonical_parameters(parameters),
            effort=dict(effort or {}),
            state=state.value if state else "",
            unit=unit,
            optional=optional,
        )


def one_of(*needs: Need, optional: bool = False) -> Need:
    """Need any of several facts; the first available one arrives."""
    if len(needs) < 2:  # noqa: PLR2004  # "one of" two or more
        message = "one_of() takes two needs or more"
        raise TypeError(message)
    first = needs[0].spec
    joined = Need.__new__(Need)
    joined.types = tuple(cls for need in needs for cls in need.types)
    joined.spec = NeedSpec(
        fact=first.fact,
        about=first.about,
        refusal=first.refusal,
        parameters=first.parameters,
        effort=first.effort,
        state=first.state,
        unit=first.unit,
        optional=optional,
        alternatives=tuple(need.spec for need in needs),
    )
    return joined


class Case(Protocol):
    """What a case body is given beside its facts."""

    @property
    def subject(self) -> Subject:
        """What this call is about."""
        ...

    @property
    def declaration(self) -> Declaration:
        """What was declared of the device. Citing it alone never makes a PASS."""
        ...

    def expect(self, held: bool, *, on: object, expected: str, observed: str = "", **values: object) -> None:  # noqa: FBT001  # reads as a sentence
        """Put on record that something was expected of one fact (or a tuple of them), and whether it held.

        A false one makes the case FAIL; the body goes on.

        Args:
            held: a bool, nothing that merely looks true.
            on: the fact, or tuple of facts, that shows it.
            expected: id of the text that says what was expected, in the profile's texts.
            observed: what was seen, short.
            values: what the text's placeholders stand for.
        """

    def undecided(self, *, on: object, reason: str) -> None:
        """Put on record that one fact (or a tuple of them) does not decide the case: INCONCLUSIVE unless it FAILs.

        Args:
            on: the fact, or tuple of facts, that was looked at.
            reason: id of the text that says what would decide it; it becomes the rationale.
        """

    def threshold(self, name: str) -> Any:  # noqa: ANN401  # a number, a text or a list, as profile.toml has it
        """Return a threshold of the profile, putting on record that the verdict rests on it."""
        ...

    def limit(self, text: str) -> None:
        """Put on record what this case does not show: a text id."""


@dataclass(frozen=True, kw_only=True)
class MarkedCase:
    """What `@case` leaves on a function: its data and the types of its facts."""

    spec: CaseSpec
    types: Mapping[str, tuple[type, ...]]


Body = TypeVar("Body", bound=Callable[..., None])


def case(item: str, *, subject: Selector, **needs: Need) -> Callable[[Body], Body]:
    """Mark a function as the case of an evaluation item (`S1.1-08/1`), called once for each subject.

    Raises:
        TypeError: if it needs nothing, or its parameters do not match its needs and their fact types.
    """

    def mark(function: Body) -> Body:
        where = f"{function.__module__}.{function.__name__}"
        if not needs:
            message = f"{where}: a case without a need could not observe anything"
            raise TypeError(message)
        _check_parameters(function, needs, where)
        spec = CaseSpec(
            id=function.__name__.removeprefix("test_"),
            item=item,
            module=Path(inspect.getsourcefile(function) or "").name,
            title=(inspect.getdoc(function) or "").split("\n", 1)[0],
            selector=subject,
            needs={name: need.spec for name, need in needs.items()},
        )
        marked = MarkedCase(spec=spec, types={name: need.types for name, need in needs.items()})
        function.__case__ = marked  # type: ignore[attr-defined]  # read back by marked_case()
        return function

    return mark


def marked_case(function: object) -> MarkedCase | None:
    """Return what `@case` left on a function, or nothing."""
    marked = getattr(function, "__case__", None)
    return marked if isinstance(marked, MarkedCase) else None


def _check_parameters(function: Callable[..., None], needs: Mapping[str, Need], where: str) -> None:
    if not function.__name__.startswith("test_") or not inspect.getdoc(function):
        message = f"{where}: a case is a documented function whose name begins with test_"
        raise TypeError(message)
    names = list(inspect.signature(function).parameters)
    if names != ["case", *needs]:
        message = f"{where}: parameters are {names}, expected {['case', *needs]}"
        raise TypeError(message)
    hints = get_type_hints(function)
    for name, need in needs.items():
        annotated = {cls for cls in (get_args(hints[name]) or (hints[name],)) if cls is not type(None)}
        if annotated != set(need.types):
            message = f"{where}: {name} is annotated {hints[name]}, its need is for {need.types}"
            raise TypeError(message)
        if need.spec.optional != (type(None) in get_args(hints[name])):
            message = f"{where}: {name}: an optional need is annotated with | None, and only that"
            raise TypeError(message)
