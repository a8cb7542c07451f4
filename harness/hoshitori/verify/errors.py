"""The errors of the verify room.

VerifyError
├── TrustError       the trust file is malformed, not pinned as asked, or too old: nothing was verified
├── RefusalError     one finding failed: which code, and the detail for engineers
└── PathError        a certificate does not lead to a trusted authority as it must
"""

from __future__ import annotations

from datetime import datetime

from hoshitori.model.errors import HoshitoriError


class VerifyError(HoshitoriError):
    """A fault found by verifying."""

    code = "E_VERIFY"


class TrustError(VerifyError):
    """A trust file that cannot be used; exit 2, as nothing was verified."""

    code = "E_TRUST"


class RefusalError(VerifyError):
    """Why one finding fails, under the code of its sentence."""

    def __init__(self, code: str, detail: str, **values: str | datetime) -> None:
        """Keep the code, the detail and what the sentence's placeholders stand for."""
        super().__init__(detail)
        self.code = code
        self.values = values


class PathError(VerifyError):
    """A certificate that does not lead to a trusted authority as our profile asks."""

    code = "E_PATH"
