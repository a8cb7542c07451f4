"""The seventh question: is it about the product that was asked for?"""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.model.findings import Aspect, Finding, State
from hoshitori.model.predicate import ConformityReport
from hoshitori.verify.sentences import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What the asker expects of the product; None leaves it open.

    Attributes:
        model: exactly as the report writes it.
        firmware: version, exactly as the report writes it.
        sha256: of the firmware file the asker holds, in hexadecimal.
    """

    model: str | None = None
    firmware: str | None = None
    sha256: str | None = None


def product_finding(report: ConformityReport, expected: Expectations) -> Finding:
    """Return whether the report is about the product expected; names are compared exactly."""
    firmware = report.firmware
    versions = {report.dut.versions.firmware}
    if firmware.read is not None:
        versions.add(firmware.read.version)
    supplied = firmware.supplied.sha256 if firmware.supplied else None
    asked = {
        "model": expected.model is None or expected.model == report.dut.model,
        "firmware": expected.firmware is None or versions == {expected.firmware},
        "sha256": expected.sha256 is None or expected.sha256.lower() == supplied,
    }
    values = {"maker": report.dut.maker, "model": report.dut.model, "firmware": report.dut.versions.firmware}
    if expected == Expectations():
        code, state = "PRODUCT_NOT_ASKED", State.NOT_CHECKED
    elif all(asked.values()):
        code, state = "PRODUCT_OK", State.OK
    else:
        code, state = "E_PRODUCT", State.FAIL
    different = ", ".join(name for name, same in asked.items() if not same)
    return Finding(
        aspect=Aspect.PRODUCT,
        state=state,
        code=code,
        sentence=sentence(code, **values),
        detail=f"different: {different}" if different else "",
    )
