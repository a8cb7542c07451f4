"""A wrong `dut.toml` gives all its faults at once, each with line, key, expected and found."""

from __future__ import annotations

from pathlib import Path

import pytest

from hoshitori.schema.declaration import DeclarationError, Severity, parse_declaration, review_declaration
from hoshitori.schema.declaration.phrases import TITLES

RECEIVED = 'received = { from = "株式会社みほん電機 製造部", at = 2026-10-01T10:00:00+09:00 }'
IMPACTS = 'impacts = ["passive", "active", "intrusive", "destructive"]'
TARGETS = 'targets = ["192.0.2.20",'
TARGET = "authorisation[A-1].targets[#2]"
ASSESSOR = 'role = "assessor"\nname = "（氏名）"\nidentity = "https://mihon-denki.example.jp/people/qa-02"'
OPERATOR_REVIEWS = 'role = "reviewer"\nname = "x"\nidentity = "https://mihon-denki.example.jp/people/qa-01"'
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "camera.dut.toml"
TEXT = EXAMPLE.read_text("utf-8")


def faults(text: str) -> list[tuple[str, str]]:
    """Return code and key of every problem, warnings included."""
    try:
        problems = review_declaration(text.encode())[1]
    except DeclarationError as error:
        problems = error.problems
    return [(problem.code, problem.key) for problem in problems]


def changed(old: str, new: str) -> str:
    """Return the example with the first `old` replaced."""
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_the_camera_has_no_fault() -> None:
    """The example for a real camera is read without a single warning."""
    assert faults(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("schema_version = 1", "schema_version = 2", ("version", "schema_version")),
        ("schema_version = 1", "schema_version = '1'", ("version", "schema_version")),
        ('maker = "', 'make = 1\nmaker = "', ("unknown-key", "device.make")),
        ('model = "MH-CAM200"\n', "", ("missing", "device.model")),
        ("virtual = false", 'virtual = "no"', ("type", "device.virtual")),
        ('hardware = "B"', "hardware = 2026-01-01", ("type", "device.versions.hardware")),
        ('firmware = "2.4.1"', "firmware = 2.4", ("fraction", "device.versions.firmware")),
        (
            "minimum_length = 8",
            "minimum_length = 99999999999999999999",
            ("large-number", "ixit.1-AuthMech[AM-web].minimum_length"),
        ),
        ("minimum_length = 8", "minimum_length = -1", ("range", "ixit.1-AuthMech[AM-web].minimum_length")),
        ("port = 443", "port = 65536", ("range", "ixit.28-LogIntf[LI-web].port")),
        ('kind = "self"', 'kind = "selbst"', ("word", "assessment.kind")),
        ('mac = "00:00:5e:00:53:01"', 'mac = "00:00:5E:00:53:01"', ("form", "sample[S-1].mac")),
        (
            RECEIVED,
            'received = { from = "x", at = "2026-10-01T10:00:00Z" }',
            ("type", "sample[S-1].received.at"),
        ),
        (
            RECEIVED,
            'received = { from = "x", at = 2026-10-01 }',
            ("form", "sample[S-1].received.at"),
        ),
        ("issued = 2026-07-01", "issued = 2026-07-01T00:00:00Z", ("form", "document[D-manual].issued")),
        (
            IMPACTS,
            "impacts = []",
            ("length", "authorisation[A-1].impacts"),
        ),
        (
            IMPACTS,
            'impacts = ["active", "active"]',
            ("twice", "authorisation[A-1].impacts"),
        ),
        ('maker = "株式会社みほん電機"', 'maker = ""', ("length", "device.maker")),
        ('maker = "株式会社みほん電機"', 'maker = "a\\u202Eb"', ("form", "device.maker")),
        ('id = "AM-web"', 'id = "AM-web\\n"', ("form", "ixit.1-AuthMech[AM-web\\n].id")),
        ("nothing-sent = {", '"Nothing sent" = {', ("form", "ics.Nothing sent")),
        ("[[ixit.8-UpdProc]]", "[[ixit.8-UpdateProc]]", ("unknown-key", "ixit.8-UpdateProc")),
    ],
)
def test_a_wrong_shape_is_told_by_its_key(old: str, new: str, expected: tuple[str, str]) -> None:
    """Each deviation from the schema has its code and the key as its author wrote it."""
    assert expected in faults(changed(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "S-2"', 'id = "S-1"', ("duplicate-id", "sample[S-1].id")),
        ("number = 22\n", "number = 443\n", ("duplicate-id", "port[#2].number")),
        (
            'id = "EQ-1"',
            'id = "EQ-1"\nname = "x"\n[[assessment.equipment]]\nid = "EQ-1"',
            ("duplicate-id", "assessment.equipment[EQ-1].id"),
        ),
        (
            'nothing-sent = { claim = "not-claimed" }',
            'nothing-sent = { claim = "claimed" }',
            ("reason", "ics.nothing-sent.reason"),
        ),
        ("constrained = false", "constrained = true", ("reason", "device.constrained_reason")),
        ("not_updatable_reason", "x_reason", ("reason", "ixit.6-SoftComp[SC-boot].not_updatable_reason")),
        (
            'authentication_mechanism = ["1-AuthMech/AM-ssh"]',
            "authentication_mechanism = []",
            ("reason", "ixit.13-SoftServ[SS-ssh].unauthenticated_reason"),
        ),
        ('\nauthentication = ["1-AuthMech/AM-ssh"]', "\nauthentication = []", ("reason", "access_path[AP-ssh].reason")),
        ('role = "twin-unit"', 'role = "main"', ("main-sample", "sample[S-2].role")),
        ('role = "main"', 'role = "sacrificial"', ("main-sample", "sample[S-1]")),
        ('ipv4 = ["192.0.2.20"]', 'ipv4 = ["0.0.0.0"]', ("address", "sample[S-1].ipv4[#1]")),
        ('ipv4 = ["192.0.2.20"]', 'ipv4 = ["192.0.2.021"]', ("form", "sample[S-1].ipv4[#1]")),
        ('ipv4 = ["192.0.2.21"]', 'ipv4 = ["192.0.2.20"]', ("address-taken", "sample[S-2].ipv4[#1]")),
        ('mac = "00:00:5e:00:53:02"', 'mac = "00:00:5e:00:53:01"', ("address-taken", "sample[S-2].mac")),
        ('ipv6 = ["2001:db8::20"]', 'ipv6 = ["fe80::1%eth0"]', ("form", "sample[S-1].ipv6[#1]")),
        (TARGETS, 'targets = ["192.0.2.20", "cloud.example.jp",', ("target", TARGET)),
        (TARGETS, 'targets = ["192.0.2.20", "224.0.0.0/24",', ("target", TARGET)),
        (TARGETS, 'targets = ["192.0.2.20", "192.0.2.1/24",', ("target", TARGET)),
        (TARGETS, 'targets = ["192.0.2.20", "10.0.0.0/15",', ("wide-target", TARGET)),
        (TARGETS, 'targets = ["192.0.2.20", "2001:db8::/63",', ("wide-target", TARGET)),
        ('scope = "document"', 'scope = "document"\nimpacts = ["active"]', ("impacts", "authorisation[A-2].impacts")),
        ('scope = "document"', 'scope = "device"', ("impacts", "authorisation[A-2].impacts")),
        (
            "valid_until = 2027-04-01T00:00:00+09:00",
            "valid_until = 2026-10-01T00:00:00+09:00",
            ("period", "authorisation[A-1].valid_until"),
        ),
        ("document_sha256 =", "remark =", ("document-digest", "authorisation[A-1].document_sha256")),
        ('path = "documents/manual.pdf"', "", ("document-source", "document[D-manual]")),
        (
            'path = "documents/manual.pdf"',
            'path = "a"\nurl = "https://a.example/"',
            ("document-source", "document[D-manual]"),
        ),
        ("retrieved = 2026-11-01", "", ("retrieved", "document[D-policy].retrieved")),
        ('path = "documents/manual.pdf"', 'path = "/etc/passwd"', ("path", "document[D-manual].path")),
        ('path = "documents/manual.pdf"', 'path = "a/../../b"', ("path", "document[D-manual].path")),
        ('path = "firmware/', 'path = "../../firmware/', ("path", "firmware[#1].path")),
        (
            'document = "authorisation/permission.pdf"',
            'document = "/permission.pdf"',
            ("path", "authorisation[A-1].document"),
        ),
        ('origin = "user-chosen"', 'origin = "generated"', ("entropy", "ixit.1-AuthMech[AM-web].entropy_bits")),
        ("pinned_sha256", "x_pin", ("pin", "ixit.11-SecComMech[CM-web]")),
        (
            'format = "mhfw"\ninterface = "28-LogIntf/LI-web"',
            'format = "mhfw"',
            ("interface", "ixit.7-UpdMech[UM-upload].interface"),
        ),
        ("number = 443", "number = 444", ("port-differs", "port[#1].number")),
        ("number = 443", "number = 444", ("port-not-listed", "ixit.28-LogIntf[LI-web].port")),
        ('kind = "self"', 'kind = "demo"', ("demo", "device.virtual")),
        (ASSESSOR, OPERATOR_REVIEWS, ("reviewer", "assessment.personnel[#2].identity")),
        (
            '# corporate_number = { value = "（13桁の法人番号）"',
            'corporate_number = { value = "1234567890123"',
            ("corporate-number", "supplier.corporate_number.value"),
        ),
    ],
)
def test_what_does_not_belong_together_is_told(old: str, new: str, expected: tuple[str, str]) -> None:
    """Each rule beyond the schema has its code and its key."""
    assert expected in faults(changed(old, new))


def test_a_third_partys_laboratory_is_not_its_client() -> None:
    """One identity in both parts is refused for that kind, and for that kind alone."""
    text = TEXT.replace(
        'identity = "https://mihon-denki.example.jp/qa"', 'identity = "https://mihon-denki.example.jp/"'
    )

    assert faults(text) == []
    assert faults(text.replace('kind = "self"', 'kind = "third-party"')) == [("parties", "assessment.lab.identity")]


LABEL = """
[label]
registration = "00000000"
level = 1
status = "有効"
issued = 2026-04-01
expires = 2026-03-31
models = ["MH-CAM201"]
snapshot.at = 2026-11-01T09:00:00+09:00
snapshot.sha256 = "9999999999999999999999999999999999999999999999999999999999999999"
recorded_by = "x"
"""


def test_a_label_is_checked_against_itself_and_the_device() -> None:
    """A label that expires before its issue is wrong; one that does not list the model is worth a warning."""
    assert faults(TEXT + LABEL) == [("period", "label.expires"), ("label-model", "label.models")]


@pytest.mark.parametrize("word", ["適合予定", "認定品", "valid"])
def test_a_labels_status_is_ipas_own_word(word: str) -> None:
    """No other word can be recorded."""
    assert ("word", "label.status") in faults(TEXT + LABEL.replace("有効", word))


@pytest.mark.parametrize(
    ("old", "new", "expected", "near"),
    [
        ("28-LogIntf/LI-cloud", "28-LogIntf/LI-clod", "link-target", "28-LogIntf/LI-cloud"),
        ("28-LogIntf/LI-cloud", "LI-cloud", "link-form", "28-LogIntf/LI-cloud"),
        ("28-LogIntf/LI-cloud", "15-PhyIntf/LI-cloud", "link-table", "28-LogIntf/LI-cloud"),
        ('ca_document = "D-ca"', 'ca_document = "D-cb"', "link-target", "D-ca"),
        ('assets = ["AS-settings", "AS-security"]', 'assets = ["AS-setings"]', "link-target", "AS-settings"),
        ('item = "S1.1-10/1"', 'row = "7-UpdMech/UM-aut"\nitem = "S1.1-10/1"', "link-target", "7-UpdMech/UM-auto"),
    ],
)
def test_a_link_to_nothing_names_what_may_have_been_meant(old: str, new: str, expected: str, near: str) -> None:
    """A broken link is an error with the nearest thing there is."""
    with pytest.raises(DeclarationError) as caught:
        parse_declaration(changed(old, new).encode())

    problem = next(problem for problem in caught.value.problems if problem.code.startswith("link"))
    assert problem.code == expected
    assert f"did you mean {near}?" in problem.text()
    assert near in problem.text("ja")


def test_an_orphan_is_a_warning_that_does_not_stop_the_run() -> None:
    """A row nothing refers to is told, and the declaration is read all the same."""
    text = TEXT + '[[ixit.11-SecComMech]]\nid = "CM-x"\ndescription = "x"\ninterface = []\nprotection = "none"\n'

    declaration, warnings = review_declaration(text.encode())

    assert [(one.code, one.severity) for one in warnings] == [("orphan", Severity.WARNING)]
    assert declaration.row("11-SecComMech/CM-x").texts("interface") == ()


def test_a_sample_nobody_authorised_is_a_warning() -> None:
    """It will not be touched; that is said before the run."""
    assert faults(changed('targets = ["192.0.2.20", "192.0.2.21",', TARGETS)) == [
        ("not-authorised", "sample[S-2].ipv4[#1]")
    ]


def test_many_faults_come_together_and_in_order() -> None:
    """Faults of every kind are told in one go, by line."""
    text = TEXT.replace("virtual = false", "virtual = 1").replace("port = 443", "port = 0").replace("AM-ssh", "AM ssh")

    with pytest.raises(DeclarationError) as caught:
        parse_declaration(text.encode())

    lines = [problem.position.line for problem in caught.value.problems]
    assert {problem.code for problem in caught.value.problems} >= {"type", "range", "form"}
    assert lines == sorted(lines)


def test_no_more_than_a_hundred_faults_are_printed() -> None:
    """The rest is counted."""
    text = TEXT + "\n".join(f"x{number} = 1" for number in range(250))

    with pytest.raises(DeclarationError) as caught:
        parse_declaration(text.encode())

    assert len(caught.value.problems) == 100
    assert str(caught.value).endswith("and 150 more")
    assert caught.value.text("ja").endswith("ほか150件")


def test_a_file_of_faults_ends_soon() -> None:
    """A thousand deviations are enough to tell that this is no declaration."""
    text = "\n".join(f"x{number} = 1" for number in range(5_000))

    with pytest.raises(DeclarationError) as caught:
        parse_declaration(text.encode())

    assert caught.value.left_out < 1_000


def test_many_broken_links_are_all_told() -> None:
    """Only the first are compared with what there is."""
    links = ", ".join(f'"7-UpdMech/UM-{number}"' for number in range(50))
    old = 'update_mechanism = ["7-UpdMech/UM-upload", "7-UpdMech/UM-auto"]'

    with pytest.raises(DeclarationError) as caught:
        parse_declaration(changed(old, f"update_mechanism = [{links}]").encode())

    broken = [problem for problem in caught.value.problems if problem.code == "link-target"]
    assert len(broken) == 50
    assert "did you mean" in broken[0].text()
    assert "did you mean" not in broken[-1].text()


@pytest.mark.parametrize(
    "column",
    [
        'secret = "hunter2"',
        'secret = { value = "hunter2" }',
        'secret = { env = "hunter2!" }',
        'secret = { file = "hunter2\\u0007" }',
        'secret = ["hunter2"]',
        'secret = { env = "A", file = "hunter2" }',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(column: str) -> None:
    """Whoever writes a value where its whereabouts belong is told so; the value is not shown."""
    with pytest.raises(DeclarationError) as caught:
        parse_declaration(changed('secret = { env = "MH_CAM200_ADMIN_PASSWORD" }', column).encode())

    assert "hunter2" not in str(caught.value) + caught.value.text("ja") + repr(caught.value)


def test_a_fault_is_told_in_both_languages_with_file_line_and_column() -> None:
    """The line begins as editors like it, and says what was expected and found."""
    with pytest.raises(DeclarationError) as caught:
        parse_declaration(changed('kind = "self"', 'kind = "selv"').encode(), where="my.toml")

    line = next(number for number, text in enumerate(TEXT.splitlines(), start=1) if text.startswith('kind = "self"'))
    words = "demo, self, supported, third-party"
    assert str(caught.value) == (
        f'my.toml:{line}:1: assessment.kind: not a word allowed here; expected one of {words}, found "selv" '
        "(did you mean self?) [word]"
    )
    assert caught.value.text("ja") == (
        f"my.toml:{line}:1: assessment.kind：決められた語ではない"
        '（期待：demo | self | supported | third-party のいずれか／実際："selv"（self のことでは？））[word]'
    )


def test_every_code_has_its_words_in_both_languages() -> None:
    """No text is empty, and Japanese is Japanese."""
    for code, title in TITLES.items():
        assert title.en.isascii(), code
        assert title.en, code
        assert any(ord(character) > 0x3000 for character in title.ja), code
