"""Whether a firmware image may be installed: its signer, its digests, its hardware, its version."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import archive, description
from .behaviour import UpdateCheck

COMPONENTS: Final = {"application": "application.zip", "base": "base.json"}
"""The parts of the firmware and the file each is kept in."""


class Refused(Exception):  # noqa: N818  (what becomes of the image)
    """An image that is not installed; ``code`` names the check, the message is for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What is to be written to a slot."""

    version: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """The checks of one device; ``authority`` is the certificate its application part trusts as update signer."""

    authority: Path
    hardware: str
    running: str
    scratch: Path
    """A folder in memory, for what the verifying program has to read."""
    refuses_older: bool = True

    def signed(self, image: bytes) -> Release:
        """Check everything: spelling, signer, digests, hardware, version.

        Raises:
            Refused: the first check that fails.
        """
        members = self._members(image)
        if archive.SIGNATURE not in members:
            raise Refused("UNSIGNED", "更新ファイルに署名がありません。")
        self._compare_digest(members)
        self._verify(members[archive.DESCRIPTION], members[archive.SIGNATURE])
        return self._described(members)

    def digested(self, image: bytes) -> Release:
        """Check the digests that come along, and whose image it is not at all.

        Raises:
            Refused: a digest, the hardware or the version does not fit.
        """
        members = self._members(image)
        self._compare_digest(members)
        return self._described(members)

    def unchecked(self, image: bytes) -> Release:
        """Take the payloads as they are.

        Raises:
            Refused: there is nothing in the image that could be installed.
        """
        members = {member.name: member.content for member in archive.salvage(image)}
        try:
            version = description.parse(members.get(archive.DESCRIPTION, b"")).version
        except archive.Malformed:
            version = "0.0.0"
        files = {name: members[name] for name in COMPONENTS.values() if name in members}
        if not files:
            raise Refused("MALFORMED", "更新ファイルではありません。")
        return Release(version=version, files=files)

    def before_writing(self, check: UpdateCheck, image: bytes) -> Release:
        """Do what this device checks before it writes.

        Raises:
            Refused: the image is not installed.
        """
        match check:
            case UpdateCheck.SIGNATURE:
                return self.signed(image)
            case UpdateCheck.DIGEST:
                return self.digested(image)
            case UpdateCheck.AFTER_WRITING | UpdateCheck.NONE:
                return self.unchecked(image)

    def _members(self, image: bytes) -> dict[str, bytes]:
        try:
            members = {member.name: member.content for member in archive.unpack(image)}
        except archive.Malformed as error:
            raise Refused("MALFORMED", str(error)) from error
        if archive.DESCRIPTION not in members:
            raise Refused("MALFORMED", "更新ファイルに説明がありません。")
        return members

    def _compare_digest(self, members: Mapping[str, bytes]) -> None:
        covered = members[archive.DESCRIPTION] + members.get(archive.SIGNATURE, b"")
        digest = hashlib.sha256(covered).hexdigest().encode()
        if not hmac.compare_digest(members.get(archive.DIGEST, b""), digest):
            raise Refused("DIGEST", "更新ファイルの説明のダイジェストが一致しません。")

    def _verify(self, text: bytes, signature: bytes) -> None:
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            description_path, signature_path = Path(folder, "description"), Path(folder, "signature")
            description_path.write_bytes(text)
            signature_path.write_bytes(signature)
            done = subprocess.run(
                [
                    "openssl",
                    "cms",
                    "-verify",
                    "-inform",
                    "DER",
                    "-binary",
                    "-in",
                    str(signature_path),
                    "-content",
                    str(description_path),
                    "-CAfile",
                    str(self.authority),
                    "-no-CApath",
                    "-no-CAstore",
                    "-purpose",
                    "any",
                    "-out",
                    "/dev/null",
                ],
                capture_output=True,
                check=False,
                timeout=20,
                stdin=subprocess.DEVNULL,
            )
        if done.returncode != 0:
            raise Refused("SIGNATURE", "更新ファイルの署名を確認できません。")

    def _described(self, members: Mapping[str, bytes]) -> Release:
        try:
            described = description.parse(members[archive.DESCRIPTION])
        except archive.Malformed as error:
            raise Refused("MALFORMED", str(error)) from error
        if self.hardware not in described.hardware:
            raise Refused("HARDWARE", "この機種の更新ファイルではありません。")
        if self.refuses_older and description.version_key(described.version) <= description.version_key(self.running):
            raise Refused("NOT_NEWER", "現在のソフトウェアより新しくありません。")
        files: dict[str, bytes] = {}
        for payload in described.payloads:
            content = members.get(payload.filename, b"")
            if payload.filename != COMPONENTS.get(payload.component):
                raise Refused("MALFORMED", "更新ファイルに未知の構成要素があります。")
            if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), payload.sha256):
                raise Refused("DIGEST", f"{payload.filename}のダイジェストが一致しません。")
            files[payload.filename] = content
        if set(files) != set(COMPONENTS.values()):
            raise Refused("MALFORMED", "更新ファイルに構成要素が足りません。")
        return Release(version=described.version, files=files)
