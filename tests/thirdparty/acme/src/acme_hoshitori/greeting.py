"""Reads what a service says first."""

from acme_hoshitori.facts import Greeting
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable, probe


@probe(provides=Greeting, impact="active", timeout_ms=60_000)
def read_greeting(target: Endpoint, reach: Reach) -> Greeting:
    """What a service says before it is asked anything."""
    with reach.tcp(target) as wire:
        said = wire.receive(200)
    if not said:
        raise Unavailable("the service hung up without a word")
    return Greeting(line=said.decode("ascii", "replace").strip())
