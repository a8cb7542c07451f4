"""An answers file speaks for the assessor who wrote it, and for nobody where it is silent."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.instrument import Question
from hoshitori.model.errors import ArgumentError
from hoshitori.run.answers import load_answers

HEAD = 'person = "E. Xample"\nrole = "assessor"\n'
FILE = (
    HEAD
    + """
[[answer]]
question = "q-unique"
subject = "1-AuthMech/AM-web"
holds = true
reason = "it is set at first use"
quote = "初回にパスワードを設定します。"
place = "p. 3"
attachments = ["label.jpg"]

[[answer]]
question = "q-unique"
holds = false
"""
)


def written(folder: Path, text: str) -> Path:
    """Write an answers file."""
    file = folder / "answers.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_answer_is_found_by_question_and_subject(tmp_path: Path) -> None:
    """The answer about a subject goes before the one about all; what nobody answered is not given."""
    assessor = load_answers(written(tmp_path, FILE))

    one = assessor.ask(Question(id="q-unique", subject="1-AuthMech/AM-web"))
    assert (one.given, one.holds, one.place, one.person, one.role) == (True, True, "p. 3", "E. Xample", "assessor")
    assert one.quote == "初回にパスワードを設定します。"
    assert one.attachments == ("label.jpg",)
    other = assessor.ask(Question(id="q-unique", subject="1-AuthMech/AM-ssh"))
    assert (other.given, other.holds) == (True, False)
    assert not assessor.ask(Question(id="q-else", subject="1-AuthMech/AM-web")).given


def test_attachments_are_read_beside_the_file_alone(tmp_path: Path) -> None:
    """What lies in the file's folder is read; what leads out of it, is missing or no file is not."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"not ours")
    (tmp_path / "ours" / "label.jpg").write_bytes(b"a photograph")
    (tmp_path / "ours" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    assessor = load_answers(written(tmp_path / "ours", FILE))

    assert assessor.attachment("label.jpg") == b"a photograph"
    for name in ("../secret.jpg", str(tmp_path / "secret.jpg"), "link.jpg", "none.jpg", "", "a\0b"):
        assert assessor.attachment(name) == b""


@pytest.mark.parametrize(
    ("line", "simulated"), [("", False), ("simulated = true\n", True), ("simulated = false\n", False)]
)
def test_only_the_file_itself_says_that_nobody_answered(
    tmp_path: Path, line: str, simulated: bool
) -> None:  # a parameter of the test
    """An answer counts as simulated only where the file says so, then every one does."""
    assessor = load_answers(written(tmp_path, line + FILE))

    assert assessor.ask(Question(id="q-unique", subject="")).simulated is simulated
    assert assessor.ask(Question(id="q-else", subject="")).simulated is simulated


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('role = "assessor"\n', "`person` is missing"),
        (HEAD + "[[answers]]\n", "unknown key 'answers'"),
        (HEAD + '[[answer]]\nquestion = "q"\nholds = true\nqoute = "x"\n', "unknown key 'qoute'"),
        (HEAD + '[[answer]]\nquestion = "q"\n', "holds"),
        (HEAD + '[[answer]]\nquestion = "q"\nholds = "yes"\n', "Expected `bool`"),
        (HEAD + '[[answer]]\nquestion = "q"\nholds = true\n' * 2, "answered twice about 'every subject'"),
        (HEAD + 'simulated = "no"\n', "Expected `bool`"),
        (HEAD + "answer = 3\n", "Expected `array`"),
        ("person = \n", "no TOML"),
        (HEAD + "x = " + "[" * 5_000, "no TOML"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """What is misspelt, missing or said twice is an error with the file's name, never passed over."""
    with pytest.raises(ArgumentError, match=r"answers\.toml") as error:
        load_answers(written(tmp_path, text))

    assert told in str(error.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A missing file, one that is no text and one without end are errors."""
    with pytest.raises(ArgumentError, match="cannot be read"):
        load_answers(tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(ArgumentError, match="no TOML"):
        load_answers(tmp_path / "bytes")
    (tmp_path / "large").write_bytes(b"#" * 2_000_000)
    with pytest.raises(ArgumentError, match="more than"):
        load_answers(tmp_path / "large")


@given(st.text(max_size=200))
def test_no_text_brings_the_reader_down(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever a file says, it is an assessor or an error that says what is wrong."""
    file = tmp_path_factory.mktemp("any") / "answers.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ArgumentError):
        load_answers(file)
