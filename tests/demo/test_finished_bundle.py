"""What a finished bundle gives away, and what its verdicts hang on."""

import base64
import copy
import dataclasses
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hoshitori.bundle.reader import BundleReader
from hoshitori.cli.rejudge import Recorded, read_recorded
from hoshitori.model.observation import Observation
from hoshitori.model.trust import StatementRole
from hoshitori.model.verdict import Verdict
from hoshitori.run.evaluate import Evaluation, evaluate
from hoshitori.schema.installed import load_installed

pytestmark = [pytest.mark.netns, pytest.mark.timeout(1_500)]


def spellings(secret: bytes) -> Iterator[bytes]:
    """Yield the forms in which a secret might slip out."""
    text = secret.decode("utf-8", "replace")
    yield secret
    for cut in range(3):
        encoded = base64.b64encode(b"x" * cut + secret)
        yield encoded[4 if cut else 0 : -4]
    yield secret.hex().encode()
    yield urllib.parse.quote(text, safe="").encode()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")


def public_part(bundle: Path) -> dict[str, bytes]:
    """Return everything a reader of the bundle sees without opening what is sealed."""
    with BundleReader.open(bundle) as reader:
        report = reader.unverified_report()
        parts = {"report": reader.envelope(StatementRole.REPORT).payload}
        for item in report.items:
            if item.path is not None:
                parts[item.path] = b"".join(reader.stream(item))
    return parts


def test_no_seeded_secret_is_public(demo: Path) -> None:
    """No secret of the declaration stands in the public part, in any spelling."""
    secrets = [path.read_bytes().strip() for path in (demo / "device" / "secrets").iterdir()]
    assert len(secrets) >= 3

    found = [
        (name, secret[:4])
        for name, data in public_part(demo / "evidence.hoshi").items()
        for secret in secrets
        for form in spellings(secret)
        if form and form in data
    ]

    assert found == []


def judged(recorded: Recorded) -> Evaluation:
    """Judge a bundle's observations again."""
    return evaluate(
        load_installed(recorded.report.profile.id),
        recorded.declaration,
        recorded.plan,
        recorded.observations,
        closed=[one.number for one in recorded.report.rounds if one.closed],
    )


def altered(recorded: Recorded, fact: str, change: Callable[[Any], None]) -> Recorded:
    """Return the record with every observation of one fact type changed in memory."""
    observations: list[Observation] = []
    for observation in recorded.observations:
        if observation.key.fact == fact and observation.fact is not None:
            data = copy.deepcopy(dict(observation.fact))
            change(data)
            observations.append(dataclasses.replace(observation, fact=data))
        else:
            observations.append(observation)
    assert observations != list(recorded.observations), f"nothing of {fact} was on record"
    return dataclasses.replace(recorded, observations=tuple(observations))


def accept_old_tls(fact: dict[str, Any]) -> None:
    """Let a TLS server accept TLS 1.0."""
    for version in fact["versions"]:
        if version["id"] == "TLS 1.0":
            version["accepted"], version["why"] = True, "ACCEPTED"


def open_another_port(fact: dict[str, Any]) -> None:
    """Let a port be open that nobody declared."""
    transport = fact["transport"]
    found = {"id": f"{transport}/4444", "transport": transport, "port": 4444}
    fact["open"].append({**found, "evidence": "x", "protocol": "", "address": ""})


def open_a_port_over_ipv6(fact: dict[str, Any]) -> None:
    """Let a port that nobody declared be open at an IPv6 address."""
    if fact["family"] == "ipv6":
        found = {"id": "tcp/4444@ipv6", "transport": "tcp", "port": 4444}
        fact["open"].append({**found, "evidence": "x", "protocol": "", "address": "fe80::10"})


def accept_a_flipped_image(fact: dict[str, Any]) -> None:
    """Let the device install an altered image."""
    for attempt in fact["attempts"]:
        if attempt["image"] == "BIT_FLIP":
            attempt["accepted"], attempt["version_after"] = True, attempt["carries_version"]


def run_the_old_version(fact: dict[str, Any]) -> None:
    """Let the genuine image change nothing that the device shows."""
    for attempt in fact["attempts"]:
        if attempt["image"] == "GENUINE":
            attempt["accepted"], attempt["version_after"] = False, attempt["version_before"]


def show_another_model(fact: dict[str, Any]) -> None:
    """Let every place name another model, that merely begins like the declared one."""
    for place in fact["shown"]:
        place["models"], place["model_word"] = ["HDC-1000"], False


def lose_the_quote(fact: dict[str, Any]) -> None:
    """Let no quoted sentence be found in its document."""
    for name, value in fact.items():
        if "found" in name and isinstance(value, bool):
            fact[name] = False


def speak_in_clear(fact: dict[str, Any]) -> None:
    """Let a service speak a protocol of the web in clear."""
    fact.update(encrypted=False, protocol="http")


def say_the_password_aloud(fact: dict[str, Any]) -> None:
    """Let the administrator's password be seen on the wire, in base64."""
    fact["leaks"].append(
        {
            "id": "x",
            "secret": "1-AuthMech/AM-admin",
            "encoding": "BASE64",
            "role": "SENT",
            "where": "tcp/80",
            "protocol": "http",
            "times": 1,
        }
    )


def say_no(fact: dict[str, Any]) -> None:
    """Let the assessor say no."""
    fact["holds"] = False


def offer_an_old_cipher(fact: dict[str, Any]) -> None:
    """Let an SSH server offer RC4 alone."""
    fact["ciphers"] = ["arcfour"]


def open_a_page(fact: dict[str, Any]) -> None:
    """Let a path of the REST interface answer without a session."""
    interface = fact["interfaces"][-1] if fact["interfaces"] else ""
    request = {"interface": interface, "request": "GET /api/users", "page": "/api/users", "evidence": "x"}
    fact["opened"].append({"id": "NOBODY GET /api/users", "visitor": "NOBODY", **request})


def let_everybody_in(fact: dict[str, Any]) -> None:
    """Let a service open a session without any credential."""
    fact["open_without_login"] = True


def take_an_undeclared_image(fact: dict[str, Any]) -> None:
    """Let a page that nobody declared install an altered image."""
    told = dict.fromkeys(("id", "variant", "sha256", "carries_version", "version_before", "answer"), "x")
    flags = dict.fromkeys(("settled", "alive", "accepted", "from_snapshot"), True)
    attempt = {**told, **flags, "image": "BIT_FLIP", "bytes": 1, "version_after": "y", "fetched": True}
    fact["attempts"].append(
        {**attempt, "written": True, "boots_old": None, "offers": 1, "busy": False, "waited_milliseconds": 1}
    )


def accept_anything(fact: dict[str, Any]) -> None:
    """Let a random wrong value open a session."""
    fact["accepts_anything"] = True


def lose_what_was_kept(fact: dict[str, Any]) -> None:
    """Let everything be gone after an outage."""
    for cut in fact["cuts"]:
        for kept in cut["kept"]:
            kept["after"] = False


def leave_the_log_behind(fact: dict[str, Any]) -> None:
    """Let the log stand on the storage after the erasure."""
    for kind in fact["kinds"]:
        if kind["id"] == "log":
            kind["remains"], kind["stored_after"] = "THERE", ["plain in data/log.old/events.jsonl"]


def find_a_value(fact: dict[str, Any]) -> None:
    """Let a value be legible on the storage."""
    found = {"id": "x: md5 in data/x+1", "value": "x", "form": "md5", "place": "data/x", "offset": 1}
    fact["findings"].append(found)


def take_a_short_password(fact: dict[str, Any]) -> None:
    """Let the device take a first password that is too short."""
    fact["weak"][-1]["taken"] = True


def work_before_first_use(fact: dict[str, Any]) -> None:
    """Let a page answer before a password is set."""
    fact["guarded"][0]["open_before"] = True


def keep_the_old_value(fact: dict[str, Any]) -> None:
    """Let the old value open a session after a change."""
    fact["old_opened"] = True


def keep_a_session(fact: dict[str, Any]) -> None:
    """Let a session from before the erasure read pages after it."""
    fact["sessions"][0]["opened"] = True


def lead_around_the_lock(fact: dict[str, Any]) -> None:
    """Let guesses that claim other addresses go on for ever."""
    fact["detours"][0] |= {"led_around": True, "guesses": 40, "milliseconds": 800, "guesses_a_day": 4_320_000}


@pytest.mark.parametrize(
    ("fact", "change", "requirements"),
    [
        ("tls-survey", accept_old_tls, {"S1.1-12"}),
        ("port-survey", open_another_port, {"S1.1-13"}),
        ("port-survey", open_a_port_over_ipv6, {"S1.1-13"}),
        ("update-series", accept_a_flipped_image, {"S1.1-08"}),
        ("update-series", run_the_old_version, {"S1.1-06"}),
        ("inventory", show_another_model, {"S1.1-10"}),
        ("outage", lose_what_was_kept, {"S1.1-14"}),
        ("erase", leave_the_log_behind, {"S1.1-15"}),
        ("erase", keep_a_session, {"S1.1-15"}),
        ("guessing-run", lead_around_the_lock, {"S1.1-04"}),
        ("stored-secrets", find_a_value, {"S1.1-11"}),
        ("judgement", say_no, {"S1.1-01", "S1.1-02", "S1.1-03"}),
        ("service-identity", speak_in_clear, {"S1.1-12"}),
        ("traffic", say_the_password_aloud, {"S1.1-01", "S1.1-12"}),
        ("ssh-survey", offer_an_old_cipher, {"S1.1-12"}),
        ("default-login", accept_anything, {"S1.1-02"}),
        ("first-use", take_a_short_password, {"S1.1-02"}),
        ("first-use", work_before_first_use, {"S1.1-02"}),
        ("value-change", keep_the_old_value, {"S1.1-03"}),
        ("login-surface", let_everybody_in, {"S1.1-01"}),
        ("web-sweep", open_a_page, {"S1.1-01"}),
        ("upload-sweep", take_an_undeclared_image, {"S1.1-08"}),
        ("document-element", lose_the_quote, {"S1.1-05", "S1.1-09", "S1.1-16"}),
    ],
)
def test_one_altered_observation_changes_what_it_should(
    demo: Path, fact: str, change: Callable[[Any], None], requirements: set[str]
) -> None:
    """Judged again over a record that says the bad thing, the requirement fails that hangs on it."""
    recorded = read_recorded(demo / "evidence.hoshi")

    outcome = judged(altered(recorded, fact, change)).outcome

    failed = {one.requirement.id for one in outcome.requirements if one.decision.verdict is Verdict.FAIL}
    assert requirements <= failed


def name_a_vulnerability(fact: dict[str, Any]) -> None:
    """Let the data name a vulnerability of a component."""
    hit = {
        "id": "CVE-2022-23852:expat@2.4.1",
        "vulnerability": "CVE-2022-23852",
        "aliases": [],
        "where": "expat@2.4.1",
        "severity": "",
        "summary": "",
        "match": "AFFECTED",
        "note": "",
        "sources": ["VF-training"],
        "listed_by": ["device"],
    }
    fact["hits"].append(hit)


def call_it_exploitable(fact: dict[str, Any]) -> None:
    """Let the assessor say that it can be exploited."""
    judgement: dict[str, Any] = {
        "question": "q-vulnerability-unexploitable",
        "given": True,
        "holds": False,
        "reason": "it is reached",
        "person": "A",
        "role": "assessor",
        "simulated": False,
        "attachments": [],
        "digests": [],
    }
    fact["judged"].append({"hit": "CVE-2022-23852:expat@2.4.1", "judgement": judgement})


def age(fact: dict[str, Any]) -> None:
    """Let the vulnerability data be a year old."""
    for source in fact["sources"]:
        source["age_days"] = 365


def of_interfaces(evaluation: Evaluation) -> Verdict:
    """Return what S1.1-13 came to."""
    return next(o.decision.verdict for o in evaluation.outcome.requirements if o.requirement.id == "S1.1-13")


def test_vulnerabilities_count_once_named_and_judged(demo: Path) -> None:
    """Old data or a vulnerability nobody judged leave -13 open; one that can be exploited fails it."""
    recorded = read_recorded(demo / "evidence.hoshi")
    named = altered(recorded, "known-vulnerabilities", name_a_vulnerability)

    assert of_interfaces(judged(altered(recorded, "known-vulnerabilities", age))) is Verdict.INCONCLUSIVE
    assert of_interfaces(judged(named)) is Verdict.INCONCLUSIVE
    assert of_interfaces(judged(altered(named, "vulnerability-judgements", call_it_exploitable))) is Verdict.FAIL
