"""Installed labs, reached through their entry points so that the command line need not import them."""

from __future__ import annotations

from importlib import metadata
from typing import cast

from hoshitori.instrument import Lab
from hoshitori.model.errors import ArgumentError

LAB_GROUP = "hoshitori.labs"
DEFAULT_LAB = "virtual"


def lab_names() -> tuple[str, ...]:
    """Return the names of the installed labs."""
    return tuple(sorted({point.name for point in metadata.entry_points(group=LAB_GROUP)}))


def open_lab(name: str) -> Lab:
    """Return an installed lab.

    Raises:
        ArgumentError: if there is none of that name.
    """
    points = [point for point in metadata.entry_points(group=LAB_GROUP) if point.name == name]
    if not points:
        known = ", ".join(lab_names()) or "none"
        raise ArgumentError(f"no lab {name!r} is installed (installed: {known})", remedy="install hoshitori[run,lab]")
    return cast("Lab", points[0].load()())


def split_twin(text: str) -> tuple[str, str]:
    """Return lab and twin of `virtual:good`; without a lab's name, the virtual lab's twin."""
    lab, colon, twin = text.partition(":")
    return (lab, twin) if colon else (DEFAULT_LAB, lab)


def check_twin(lab: Lab, twin: str) -> None:
    """Refuse a twin that the lab does not have.

    Raises:
        ArgumentError: naming those it has.
    """
    known = [one.id for one in lab.twins()]
    if twin not in known:
        raise ArgumentError(f"no twin {twin!r}", remedy=f"one of: {', '.join(known)}")
