"""What an image says of itself: the part of SWUpdate's ``sw-description`` (libconfig text) that this device reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from .archive import Malformed

_TOKEN: Final = re.compile(
    r'\s*(?:(?P<comment>\#[^\n]*|//[^\n]*|/\*.*?\*/)|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<integer>-?\d+)\b'
    r"|(?P<name>[A-Za-z*][\w*-]*)|(?P<sign>[{}()\[\]=:;,])|(?P<end>\Z))",
    re.DOTALL,
)
_LONGEST: Final = 64_000
_DEEPEST: Final = 8
_CLOSING: Final = {"{": "}", "(": ")", "[": "]"}
_VERSION: Final = re.compile(r"\d{1,5}\.\d{1,5}\.\d{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One file to install: ``component`` is the part of the firmware it becomes."""

    filename: str
    component: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A parsed description."""

    version: str
    hardware: tuple[str, ...]
    payloads: tuple[Payload, ...]


def version_key(version: str) -> tuple[int, ...]:
    """Order of versions; every version read from an image has three numbers."""
    return tuple(int(part) for part in version.split("."))


def parse(text: bytes) -> Description:
    """Read a description.

    Raises:
        Malformed: it is too long, not libconfig, or lacks what the device needs.
    """
    if len(text) > _LONGEST:
        raise Malformed("更新ファイルの説明が長すぎます。")
    try:
        software = _Reader(text.decode("utf-8")).document()["software"]
        version = software["version"]
        payloads = tuple(
            Payload(
                filename=str(plain["filename"]),
                component=str(plain["name"]),
                version=str(plain["version"]),
                sha256=str(plain["sha256"]),
            )
            for plain in software["files"]
        )
        hardware = tuple(str(name) for name in software["hardware-compatibility"])
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise Malformed("更新ファイルの説明に必要な項目がありません。") from error
    if not isinstance(version, str) or not _VERSION.fullmatch(version) or not payloads:
        raise Malformed("更新ファイルの版数が正しくありません。")
    return Description(version=version, hardware=hardware, payloads=payloads)


class _Reader:
    """A recursive-descent reader of libconfig's groups, lists, arrays, strings and integers."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(text):
            found = _TOKEN.match(text, position)
            if found is None:
                raise Malformed("更新ファイルの説明を解釈できません。")
            position = found.end()
            if found.lastgroup not in {"comment", "end", None}:
                self._tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
        self._next = 0

    def document(self) -> dict[str, Any]:
        return self._settings("", 0)

    def _take(self) -> tuple[str, str]:
        if self._next >= len(self._tokens):
            raise Malformed("更新ファイルの説明が途中で終わっています。")
        self._next += 1
        return self._tokens[self._next - 1]

    def _skip(self, signs: str) -> None:
        while (
            self._next < len(self._tokens)
            and self._tokens[self._next][0] == "sign"
            and self._tokens[self._next][1] in signs
        ):
            self._next += 1

    def _ends(self, closing: str) -> bool:
        if self._next < len(self._tokens):
            if closing and self._tokens[self._next] == ("sign", closing):
                self._next += 1
                return True
            return False
        if closing:
            raise Malformed("更新ファイルの説明が途中で終わっています。")
        return True

    def _settings(self, closing: str, depth: int) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        while not self._ends(closing):
            kind, name = self._take()
            if kind != "name" or name in settings or self._take()[1] not in "=:":
                raise Malformed("更新ファイルの説明を解釈できません。")
            settings[name] = self._value(depth)
            self._skip(";,")
        return settings

    def _value(self, depth: int) -> Any:  # noqa: ANN401  (libconfig's values)
        kind, token = self._take()
        if depth > _DEEPEST or kind == "name":
            raise Malformed("更新ファイルの説明を解釈できません。")
        if kind == "string":
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        if kind == "integer":
            return int(token)
        if token == "{":
            return self._settings("}", depth + 1)
        if token not in _CLOSING:
            raise Malformed("更新ファイルの説明を解釈できません。")
        values: list[Any] = []
        while not self._ends(_CLOSING[token]):
            values.append(self._value(depth + 1))
            self._skip(",")
        return values
