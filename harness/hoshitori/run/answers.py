"""The assessor's answers in a file: what a person judged beforehand, or the script of a demonstration.

simulated = true                    # only a scripted demonstration says so
person = "…"
role = "…"

[[answer]]
question = "q-unique-default-password"  # the question's text id in the profile
subject = "1-AuthMech/AM-web"       # leave out: every subject without an answer of its own
holds = true
reason = "…"
quote = "…"                         # word for word, where the question asks for a document
place = "p. 12"
attachments = ["photos/label.jpg"]  # seen from this file's folder, and inside it
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import msgspec

from hoshitori.instrument import Answer, Question
from hoshitori.model.errors import ArgumentError

LARGEST_FILE: Final = 1024 * 1024
LARGEST_ATTACHMENT: Final = 16 * 1024 * 1024
_EVERY: Final = ""
_KEYS: Final = {"simulated", "person", "role", "answer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """One answer of the file; an empty `subject` stands for every subject without an answer of its own."""

    question: str
    holds: bool
    subject: str = ""
    reason: str = ""
    quote: str = ""
    place: str = ""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersFile:
    """An assessor who answered beforehand; `simulated` only where the file itself says that nobody did.

    Attributes:
        person: who answered, named on every judgement.
        answers: (question, subject) → answer.
        folder: where the file lies; attachments are seen from there, and lead nowhere else.
    """

    person: str
    role: str
    simulated: bool
    answers: dict[tuple[str, str], GivenAnswer]
    folder: Path = Path("/nonexistent")

    def ask(self, question: Question) -> Answer:
        """Return the answer to a question about its subject; `given` is false where the file has none."""
        found = self.answers.get((question.id, question.subject)) or self.answers.get((question.id, _EVERY))
        if found is None:
            return Answer(given=False, person=self.person, role=self.role, simulated=self.simulated)
        return Answer(
            given=True,
            holds=found.holds,
            reason=found.reason,
            quote=found.quote,
            place=found.place,
            person=self.person,
            role=self.role,
            simulated=self.simulated,
            attachments=found.attachments,
        )

    def attachment(self, name: str) -> bytes:
        """Return the bytes of an attachment; nothing where it is not in the file's folder, or too large."""
        root = self.folder.resolve()
        try:
            path = (root / name).resolve()
            if not path.is_relative_to(root) or not path.is_file() or path.stat().st_size > LARGEST_ATTACHMENT:
                return b""
            return path.read_bytes()
        except (OSError, ValueError):
            return b""


class NobodyYet:
    """An assessor who has not answered anything so far."""

    def ask(self, question: Question) -> Answer:
        """Return that there is no answer."""
        del question
        return Answer(given=False)

    def attachment(self, name: str) -> bytes:
        """Return nothing."""
        del name
        return b""


def load_answers(file: Path) -> AnswersFile:
    """Return the assessor whose answers a file holds.

    Raises:
        ArgumentError: if it cannot be read, is too large, is no TOML, or does not have the shape shown above.
    """
    tree = _tree(file)
    unknown = sorted(set(tree) - _KEYS)
    if unknown:
        raise ArgumentError(
            f"unknown key {unknown[0][:60]!a}", where=str(file), remedy=f"known: {', '.join(sorted(_KEYS))}"
        )
    try:
        simulated = msgspec.convert(tree.get("simulated", False), bool)
        person, role = (msgspec.convert(tree.get(name, ""), str) for name in ("person", "role"))
        _check_entries(tree.get("answer", []), file)
        given = msgspec.convert(tree.get("answer", []), tuple[GivenAnswer, ...])
    except msgspec.ValidationError as error:
        raise ArgumentError(
            str(error), where=str(file), remedy="each [[answer]] has question, holds (true or false) and reason"
        ) from error
    if not person.strip():
        raise ArgumentError(
            "`person` is missing: a judgement without a name counts for nothing",
            where=str(file),
            remedy='name who judged, above the first [[answer]]: person = "…"',
        )
    answers: dict[tuple[str, str], GivenAnswer] = {}
    for one in given:
        if (one.question, one.subject) in answers:
            about = one.subject or "every subject"
            raise ArgumentError(
                f"{one.question!a} is answered twice about {about!a}",
                where=str(file),
                remedy="keep the answer that holds and take the other out",
            )
        answers[one.question, one.subject] = one
    return AnswersFile(person=person, role=role, simulated=simulated, answers=answers, folder=file.parent)


def _tree(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ArgumentError(f"cannot be read: {error.strerror}", where=str(file)) from error
    if len(data) > LARGEST_FILE:
        raise ArgumentError(f"more than {LARGEST_FILE} bytes", where=str(file))
    try:
        return tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ArgumentError(
            f"is no TOML: {error}"[:300], where=str(file), remedy="mend it there; texts stand in quotes, in UTF-8"
        ) from error


def _check_entries(value: object, file: Path) -> None:
    """Refuse keys that an answer does not have; a misspelt `qoute` would otherwise be lost in silence."""
    known = set(GivenAnswer.__dataclass_fields__)
    entries = cast("list[object]", value) if isinstance(value, list) else []
    for number, entry in enumerate(entries, start=1):
        unknown = sorted(set(cast("dict[str, object]", entry)) - known) if isinstance(entry, dict) else []
        if unknown:
            raise ArgumentError(
                f"answer {number} has an unknown key {unknown[0][:60]!a}",
                where=str(file),
                remedy=f"known: {', '.join(sorted(known))}",
            )
