"""Asking a time-stamp authority over HTTP (RFC 3161 §3.4)."""

from __future__ import annotations

import hashlib
import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import rfc3161_client

from hoshitori.bundle.errors import TimestampError
from hoshitori.bundle.timestamp import MAXIMUM_RESPONSE, SHA256, read_response, token_facts


@dataclass(frozen=True, slots=True)
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
            raise TimestampError(
                "not an http or https address", where=self.url, remedy="give the authority's URL, https://…"
            )
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
            raise TimestampError(
                f"the authority answered HTTP {reply.status}",
                where=self.url,
                remedy="check the address, or try again; signing without a time-stamp is possible",
            )
        return data
