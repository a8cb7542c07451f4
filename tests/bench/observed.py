"""How long the observations of a run took, read from its record."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Observed:
    """One observation of a run.

    Attributes:
        fact: its type, as in `port-survey`.
        subject: what it is about, as in `tcp/443`.
        seconds: from its start to its end; the record tells both to the second, so that one alone may be off by one.
    """

    fact: str
    subject: str
    parameters: Mapping[str, str]
    seconds: int


def record_bodies(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    """What a run's record holds of one kind."""
    for line in (folder / "record.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry.get("type") == kind:
            yield entry["body"]


def observed_in(folder: Path) -> tuple[Observed, ...]:
    """All observations of a run, in the order of its record; those that found nothing to say took their time too."""
    return tuple(
        Observed(
            fact=body["key"]["fact"],
            subject=body["key"]["subject"],
            parameters=body["key"]["parameters"],
            seconds=int(
                (datetime.fromisoformat(body["endedAt"]) - datetime.fromisoformat(body["startedAt"])).total_seconds()
            ),
        )
        for body in record_bodies(folder, "observation")
    )


@dataclass(frozen=True, kw_only=True)
class Work:
    """A kind of observation: all those of one fact, about one subject where that is named, with these parameters."""

    fact: str
    subject: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    """Names of parameters that an observation of this kind does not have."""

    def __str__(self) -> str:
        """The fact, and in brackets what narrows it."""
        narrowed = ", ".join([*([self.subject] if self.subject else []), *(value for _, value in self.parameters)])
        return f"{self.fact} ({narrowed})" if narrowed else self.fact

    def among(self, observed: Iterable[Observed]) -> tuple[Observed, ...]:
        """Those that are of this kind."""
        return tuple(
            one
            for one in observed
            if one.fact == self.fact
            and self.subject in {"", one.subject}
            and set(self.parameters) <= set(one.parameters.items())
            and not set(self.without) & set(one.parameters)
        )
