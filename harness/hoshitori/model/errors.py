"""The errors Hoshitori raises for what people and machines hand it.

HoshitoriError
├── ArgumentError        what the caller asked for cannot be done as asked (exit 2)
├── ProfileError         a profile is malformed (exit 2)
├── RecordError          a run folder is damaged, full or held by another run (exit 2)
├── BenchError           the bench cannot be set up or does not hold (exit 2)
└── (rooms add their own: DeclarationError, BundleError, TrustError …)
"""

from __future__ import annotations


class HoshitoriError(Exception):
    """A fault in what Hoshitori was given, told so that its reader can mend it."""

    code = "E_HOSHITORI"

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        """Keep what is wrong (`message`), where it is and what to do next (`remedy`)."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Return where, what and the remedy in one line."""
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} ({self.remedy})" if self.remedy else text


class ArgumentError(HoshitoriError):
    """A request that cannot be carried out as it stands."""

    code = "E_ARGUMENT"


class ProfileError(HoshitoriError):
    """A profile that does not hold together."""

    code = "E_PROFILE"


class RecordError(HoshitoriError):
    """A run folder that is damaged, full or in use."""

    code = "E_RECORD"


class BenchError(HoshitoriError):
    """A bench that cannot be set up or lost what it promised."""

    code = "E_BENCH"
