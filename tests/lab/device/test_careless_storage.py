"""What careless devices leave on their storage: encoded documents, quick digests, data set aside by a reset."""

import base64
import hashlib
import json
from pathlib import Path

from hoshitori_lab.device.application.behaviour import Behaviour
from tests.lab.device.system import PASSWORD, session_cookie, unit

CREDENTIAL = b'{"service": "mail", "secret": "sesame-123"}'


def used(folder: Path, behaviour: Behaviour) -> Path:
    """Take a unit into use and keep a credential; return its data folder."""
    one = unit(folder, behaviour)
    given = one.ask("POST", "/api/first-use", json.dumps({"password": PASSWORD}).encode())
    assert given.status == 201
    assert one.ask("POST", "/api/credentials", CREDENTIAL, cookie=session_cookie(given)).status == 201
    return folder / "data"


def test_a_document_can_be_merely_encoded(tmp_path: Path) -> None:
    """The one document is base64 and still read back; all others stay encrypted."""
    name = "acquired/credentials.json"
    data = used(tmp_path, Behaviour(stored_in_base64=(name,)))

    assert json.loads(base64.b64decode((data / name).read_bytes())) == {"mail": "sesame-123"}
    assert unit(tmp_path, Behaviour(stored_in_base64=(name,))).system.credentials() == {"mail": "sesame-123"}
    assert b"admin" not in (data / "users.json").read_bytes()


def test_a_quick_digest_can_lie_beside_the_sound_one(tmp_path: Path) -> None:
    """The MD5 of the password stands there in clear; the log-in goes by the other digest."""
    behaviour = Behaviour(unsalted_digests=True)
    data = used(tmp_path, behaviour)

    digest = hashlib.md5(PASSWORD.encode(), usedforsecurity=False).hexdigest()
    assert json.loads((data / "users.md5").read_bytes()) == {"admin": digest}
    assert unit(tmp_path, behaviour).system.accounts.check("admin", PASSWORD) is not None
    assert b"admin" not in (data / "users.json").read_bytes()


def test_the_sound_device_writes_neither(tmp_path: Path) -> None:
    """Nothing of the credential or the password is legible on a sound device."""
    data = used(tmp_path, Behaviour())
    stored = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())

    assert not (data / "users.md5").exists()
    assert b"sesame" not in stored
    assert base64.b64encode(b"sesame-123")[:-4] not in stored
