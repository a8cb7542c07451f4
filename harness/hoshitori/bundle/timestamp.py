"""Time-stamps by RFC 3161: asking an authority, and reading what it answered.

What is kept is the whole response in DER, so that `openssl ts -verify` can read it. Whether a response counts is the
verifier's business; here only that it answers what was asked.
"""

from __future__ import annotations

import hashlib
import http.client
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

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
        canonical = response.as_bytes()
        status = response.status
    except ValueError:
        raise TimestampError("not a time-stamp response") from None
    if canonical != data:
        raise TimestampError("the time-stamp response is not in DER")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpTimestamper:
    """An authority at one configured address; nothing else is ever contacted, redirects included.

    Attributes:
        url: `https://` or `http://`; the token protects itself, so plain HTTP is usual (RFC 3161 §3.4).
        timeout_milliseconds: for connecting and for each read.
    """

    url: str
    timeout_milliseconds: int = 10_000

    def stamp(self, message: bytes) -> bytes:
        """Return the authority's response over `message`.

        Raises:
            TimestampError: if it cannot be reached, or its response is malformed or about something else.
        """
        request = (
            rfc3161_client.TimestampRequestBuilder()
            .data(message)
            .hash_algorithm(rfc3161_client.HashAlgorithm.SHA256)
            .nonce(nonce=True)
            .cert_request(cert_request=True)
            .build()
        )
        data = self._post(request.as_bytes())
        facts = token_facts(read_response(data))
        if (facts.imprint, facts.imprint_algorithm) != (hashlib.sha256(message).digest(), SHA256):
            raise TimestampError("the authority stamped something else", where=self.url)
        if facts.nonce != request.nonce:
            raise TimestampError("the authority answered another request", where=self.url)
        return data

    def _post(self, body: bytes) -> bytes:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise TimestampError("not an http or https address", where=self.url)
        timeout = self.timeout_milliseconds / 1000
        connection = (
            http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=timeout, context=ssl.create_default_context()
            )
            if parts.scheme == "https"
            else http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        )
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", target, body, {"Content-Type": "application/timestamp-query"})
            reply = connection.getresponse()
            data = reply.read(MAXIMUM_RESPONSE + 1)
        except (OSError, http.client.HTTPException) as error:
            raise TimestampError(
                f"the time-stamp authority did not answer: {error}",
                where=self.url,
                remedy="try again, or sign without a time-stamp",
            ) from None
        finally:
            connection.close()
        if reply.status != http.client.OK:
            raise TimestampError(f"the authority answered HTTP {reply.status}", where=self.url)
        return data
