"""What parent and judge child say to each other, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hoshitori.model.case import CaseSpec
from hoshitori.model.catalogue import Threshold
from hoshitori.model.observation import Observation
from hoshitori.model.result import CaseResult
from hoshitori.model.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One case to be judged on one subject."""

    case: str
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRequest:
    """What the child is asked: collect only, or judge these calls over these observations.

    Attributes:
        folder: the profile's folder; its `test_*.py` hold the cases.
        declaration: the canonical declaration, as text.
    """

    folder: str
    judge: bool
    declaration: str = ""
    sample: str = ""
    firmware: str = ""
    thresholds: Mapping[str, Threshold] = field(default_factory=dict[str, Threshold])
    observations: tuple[Observation, ...] = ()
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeEnvironment:
    """The child as it found itself: for the report."""

    interpreter: str
    version: str
    pytest: str
    paths: tuple[str, ...]
    plugins: tuple[str, ...]
    isolated_network: bool
    optimised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAnswer:
    """What the child answers."""

    cases: tuple[CaseSpec, ...]
    results: tuple[CaseResult, ...]
    errors: tuple[str, ...]
    environment: JudgeEnvironment
