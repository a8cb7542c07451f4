"""What a person decided that no machine can."""

from __future__ import annotations

from hoshitori.facts.base import fact
from hoshitori.model.subject import Subject


@fact("judgement", about=Subject)
class Judgement:
    """An assessor's answer to one question; without an answer there is no fact.

    Attributes:
        question: text id in the profile.
        given: that an answer was given; always so in a fact, kept so that a record speaks for itself.
        holds: yes or no.
        reason: the assessor's own words.
        attachments: photographs and files the answer rests on, as the assessor named them.
        digests: SHA-256 of each of these, in the same order, where its bytes could be had and are kept as evidence;
            empty text where they could not.
        simulated: whether a scripted demonstration answered, not a person.
    """

    question: str
    given: bool
    holds: bool
    reason: str
    person: str
    role: str
    simulated: bool
    attachments: tuple[str, ...]
    digests: tuple[str, ...] = ()
