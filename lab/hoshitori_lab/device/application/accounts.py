"""The accounts of the device: names, roles and salted password digests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .behaviour import Behaviour
from .disk import Disk

SHORTEST_PASSWORD: Final = 8
LONGEST_PASSWORD: Final = 128
ADMINISTRATOR: Final = "admin"
DIGESTS: Final = "users.md5"
"""Where a careless device keeps digests without salt."""
_DOCUMENT: Final = "users.json"
_MOST_ACCOUNTS: Final = 20
_SCRYPT: Final = {"n": 4096, "r": 8, "p": 1, "maxmem": 16 << 20}
"""RFC 7914's parameters. N is a quarter of the usual 16384, with which checks of passwords took two fifths of all the
processor time of a whole run."""
_DIGEST_BYTES: Final = 64
_HASHERS = threading.BoundedSemaphore(2)


class Role(StrEnum):
    """What an account may do."""

    ADMINISTRATOR = "ADMINISTRATOR"
    VIEWER = "VIEWER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account; ``digest`` is scrypt over the password, hexadecimal."""

    name: str
    role: Role
    salt: str
    digest: str


def normalised(name: str) -> str:
    """Fold a typed name, so that spellings of one account share one throttle."""
    return unicodedata.normalize("NFKC", name[:64]).casefold().strip()


def weakness(password: str, shortest: int = SHORTEST_PASSWORD) -> str | None:
    """Say why a password is refused, None when it is taken."""
    if len(password) < shortest:
        return f"パスワードは{SHORTEST_PASSWORD}文字以上にしてください。"
    if len(password) > LONGEST_PASSWORD:
        return f"パスワードは{LONGEST_PASSWORD}文字以下にしてください。"
    if len(set(password)) == 1:
        return "同じ文字だけのパスワードは使えません。"
    return None


class Accounts:
    """The register of accounts, kept on disk; safe for several threads."""

    def __init__(self, disk: Disk, behaviour: Behaviour) -> None:
        self._disk = disk
        self._behaviour = behaviour
        self._guard = threading.Lock()
        self._accounts = {
            plain["name"]: Account(
                name=plain["name"], role=Role(plain["role"]), salt=plain["salt"], digest=plain["digest"]
            )
            for plain in disk.read(_DOCUMENT, [])
        }
        self._former: dict[str, Account] = {}
        if not self._accounts and behaviour.default_password is not None:
            self._accounts[ADMINISTRATOR] = _account(ADMINISTRATOR, Role.ADMINISTRATOR, behaviour.default_password)
        self._decoy = Account(
            name="", role=Role.VIEWER, salt=secrets.token_hex(16), digest=secrets.token_hex(_DIGEST_BYTES)
        )

    @property
    def first_use(self) -> bool:
        """Whether nobody has set a password yet."""
        return not self._accounts

    def list(self) -> list[Account]:
        """All accounts, by name."""
        return [self._accounts[name] for name in sorted(self._accounts)]

    def find(self, name: str) -> Account | None:
        """The account of that name."""
        return self._accounts.get(normalised(name))

    def check(self, name: str, password: str) -> Account | None:
        """Compare a password; an unknown name costs the same time as a known one."""
        account = self.find(name)
        if _matches(account or self._decoy, password) and account is not None:
            return account
        former = self._former.get(normalised(name))
        if account is not None and former is not None and _matches(former, password):
            return account
        return None

    def begin(self, password: str) -> Account:
        """Create the administrator at first use.

        Raises:
            ValueError: first use is over, or the password is too weak (the message is for the user).
        """
        with self._guard:
            if self._accounts:
                raise ValueError("初期設定は完了しています。")
            return self._put(ADMINISTRATOR, Role.ADMINISTRATOR, password)

    def add(self, name: str, role: Role, password: str) -> Account:
        """Create an account.

        Raises:
            ValueError: the name or password cannot be taken (the message is for the user).
        """
        folded = normalised(name)
        with self._guard:
            if not folded.isidentifier() or not folded.isascii():
                raise ValueError("利用者名は英数字と下線で指定してください。")
            if folded in self._accounts or len(self._accounts) >= _MOST_ACCOUNTS:
                raise ValueError("その利用者は追加できません。")
            return self._put(folded, role, password)

    def remove(self, name: str) -> None:
        """Delete an account.

        Raises:
            ValueError: there is no such account, or it is the administrator.
        """
        folded = normalised(name)
        with self._guard:
            if folded == ADMINISTRATOR or folded not in self._accounts:
                raise ValueError("その利用者は削除できません。")
            del self._accounts[folded]
            self._former.pop(folded, None)
            self._save()

    def change_password(self, account: Account, password: str) -> None:
        """Replace an account's password; the old one is refused from then on.

        Raises:
            ValueError: the new password is too weak (the message is for the user).
        """
        with self._guard:
            if not self._behaviour.changes_password:
                return
            if self._behaviour.old_password_survives:
                self._former[account.name] = account
            self._put(account.name, account.role, password)

    def _put(self, name: str, role: Role, password: str) -> Account:
        reason = weakness(password, self._behaviour.shortest_password)
        if reason is not None:
            raise ValueError(reason)
        account = _account(name, role, password)
        self._accounts[name] = account
        self._save()
        if self._behaviour.unsalted_digests:
            digest = hashlib.md5(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
            self._disk.write(DIGESTS, {**self._disk.read(DIGESTS, {}), name: digest})
        return account

    def _save(self) -> None:
        self._disk.write(
            _DOCUMENT,
            [
                {"name": a.name, "role": a.role.value, "salt": a.salt, "digest": a.digest}
                for a in self._accounts.values()
            ],
        )


def _account(name: str, role: Role, password: str) -> Account:
    salt = secrets.token_hex(16)
    return Account(name=name, role=role, salt=salt, digest=_digest(password, salt))


def _digest(password: str, salt: str) -> str:
    with _HASHERS:
        typed = password[: LONGEST_PASSWORD + 1].encode("utf-8", "surrogatepass")
        return hashlib.scrypt(typed, salt=bytes.fromhex(salt), dklen=_DIGEST_BYTES, **_SCRYPT).hex()


def _matches(account: Account, password: str) -> bool:
    return hmac.compare_digest(account.digest, _digest(password, account.salt))
