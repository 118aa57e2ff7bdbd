"""How long CAR copies are followed: until enough results in a row are below the limit (forms catalogue, 1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from workstation.forms.answers import State
from workstation.scoring.measurement import Measurement
from workstation.trial.given import infusions_given
from workstation.trial.recorded import Recorded, believed
from workstation.trial.subject import VisitRecord

FORM, _GROUP, _ITEM = "car_persistence", "rows", "car_copies"


def below_quantification(recorded: Recorded, visit: VisitRecord, day: date) -> bool:
    """Whether the last results after the first infusion, before a visit, are all surely below LLOQ.

    How many there must be is a setting. False too while there are fewer: the samples are owed until shown gone.
    """
    wanted = int(str(recorded.study.setting("car.results_below_lloq")))
    given = infusions_given(recorded)
    if not given or wanted < 1:
        return False
    results = [
        below
        for earlier in recorded.subject.visits
        if earlier.key != visit.key and earlier.date is not None and given[0].day < earlier.date <= day
        for below in _results(recorded, earlier)
    ]
    return len(results) >= wanted and all(below is True for below in results[-wanted:])


def _results(recorded: Recorded, visit: VisitRecord) -> Iterator[bool | None]:
    answers = recorded.answers(visit, FORM)
    form = recorded.study.forms.get(FORM)
    item = None if form is None else form.row_items[_GROUP][_ITEM]
    usual = Decimal(str(recorded.study.setting("car.lloq_copies_per_ug")))
    for row in recorded.rows(FORM, _GROUP, visit):
        answer = answers.get(f"{_GROUP}/{row.key}/{_ITEM}")
        value = None if item is None or answer is None else believed(item, answer)
        if answer is not None and answer.state is State.VALUE and isinstance(value, Decimal):
            limit = row.number("lloq")
            yield Measurement(value, answer.operator).below(usual if limit is None else limit)
