"""Firmware images in SWUpdate's form, as the maker builds them and as attackers try them."""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Final

from hoshitori_lab.device.application import archive
from hoshitori_lab.device.application.archive import Member
from hoshitori_lab.device.application.checks import COMPONENTS
from hoshitori_lab.device.build import HARDWARE, LIBRARY
from hoshitori_lab.device.factory import SEED, Issuer, update_signer
from hoshitori_lab.device.firmware import payloads

NEWER: Final = "1.5.0"
OLDER: Final = "1.3.0"
_FOREIGN_SEED: Final = "somebody else"


class Signed(StrEnum):
    """Who signed an image."""

    GENUINE = "GENUINE"
    FOREIGN = "FOREIGN"
    """A signer of the same name whose authority the device does not know."""
    UNSIGNED = "UNSIGNED"


def build(version: str = NEWER, signed: Signed = Signed.GENUINE, *, library: str = LIBRARY, seed: str = SEED) -> bytes:
    """One image of one version.

    Raises:
        subprocess.CalledProcessError: the ``openssl`` program would not sign.
    """
    files = payloads(version, library=library, seed=seed)
    text = describe(version, files=dict(files))
    members = [Member(name=archive.DESCRIPTION, content=text)]
    signature = b""
    if signed is not Signed.UNSIGNED:
        signature = sign(text, update_signer(seed if signed is Signed.GENUINE else _FOREIGN_SEED))
        members.append(Member(name=archive.SIGNATURE, content=signature))
    digest = hashlib.sha256(text + signature).hexdigest().encode()
    members.append(Member(name=archive.DIGEST, content=digest))
    members += [Member(name=name, content=content) for name, content in sorted(files.items())]
    return archive.pack(members)


def describe(version: str, *, files: dict[str, bytes]) -> bytes:
    """The description of an image: libconfig text as SWUpdate reads it."""
    component = {filename: name for name, filename in COMPONENTS.items()}
    entries = ",\n".join(
        f'\t\t{{ filename = "{name}"; name = "{component[name]}"; version = "{version}"; path = "/application/{name}"; '
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"; }}'
        for name, content in sorted(files.items())
    )
    return (
        f'software =\n{{\n\tversion = "{version}";\n\tdescription = "HDC-100 firmware (training)";\n'
        f'\thardware-compatibility: [ "{HARDWARE}" ];\n\tfiles: (\n{entries}\n\t);\n}}\n'
    ).encode()


def sign(text: bytes, signer: Issuer) -> bytes:
    """A detached CMS signature (RFC 5652), DER, made by the ``openssl`` program.

    Raises:
        subprocess.CalledProcessError: the program refused.
    """
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = Path(folder, "signer.pem"), Path(folder, "signer.key")
        certificate.write_bytes(signer.pem)
        key.write_bytes(signer.key_pem)
        done = subprocess.run(
            [
                "openssl",
                "cms",
                "-sign",
                "-binary",
                "-nosmimecap",
                "-md",
                "sha256",
                "-outform",
                "DER",
                "-signer",
                str(certificate),
                "-inkey",
                str(key),
            ],
            input=text,
            capture_output=True,
            check=True,
            timeout=30,
        )
    return done.stdout


def main() -> int:
    """Build one image from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--version", default=NEWER)
    parser.add_argument("--signed", type=Signed, default=Signed.GENUINE)
    parser.add_argument("image", type=Path)
    chosen = parser.parse_args()
    chosen.image.write_bytes(build(chosen.version, chosen.signed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
