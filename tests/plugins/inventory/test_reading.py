"""Reading model and version out of what devices show, theirs and not somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.inventory import ShownBy, ShownIdentity
from hoshitori_plugins.inventory.reading import identity_in, is_word, look_alikes, read

TABLE = "<table><tr><th>型番</th><td>EX-100</td></tr><tr><th>ソフトウェア</th><td>1.4.0</td></tr></table>"


def shown(text: str, kind: str = "text/html") -> ShownIdentity:
    """What a document shows beside EX-100 1.4.0."""
    return identity_in(read(text, kind), "there", ShownBy.NETWORK, model="EX-100", version="1.4.0")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TABLE, "text/html"),
        ("<dl><dt>Model number</dt><dd> EX-100 </dd><dt>Firmware version:</dt><dd>1.4.0</dd></dl>", "text/html"),
        ("<p>Model: EX-100</p><p>Version：1.4.0</p>", "text/html"),
        ("<div>製品の型番：EX-100<br>ファームウェアバージョン：1.4.0</div>", "text/html"),
        ('{"maker": "X", "model": "EX-100", "version": "1.4.0"}', "application/json"),
        ('{"device": {"modelName": "EX-100", "firmware_version": "1.4.0"}}', "application/json"),
        ('{"model": "EX-100", "version": "1.4.0", "parts": [{"name": "app", "version": "9"}]}', ""),
    ],
    ids=["table", "list", "lines", "breaks", "json", "nested json", "parts beside"],
)
def test_a_named_model_and_version_are_read(text: str, kind: str) -> None:
    """However a page names them, in Japanese or English, the values come as they stand."""
    found = shown(text, kind)

    assert (found.models, found.versions, found.model_word, found.version_word) == (("EX-100",), ("1.4.0",), True, True)


def test_another_model_is_not_ours() -> None:
    """A model that begins like ours is read as what it is, and ours is not found in it."""
    found = shown(TABLE.replace("EX-100", "EX-1000"))

    assert (found.models, found.model_word, found.look_alikes) == (("EX-1000",), False, ("EX-1000",))


@pytest.mark.parametrize(
    "page",
    [
        "<title>EX-100</title><body>About</body>",
        "<p>About<script>var model = 'EX-100';</script></p>",
        "<p>About<!-- EX-100 --></p>",
        '<p>About <span style="display: none">EX-100</span><i hidden>EX-100</i></p>',
        '<p>About <input name="EX-100"></p>',
    ],
)
def test_what_no_user_sees_is_not_shown(page: str) -> None:
    """Titles, scripts, comments and hidden parts are no place where users learn a model."""
    found = shown(page)

    assert (found.model_word, found.models) == (False, ())
    assert found.letters == len("About")


@pytest.mark.parametrize("text", ["EX-100", "(EX-100)", "型番EX-100です", "EX-100, A1", "Model EX-100.", "EX-100\n2"])
def test_a_model_is_found_as_a_word(text: str) -> None:
    """Punctuation, brackets and Japanese letters end a word."""
    assert is_word("EX-100", text)


@pytest.mark.parametrize(
    "text",
    ["EX-1000", "EX-100B", "EX-100-B", "EX-100/B", "EX-100+", "EX-100_2", "AEX-100", "A-EX-100", "ex-100", "EX-10"],
)
def test_a_part_of_another_model_is_no_word(text: str) -> None:
    """A model that goes on in letters, digits or signs of its own is another one; so is another spelling."""
    assert not is_word("EX-100", text)
    assert not is_word("", text)


@given(st.text("ABEX-_/+.0189 ", max_size=12))
def test_a_word_is_never_inside_a_longer_one(text: str) -> None:
    """Whatever is put before and after a model: letters and digits next to it make it another."""
    assert not is_word("EX-100", f"{text}X" + "EX-100")
    assert not is_word("EX-100", "EX-100" + f"0{text}")


def test_look_alikes_are_told_apart_from_other_words() -> None:
    """Only words with digits that begin as the model does, or hold it, are shown beside it."""
    assert look_alikes("EX-100", "EX-100 EX-1000, EX-200. export EX-100 AEX-100") == ("EX-1000", "EX-200", "AEX-100")


@given(st.text(max_size=300), st.sampled_from(["text/html", "application/json", ""]))
def test_any_document_is_read(text: str, kind: str) -> None:
    """Whatever a device sends, reading ends, and what is kept is bounded and printable."""
    found = shown(text, kind)

    for value in (*found.models, *found.versions, *found.look_alikes):
        assert value.isprintable()
        assert len(value) <= 400


def test_deep_and_long_documents_are_bounded() -> None:
    """Nesting and length are cut, not followed."""
    assert shown("[" * 100_000 + "]" * 100_000, "application/json").models == ()
    assert len(shown("<tr><td>model</td><td>M1</td></tr>" * 9_000).models) <= 8
    assert shown("<p hidden>" * 50_000 + "EX-100").model_word is False
