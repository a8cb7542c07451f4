"""The check that the files a declaration names are there and are the ones it means."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hoshitori.schema.declaration.phrases import Phrase, same
from hoshitori.schema.declaration.problem import DeclarationError, Problem
from hoshitori.schema.declaration.rules import named_files, stays_beside
from hoshitori.schema.declaration.source import open_without_waiting, read_source
from hoshitori.schema.declaration.toml import Unreadable, read_toml
from hoshitori.schema.declaration.tree import Tree

LARGEST_NAMED_FILE: Final = 4 << 30
"""Bytes of a firmware image or document."""

_CHUNK: Final = 1 << 20


def check_files(path: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the files that the declaration at `path` names, by line and key.

    Links are followed as long as they stay inside the declaration's folder or one beside it.

    Raises:
        DeclarationError: if the declaration itself cannot be read.
    """
    try:
        values, places, _ = read_toml(read_source(path))
    except Unreadable as unreadable:
        raise DeclarationError([unreadable.problem], where=str(path)) from None
    return tuple(_check(Tree.of(values, places), path.parent))


def _check(tree: Tree, folder: Path) -> Iterator[Problem]:
    root = folder.resolve().parent
    for key, text, digest in named_files(tree):
        if not stays_beside(text):
            continue
        shown = same(ascii(text))
        try:
            file = (folder / text).resolve(strict=True)
            if not file.is_relative_to(root):
                wanted = Phrase("宣言書のフォルダかその隣の中", "a file inside the declaration's folder or beside it")
                yield tree.problem("outside", key, wanted, shown)
                continue
            found = sha256_of(file)
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "not a regular file"
            readable = Phrase("読めるファイル", "a readable file")
            yield tree.problem("file", key, readable, same(f"{shown.en}: {reason}"))
            continue
        if digest and found != digest:
            yield tree.problem("digest", key, same(f"sha256 {digest}"), same(f"sha256 {found}"))


def sha256_of(file: Path) -> str:
    """Return the digest of a regular file, lower-case hexadecimal.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is no regular file, or too large.
    """
    with open_without_waiting(file) as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_NAMED_FILE:
            raise ValueError("not a regular file within bounds")
        digest = hashlib.sha256()
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
