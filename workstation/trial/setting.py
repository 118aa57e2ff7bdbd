"""Where a form stands when the record is asked for it, and how an offer to one of its items is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workstation.forms.state import Proposal
from workstation.messages import Sentence
from workstation.scoring.quantity import rounded
from workstation.trial.assess import Later
from workstation.trial.assessment import Assessment
from workstation.trial.recorded import Recorded
from workstation.trial.subject import VisitRecord
from workstation.trial.treatment import Person

Offers = dict[str, Proposal]
"""What is offered to the items of a form, by path (``group/row/item`` inside rows)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a form stands: the record, the subject, the visit, and what was concluded so far."""

    recorded: Recorded
    person: Person
    visit: VisitRecord
    source: Assessment | Later

    @property
    def assessment(self) -> Assessment:
        """What was concluded so far, made now if it was not yet."""
        return self.source.made

    @property
    def day(self) -> date:
        """The day of the visit, or the day of the question while it has none."""
        return self.visit.date or self.source.as_of


def number(value: Decimal | None, because: Sentence, places: int | None = None) -> Proposal:
    """A number as it is offered, or that it cannot be told."""
    if value is None:
        return Proposal(None, because)
    shown = value if places is None else rounded(value, places)
    return Proposal(format(shown, "f"), because)


def yes_no(value: bool | None, because: Sentence) -> Proposal:
    """A yes/no answer as it is offered, or that it cannot be told."""
    return Proposal(None if value is None else "yes" if value else "no", because)
