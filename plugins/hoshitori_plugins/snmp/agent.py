"""One SNMP agent, asked for sysDescr.0 under every version and level."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import was_refused
from hoshitori_plugins.login.snmp import answers, get_request
from hoshitori_plugins.snmp.privacy import CIPHERS
from hoshitori_plugins.snmp.user_security import HASHES, Answer, Engine, Keys, new_number, read_answer, request

USERS: Final = ("initial", "public", "admin", "snmp", "user", "guest", "noAuthUser", "monitor")
"""User names of samples and of shipped products, which no declaration needs to name."""

_TIMEOUT_MILLISECONDS: Final = 700
_ASKED: Final = 2
_ASKED_OF_ENGINES: Final = 3
"""They answer what they refuse too, so that asking once more costs time at an agent in distress alone."""
_LIMIT: Final = 65_535
_LATE: Final = "usmStatsNotInTimeWindows"
_NO_SAYING: Final = frozenset({"silence", "usmStatsUnsupportedSecLevels"})
"""Answers that say nothing of the value: an agent may look at the level first."""


@dataclass(slots=True)
class Agent:
    """One agent, its engine's name and clock as it last said them; effort: `requests`.

    `quiet`: whether it is known to ignore what it refuses, so that asking again costs time and tells nothing.
    """

    target: Endpoint
    reach: Reach
    engine: Engine = field(default_factory=Engine)
    quiet: bool = False
    _said: threading.local = field(default_factory=threading.local)

    @property
    def last(self) -> str:
        """The word for the last answer to this thread."""
        return self._answer.word

    @property
    def in_clear(self) -> bool:
        """Whether the last answer to this thread held what was asked for unencrypted."""
        return self._answer.in_clear

    @property
    def _answer(self) -> Answer:
        answer: Answer = getattr(self._said, "answer", Answer(word="", engine=self.engine))
        return answer

    def find(self) -> bool:
        """Ask for the engine's name (RFC 5343), and return whether one said it.

        Raises:
            Unavailable: if the device says that nothing listens at the port.
        """
        answer = self._ask("", Keys())
        if answer is None or not answer.engine.name:
            return False
        self.engine = answer.engine
        return True

    def opens(self, user: str, value: str, name: str, cipher: str = "") -> bool:
        """Ask as a user with a value, authenticated and, where a cipher is named, encrypted."""
        return self._asked(user, Keys.of(value, self.engine, name, cipher)).opened

    def opens_bare(self, user: str) -> bool:
        """Ask as a user without any proof."""
        return self._asked(user, Keys()).opened

    def knows(self, user: str, value: str, name: str, ciphers: Iterable[str] = CIPHERS) -> bool:
        """Return whether a user's value is right under a hash, whatever it may read and at whichever level."""
        return any(answer.proven for answer in self._answers(user, value, name, ciphers))

    def protections(self, user: str, value: str) -> Iterator[tuple[str, str]]:
        """Yield hash and cipher under which a user's value is answered, be it in clear.

        A user has one of each (RFC 3414 section 5).
        """
        for name in HASHES:
            if any(answer.proven or answer.in_clear for answer in self._answers(user, value, name, CIPHERS)):
                yield from (
                    (name, cipher) for cipher in CIPHERS if self.opens(user, value, name, cipher) or self.in_clear
                )

    def _answers(self, user: str, value: str, name: str, ciphers: Iterable[str]) -> Iterator[Answer]:
        """Yield the answers under a hash: without privacy and, where that says nothing, under each cipher in turn."""
        answer = self._asked(user, Keys.of(value, self.engine, name))
        yield answer
        if answer.word in _NO_SAYING:
            yield from (self._asked(user, Keys.of(value, self.engine, name, cipher)) for cipher in ciphers)

    def opens_communities(self, ways: Sequence[tuple[LoginKind, str]]) -> list[bool]:
        """Ask by communities, all at once: silence is how an agent refuses them, and takes its time."""
        with ThreadPoolExecutor(max(1, len(ways))) as threads:
            return list(threads.map(self._opens_community, ways))

    def _opens_community(self, way: tuple[LoginKind, str]) -> bool:
        for _ in range(_ASKED):
            number = new_number()
            if answers(self._exchange(get_request(*way, number)), number):
                return True
        return False

    def _asked(self, user: str, keys: Keys) -> Answer:
        answer = self._ask(user, keys) or Answer(word="silence", engine=self.engine)
        if answer.word == _LATE:
            self.engine = answer.engine
            answer = self._ask(user, keys) or Answer(word="silence", engine=self.engine)
        self._said.answer = answer
        return answer

    def _ask(self, user: str, keys: Keys) -> Answer | None:
        for _ in range(1 if self.quiet else _ASKED_OF_ENGINES):
            number = new_number()
            data = self._exchange(request(number, self.engine, user, keys))
            if (answer := read_answer(data, number, keys)) is not None:
                return answer
        return None

    def _exchange(self, data: bytes) -> bytes:
        self.reach.spend(requests=1)
        with self.reach.udp(self.target, timeout_ms=_TIMEOUT_MILLISECONDS) as wire:
            wire.send(data)
            try:
                return wire.receive(_LIMIT)
            except Unavailable as error:
                if was_refused(error):
                    raise
                return b""
