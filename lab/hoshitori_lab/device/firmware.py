"""The firmware's payloads: the application as one zip file that Python runs, and the list of the base part.

The same sources and version give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from hoshitori_lab.device.application.checks import COMPONENTS
from hoshitori_lab.device.build import HARDWARE, LIBRARY, MODEL
from hoshitori_lab.device.factory import SEED, authority

_SOURCES: Final = Path(__file__).parent / "application"
_START: Final = "import sys\n\nfrom application.main import main\n\nsys.exit(main(sys.argv[1:]))\n"
_TEST_PICTURE_BYTES: Final = 192 * 1024
"""The picture shown while there is no camera signal; stored uncompressed it is the larger part of an image."""


@cache
def payloads(version: str, *, library: str = LIBRARY, seed: str = SEED) -> Mapping[str, bytes]:
    """The files of one version, by name."""
    base = {"model": MODEL, "hardware": HARDWARE, "version": version, "bom": bill_of_materials(version, library)}
    return {
        COMPONENTS["application"]: _application(version, seed),
        COMPONENTS["base"]: json.dumps(base, ensure_ascii=False, indent=1, sort_keys=True).encode(),
    }


def bill_of_materials(version: str, library: str = LIBRARY) -> dict[str, object]:
    """The software bill of materials (CycloneDX 1.5) of one version."""
    name, _, number = library.partition(" ")
    tag = f"R_{number.replace('.', '_')}"
    parts = [
        {"type": "application", "name": "hdc-application", "version": version},
        {"type": "library", "name": name, "version": number, "purl": f"pkg:github/lib{name}/lib{name}@{tag}"},
    ]
    product = {"type": "firmware", "name": MODEL, "version": version}
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {"component": product}, "components": parts}


def _application(version: str, seed: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        _add(archive, "__main__.py", _START.encode())
        for source in sorted(_SOURCES.glob("*.py")):
            _add(archive, f"application/{source.name}", source.read_bytes())
        _add(archive, "application/version.txt", version.encode())
        _add(archive, "application/update-authority.pem", authority(seed, "Update CA").pem)
        _add(archive, "application/test-picture.raw", _test_picture(version), zipfile.ZIP_STORED)
    return content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _test_picture(version: str) -> bytes:
    return hashlib.shake_128(f"test picture {version}".encode()).digest(_TEST_PICTURE_BYTES)
