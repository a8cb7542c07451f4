"""The twins: virtual devices that differ from the sound one in a single point, one file each."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from hoshitori_lab.twins.twin import Kind, Twin

__all__ = ["Kind", "Twin", "all_twins", "find"]


@cache
def all_twins() -> tuple[Twin, ...]:
    """Every twin; each module of this package that has a ``TWIN`` is one.

    The sound device comes first, then those on a slow line, whose runs take longest, then the others by id.
    """
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    twins = (vars(module).get("TWIN") for module in modules)
    found = (twin for twin in twins if isinstance(twin, Twin))
    return tuple(sorted(found, key=lambda twin: (twin.id != "good", twin.line is None, twin.id)))


def find(name: str) -> Twin:
    """The twin of that id, or the ``TWIN`` of a module of anybody's, named with its dots.

    Raises:
        KeyError: there is none.
    """
    if "." in name:
        outside = vars(importlib.import_module(name)).get("TWIN")
        if isinstance(outside, Twin):
            return outside
        raise KeyError(name)
    for twin in all_twins():
        if twin.id == name:
            return twin
    raise KeyError(name)
