"""A server that stands in for the vendor's: same address, same name called, another certificate shown."""

from __future__ import annotations

import ssl
import threading
from typing import Final

from hoshitori.instrument import Calls, Certificate
from hoshitori_lab.services.authority import ServerIdentity

_LONGEST_MILLISECONDS: Final = 120_000


class LabImpostor:
    """Decides which certificate a connection of the lab is shown, and counts what came of it; for several threads."""

    def __init__(self, identity: ServerIdentity) -> None:
        """Show the genuine certificate to everybody, for now."""
        self._contexts: dict[str, ssl.SSLContext] = {"genuine": identity.context()}
        for name, chain in identity.false_chains.items():
            self._contexts[name] = identity.context(chain)
        self._changed = threading.Condition()
        self._thread = threading.local()
        self._target = ("", "genuine")
        self._round = 0
        self._calls = self._refused = self._taken = 0

    def stand_in(self, server: str, certificate: Certificate, milliseconds: int) -> Calls:
        """Show callers of a server a certificate until one was answered or broke off, or the time is over."""
        with self._changed:
            self._target = (server.lower().rstrip("."), certificate)
            self._round += 1
            self._calls = self._refused = self._taken = 0
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._refused or self._taken, min(milliseconds, _LONGEST_MILLISECONDS) / 1000
            )
            seen = Calls(calls=self._calls, refused=self._refused, taken=self._taken)
            self._target = ("", "genuine")
            self._round += 1
        return seen

    def choose(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        """Show a connection its certificate, by the name that it asks for (a callback of its handshake)."""
        with self._changed:
            server, certificate = self._target
            self._thread.met = 0
            if server and (name or "").lower().rstrip(".") == server:
                self._thread.met = self._round
                self._thread.false = certificate != "genuine"
                self._calls += 1
                connection.context = self._contexts[certificate]

    def wait_standing_in(self, *, milliseconds: int) -> bool:
        """Wait until somebody is stood in for, or that server's callers are watched; return whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._target[0]), milliseconds / 1000)

    def forget(self) -> None:
        """Begin a connection in this thread, of which nothing is known yet."""
        self._thread.met = 0

    def broke_off(self) -> None:
        """Note that the handshake in this thread did not end well."""
        with self._changed:
            if self._counts():
                self._refused += 1
                self._changed.notify_all()

    def was_asked(self) -> bool:
        """Note that a request came over the connection in this thread; return whether it came to an impostor."""
        with self._changed:
            if self._counts():
                self._taken += 1
                self._changed.notify_all()
            return bool(getattr(self._thread, "met", 0)) and bool(getattr(self._thread, "false", False))

    def _counts(self) -> bool:
        met = getattr(self._thread, "met", 0)
        return bool(met) and met == self._round
