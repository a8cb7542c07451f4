"""The errors of the bundle room.

BundleError
├── ContainerError     the file is not the strict ZIP that a bundle is
├── EnvelopeError      a signed envelope is malformed or not signed as it says
├── MaterialError      the unsigned verification material is malformed
├── SealError          what was to be sealed does not hold together
│   └── SecretFoundError   the public part would give a secret away
├── SignerError        a key or certificate cannot be used as asked
└── TimestampError     a time-stamp authority did not give what was asked
"""

from __future__ import annotations

from hoshitori.model.errors import HoshitoriError


class BundleError(HoshitoriError):
    """A fault in a bundle or in making one."""

    code = "E_BUNDLE"


class ContainerError(BundleError):
    """A file that is not a bundle's strict ZIP, at the first deviation found."""

    code = "E_CONTAINER"


class EnvelopeError(BundleError):
    """A DSSE envelope that departs from our narrow form of it."""

    code = "E_ENVELOPE"


class MaterialError(BundleError):
    """Verification material that is malformed or too much."""

    code = "E_MATERIAL"


class SealError(BundleError):
    """A report and its items that do not belong together."""

    code = "E_SEAL"


class SecretFoundError(SealError):
    """A public part that holds a secret in one of its spellings."""

    code = "E_SECRET"


class SignerError(BundleError):
    """A key or certificate that cannot be used as asked."""

    code = "E_SIGNER"


class TimestampError(BundleError):
    """A time-stamp authority that did not answer, or not what was asked."""

    code = "E_TIMESTAMP"
