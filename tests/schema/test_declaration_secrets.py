"""Secrets are fetched from where the declaration says, and shown to nobody."""

from __future__ import annotations

import dataclasses
import logging
import os
from pathlib import Path

import pytest

from hoshitori.model.declaration import Declaration, Row, SecretReference, SecretSource
from hoshitori.schema.declaration import Secret, SecretError, load_declaration, resolve_secrets

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "camera.dut.toml"
VALUE = "correct horse battery staple"


def declaration(source: SecretSource, location: str = "") -> Declaration:
    """Return the camera's declaration with one secret."""
    camera = load_declaration(EXAMPLE)
    secret = SecretReference(source=source, location=location)
    row = Row(table="1-AuthMech", id="AM", secrets={"secret": secret})
    return dataclasses.replace(camera, ixit=(row,))


def secret_file(folder: Path, data: bytes, mode: int = 0o600) -> Path:
    """Write a secret's file."""
    file = folder / "secret"
    file.write_bytes(data)
    file.chmod(mode)
    return file


def test_a_variable_is_read(tmp_path: Path) -> None:
    """From the environment, by its name."""
    found = resolve_secrets(declaration(SecretSource.ENV, "PIN"), tmp_path, environment={"PIN": VALUE})

    assert found.values["1-AuthMech/AM"].reveal() == VALUE
    assert found.warnings == ()


def test_a_file_is_read_without_its_last_line_break(tmp_path: Path) -> None:
    """One line break at the end is the editor's, not the secret's; any other is kept."""
    secret_file(tmp_path, f"{VALUE}\n\r\n".encode())

    found = resolve_secrets(declaration(SecretSource.FILE, "secret"), tmp_path)

    assert found.values["1-AuthMech/AM"].reveal() == f"{VALUE}\n"
    assert found.warnings == ()


def test_a_person_is_asked_by_the_rows_name(tmp_path: Path) -> None:
    """The question names the row it is for."""
    asked: list[str] = []

    def answer(name: str) -> str:
        asked.append(name)
        return VALUE

    found = resolve_secrets(declaration(SecretSource.PROMPT), tmp_path, prompt=answer)

    assert found.values["1-AuthMech/AM"].reveal() == VALUE
    assert asked == ["1-AuthMech/AM"]


def test_a_file_that_everybody_can_read_is_worth_a_warning(tmp_path: Path) -> None:
    """It is used, and its owner is told in both languages."""
    secret_file(tmp_path, VALUE.encode(), 0o644)

    found = resolve_secrets(declaration(SecretSource.FILE, "secret"), tmp_path)

    assert found.values["1-AuthMech/AM"].reveal() == VALUE
    assert ["chmod 600" in text for text in (found.warnings[0].ja, found.warnings[0].en)] == [True, True]


@pytest.mark.parametrize(
    ("source", "location"),
    [
        (SecretSource.ENV, "ABSENT"),
        (SecretSource.ENV, "EMPTY"),
        (SecretSource.FILE, "absent"),
        (SecretSource.PROMPT, ""),
    ],
)
def test_what_cannot_be_fetched_is_an_error_that_names_it(tmp_path: Path, source: SecretSource, location: str) -> None:
    """Row, kind of source and place are told."""
    with pytest.raises(SecretError, match=rf"1-AuthMech/AM \({source.value} '{location}'\)"):
        resolve_secrets(declaration(source, location), tmp_path, environment={"EMPTY": ""})


@pytest.mark.parametrize("kind", ["pipe", "folder", "large", "binary", "empty"])
def test_only_a_small_text_file_holds_a_secret(tmp_path: Path, kind: str) -> None:
    """Anything else ends at once, and its content is in no message."""
    file = tmp_path / "secret"
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "folder":
            file.mkdir()
        case "large":
            secret_file(tmp_path, VALUE.encode() * 10_000)
        case "binary":
            secret_file(tmp_path, VALUE.encode() + b"\xff")
        case _:
            secret_file(tmp_path, b"\n")

    with pytest.raises(SecretError) as caught:
        resolve_secrets(declaration(SecretSource.FILE, "secret"), tmp_path)

    assert VALUE not in str(caught.value)


def test_every_secret_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    """Nobody mends one only to be told of the next."""
    with pytest.raises(SecretError) as caught:
        resolve_secrets(load_declaration(EXAMPLE), tmp_path, environment={})

    for name in ("1-AuthMech/AM-web", "1-AuthMech/AM-web/other_secret", "1-AuthMech/AM-ssh"):
        assert f"{name} (" in str(caught.value)


def test_a_secret_never_shows_itself(caplog: pytest.LogCaptureFixture) -> None:
    """Not by repr, str, formatting, logging or inside other values."""
    secret = Secret(VALUE)
    logging.getLogger().warning("%s %r", secret, [secret])

    shown = f"{secret} {secret!r} {secret:>40} {[secret]} {secret!s} {caplog.text}"

    assert VALUE not in shown


def test_secrets_compare_by_value() -> None:
    """And with nothing else."""
    assert Secret(VALUE) == Secret(VALUE)
    assert hash(Secret(VALUE)) == hash(Secret(VALUE))
    assert Secret(VALUE) != Secret("other")
    assert Secret(VALUE) != VALUE
