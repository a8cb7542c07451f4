"""Time-stamps by RFC 3161: who gives them, and how a response is read.

What is kept is the whole response in DER, so that `openssl ts -verify` can read it. Whether a response counts is the
verifier's business; here only that it answers what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import rfc3161_client

from hoshitori.bundle.errors import TimestampError

MAXIMUM_RESPONSE = 64 << 10
"""Bytes of a response; real ones have one to ten thousand."""

SHA256 = "2.16.840.1.101.3.4.2.1"


class Timestamper(Protocol):
    """An authority that says when some bytes existed."""

    def stamp(self, message: bytes) -> bytes:
        """Return a time-stamp response, in DER, over the SHA-256 of `message`.

        Raises:
            TimestampError: if there is none, or one that does not answer the question.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What a response says, before anybody asked whether it may be believed.

    Attributes:
        imprint: digest of the stamped bytes; `imprint_algorithm` its object identifier.
        generated_at: the time it vouches for, UTC.
        policy: object identifier of the authority's policy.
    """

    imprint: bytes
    imprint_algorithm: str
    generated_at: datetime
    policy: str
    nonce: int | None


def read_response(data: bytes) -> rfc3161_client.TimeStampResponse:
    """Return the response that `data` spells in DER.

    Raises:
        TimestampError: if it is malformed, too large, followed by something, or no grant.
    """
    if len(data) > MAXIMUM_RESPONSE:
        raise TimestampError(f"a time-stamp response of {len(data)} bytes")
    try:
        response = rfc3161_client.decode_timestamp_response(data)
        status = response.status
    except ValueError:
        raise TimestampError("not a time-stamp response") from None
    if status != 0:
        raise TimestampError(f"the authority refused with status {status}")
    return response


def token_facts(response: rfc3161_client.TimeStampResponse) -> TokenFacts:
    """Return what a response says.

    Raises:
        TimestampError: if its inner part cannot be read.
    """
    try:
        info = response.tst_info
        return TokenFacts(
            imprint=info.message_imprint.message,
            imprint_algorithm=info.message_imprint.hash_algorithm.dotted_string,
            generated_at=info.gen_time.astimezone(UTC),
            policy=info.policy.dotted_string,
            nonce=info.nonce,
        )
    except ValueError:
        raise TimestampError("the time-stamp token cannot be read") from None
