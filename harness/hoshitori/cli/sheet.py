"""The verdict sheet (星取表) of a run on the terminal."""

from __future__ import annotations

import datetime
import uuid

from hoshitori.cli.printing import say
from hoshitori.model.predicate import ConformityReport
from hoshitori.report.text import render_text
from hoshitori.report.view import ReportView
from hoshitori.run.compose import compose
from hoshitori.run.evaluate import Evaluation
from hoshitori.run.evidence import collect_evidence
from hoshitori.run.folder import RunContents
from hoshitori.schema.installed import LoadedProfile


def compose_unsigned(contents: RunContents, evaluation: Evaluation, profile: LoadedProfile) -> ConformityReport:
    """Return the report as it would be signed now."""
    return compose(
        contents,
        evaluation,
        profile,
        collect_evidence(contents, profile),
        now=datetime.datetime.now(datetime.UTC),
        identifier=uuid.uuid4(),
    )


def print_sheet(contents: RunContents, evaluation: Evaluation, profile: LoadedProfile, language: str) -> None:
    """Print the sheet of a run that nobody has signed yet."""
    report = compose_unsigned(contents, evaluation, profile)
    say(render_text(ReportView(report=report, catalogue=profile.catalogue), language))
