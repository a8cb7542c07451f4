"""The report for scripts."""

import json

from hoshitori.report.formats import FORMATS, render
from hoshitori.schema.wire import to_wire
from tests.report import example


def test_json_is_the_signed_predicate() -> None:
    """The report stands in it as it was signed, with the findings beside it."""
    data = json.loads(render("json", example.view(), "ja"))

    assert set(data) == {"report", "findings"}
    assert data["report"] == json.loads(json.dumps(to_wire(example.report())))
    assert data["findings"]["findings"][0]["code"] == "OK_CONTAINER"


def test_json_is_the_same_in_both_languages() -> None:
    """A script's input does not depend on anybody's language."""
    assert render("json", example.view(), "ja") == render("json", example.view(), "en")


def test_every_format_renders_what_nobody_signed_yet() -> None:
    """Each format can show a report before signature."""
    for name in FORMATS:
        assert render(name, example.view(signed=False), "ja")
