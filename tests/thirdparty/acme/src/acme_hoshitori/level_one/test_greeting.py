"""Greetings."""

from acme_hoshitori.facts import Greeting
from hoshitori.profile import Case, Need, case, rows


@case("A-1/1", subject=rows("28-LogIntf", transport="tcp"), greeting=Need(Greeting, effort={"connections": 1}))
def test_greeting_tells_no_version(case: Case, greeting: Greeting) -> None:
    """A service's greeting holds no digits."""
    said = greeting.line
    case.expect(not any(c.isdigit() for c in said), on=greeting, expected="no-digits", observed=said)
