"""A test case as data: what it is about and what it needs. This is what crosses the pipe from the judge child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hoshitori.model.observation import Parameter
from hoshitori.model.subject import FieldValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which subjects a case is called for, as data.

    Attributes:
        kind: `device`, `rows` (of an IXIT table), `entries` (of a list in a recorded device-level fact), `samples`,
            `pairs` (of what the one member selects) or `union`.
        table: IXIT table, for `rows`.
        fact: fact type, for `entries`; `parameters` belong to it.
        list: name of the fact's field, for `entries`.
        where: fields that a row or entry must have with these values.
        members: the selectors of a union, or the one whose subjects make pairs.
        optional: whether counter-evidence or a note that selects nothing is NOT_APPLICABLE, not INCONCLUSIVE.
    """

    kind: str
    table: str = ""
    fact: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    list: str = ""
    where: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    members: tuple[Selector, ...] = ()
    optional: bool = False

    @property
    def after_discovery(self) -> bool:
        """Whether its subjects are known only once something is on record."""
        return self.kind == "entries" or any(member.after_discovery for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSpec:
    """A fact that a case needs, as data.

    Attributes:
        fact: fact type.
        about: what it is recorded on: `device`, `endpoint`, `row` or `subject`.
        effort: least effort, by unit.
        state: device state by wire name; empty for the state the run is in when it is taken.
        unit: of which sample of a pair, `first` or `second`; empty for the case's own, or the run's main one.
        alternatives: other needs of which any will do (`one_of`); then the fields above are the first one's.
    """

    fact: str
    about: str
    refusal: bool = False
    parameters: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    effort: Mapping[str, int] = field(default_factory=dict[str, int])
    state: str = ""
    unit: str = ""
    optional: bool = False
    alternatives: tuple[NeedSpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSpec:
    """A test case as collected from a profile.

    Attributes:
        id: the function's name without `test_`, unique within the profile.
        item: requirement and evaluation item (`S1.1-08/1`).
        module: file it stands in.
        title: first line of its docstring.
    """

    id: str
    item: str
    module: str
    title: str
    selector: Selector
    needs: Mapping[str, NeedSpec]
