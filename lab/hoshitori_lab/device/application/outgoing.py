"""The device as a client: whom it trusts, and the reports it sends to its cloud service."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_TIMEOUT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The authorities the device's outgoing TLS connections accept; TLS 1.2 or later, name checked."""

    authorities: Path
    verifies: bool = True

    def context(self) -> ssl.SSLContext:
        """A client context; without the authorities' file nothing at all is trusted."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.authorities.exists():
            context.load_verify_locations(self.authorities)
        if not self.verifies:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """The connection to the essential associated service: a status report every so often, over TLS."""

    url: str
    trust: Trust
    report: Callable[[], dict[str, Any]]
    state: dict[str, str]

    def send(self) -> str:
        """Send one report; answers what came of it."""
        parts = urllib.parse.urlsplit(self.url)
        try:
            connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
            try:
                body = json.dumps(self.report()).encode()
                connection.request("POST", parts.path or "/", body, {"Content-Type": "application/json"})
                connection.getresponse().read(64_000)
            finally:
                connection.close()
        except ssl.SSLCertVerificationError:
            return "untrusted"
        except (OSError, http.client.HTTPException, ValueError):
            return "unreachable"
        return "connected"

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "http":
            return http.client.HTTPConnection(host, port or 80, timeout=_TIMEOUT_SECONDS)
        return http.client.HTTPSConnection(host, port or 443, timeout=_TIMEOUT_SECONDS, context=self.trust.context())

    def watch(self, seconds: int) -> None:
        """Report again and again, for ever."""
        pause = threading.Event()
        while True:
            self.state["cloud"] = self.send()
            self.state["cloud_time"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            pause.wait(seconds)
