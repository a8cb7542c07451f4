"""What this lab records beyond the standard facts."""

from hoshitori.facts.base import fact
from hoshitori.model.subject import Endpoint


@fact("acme-greeting", about=Endpoint)
class Greeting:
    """The first line a service sends on its own."""

    line: str
