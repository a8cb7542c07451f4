"""The values of secrets, fetched when they are needed and shown to nobody."""

from __future__ import annotations

import hmac
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori.model.declaration import Declaration, SecretReference, SecretSource
from hoshitori.model.errors import HoshitoriError
from hoshitori.schema.declaration.phrases import Phrase
from hoshitori.schema.declaration.source import open_without_waiting

LARGEST_SECRET: Final = 1 << 16
"""Bytes of one secret; a private key takes a few thousand."""

Prompt = Callable[[str], str]
"""Asks for the secret of a reference (`1-AuthMech/AM-1`) and returns what was typed."""


class SecretError(HoshitoriError):
    """Secrets that could not be fetched; names where each was looked for, never a value."""

    code = "E_SECRET"


class Secret:
    """A secret's value; only `reveal()` shows it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep the value."""
        self._value = value

    def reveal(self) -> str:
        """Return the value."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __format__(self, _: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Every secret of a declaration, and what its owner should know about how they are kept.

    Attributes:
        values: reference → secret, by the names of `Declaration.secrets()`.
    """

    values: Mapping[str, Secret]
    warnings: tuple[Phrase, ...] = ()


def resolve_secrets(
    declaration: Declaration,
    folder: Path,
    *,
    prompt: Prompt | None = None,
    environment: Mapping[str, str] | None = None,
) -> Secrets:
    """Fetch the value of every secret that a declaration refers to.

    A file's path is relative to `folder`, the declaration's; one line break at its end is no part of the secret.
    Without `prompt` nobody is asked.

    Raises:
        SecretError: if any cannot be fetched; all of them are named at once.
    """
    sources = _Sources(
        folder=folder,
        environment=os.environ if environment is None else environment,
        prompt=prompt,
        warnings=[],
    )
    values: dict[str, Secret] = {}
    faults: list[str] = []
    for name, reference in declaration.secrets().items():
        try:
            values[name] = Secret(sources.fetch(name, reference))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            faults.append(f"{name} ({reference.source.value} {reference.location!a}): {reason}")
    if faults:
        raise SecretError(
            "; ".join(faults), where="secrets", remedy="set the variable, create the file or run on a terminal"
        )
    return Secrets(values=values, warnings=tuple(sources.warnings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """Where values come from."""

    folder: Path
    environment: Mapping[str, str]
    prompt: Prompt | None
    warnings: list[Phrase]

    def fetch(self, name: str, reference: SecretReference) -> str:
        match reference.source:
            case SecretSource.ENV:
                value = self.environment.get(reference.location, "")
            case SecretSource.PROMPT:
                if self.prompt is None:
                    raise ValueError("nobody to ask here")
                value = self.prompt(name)
            case SecretSource.FILE:
                value = _read(self.folder / reference.location, name, self.warnings)
        if not value:
            raise ValueError("empty or not set")
        return value


def _read(file: Path, name: str, warnings: list[Phrase]) -> str:
    with open_without_waiting(file) as stream:
        mode = os.fstat(stream.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise ValueError("not a regular file")
        data = stream.read(LARGEST_SECRET + 1)
    if len(data) > LARGEST_SECRET:
        raise ValueError(f"more than {LARGEST_SECRET} bytes")
    if mode & stat.S_IROTH:
        where = ascii(str(file))
        warnings.append(
            Phrase(f"{name}：{where} は誰でも読める（chmod 600）", f"{name}: everybody can read {where} (chmod 600)")
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    return text.removesuffix("\n").removesuffix("\r")
