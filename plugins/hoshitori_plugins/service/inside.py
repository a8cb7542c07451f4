"""Speaking inside TLS, by this machine's own library: which application a TLS server carries.

The library decides here only whether we can speak at all; what TLS the server accepts is the TLS survey's business.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import warnings
from collections.abc import Generator

from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable

_LIMIT = 4_096


def lax_context() -> ssl.SSLContext:
    """Return a context that speaks with anybody: the peer's identity is not the question."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with contextlib.suppress(ssl.SSLError):
        context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        # TLS 1.0 and 1.1 are deprecated; devices speak them all the same
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    return context


def say(target: Endpoint, reach: Reach, data: bytes, *, timeout_ms: int) -> bytes:
    """Return what is answered inside TLS; nothing if the server hangs up, refuses or keeps silent."""
    try:
        with _spoken(target, reach, timeout_ms) as secure:
            secure.sendall(data)
            return secure.recv(_LIMIT)
    except (OSError, Unavailable):
        # ssl.SSLError is an OSError
        return b""


@contextlib.contextmanager
def _spoken(target: Endpoint, reach: Reach, timeout_ms: int) -> Generator[ssl.SSLSocket]:
    plain: socket.socket = reach.connect(target, timeout_ms=timeout_ms)
    with plain:
        plain.settimeout(timeout_ms / 1000)
        with lax_context().wrap_socket(plain) as secure:
            yield secure
