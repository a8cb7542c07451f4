"""Asking a server one hello at a time, each on a connection of its own and within a time of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hoshitori.facts.tls import Answer
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.tls.answer import SERVER_HELLO, Flight, FlightReader, NotTlsError
from hoshitori_plugins.tls.hello import Hello

PATIENCE_MS: Final = 4_000
"""How long a server may take for its answer to one hello."""
_AGAIN: Final = 2
_PAUSE_MS: Final = 250


@dataclass(slots=True, kw_only=True)
class Asker:
    """One server, asked again and again.

    Attributes:
        deadline_ms: on the monotonic clock, after which nothing more is asked.
        handshakes: connections made so far.
    """

    target: Endpoint
    reach: Reach
    deadline_ms: int
    handshakes: int = 0

    def ask(self, hello: Hello, wanted: int = SERVER_HELLO) -> Flight:
        """Send a hello and read until a handshake message has come; a reset or a hang-up is asked again, twice.

        Raises:
            Unavailable: if no connection can be made any more, or the time for the survey is over.
        """
        flight = Flight(answer=Answer.SILENT)
        for attempt in range(1 + _AGAIN):
            if attempt:
                self.reach.wait(_PAUSE_MS * attempt)
            flight = self._once(hello, wanted)
            if flight.answer is not Answer.RESET:
                break
        return flight

    def ask_later(self, hello: Hello) -> Flight:
        """Ask once more after a pause.

        Raises:
            Unavailable: as `ask` does.
        """
        self.reach.wait(_PAUSE_MS)
        return self.ask(hello)

    def _once(self, hello: Hello, wanted: int) -> Flight:
        if self.reach.milliseconds() > self.deadline_ms:
            raise Unavailable(
                f"{self.target.subject.id}: too slow for a whole survey ({self.handshakes} hellos were asked)"
            )
        reader = FlightReader(wanted)
        until = self.reach.milliseconds() + PATIENCE_MS
        with self.reach.tcp(self.target, timeout_ms=PATIENCE_MS) as wire:
            self.handshakes += 1
            try:
                wire.send(hello.records())
                while True:
                    left = until - self.reach.milliseconds()
                    if left <= 0:
                        return self._cut(reader, Answer.SILENT)
                    data = wire.receive(16_384, timeout_ms=left)
                    if not data:
                        return self._cut(reader, Answer.CLOSED)
                    if reader.feed(data):
                        return reader.flight
            except Unavailable as error:
                reset = "reset" in error.reason or "closed" in error.reason
                return self._cut(reader, Answer.RESET if reset else Answer.SILENT)
            except NotTlsError:
                return self._cut(reader, Answer.NOT_TLS)

    @staticmethod
    def _cut(reader: FlightReader, answer: Answer) -> Flight:
        """Return what was read before it broke off; a ServerHello stays a ServerHello."""
        flight = reader.flight
        if flight.hello is None:
            flight.answer = answer
        return flight
