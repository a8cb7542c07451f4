"""Asking many ports by raw frames: what is unanswered is asked again, as fast as the device bears."""

from __future__ import annotations

import select
import socket
import time
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hoshitori_plugins.ports.frame import Reply
from hoshitori_plugins.ports.outbox import Outbox
from hoshitori_plugins.ports.pace import Pace

OPEN: Final = Reply.OPEN
CLOSED: Final = Reply.CLOSED
PROHIBITED: Final = Reply.PROHIBITED
ALL_PORTS: Final = 65_535
CONTROL_PORT: Final = 15
"""Which of our sixteen ports (`source_base` + 0 to 15) asks the controls."""
_BATCH: Final = 128
_WAIT_CEILING_US: Final = 2_000_000
_QUIET_US: Final = 5_000_000
_CONTROLS_US: Final = 10_000
_ENOUGH: Final = 4

Reader = Callable[[bytes], tuple[int, Reply, int] | None]


@dataclass(slots=True, kw_only=True)
class Control:
    """A port known to answer, asked all along."""

    port: int
    reply: Reply
    asked: int = 0
    answered: int = 0


@dataclass(slots=True, kw_only=True)
class Sweep:
    """The state of a scan of one transport.

    Attributes:
        ask: returns, for a numbered round, what makes the frame to a port.
        ask_control: makes the frame to a control port, from our control port.
        read: reads an answer.
        deadline_us: monotonic time after which no more is asked.
        told: called now and then with the number of ports decided.
        gone: whether the device stopped answering in the middle.
        wait_us: how long an answer may take, at least; grows with what is measured.
        still_there: asked when nothing was heard for five seconds; once it says no, nothing more is asked.
        adopts: whether the first open and the first closed port become controls.
    """

    sock: socket.socket
    ask: Callable[[int], Callable[[int], bytes]]
    ask_control: Callable[[int], bytes]
    read: Reader
    source_base: int
    pace: Pace
    deadline_us: int
    told: Callable[[int], None] = field(default=lambda _: None)
    still_there: Callable[[], bool] = field(default=lambda: True)
    wait_us: int = 60_000
    adopts: bool = True
    known: array[int] = field(default_factory=lambda: array("B", bytes(ALL_PORTS + 1)))
    tried: array[int] = field(default_factory=lambda: array("B", bytes(ALL_PORTS + 1)))
    controls: list[Control] = field(default_factory=list[Control])
    sent: int = 0
    decided: int = 0
    closed: int = 0
    _responsive_asked: int = 0
    _responsive_answered: int = 0
    gone: bool = False
    _measured_from: int = 0
    _heard_at: int = 0
    _controls_at: int = 0
    _control_trail: deque[tuple[int, int]] = field(default_factory=lambda: deque[tuple[int, int]](maxlen=12))

    _outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the way out."""
        self._outbox = Outbox(self.sock)

    def close(self) -> None:
        """Give back what the way out holds; the socket is its maker's to close."""
        self._outbox.close()

    def round(self, ports: Sequence[int], number: int, *, steady: bool = False) -> int:
        """Ask ports once each and wait for the last answers; return how many were answered.

        Args:
            steady: keep the pace whatever gets lost, because losses are known to come from a limit on answers.
        """
        before = self.decided
        self._responsive_asked = self._responsive_answered = 0
        flight: deque[tuple[int, int, int]] = deque()
        index, count = 0, len(ports)
        next_told = now_us() + 400_000
        self._heard_at = self._heard_at or now_us()
        while index < count or flight:
            now = now_us()
            if index < count and now < self.deadline_us:
                allowed = self.pace.allowance(now, min(_BATCH, count - index))
                if allowed:
                    sent = self.send_batch(ports[index : index + allowed], number)
                    flight.append((now, index, index + sent))
                    self._ask_controls(now)
                    index += sent
            elif index < count:
                count = index
            self._hear()
            while flight and self._over(flight[0], ports, now, steady=steady):
                flight.popleft()
            if flight or index < count:
                self._idle(flight, now, index < count)
            if now > next_told:
                next_told = now + 400_000
                self.told(self.decided)
            if now - self._heard_at > _QUIET_US:
                self._after_silence()
        return self.decided - before

    def silent(self, ports: Sequence[int]) -> list[int]:
        """Return which of some ports have not answered."""
        known = self.known
        return [port for port in ports if not known[port]]

    def ports_with(self, reply: Reply) -> list[int]:
        """Return the ports that gave an answer of this kind."""
        kept, found = self.known.tobytes(), list[int]()
        place = kept.find(reply)
        while place >= 0:
            found.append(place)
            place = kept.find(reply, place + 1)
        return found

    def control_counts(self) -> tuple[int, int]:
        """Return how often controls were asked and answered."""
        return sum(control.asked for control in self.controls), self._control_answers()

    def forget_controls(self) -> None:
        """Count the controls from now on."""
        for control in self.controls:
            control.asked = control.answered = 0
        self._control_trail.clear()

    def adopt(self, port: int, reply: Reply) -> None:
        """Take a port that answered as a control, one of each kind of answer."""
        if reply != PROHIBITED and all(control.reply != reply for control in self.controls):
            self.controls.append(Control(port=port, reply=reply))

    def send_batch(self, ports: Sequence[int], number: int) -> int:
        """Send the question of a round to some ports at once; return to how many of them it went."""
        done = self._outbox.send(map(self.ask(number), ports))
        for port in ports[:done]:
            self.tried[port] += 1
        if not done:
            # no room in the interface's queue: what was not sent is sent later, more slowly
            self.pace.rate = max(1_000, self.pace.rate // 2)
        self.sent += done
        return done

    def _ask_controls(self, now: int) -> None:
        """Ask the controls now and then, so that they cost next to nothing."""
        if not self.controls or now - self._controls_at < max(_CONTROLS_US, 8_000_000 // self.pace.rate):
            return
        self._controls_at = now
        self._control_trail.append(self.control_counts())
        for control in self.controls:
            control.asked += 1
        self.sent += self._outbox.send(self.ask_control(control.port) for control in self.controls)

    def _hear(self) -> None:
        """Read all that has arrived; this runs once a port, so that nothing is called here that need not be."""
        receive, read, known, base = self.sock.recv, self.read, self.known, self.source_base
        heard = False
        while True:
            try:
                frame = receive(128)
            except BlockingIOError:
                break
            answer = read(frame)
            if answer is None:
                continue
            port, reply, own = answer
            if own & 0xFFF0 != base:
                continue
            heard = True
            if own & 0xF == CONTROL_PORT:
                self._control_heard(port, reply)
            elif not known[port]:
                known[port] = reply
                self.decided += 1
                if reply == CLOSED:
                    self.closed += 1
                if self.adopts and len(self.controls) < 2:
                    self.adopt(port, reply)
        if heard:
            self._heard_at = now_us()

    def _after_silence(self) -> None:
        """Go on if the device is still there and merely silent; else ask no more."""
        if self.still_there():
            self._heard_at = now_us()
        else:
            self.deadline_us = 0
            self.gone = True

    def _control_heard(self, port: int, reply: Reply) -> None:
        for control in self.controls:
            if control.port == port and control.reply == reply:
                control.answered = min(control.asked, control.answered + 1)

    def _control_answers(self) -> int:
        return sum(control.answered for control in self.controls)

    def _over(self, batch: tuple[int, int, int], ports: Sequence[int], now: int, *, steady: bool) -> bool:
        """Return whether a batch is answered or lost, and judge the pace by it."""
        sent_at, first, end = batch
        known = self.known
        lost = sum(1 for index in range(first, end) if not known[ports[index]])
        if lost and now - sent_at < self.wait_us:
            return False
        if lost:
            self._measured_from = now
        elif sent_at >= self._measured_from:
            # twice what the slowest full batch took is how long the next may take; one that stood behind an
            # unanswered batch tells nothing
            self.wait_us = min(_WAIT_CEILING_US, max(self.wait_us, 2 * (now - sent_at)))
        asked = end - first
        self._responsive_asked += asked
        self._responsive_answered += asked - lost
        if steady:
            return True
        controls_asked, controls_lost = self._control_losses()
        if lost * 2 >= asked and controls_asked >= _ENOUGH:
            # silence may be this device's way: the controls tell whether it was asked too fast
            self.pace.judge(now, sent_at, asked=controls_asked, lost=controls_lost)
        elif self._responsive_answered * 2 >= self._responsive_asked:
            self.pace.judge(now, sent_at, asked=asked, lost=lost)
        return True

    def _control_losses(self) -> tuple[int, int]:
        """Return how many of the last controls were asked and lost, those still on their way left out."""
        if len(self._control_trail) < 2:
            return 0, 0
        asked = self._control_trail[-1][0] - self._control_trail[0][0]
        answered = self._control_answers() - self._control_trail[0][1]
        return asked, max(0, asked - answered)

    def _idle(self, flight: deque[tuple[int, int, int]], now: int, more: bool) -> None:  # noqa: FBT001  # private
        """Sleep until an answer comes or the next packet may go."""
        wait = 1_000_000 // self.pace.rate if more else self.wait_us
        if flight and not more:
            wait = max(500, flight[0][0] + self.wait_us - now)
        if wait > 300:  # microseconds that are worth a system call
            select.select([self.sock], [], [], min(wait, 50_000) / 1_000_000)


def now_us() -> int:
    """Return the monotonic clock in microseconds."""
    return time.monotonic_ns() // 1_000
