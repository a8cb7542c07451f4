"""A report's voice in one language: words, texts of the catalogue, names of values, hostile text made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hoshitori.model.catalogue import Basis, Catalogue, Text
from hoshitori.model.predicate_results import Expectation
from hoshitori.model.verdict import Cause, Verdict
from hoshitori.report import when
from hoshitori.report.observed import observation_in_words, parameter_name, value_name
from hoshitori.report.plain import LONGEST_LIST, visible
from hoshitori.report.reasons import fact_name, in_words, unit_name
from hoshitori.report.sources import source_in_words
from hoshitori.report.wording import ADAPTERS, BASES, CAUSES, STATES, VANTAGES, VERDICTS
from hoshitori.report.words import WORDS

__all__ = ["Speaker", "visible"]

_ASSERTION = "assertion"


_PAIR = re.compile(r"(?P<one>[\w.-]+)\+(?P<other>[\w.-]+)")
"""Two samples that were compared."""
_OVER_IPV6 = re.compile(r"\b(?P<port>(?:tcp|udp)/\d{1,5})@ipv6\b")
_BLANK = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says things in `ja` or `en`; without a catalogue its texts stand by their ids."""

    language: str
    catalogue: Catalogue | None = None

    @property
    def texts(self) -> Mapping[str, Text]:
        """The catalogue's texts by id."""
        return self.catalogue.texts if self.catalogue else {}

    def word(self, key: str, **values: object) -> str:
        """Return one of the report's own words; values that others wrote are made visible here."""
        shown = {name: visible(value) if isinstance(value, str) else value for name, value in values.items()}
        return self.text(WORDS[key]).format(**shown)

    def filled(self, key: str, **values: object) -> str:
        """Return one of the report's own words around texts that were made visible already, however long a list."""
        return self.text(WORDS[key]).format(**values)

    def shown(self, text: str) -> str:
        """Return a text that somebody else wrote, as it may be shown."""
        return visible(text)

    def text(self, text: Text) -> str:
        """Return a text in the speaker's language."""
        return visible(text.in_language(self.language))

    def catalogue_text(self, identifier: str, values: Mapping[str, str] | None = None) -> str:
        """Return a text of the catalogue by id, placeholders filled; one without an entry stands as written."""
        found = self.texts.get(identifier)
        if found is None:
            return visible(identifier)
        filled = {name: self.value(value) for name, value in (values or {}).items()}
        # a catalogue comes with the bundle: its braces are filled by name and never formatted
        return _BLANK.sub(lambda blank: filled.get(blank[1], blank[0]), self.text(found))

    def value(self, value: str) -> str:
        """Return a placeholder's value: a text of the catalogue where it is one's id."""
        found = self.texts.get(value)
        if found is not None:
            return self.text(found)
        return self._ports(visible(value_name(value, self.language) or "－"))

    def observed(self, one: Expectation) -> str:
        """Return what was seen; empty where the test gave no words."""
        return self._ports(visible(observation_in_words(one.observed, self.language)))

    def expected(self, one: Expectation) -> str:
        """Return what an expectation expected."""
        if one.expected == _ASSERTION and _ASSERTION not in self.texts:
            return self.word("assertion")
        return self.catalogue_text(one.expected, one.values)

    def reason(self, text: str) -> str:
        """Return a reason: texts by their ids, the harness's own sentences translated, others' as they wrote them."""
        parts = list(dict.fromkeys(text.split("; ")))
        if all(part in self.texts for part in parts):
            return self._sentences([self.catalogue_text(part) for part in parts])
        return self._ports(visible(in_words("; ".join(parts), self.language, self.texts)))

    def _sentences(self, told: list[str]) -> str:
        """Return texts one after another, whether each ends with a full stop or not; a single one as it stands."""
        if len(told) == 1:
            return told[0]
        if self.language == "ja":
            return "".join(f"{one.removesuffix('。')}。" for one in told)
        return "; ".join(one.removesuffix(".") for one in told)

    def join(self, parts: Iterable[str]) -> str:
        """Return members as a list in a sentence."""
        return self.text(WORDS["list-separator"]).join(parts)

    def sentences(self, told: Iterable[str]) -> str:
        """Return sentences behind one another, as the language sets them."""
        return ("" if self.language == "ja" else " ").join(told)

    def note(self, text: str, note: str) -> str:
        """Return a text with something said beside it, or alone where there is nothing to say."""
        if not note:
            return text
        text, note = (visible(each, longest=LONGEST_LIST) for each in (text, note))
        return self.filled("brackets", text=text, note=note)

    def verdict(self, verdict: Verdict, cause: Cause | None) -> str:
        """Return a verdict with its cause."""
        return self.note(self.text(VERDICTS[verdict]), self.cause(cause))

    def cause(self, cause: Cause | None) -> str:
        """Return why a verdict is INCONCLUSIVE; empty where it is not."""
        return "" if cause is None else self.text(CAUSES[cause])

    def bases(self, bases: Iterable[Basis]) -> str:
        """Return what something rests on."""
        return self.join(self.text(BASES[basis]) for basis in bases)

    def circumstances(self, state: str, vantage: str) -> str:
        """Return a device state and a vantage."""
        return self.note(self.named(STATES, state), self.named(VANTAGES, vantage))

    def named(self, table: Mapping[str, Text], value: str) -> str:
        """Return a value's name, or the value where it has none."""
        found = table.get(value)
        return visible(value) if found is None else self.text(found)

    def subject(self, subject: str) -> str:
        """Return what was judged."""
        if subject == "device":
            return self.word("device")
        if pair := _PAIR.fullmatch(subject):
            return self.word("both-units", one=pair["one"], other=pair["other"])
        return self._ports(visible(subject)) if subject else self.word("no-subject")

    def _ports(self, told: str) -> str:
        """Return a sentence in which ports over IPv6 are said as people write them, not by their ids."""
        return _OVER_IPV6.sub(lambda found: self.note(found["port"], "IPv6"), told)

    def parameter(self, name: str, value: str | int | bool) -> str:  # noqa: FBT001  # any value of a parameter
        """Return what an observation was asked for; a text of the catalogue says so itself."""
        if isinstance(value, str) and value in self.texts:
            return self.text(self.texts[value])
        return visible(parameter_name(name, str(value), self.language))

    def adapter(self, name: str) -> str:
        """Return what handles the device."""
        return self.named(ADAPTERS, name.lower())

    def fact(self, name: str) -> str:
        """Return a fact type's name."""
        return visible(fact_name(name, self.language))

    def effort(self, effort: Mapping[str, int]) -> str:
        """Return what was spent, with its units."""
        return self.join(visible(unit_name(unit, count, self.language)) for unit, count in effort.items())

    def source(self, text: str) -> str:
        """Return where a criterion or a threshold comes from, or what a threshold counts."""
        return visible(source_in_words(text, self.language))

    def instant(self, text: str) -> str:
        """Return a point in time with its zone."""
        return when.instant(text, self.language)

    def day(self, text: str) -> str:
        """Return a day."""
        return when.day(text, self.language)

    def clock(self, text: str) -> str:
        """Return a point in time to the second."""
        return when.clock(text, self.language)
