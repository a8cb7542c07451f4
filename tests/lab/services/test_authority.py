"""The lab's certificates are sound under strict rules, and the same for as long as a unit's papers name them."""

import socket
import ssl
import threading
from pathlib import Path

import pytest
from cryptography import x509

from hoshitori_lab.services.authority import ServerIdentity, identity_in

NAMES = ("update.vendor.example", "127.70.0.1")


@pytest.fixture(name="identity")
def _identity(tmp_path: Path) -> ServerIdentity:
    return identity_in(tmp_path, NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_strict_client_takes_the_certificate(identity: ServerIdentity, name: str) -> None:
    """Chain, key usage and names hold under RFC 5280's rules as Python 3.13 applies them."""
    client, server = socket.socketpair()
    context = ssl.create_default_context(cafile=str(identity.authority))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    served: list[ssl.SSLSocket] = []
    thread = threading.Thread(
        target=lambda: served.append(identity.context().wrap_socket(server, server_side=True)), daemon=True
    )
    thread.start()
    with context.wrap_socket(client, server_hostname=name) as wrapped:
        assert wrapped.version() in {"TLSv1.2", "TLSv1.3"}
        thread.join(60)
    served[0].close()


def test_a_client_that_asks_for_another_name_refuses(identity: ServerIdentity) -> None:
    """The certificate is for the lab's names and for no others."""
    server = x509.load_pem_x509_certificate(identity.chain.read_bytes())
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert names.get_values_for_type(x509.DNSName) == ["update.vendor.example"]


def test_the_identity_of_a_unit_stays(identity: ServerIdentity, tmp_path: Path) -> None:
    """Asked for again it is the same to the byte; for other names, or after damage, it is made anew."""
    kept = identity.authority.read_bytes()
    assert identity_in(tmp_path, NAMES).authority.read_bytes() == kept

    other = identity_in(tmp_path, ("cloud.vendor.example",)).authority.read_bytes()
    assert other != kept
    (tmp_path / "lab-authority.pem").write_bytes(b"damaged")
    assert identity_in(tmp_path, ("cloud.vendor.example",)).authority.read_bytes() not in {other, b"damaged"}
