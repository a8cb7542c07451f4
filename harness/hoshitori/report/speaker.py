"""A report's voice in one language: words, texts of the catalogue, and hostile text made harmless."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hoshitori.model.catalogue import Catalogue, Text
from hoshitori.model.predicate_results import Expectation
from hoshitori.report.wording import CAUSES, STATES, VANTAGES, VERDICTS, WORDS


class _Blanks(string.Formatter):
    """Fills placeholders by name only; what has no value stays as it is written."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:  # noqa: ANN401  # string.Formatter's own types
        del args
        return kwargs.get(field_name, "{" + field_name + "}"), field_name


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says things in `ja` or `en`."""

    language: str
    catalogue: Catalogue

    def word(self, key: str, **values: object) -> str:
        """Return one of the report's own words."""
        return self.text(WORDS[key]).format(**values)

    def text(self, text: Text) -> str:
        """Return a text in the speaker's language."""
        return text.in_language(self.language)

    def catalogue_text(self, identifier: str, values: Mapping[str, str] | None = None) -> str:
        """Return a text of the catalogue by id, placeholders filled; one without an entry stands as written."""
        found = self.catalogue.texts.get(identifier)
        return _Blanks().format(self.text(found), **(values or {})) if found else visible(identifier)

    def expected(self, one: Expectation) -> str:
        """Return what an expectation expected."""
        return self.catalogue_text(one.expected, {name: visible(value) for name, value in one.values.items()})

    def rationale(self, text: str) -> str:
        """Return a rationale: a text's id where it is one, else as the harness wrote it."""
        parts = (self.catalogue_text(part) if part in self.catalogue.texts else visible(part) for part in text.split("; "))
        return self.separator.join(parts)

    @property
    def separator(self) -> str:
        """What stands between the members of a list."""
        return "、" if self.language == "ja" else ", "

    def verdict(self, verdict: Any, cause: Any) -> str:  # noqa: ANN401  # Verdict and Cause, keys of the tables
        """Return a verdict with its cause."""
        told = self.text(VERDICTS[verdict])
        if cause is None:
            return told
        reason = self.text(CAUSES[cause])
        return f"{told}（{reason}）" if self.language == "ja" else f"{told} ({reason})"

    def circumstances(self, state: str, vantage: str) -> str:
        """Return a device state and a vantage."""
        return f"{self.text(STATES[state])} / {self.text(VANTAGES[vantage])}"

    def subject(self, subject: str) -> str:
        """Return what was judged."""
        if subject == "device":
            return self.word("device")
        return visible(subject) if subject else self.word("no-subject")


def visible(text: str) -> str:
    """Return text whose control and direction characters are made visible."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
