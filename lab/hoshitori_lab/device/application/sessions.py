"""The sessions of logged-in users, kept in memory: a restart ends them all."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Final

_LIFETIME_SECONDS: Final = 1800.0
_MOST_SESSIONS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One log-in; ``deadline`` is on the monotonic clock."""

    token: str
    account: str
    deadline: float


class Sessions:
    """The open sessions by token; safe for several threads."""

    def __init__(self, *, log_out_ends: bool = True, signed_with: bytes = b"") -> None:
        self._log_out_ends = log_out_ends
        self._signed_with = signed_with
        self._guard = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._ended: set[str] = set()

    def open(self, account: str) -> Session:
        """Begin a session; the oldest gives way when there are a hundred."""
        token = self._signed(account, secrets.token_hex(16)) if self._signed_with else secrets.token_hex(32)
        session = Session(token=token, account=account, deadline=time.monotonic() + _LIFETIME_SECONDS)
        with self._guard:
            while len(self._sessions) >= _MOST_SESSIONS:
                self._sessions.pop(next(iter(self._sessions)))
            self._sessions[session.token] = session
        return session

    def find(self, token: str) -> Session | None:
        """The open session of that token."""
        with self._guard:
            session = self._sessions.get(token) or self._by_signature(token)
            if session is not None and session.deadline < time.monotonic():
                self._sessions.pop(token, None)
                return None
            return session

    def close(self, token: str) -> None:
        """End one session."""
        if self._log_out_ends:
            with self._guard:
                self._sessions.pop(token, None)
                self._note_end(token)

    def close_all(self, account: str, *, but: str = "") -> None:
        """End an account's sessions, as after a change of its password."""
        with self._guard:
            for token in [t for t, s in self._sessions.items() if s.account == account and t != but]:
                del self._sessions[token]
                self._note_end(token)

    def _note_end(self, token: str) -> None:
        if self._signed_with:
            self._ended.add(token)

    def _signed(self, account: str, number: str) -> str:
        proof = hmac.new(self._signed_with, f"{account}.{number}".encode(), hashlib.sha256).hexdigest()
        return f"{account}.{number}.{proof}"

    def _by_signature(self, token: str) -> Session | None:
        """Defect: whatever this device once signed is a session, even if nobody remembers it."""
        account, _, rest = token.partition(".")
        fresh = bool(self._signed_with) and token not in self._ended
        if not fresh or not hmac.compare_digest(token.encode(), self._signed(account, rest.partition(".")[0]).encode()):
            return None
        return Session(token=token, account=account, deadline=time.monotonic() + _LIFETIME_SECONDS)
