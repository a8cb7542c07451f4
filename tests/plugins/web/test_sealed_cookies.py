"""Which cookies are kept out of the public evidence."""

from types import SimpleNamespace
from typing import Any, cast

from hoshitori_plugins.web.session import seal_cookies


def test_only_what_may_prove_a_session_is_a_secret() -> None:
    """A counter or a language in a cookie would stand in every public part, and nothing could be signed any more."""
    sealed: list[str] = []
    browser = SimpleNamespace(cookies={"session": "b7Qx0c1LmZ9d", "failures": "0", "lang": "ja"})

    seal_cookies(cast("Any", browser), cast("Any", SimpleNamespace(seal_value=sealed.append)))

    assert sealed == ["b7Qx0c1LmZ9d"]
