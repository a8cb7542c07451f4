"""What others sign beside a report: the vendor's declaration, the laboratory's review, the scheme's decision.

A review that does not approve and a decision that does not grant are not signed at all; so neither can be mistaken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hoshitori.model.predicate import Suite
from hoshitori.model.predicate_parties import Dut, Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationStatement:
    """The vendor's word for what it declared; its subjects are the declaration and the firmware file supplied."""

    suite: Suite
    signers: tuple[str, ...]
    maker: Organisation
    dut: Dut
    declared_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStatement:
    """The laboratory's reviewer approves a report; its subject is the report's payload."""

    suite: Suite
    signers: tuple[str, ...]
    outcome: Literal["approved"]
    reviewer: Organisation
    lab: Organisation
    reviewed_at: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStatement:
    """A scheme's owner grants something on a report; its subject is the report's payload."""

    suite: Suite
    signers: tuple[str, ...]
    decision: Literal["granted"]
    scheme: Organisation
    certificate_number: str
    decided_at: str
    valid_until: str
    policies: tuple[str, ...] = ()


Companion = DeclarationStatement | ReviewStatement | DecisionStatement
