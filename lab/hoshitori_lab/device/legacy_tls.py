"""A maintenance channel that speaks SSLv3 and nothing newer, by tlslite-ng: no OpenSSL of today would."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey


def serve(port: int, certificate: Path, key: Path) -> None:
    """Greet over SSLv3, for ever; one thread a connection."""
    chain = X509CertChain()
    chain.parsePemList(certificate.read_text(encoding="ascii"))
    private = parsePEMKey(key.read_text(encoding="ascii"), private=True)
    with socket.create_server(("0.0.0.0", port)) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_greet, args=(connection, chain, private), daemon=True).start()


def _greet(connection: socket.socket, chain: X509CertChain, private: object) -> None:
    settings = HandshakeSettings()
    settings.minVersion = settings.maxVersion = (3, 0)
    settings.cipherNames = ["aes128", "3des", "rc4"]
    connection.settimeout(5)
    tls = TLSConnection(connection)
    try:
        tls.handshakeServer(certChain=chain, privateKey=private, settings=settings)
        tls.sendall(b"HDC maintenance channel\r\n")
        tls.close()
    except Exception:  # noqa: BLE001  (whatever a client sends, the next one is served)
        connection.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
