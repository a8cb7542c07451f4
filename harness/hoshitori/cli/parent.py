"""The parent of a run: an earlier run of the same product, from which firmware or samples have changed."""

from __future__ import annotations

from pathlib import Path

from hoshitori.cli.rejudge import read_recorded
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import ArgumentError
from hoshitori.model.plan import Plan
from hoshitori.run.folder import RunContents
from hoshitori.run.planning import plan_digest


def parent_of(path: Path | None, declaration: Declaration, profile: str) -> str:
    """Return what a plan says of the run it follows: the digest of that run's plan, and what changed; nothing if none.

    Args:
        path: folder or bundle of the earlier run.
        profile: id of the profile that both are run with.

    Raises:
        ArgumentError: if it cannot be read, is about another product or profile, or nothing has changed since.
    """
    if path is None:
        return ""
    plan, earlier = _read(path)
    if (earlier.device.maker, earlier.device.model) != (declaration.device.maker, declaration.device.model):
        raise ArgumentError(
            f"the parent run is about {earlier.device.maker} {earlier.device.model}, this one is not",
            where=str(path),
            remedy="name the run of the same product, or leave --parent out",
        )
    if plan.profile != profile:
        raise ArgumentError(
            f"the parent run was made with {plan.profile}", where=str(path), remedy=f"run {plan.profile}, too"
        )
    changes = list(_changes(earlier, declaration))
    if not changes:
        raise ArgumentError(
            f"nothing has changed since the parent run: firmware {declaration.device.versions.firmware} and the samples"
            f" {_samples(declaration)} are the same",
            where=str(path),
            remedy="declare the new firmware or the other samples; or leave --parent out and run anew",
        )
    return f"{plan_digest(plan)}; {'; '.join(changes)}"[:900]


def _read(path: Path) -> tuple[Plan, Declaration]:
    if path.is_dir():
        contents = RunContents(path)
        return contents.plan, contents.declaration
    try:
        recorded = read_recorded(path)
    except OSError as error:
        raise ArgumentError(
            f"the parent run cannot be read: {error.strerror}", where=str(path), remedy="name its folder or bundle"
        ) from error
    return recorded.plan, recorded.declaration


def _changes(earlier: Declaration, now: Declaration) -> list[str]:
    pairs = (
        (earlier.device.versions.firmware, now.device.versions.firmware),
        (_images(earlier), _images(now)),
        (_samples(earlier), _samples(now)),
    )
    return [f"{before or '-'} → {after or '-'}" for before, after in pairs if before != after]


def _images(declaration: Declaration) -> str:
    return ", ".join(sorted(one.sha256[:16] for one in declaration.firmware))


def _samples(declaration: Declaration) -> str:
    return ", ".join(f"{one.id} {one.serial or one.mac}".strip() for one in declaration.samples)
