"""Servers on loopback for tests of surface probes: nginx with a certificate, and listeners that misbehave."""

import contextlib
import socket
import subprocess
import threading
from collections.abc import Callable, Generator
from pathlib import Path

from tests.plugins.daemons import needs, running

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    {servers}
}}
"""


def certificate(
    folder: Path, *, key: str = "rsa:2048", name: str = "127.0.0.1", days: int = 2, options: str = ""
) -> tuple[Path, Path]:
    """Make a self-signed certificate for an address and return its path and its key's."""
    cert, private = folder / "cert.pem", folder / "key.pem"
    kind = ["-newkey", key] if key.startswith("rsa") else ["-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{key}"]
    command = [needs("openssl"), "req", "-x509", *kind, "-nodes", "-days", str(days), "-subj", f"/CN={name}"]
    command += ["-addext", f"subjectAltName=IP:{name}", "-keyout", str(private), "-out", str(cert), *options.split()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return cert, private


@contextlib.contextmanager
def nginx(folder: Path, *servers: str) -> Generator[None]:
    """Run nginx with these server blocks; the first must listen on `127.0.0.1:<port>`."""
    if not (folder / "cert.pem").exists():
        certificate(folder)
    blocks = "\n".join(f"server {{ {server} }}" for server in servers)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, servers=blocks), encoding="utf-8")
    port = int(servers[0].partition("127.0.0.1:")[2].split()[0].rstrip(";"))
    with running([needs("nginx"), "-e", str(folder / "nginx.log"), "-c", str(folder / "nginx.conf")], port=port):
        yield


@contextlib.contextmanager
def listener(serve: Callable[[socket.socket], object]) -> Generator[int]:
    """Run a TCP server that treats every client in the same way, each in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        over = threading.Event()
        threads: list[threading.Thread] = []

        def one(client: socket.socket) -> None:
            client.settimeout(20)
            with client, contextlib.suppress(OSError):
                serve(client)

        def accept() -> None:
            while not over.is_set():
                client, _ = server.accept()
                threads.append(threading.Thread(target=one, args=(client,)))
                threads[-1].start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield port
        finally:
            over.set()
            socket.create_connection(("127.0.0.1", port)).close()
            thread.join(10)
            for each in threads:
                each.join(25)
