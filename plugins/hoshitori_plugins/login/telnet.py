"""Telnet log-in (RFC 854), by our own dialogue: refuses every option, answers the prompts it knows."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable, Wire
from hoshitori_plugins.login.attempt import Answered, was_silent

IAC: Final = 255
_DONT, _DO, _WONT, _WILL, _SUBNEGOTIATION, _END = 254, 253, 252, 251, 250, 240
_ECHO: Final = 1
_LIMIT: Final = 32_000
_PROMPT_MILLISECONDS: Final = 12_000
_VERDICT_MILLISECONDS: Final = 12_000

_USER: Final = re.compile(rb"(?:log ?in|user ?name|user|account)(?: name)?\s*[:>]\s*$", re.IGNORECASE)
_WORD: Final = re.compile(rb"(?:pass ?word|passwd|passcode|pin)\s*[:>]\s*$", re.IGNORECASE)
_NO: Final = re.compile(
    rb"incorrect|fail(?:ed|ure)|denied|invalid|bad (?:login|pass)|wrong|not (?:correct|valid)", re.IGNORECASE
)
_LOCK: Final = re.compile(rb"too many|locked|try (?:again )?later", re.IGNORECASE)
_SHELL: Final = re.compile(rb"[#$%>]\s*$")


class Dialogue:
    """One telnet connection: text with the options taken out, every offer of the server refused."""

    def __init__(self, wire: Wire, reach: Reach) -> None:
        self._wire = wire
        self._reach = reach
        self._raw = b""
        self.options = 0
        self.text = b""

    def say(self, line: str) -> None:
        """Send a line; what came before it is done with."""
        self.text = b""
        self._wire.send(line.encode().replace(bytes([IAC]), bytes([IAC, IAC])) + b"\r\n")

    def until(self, *patterns: re.Pattern[bytes], milliseconds: int) -> re.Pattern[bytes] | None:
        """Return the first pattern that the text so far shows, or nothing when the time is over.

        Raises:
            Unavailable: if the connection is lost, or the server talks without end.
        """
        deadline = self._reach.milliseconds() + milliseconds
        while True:
            found = next((pattern for pattern in patterns if pattern.search(self.text)), None)
            left = deadline - self._reach.milliseconds()
            if found or left <= 0:
                return found
            try:
                data = self._wire.receive(4_096, timeout_ms=min(left, 1_500))
            except Unavailable as error:
                if was_silent(error):
                    continue
                raise
            if not data:
                raise Unavailable("the server closed the connection")
            self._take(data)

    def _take(self, data: bytes) -> None:
        self._raw += data
        text, answers, self._raw, options = strip_options(self._raw)
        self.options += options
        if answers:
            self._wire.send(answers)
        self.text = (self.text + text)[-_LIMIT:]
        if self.options > 500 or len(self._raw) > _LIMIT:  # noqa: PLR2004  # no server needs as many
            raise Unavailable("the server negotiates without end")


def strip_options(data: bytes) -> tuple[bytes, bytes, bytes, int]:
    """Return text, the refusals to send, the bytes of a command not yet complete, and how many options came."""
    text, answers, options, position = bytearray(), bytearray(), 0, 0
    while position < len(data):
        if data[position] != IAC:
            text.append(data[position])
            position += 1
            continue
        rest = data[position : position + 3]
        if len(rest) < 2:  # noqa: PLR2004  # IAC and its command
            break
        if rest[1] == IAC:
            text.append(IAC)
            position += 2
        elif rest[1] in {_DO, _DONT, _WILL, _WONT}:
            if len(rest) < 3:  # noqa: PLR2004  # and the option
                break
            options += 1
            answers += _refusal(rest[1], rest[2])
            position += 3
        elif rest[1] == _SUBNEGOTIATION:
            end = data.find(bytes([IAC, _END]), position)
            if end < 0:
                break
            position = end + 2
        else:
            position += 2
    return bytes(text), bytes(answers), data[position:], options


def _refusal(command: int, option: int) -> bytes:
    if command == _DO:
        return bytes([IAC, _WONT, option])
    if command == _WILL:
        # A server that may not echo will not hide the password, and some then ask for none.
        return bytes([IAC, _DO if option == _ECHO else _DONT, option])
    return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelnetGreeting:
    """How a telnet server receives a visitor: `asks` is `user`, `password`, `shell` or nothing known."""

    speaks: bool
    asks: str


def greet(target: Endpoint, reach: Reach) -> TelnetGreeting:
    """Look at what a server asks first.

    Raises:
        Unavailable: if no connection came about.
    """
    with reach.tcp(target) as wire:
        dialogue = Dialogue(wire, reach)
        found: re.Pattern[bytes] | None = None
        with contextlib.suppress(Unavailable):
            found = dialogue.until(_USER, _WORD, milliseconds=6_000)
        if found is None and _SHELL.search(dialogue.text):
            return TelnetGreeting(speaks=True, asks="shell")
        asks = {_USER: "user", _WORD: "password"}.get(found, "") if found else ""
        return TelnetGreeting(speaks=bool(asks or dialogue.options), asks=asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class TelnetLogin:
    """Log-in over telnet."""

    target: Endpoint
    reach: Reach
    kind: LoginKind = LoginKind.TELNET
    where: str = ""  # there is but one place

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Try one credential on a connection of its own."""
        try:
            with self.reach.tcp(self.target, source=source) as wire:
                return _log_in(Dialogue(wire, self.reach), user, value)
        except Unavailable:
            return Answered.DROPPED


def _log_in(dialogue: Dialogue, user: str, value: str) -> Answered:
    asked = dialogue.until(_LOCK, _USER, _WORD, milliseconds=_PROMPT_MILLISECONDS)
    if asked is _USER:
        dialogue.say(user)
        asked = dialogue.until(_LOCK, _NO, _WORD, _SHELL, milliseconds=_PROMPT_MILLISECONDS)
    if asked is _WORD:
        dialogue.say(value)
        try:
            asked = dialogue.until(_LOCK, _NO, _USER, _WORD, _SHELL, milliseconds=_VERDICT_MILLISECONDS)
        except Unavailable:
            # Closing right after the password is how some servers say no.
            return Answered.REFUSED
    if asked is _SHELL:
        return Answered.OPENED
    if asked is _LOCK:
        return Answered.LOCKED
    return Answered.DROPPED if asked is None else Answered.REFUSED
