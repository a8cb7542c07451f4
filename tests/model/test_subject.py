"""A subject's fields are read by type."""

import pytest

from hoshitori.model.subject import DEVICE, FieldValue, Subject

FIELDS: dict[str, FieldValue] = {"path": "/login", "port": 443, "default": True, "suites": ("a", "b")}
ROW = Subject(id="7-UpdMech/UM-1", kind="row", fields=FIELDS)


@pytest.mark.parametrize("name", list(FIELDS))
def test_a_field_of_another_type_reads_as_absent(name: str) -> None:
    """Text is only what was declared as text, a number only a whole number; a yes or no is neither."""
    value = FIELDS[name]

    assert ROW[name] == value
    assert ROW.text(name, "-") == (value if name == "path" else "-")
    assert ROW.number(name, -1) == (value if name == "port" else -1)


def test_an_absent_field_has_its_default_or_is_an_error() -> None:
    """Whoever asks with a default gets it; whoever insists on the field is told that there is none."""
    assert (DEVICE.text("path"), DEVICE.number("port")) == ("", 0)
    with pytest.raises(KeyError, match="path"):
        DEVICE["path"]
