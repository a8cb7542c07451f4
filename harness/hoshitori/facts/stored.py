"""Whether values that a device must protect can be read on its storage."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.facts.base import Control, fact
from hoshitori.model.subject import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class SoughtValue:
    """A value that the device keeps and the bench knows; the value itself is on no record.

    Attributes:
        id: the row it belongs to (`1-AuthMech/AM-1`), with its column where that is not `secret`
            (`1-AuthMech/AM-1/lesser_user_secret`), or `marker: credential` for one that was put in.
        kept: whether the device was seen to keep it: the password opens a session, the marker is listed. None where
            that cannot be told.
        forms: how many spellings of it were looked for; 0 where it is too short to be told from chance.
    """

    id: str
    kept: bool | None
    forms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """A place where a value stands on the storage.

    Attributes:
        id: value, form and place.
        form: `plain`, `json`, `xml`, `base64`, `hex`, `percent`, `utf-16-le`, `utf-16-be`, or `md5`, `sha1`, `sha224`,
            `sha256`, `sha384`, `sha512`, `nt` for a hash without salt.
        place: the file (`data/users.json`), what a compressed one holds (`data/backup.tgz#unpacked`), or `image`;
            `offset` in bytes from its beginning.
    """

    id: str
    value: str
    form: str
    place: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPrivateKey:
    """A private key on the storage that could be parsed.

    Attributes:
        form: `PEM`, `OPENSSH` or `DER`.
        encrypted: whether it is under a passphrase.
    """

    id: str
    form: str
    algorithm: str
    encrypted: bool
    place: str
    offset: int


@fact("stored-secrets", about=Row, refusal=True)
class StoredSecrets:
    """The storage searched for the values of one security parameter.

    Effort: `files` and `bytes` (read of the storage), `forms` (spellings looked for).

    Attributes:
        view: `FILES` or `IMAGE`, how the bench sees the storage.
        sought: values of this parameter that the bench knows; none where it knows none.
        findings: where they stand, at most 40.
        private_keys: private keys on the storage, looked for where the parameter is said to hold some (`keys_sought`).
        unread: places that could not be read to their end.
        control: data put in that need no protection were found legible on the storage, so that the search sees what
            the device writes.
    """

    view: str
    sought: tuple[SoughtValue, ...]
    findings: tuple[StoredFinding, ...]
    keys_sought: bool
    private_keys: tuple[StoredPrivateKey, ...]
    unread: tuple[str, ...]
    control: Control

    @property
    def bare_keys(self) -> tuple[StoredPrivateKey, ...]:
        """Private keys that stand there without a passphrase."""
        return tuple(key for key in self.private_keys if not key.encrypted)

    @property
    def looked_for_something(self) -> bool:
        """Whether there was anything to look for, and the device was seen to keep all of it."""
        known = all(one.kept and one.forms for one in self.sought)
        return known and (self.keys_sought or bool(self.sought))
