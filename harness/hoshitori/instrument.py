"""The instruments of a bench, as Protocols: probes use them, labs supply them, neither imports the other.

Arguments and results are JSON-able (text, whole numbers, bytes, frozen dataclasses of these): a probe runs in a
worker process and calls the bench's instruments across a pipe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from hoshitori.model.expected import Expected
from hoshitori.probe import BenchNetwork

Adapter = Literal["automatic", "operator-prompted", "impossible"]


class Power(Protocol):
    """The device's mains switch."""

    def cut(self) -> None:
        """Take the power away at once, without a shutdown."""

    def cut_after(self, milliseconds: int) -> None:
        """Arm a cut that comes so much later, in the middle of something else; returns at once.

        The next `restore` waits for it, and raises what went wrong with it; a `cut` meanwhile takes its place. Where a
        person is the switch, that person is told beforehand, and the delay is as exact as people are.
        """

    def restore(self) -> None:
        """Give the power back; returns when the device is booted or the bench's limit is over."""


class Link(Protocol):
    """The device's network cable."""

    def cut(self) -> None:
        """Unplug it."""

    def cut_after(self, milliseconds: int) -> None:
        """Arm an unplugging that comes so much later, as `Power.cut_after` does."""

    def restore(self) -> None:
        """Plug it in again."""


class Capture(Protocol):
    """The recording of every packet on the device's wire, running from before power-on to the end of the run."""

    def read(self) -> bytes:
        """Return all that was captured so far, as pcap (bounded by the bench)."""
        ...

    def dropped(self) -> int:
        """Return how many packets were on the wire and are not in the capture."""
        ...


Certificate = Literal["genuine", "self-signed", "wrong-name", "expired"]
"""What a server in another's place shows: the genuine one's, one signed by itself, of another name, or expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """What became of the calls to a server.

    Attributes:
        calls: TLS connections by that name; `refused`: those that the caller broke off during the handshake.
        taken: those in which the caller sent application data.
    """

    calls: int
    refused: int
    taken: int


class Impostor(Protocol):
    """Something between the device and the servers it calls that can stand in for them."""

    def stand_in(self, server: str, certificate: Certificate, milliseconds: int) -> Calls:
        """Show callers of a server a certificate until one of them was answered or broke off, or the time is over.

        Afterwards the genuine server answers again.
        """
        ...


class Disk(Protocol):
    """The device's persistent storage, seen from outside."""

    def snapshot(self, name: str) -> None:
        """Keep the state of the storage under a name (the device is powered off for it and back on)."""

    def restore(self, name: str) -> None:
        """Bring the storage back to a kept state (powered off and on), and see that it is."""

    def files(self) -> Sequence[str]:
        """Return the paths of the files on the storage."""
        ...

    def content(self, path: str) -> bytes:
        """Return one file's bytes, at most 16 MiB."""
        ...


class StorageImage(Protocol):
    """The raw bytes of the device's storage, where they can be read out but not written back."""

    def read_out(self) -> int:
        """Have the storage read out anew, as it is now; return how many bytes it has."""
        ...

    def piece(self, offset: int, count: int) -> bytes:
        """Return `count` bytes (at most 16 MiB) of what was read out last, from `offset` on; fewer at its end."""
        ...


class Reset(Protocol):
    """The device's reset to the shipped state, as its guide tells the user to do it."""

    def factory_reset(self) -> None:
        """Erase; returns when the device answers again or the bench's limit is over."""


MarkerKind = Literal["setting", "user", "log", "credential", "key", "personal-data"]
"""What a device keeps for its users: settings, accounts, logs, secrets of other services, keys, personal data."""


class Ui(Protocol):
    """What a person would do at the device's own interface."""

    def set_up(self) -> None:
        """Take the device into use as its guide says, with the declared secrets."""

    def identity(self) -> DeviceIdentity:
        """Read model and version where the device shows them."""
        ...

    def change_password(self, row: str, old: str, new: str) -> bool:
        """Change the authentication value of a 1-AuthMech row; return whether the device said it was done."""
        ...

    def opens(self, row: str, value: str) -> bool | None:
        """Return whether a value opens a session by the way of a 1-AuthMech row; None: it cannot be told.

        `row` is its reference (`1-AuthMech/AM-1`), or that of the secret of its account with fewer rights
        (`1-AuthMech/AM-1/lesser_user_secret`), which is then tried for `lesser_user_name`.
        """
        ...

    def plant(self, kind: MarkerKind, marker: str) -> str:
        """Put a marker into what the device keeps of a kind, as a user would; returns once the device said it is kept.

        A marker is 8 to 24 lower-case ASCII letters and digits, a letter first, and stands as it is in what is kept:
        the value of a setting, the name of an account, the secret of a credential, the comment of a key. Returns where
        a user finds it again (`settings: location`), or nothing where the device keeps no such thing.
        """
        ...

    def shows(self, kind: MarkerKind, marker: str) -> bool | None:
        """Return whether a user of the device still finds a planted marker; None where nobody could look.

        A credential is not shown again by a sound device: there the entry it was kept under is looked for.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceIdentity:
    """Model and version as the device shows them; empty where it shows none."""

    model: str
    version: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """What could be seen of one delivery of an update.

    Attributes:
        fetched: whether the device took the whole image (None: the bench cannot tell).
        answer: what the device said to whoever delivered it, bounded, hostile text.
        settled: whether the device came to rest within the bench's limit.
    """

    fetched: bool | None
    answer: str
    settled: bool


class UpdateDelivery(Protocol):
    """The way by which update images reach the device, one for each row of 7-UpdMech it serves."""

    def image(self, row: str, kind: str) -> bytes:
        """Return an image supplied for the test.

        Kinds: `genuine` (newer than what runs), `older` (genuine, older), `unsigned`, `foreign-signed`,
        `supplied` (the declared file of the version under test, byte for byte); empty bytes
        where the supplier gave none.
        """
        ...

    def version(self, row: str, kind: str) -> str:
        """Return the version that an image of that kind carries."""
        ...

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        """Deliver an image by the row's way and wait until the device has dealt with it."""
        ...

    def written(self) -> str:
        """Return a digest over what an update may write (slots, boot selection); empty where the bench cannot see."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that only a person can judge.

    Attributes:
        id: text id in the profile (`q-unique-default-password`), also the key in an answers file.
        subject: id of what it is about (`1-AuthMech/AM-web`).
        needs_quote: id of the document that the answer must quote; empty where none.
    """

    id: str
    subject: str
    needs_quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the assessor answered; `given` is false where there is no answer.

    Attributes:
        holds: yes or no.
        quote: the sentence quoted from the document, word for word.
        place: page or section of the quote.
        person: who answered, with `role`.
        simulated: whether it comes from a scripted demonstration, not from a person.
    """

    given: bool
    holds: bool = False
    reason: str = ""
    quote: str = ""
    place: str = ""
    person: str = ""
    role: str = ""
    simulated: bool = False
    attachments: tuple[str, ...] = ()


class Assessor(Protocol):
    """The person who judges what no machine can, or the file of that person's answers."""

    def ask(self, question: Question) -> Answer:
        """Return the answer; one with `given=False` where nobody answered."""
        ...

    def attachment(self, name: str) -> bytes:
        """Return the bytes of a file named in an answer's `attachments`; nothing where it cannot be read."""
        ...


class Bench(Protocol):
    """A device on a bench, ready to be observed."""

    @property
    def mode(self) -> Literal["root", "rootless", "loopback", "real"]:
        """How the bench stands on this machine."""
        ...

    @property
    def namespace(self) -> Path | None:
        """The network namespace observers run in (`/run/netns/…` or `/proc/<pid>/ns/net`), or none."""
        ...

    @property
    def network(self) -> BenchNetwork:
        """Where the observer stands."""
        ...

    @property
    def instruments(self) -> Mapping[str, object]:
        """The instruments by the name of their Protocol (`Power`, `UpdateDelivery`)."""
        ...

    def instruments_of(self, sample: str) -> Mapping[str, object]:
        """Return the instruments that work one sample; those of the main sample are `instruments`."""
        ...

    @property
    def adapters(self) -> Mapping[str, Adapter]:
        """For each Protocol name how it is worked here; what is not named is `impossible`."""
        ...

    @property
    def equipment(self) -> Mapping[str, str]:
        """Name and version of what the bench is made of, for the report."""
        ...

    def device_address(self, sample: str) -> str:
        """Return the address of a sample on the bench's network.

        Raises:
            BenchError: if it does not stand on this bench.
        """
        ...

    def alive(self, sample: str) -> bool:
        """Ask a canary that costs the device next to nothing whether it still answers."""
        ...

    def preflight(self) -> Sequence[str]:
        """Check the bench itself; return what is wrong with it, nothing where all is well."""
        ...

    def close(self) -> None:
        """Take the bench down and leave nothing behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A virtual device of a lab: `good`, or one that differs from it in one thing."""

    id: str
    title_ja: str
    title_en: str
    kind: Literal["good", "bad", "hard-good", "liar"]


class Lab(Protocol):
    """A supplier of virtual devices on a bench of its own."""

    def twins(self) -> Sequence[Twin]:
        """Return the twins it can bring up."""
        ...

    def declaration(self, twin: str, folder: Path) -> Path:
        """Write the twin's declaration and its documents to a folder; return the path of `dut.toml`."""
        ...

    def answers(self, twin: str) -> Path:
        """Return the answers file of the scripted demonstration assessor."""
        ...

    def expected(self) -> Expected:
        """Return the exact verdicts that each of its twins must come to."""
        ...

    def up(self, twin: str, folder: Path) -> Bench:
        """Boot the twin; `folder` is the one its declaration was written to and holds its persistent state.

        Raises:
            BenchError: if this machine cannot, saying what is missing.
        """
        ...
