"""A small HTTP client over the probe's reach: one connection a request, cookies only as long as it lives."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Final

from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import lost

BODY_LIMIT: Final = 512 * 1024
_CONNECT_MILLISECONDS: Final = 5_000
_HANDSHAKE_MILLISECONDS: Final = 10_000
_ANSWER_MILLISECONDS: Final = 30_000
_COOKIES: Final = 20
_LISTEN_MILLISECONDS: Final = 600
_CHARSET: Final = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]{1,20})")


class CertificateDemandedError(Unavailable):
    """That the server lets nobody in without a client certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer; header names in lower case, the body cut at `BODY_LIMIT`."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return the first header of that name, or nothing."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every header of that name."""
        return tuple(value for key, value in self.headers if key == name)

    @property
    def text(self) -> str:
        """The body as text, in the character set it names."""
        found = _CHARSET.search(self.header("content-type").encode()) or _CHARSET.search(self.body[:2048])
        try:
            return self.body.decode(found[1].decode() if found else "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


class _ClosingSocket(ssl.SSLSocket):
    """A TLS socket that closes when it is collected: one reset within the wrapping is handed to nobody."""

    def __del__(self) -> None:
        self.close()


def tls_context() -> ssl.SSLContext:
    """Return a context that takes any certificate and old settings: whether they are good is another probe's matter."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslsocket_class = _ClosingSocket
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with contextlib.suppress(ssl.SSLError):
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def secure(sock: socket.socket) -> ssl.SSLSocket:
    """Return the socket with TLS on it; closes it where that fails.

    Raises:
        CertificateDemandedError: if the server wants a client certificate.
        Unavailable: if it does not speak TLS with us.
    """
    try:
        return tls_context().wrap_socket(sock)
    except (OSError, ValueError) as error:
        sock.close()
        raise _tls_fault(error) from error


def demands_certificate(target: Endpoint, reach: Reach, *, patience_ms: int = _CONNECT_MILLISECONDS) -> bool:
    """Return whether a TLS server hangs up on a visitor without client certificate, naming that as its reason.

    In TLS 1.3 it says so only after the handshake (RFC 8446 §4.4.2.4); whoever speaks first may never hear it, so we
    listen for a moment. A server of TLS 1.2 alone gives no reason that could be told from others.

    Raises:
        Unavailable: if it does not speak TLS with us.
    """
    try:
        sock = reach.connect(target, timeout_ms=_CONNECT_MILLISECONDS)
        sock.settimeout(patience_ms / 1000)
        wire = secure(sock)
    except CertificateDemandedError:
        return True
    with wire:
        wire.settimeout(_LISTEN_MILLISECONDS / 1000)
        try:
            wire.recv(1)
        except OSError as error:
            return isinstance(_tls_fault(error), CertificateDemandedError)
    return False


def _tls_fault(error: Exception) -> Unavailable:
    reason = str(getattr(error, "reason", "") or "")
    if "CERTIFICATE_REQUIRED" in reason:
        return CertificateDemandedError("the server wants a client certificate")
    return lost(error)


class _OldConnection(http.client.HTTPConnection):
    """A connection that speaks HTTP/1.0, in which no host need be named (RFC 1945)."""

    _http_vsn = 10
    _http_vsn_str = "HTTP/1.0"


class Browser:
    """One visitor: sends requests, keeps cookies if asked to, follows nothing by itself."""

    def __init__(
        self,
        target: Endpoint,
        reach: Reach,
        *,
        tls: bool,
        source: str = "",
        cookies: bool = True,
        patience_ms: int = _ANSWER_MILLISECONDS,
    ) -> None:
        """Visit an endpoint; of an answer that goes on after `patience_ms`, as a video does, what came is taken."""
        self._patience = patience_ms
        self._target = target
        self._reach = reach
        self._tls = tls
        self._source = source
        self._keeps = cookies
        self._cookies: dict[str, str] = {}

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies that the server set and did not take back."""
        return dict(self._cookies)

    @property
    def origin(self) -> str:
        """Scheme, host and port of what is visited (RFC 6454 section 6.2)."""
        return f"{'https' if self._tls else 'http'}://{self._host()}"

    def afresh(self) -> Browser:
        """Return another visitor of the same endpoint from the same address, without cookies."""
        return Browser(
            self._target,
            self._reach,
            tls=self._tls,
            source=self._source,
            cookies=self._keeps,
            patience_ms=self._patience,
        )

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page.

        Raises:
            Unavailable: if no proper answer came.
        """
        return self.request("GET", path, headers=headers)

    def post(self, path: str, body: bytes, kind: str) -> Answer:
        """Send a body of a media type.

        Raises:
            Unavailable: if no proper answer came.
        """
        return self.request("POST", path, body=body, headers={"Content-Type": kind})

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        bare: bool = False,
    ) -> Answer:
        """Send one request on a connection of its own and return the answer, whatever its status.

        A bare one goes out in HTTP/1.0 and names no host.

        Raises:
            CertificateDemandedError: if the server wants a client certificate.
            Unavailable: if no proper answer came; where none came in time, its cause is a TimeoutError.
        """
        sent = {
            "Host": self._host(),
            "User-Agent": "hoshitori",
            "Accept": "*/*",
            "Connection": "close",
            **(headers or {}),
        }
        if bare:
            del sent["Host"]
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        sock = self._reach.connect(self._target, timeout_ms=_CONNECT_MILLISECONDS, source=self._source)
        with _ending(sock, self._patience) as over:
            try:
                sock.settimeout(_HANDSHAKE_MILLISECONDS / 1000)
                wire = secure(sock) if self._tls else sock
                wire.settimeout(self._patience / 1000)
                with wire:
                    answer = _speak(wire, self._target, method, path, body=body, headers=sent, bare=bare)
            except Unavailable as error:
                if over.is_set() and not isinstance(error, CertificateDemandedError):
                    # it was we who hung up: neither a refusal nor another protocol
                    raise Unavailable(f"no answer within {self._patience} ms") from TimeoutError(error.reason)
                raise
        self._remember(answer)
        return answer

    def _host(self) -> str:
        address = f"[{self._target.address}]" if ":" in self._target.address else self._target.address
        usual = 443 if self._tls else 80
        return address if self._target.port == usual else f"{address}:{self._target.port}"

    def _remember(self, answer: Answer) -> None:
        if not self._keeps:
            return
        for line in answer.all("set-cookie")[:_COOKIES]:
            pair, *attributes = line.split(";")
            name, _, value = pair.strip().partition("=")
            ended = any(re.fullmatch(r"\s*max-age\s*=\s*0\s*", one, re.IGNORECASE) for one in attributes)
            if not value or ended:
                self._cookies.pop(name, None)
            elif name and len(self._cookies) < _COOKIES:
                self._cookies[name] = value


def _speak(
    wire: socket.socket,
    target: Endpoint,
    method: str,
    path: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    bare: bool,
) -> Answer:
    speaker = _OldConnection if bare else http.client.HTTPConnection
    connection = speaker(target.address, target.port)
    connection.sock = wire
    try:
        connection.request(method, path, body=body or None, headers=dict(headers))
        response = connection.getresponse()
        content = _content(response)
        fields = tuple((name.lower(), value[:4096]) for name, value in response.getheaders())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _tls_fault(error) from error
    finally:
        connection.close()
    return Answer(status=response.status, headers=fields, body=content)


def _content(response: http.client.HTTPResponse) -> bytes:
    """Return the body, at most `BODY_LIMIT` bytes of it; of one that never ends, what came in time."""
    content = b""
    try:
        while len(content) < BODY_LIMIT and (more := response.read1(BODY_LIMIT - len(content))):
            content += more
    except (OSError, http.client.HTTPException):
        if not content:
            raise
    return content


@contextlib.contextmanager
def _ending(sock: socket.socket, milliseconds: int) -> Generator[threading.Event]:
    """End a connection at a deadline, however slowly its other end goes on talking; the event tells that it was."""
    over = threading.Event()

    def end() -> None:
        over.set()
        with contextlib.suppress(OSError):
            copy.shutdown(socket.SHUT_RDWR)

    copy = sock.dup()
    timer = threading.Timer(milliseconds / 1000, end)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        copy.close()


def local_path(location: str, base: str) -> str:
    """Return where a link on page `base` leads, as a path on the same host; nothing where it leads elsewhere."""
    try:
        joined = urllib.parse.urlsplit(urllib.parse.urljoin(f"http://device{base}", location.strip()[:2048]))
        elsewhere = joined.scheme not in {"http", "https"}
    except ValueError:
        return ""
    if elsewhere:
        return ""
    path = urllib.parse.quote(joined.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{urllib.parse.quote(joined.query, safe='/%:@!$&()*+,;=~-._?')}" if joined.query else path
