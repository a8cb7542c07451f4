"""Real servers as devices, on loopback; those that need accounts get a `/etc/passwd` of their own."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest


def needs(program: str) -> str:
    """Return the path of a program, or leave the test out where it is not installed."""
    path = shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


PORTS = range(23_000, 32_000)
"""Ports that no outgoing connection is given: those begin at 32768 (ip(7), `ip_local_port_range`)."""

PATIENCE_SECONDS = 120
"""How long a server may take to start or to end on a machine that has other things to do."""

_CLAIMS: list[socket.socket] = []


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Return a port of loopback that no other test is given, in whatever process, as long as this process lives.

    A port that was merely seen to be free may be somebody else's by the time a server binds it. The claim is a name
    that the kernel gives to one process at a time, and takes back when the process ends (unix(7), abstract sockets).
    """
    for port in PORTS:
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind(f"\0hoshitori-tests-port-{port}")
            with socket.socket(socket.AF_INET, kind) as trial:
                trial.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            continue
        _CLAIMS.append(claim)
        return port
    raise AssertionError("no port is left")


@contextlib.contextmanager
def running(argv: Sequence[str], *, port: int = 0) -> Generator[None]:
    """Run a server until it listens, and end it afterwards."""
    process = subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        if port:
            _wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS).close()
        except OSError:
            assert process.poll() is None, "the server ended at once"
            assert time.monotonic() < deadline, "the server does not listen"
            time.sleep(0.02)
        else:
            return


@contextlib.contextmanager
def accounts(folder: Path, argv: Sequence[str], *, password: str, port: int) -> Generator[None]:
    """Run a server in a mount namespace where `root` has this password and a plain shell."""
    if os.geteuid() != 0:
        pytest.skip("log-in programs need root")
    hashed = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"], input=password.encode(), capture_output=True, check=True
    ).stdout.decode()
    users = [
        line for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines() if not line.startswith("root:")
    ]
    (folder / "passwd").write_text("\n".join(["root:x:0:0:root:/:/bin/sh", *users]) + "\n", encoding="utf-8")
    (folder / "shadow").write_text(f"root:{hashed.strip()}:20000:0:99999:7:::\n", encoding="utf-8")
    (folder / "motd").write_text("", encoding="utf-8")
    script = 'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow && shift && exec "$@"'
    with running(["unshare", "--mount", "sh", "-c", script, "sh", str(folder), *argv], port=port):
        yield


def host_key(folder: Path) -> Path:
    """Make a host key for OpenSSH."""
    key = folder / "host_key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    return key


def openssh(folder: Path, port: int, *options: str) -> list[str]:
    """Return the command of an OpenSSH server in the foreground, which does not shut out whoever failed before."""
    Path("/run/sshd").mkdir(exist_ok=True)
    sshd, config = needs("sshd"), folder / "sshd_config"
    lines = [f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {host_key(folder)}", "PidFile none", "UsePAM no"]
    for penalties in (["PerSourcePenalties no"], []):  # OpenSSH has them since 9.8, and is silent about them before
        config.write_text("\n".join([*lines, *penalties, *options]) + "\n", encoding="utf-8")
        if subprocess.run([sshd, "-t", "-f", str(config)], check=False, capture_output=True).returncode == 0:
            break
    return [sshd, "-D", "-e", "-f", str(config)]
