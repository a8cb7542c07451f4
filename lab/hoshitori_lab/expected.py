"""What the twins that come with Hoshitori must come to, read from `expected.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import msgspec

from hoshitori.model.expected import Difference, Expected, TwinDifferences

__all__ = ["Difference", "Expected", "TwinDifferences", "load_expected"]


@cache
def load_expected() -> Expected:
    """Return what is expected of the twins that come with Hoshitori."""
    text = resources.files("hoshitori_lab").joinpath("expected.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Expected, strict=True)
