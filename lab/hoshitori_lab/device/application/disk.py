"""The data folder: documents that are written whole or not at all, encrypted with a key kept elsewhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TAG_BYTES = 32
_SLOW_SECONDS = 0.5


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a power cut leaves either the old content or the new one.

    Raises:
        OSError: the disk is full or gone; the old content is still there.
    """
    temporary = path.with_name(f".{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_in_place(path: Path, content: bytes) -> None:
    """Write a file as a careless device does: what was there is gone long before the new content is there."""
    with path.open("wb") as stream:
        threading.Event().wait(_SLOW_SECONDS)
        stream.write(content)


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk, so that a rename outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """Encryption at rest: AES-256-CTR by the ``openssl`` program, then HMAC-SHA-256 over the ciphertext.

    Both keys come from one secret outside the data folder (on a product: a security chip).
    """

    secret: Path

    def seal(self, plain: bytes) -> bytes:
        """Encrypt; every call uses a fresh salt."""
        sealed = self._openssl(plain, decrypt=False)
        return hmac.digest(self._tag_key(), sealed, "sha256") + sealed

    def open(self, sealed: bytes) -> bytes:
        """Decrypt.

        Raises:
            ValueError: the content was altered or belongs to another device.
        """
        tag, body = sealed[:_TAG_BYTES], sealed[_TAG_BYTES:]
        if not hmac.compare_digest(tag, hmac.digest(self._tag_key(), body, "sha256")):
            raise ValueError("sealed content was altered")
        return self._openssl(body, decrypt=True)

    def _tag_key(self) -> bytes:
        return hashlib.sha256(b"hdc-100 storage tag\0" + self.secret.read_bytes()).digest()

    def _openssl(self, content: bytes, *, decrypt: bool) -> bytes:
        command = ["openssl", "enc", "-aes-256-ctr", "-pbkdf2", "-iter", "1000", "-pass", f"file:{self.secret}"]
        done = subprocess.run(
            [*command, "-d"] if decrypt else command, input=content, capture_output=True, check=True, timeout=20
        )
        return done.stdout


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """The documents of the data folder, by name; safe for several threads."""

    folder: Path
    vault: Vault
    bare: frozenset[str] = frozenset()
    volatile: Path | None = None
    """Where documents go that this device loses with its power."""
    forgets: frozenset[str] = frozenset()
    encoded: frozenset[str] = frozenset()
    """Documents that are merely in base64."""
    in_place: frozenset[str] = frozenset()
    _guard: threading.RLock = field(default_factory=threading.RLock)

    def read(self, name: str, default: Any) -> Any:  # noqa: ANN401  (a JSON document)
        """Read a document; ``default`` when it has never been written.

        Raises:
            ValueError: the document was altered on disk.
        """
        with self._guard:
            content = self.read_bytes(name)
        return default if content is None else json.loads(content)

    def write(self, name: str, document: Any) -> None:  # noqa: ANN401  (a JSON document)
        """Write a document whole."""
        self.write_bytes(name, json.dumps(document, ensure_ascii=False, sort_keys=True).encode())

    def read_bytes(self, name: str) -> bytes | None:
        """Read a document's bytes, None when there is none."""
        with self._guard:
            for path in self._places(name):
                if path.exists():
                    content = path.read_bytes()
                    if not content and name in self.in_place:
                        return None
                    return self._opened(name, content)
        return None

    def write_bytes(self, name: str, content: bytes) -> None:
        """Write a document's bytes whole."""
        with self._guard:
            path = self._places(name)[0]
            path.parent.mkdir(parents=True, exist_ok=True)
            write = write_in_place if name in self.in_place else write_whole
            write(path, self._sealed(name, content))

    def _sealed(self, name: str, content: bytes) -> bytes:
        if name in self.encoded:
            return base64.b64encode(content)
        return content if name in self.bare else self.vault.seal(content)

    def _opened(self, name: str, content: bytes) -> bytes:
        if name in self.encoded:
            return base64.b64decode(content)
        return content if name in self.bare else self.vault.open(content)

    def names(self, below: str) -> list[str]:
        """List the documents of a sub-folder."""
        folder = self.folder / below
        if not folder.is_dir():
            return []
        return sorted(f"{below}/{entry.name}" for entry in folder.iterdir() if not entry.name.startswith("."))

    def _places(self, name: str) -> list[Path]:
        if name in self.forgets and self.volatile is not None:
            return [self.volatile / name, self.folder / name]
        return [self.folder / name]
