"""The public key of service staff: the one from the factory, until an administrator registers another."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .disk import Disk, write_whole

_DOCUMENT: Final = "acquired/service-key"
_FORM: Final = re.compile(r"(ssh-ed25519|ecdsa-sha2-nistp256) ([A-Za-z0-9+/]{40,400}={0,2})( [\w.@-]{1,80})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKey:
    """The one key that opens the SSH server; ``accepted`` is the file that the server reads."""

    disk: Disk
    shipped: Path
    accepted: Path
    keeps_shipped: bool = False
    """Defect: the key from the factory goes on opening beside another one."""

    def install(self) -> None:
        """Let the SSH server take the key that holds now, and no other."""
        registered, shipped = self.disk.read_bytes(_DOCUMENT) or b"", self.shipped.read_bytes()
        both = registered + shipped if self.keeps_shipped else registered
        write_whole(self.accepted, both or shipped)

    def current(self) -> str:
        """The key that holds now, as one line."""
        return (self.disk.read_bytes(_DOCUMENT) or self.shipped.read_bytes()).decode("ascii", "replace").strip()

    def replace(self, line: str) -> None:
        """Take another key; the old one is refused from then on.

        Raises:
            ValueError: it is no public key of a kind the server takes (the message is for the user).
        """
        found = _FORM.fullmatch(line.strip())
        if found is None or not _names_its_kind(found[1], found[2]):
            raise ValueError("Ed25519またはECDSA P-256の公開鍵を1行で指定してください。")
        self.disk.write_bytes(_DOCUMENT, f"{line.strip()}\n".encode("ascii"))
        self.install()


def _names_its_kind(kind: str, body: str) -> bool:
    try:
        content = base64.b64decode(body, validate=True)
    except binascii.Error:
        return False
    return content.startswith(len(kind).to_bytes(4, "big") + kind.encode("ascii"))
