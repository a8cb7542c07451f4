"""One direction of a TCP connection, put in order: what was sent twice counts once, what came early waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_MOST_WAITING: Final = 1024 * 1024
_HALF: Final = 1 << 31
_MASK: Final = 0xFFFFFFFF


@dataclass(slots=True)
class Ordered:
    """The order of a stream's bytes by their sequence numbers (RFC 9293 section 3.4), with at most 1 MiB out of order.

    Attributes:
        following: the next sequence number; None until the first segment is seen.
        gaps: how often bytes were passed over because they never came.
    """

    following: int | None = None
    gaps: int = 0
    _early: dict[int, bytes] = field(default_factory=dict[int, bytes])
    _waiting: int = 0

    def take(self, sequence: int, payload: bytes) -> list[bytes]:
        """Return what can be read on now, in order; an empty member stands for a gap."""
        if self.following is None:
            self.following = sequence
        ahead = (sequence - self.following) & _MASK
        if ahead >= _HALF:
            payload = payload[_MASK + 1 - ahead :]
            ahead = 0
        if not payload:
            return []
        if ahead:
            return self._keep(sequence, payload)
        self.following = (self.following + len(payload)) & _MASK
        return [payload, *self._joined()]

    def rest(self) -> list[bytes]:
        """Return what still waits, a gap before each part that does not follow on the one before."""
        parts: list[bytes] = []
        while self._early:
            parts += self._skip()
        return parts

    def _keep(self, sequence: int, payload: bytes) -> list[bytes]:
        known = self._early.get(sequence, b"")
        if len(payload) > len(known):
            self._early[sequence] = payload
            self._waiting += len(payload) - len(known)
        return self._skip() if self._waiting > _MOST_WAITING else []

    def _skip(self) -> list[bytes]:
        """Give up on the missing bytes before the next part that is there."""
        start = self.following or 0
        self.following = min(self._early, key=lambda sequence: (sequence - start) & _MASK)
        self.gaps += 1
        return [b"", *self._joined()]

    def _joined(self) -> list[bytes]:
        parts: list[bytes] = []
        while self.following is not None:
            start = self.following
            behind = [one for one in self._early if (start - one) & _MASK < _HALF]
            if not behind:
                break
            for sequence in sorted(behind, key=lambda one: (start - one) & _MASK, reverse=True):
                payload = self._early.pop(sequence)
                self._waiting -= len(payload)
                part = payload[(self.following - sequence) & _MASK :]
                if part:
                    parts.append(part)
                    self.following = (self.following + len(part)) & _MASK
        return parts
