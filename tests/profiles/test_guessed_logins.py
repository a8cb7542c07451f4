"""At which log-ins guesses went (S1.1-04): what a row has guessed at, and what stands beside it undeclared."""

from dataclasses import replace
from typing import Any

import pytest

from hoshitori.facts.login_surface import AskedLogin, LoginWay
from hoshitori.model.verdict import PASS, Cause, inconclusive
from tests.profiles import sound_surface as sound
from tests.profiles.support import camera, judged, port, row
from tests.profiles.test_updates_and_guessing import RUN

OPEN = inconclusive(Cause.UNAVAILABLE)
CASE = "every_password_login_was_guessed_at"
HTTPS = port("tcp/443", "https")
FORM = AskedLogin(id="HTML_FORM /login", way=LoginWay.HTML_FORM, where="/login", evidence="", for_people=True)


@pytest.mark.parametrize(
    "second",
    [
        replace(FORM, id="HTML_FORM /service", where="/service"),
        replace(FORM, id="HTTP_BASIC /cgi-bin", way=LoginWay.HTTP_BASIC, where="/cgi-bin"),
        replace(FORM, id="HTTP_OTHER by-script", way=LoginWay.HTTP_OTHER, where=""),
        replace(FORM, id="API_LOGIN /login", way=LoginWay.API_LOGIN),
    ],
)
def test_a_second_login_at_a_declared_port_was_not_guessed_at(second: AskedLogin) -> None:
    """Guessing is done at the declared form alone: a door for service people beside it leaves the case open."""
    both = replace(sound.NO_LOGIN, protocol="https", asked=(FORM, second))

    assert judged(CASE, {"surface": both}, HTTPS).decision == OPEN


@pytest.mark.parametrize(
    ("columns", "decision"),
    [
        ({"login_method": "other"}, OPEN),
        ({"login_method": "basic", "login_path": ""}, OPEN),
        ({"login_path": "", "protected_path": "/login"}, PASS),
        ({"interface": ("28-LogIntf/LI-ssh", "28-LogIntf/LI-web")}, OPEN),
        ({"interface": ("28-LogIntf/LI-web", "28-LogIntf/LI-ssh")}, PASS),
    ],
)
def test_a_login_was_guessed_at_where_a_probe_tries_the_row(columns: dict[str, Any], decision: object) -> None:
    """The row's way, its path and the first interface that it names say where guesses went."""
    rows = tuple(
        replace(one, fields={**one.fields, **columns}) if one.reference == "1-AuthMech/AM-web" else one
        for one in camera().ixit
    )
    form = replace(sound.NO_LOGIN, protocol="https", asked=(FORM,))
    result = judged(CASE, {"surface": form}, HTTPS, declaration=replace(camera(), ixit=rows))

    assert result.decision == decision


@pytest.mark.parametrize(("origin", "said"), [("generated", True), ("user-chosen", False)])
def test_the_strength_of_a_generated_value_is_said_to_be_declared(origin: str, *, said: bool) -> None:
    """What users change it to may be weaker; of a value that users choose there is nothing of the kind to say."""
    subject = row("1-AuthMech/AM-web", origin=origin, entropy_bits=48)
    result = judged("guessing_takes_too_long", {"run": RUN}, subject)

    assert result.decision == PASS
    assert ("limit-generated-strength" in result.limits) is said
