"""The values a JSON document of ours may hold: no floats."""

from __future__ import annotations

from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
"""A parsed JSON value; integers within ±2**53."""
