"""What `verify` prints: the answer a buyer needs, and nothing that does not hold."""

import dataclasses

import pytest

from hoshitori.model.findings import Aspect
from hoshitori.model.predicate_parties import Kind
from hoshitori.report.findings import findings_data, render_findings
from tests.report import example

LANGUAGES = ["ja", "en"]
PINNED = dataclasses.replace(example.TRUST, pinned=True, training=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_genuine_bundle(language: str) -> None:
    """Every question is answered, what was not shown stands after them, and nothing says NOT VERIFIED."""
    told = render_findings(example.findings(), language)

    for aspect in Aspect:
        assert f"sentence on {aspect.value}" in told
    assert told.index("sentence on status") < told.index({"ja": "示さないこと", "en": "does not show"}[language])
    assert "NOT VERIFIED" not in told
    assert "detail of" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("aspect", [aspect for aspect in Aspect if aspect is not Aspect.OUTCOME])
def test_a_refused_bundle(aspect: Aspect, language: str) -> None:
    """Ends with NOT VERIFIED and why; neither its own first line nor its outcome is believed."""
    told = render_findings(example.findings(aspect), language)

    assert told.splitlines()[-1].startswith("NOT VERIFIED")
    assert f"sentence on {aspect.value}" in told.splitlines()[-1]
    assert f"detail of {aspect.value}" in told
    assert example.CATALOGUE.first_line.in_language(language) not in told
    assert "sentence on outcome" not in told
    assert {"ja": "この報告書が示さないこと", "en": "What this report does not show"}[language] not in told


def test_a_refused_bundle_is_of_no_kind() -> None:
    """A forged bundle that calls itself a third-party test is not called one."""
    forged = dataclasses.replace(example.report(), kind=Kind.THIRD_PARTY)
    told = render_findings(example.findings(Aspect.SIGNATURES, trust=PINNED, told=forged), "en")

    assert "Third-party" not in told
    assert told.splitlines()[0] == "This result is nobody's label and shows no review or certification by anyone."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outcome_is_no_reason_to_refuse(language: str) -> None:
    """A device that fails has a genuine report all the same."""
    told = render_findings(example.findings(Aspect.OUTCOME), language)

    assert "NOT VERIFIED" not in told
    assert "×" in next(line for line in told.splitlines() if "sentence on outcome" in line)


def test_genuine_only_as_far_as_the_trust_file() -> None:
    """Without a pinned root the answer depends on the trust file, and says so; with one it does not."""
    loose = render_findings(example.findings(), "en")
    pinned = render_findings(example.findings(trust=PINNED), "en")

    assert "As long as the trust file is genuine" in loose
    assert "As long as the trust file is genuine" not in pinned
    assert "not pinned" not in pinned


def test_nothing_could_be_read() -> None:
    """A file that is no bundle at all is refused without a word on any product."""
    told = render_findings(example.findings(Aspect.CONTAINER, read=False), "en")

    assert "CAM-1" not in told
    assert told.splitlines()[-1].startswith("NOT VERIFIED")


def test_data_keep_their_shape() -> None:
    """Scripts find the same keys as ever."""
    data = findings_data(example.findings())

    assert set(data) == {"path", "exitCode", "kind", "training", "trust", "findings"}
    assert set(data["trust"]) == {"pinned", "scheme", "version", "fingerprint", "asOf", "stale"}
    assert [one["aspect"] for one in data["findings"]] == [aspect.value for aspect in Aspect]
    assert set(data["findings"][0]) == {"aspect", "state", "code", "ja", "en", "detail", "undecided"}
