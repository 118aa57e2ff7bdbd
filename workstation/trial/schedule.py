"""The schedule of a subject: day 0, ideal days, windows, and where each visit stands (forms catalogue 1.1, 1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from workstation.definition.study import Cohort, Study, VisitDefinition, VisitKind
from workstation.trial.assessment import PlannedVisit
from workstation.trial.given import conditioning_days, infusion_moment, infusions_given
from workstation.trial.recorded import Recorded
from workstation.trial.subject import VisitRecord
from workstation.trial.visit_state import VisitState, Window

_AHEAD = frozenset({VisitState.PLANNED, VisitState.OPEN, VisitState.DUE})
_GONE = frozenset({VisitState.OVERDUE, VisitState.MISSED, VisitState.NOT_APPLICABLE})
_BEFORE_DAY_0 = frozenset(
    {VisitKind.SCREENING, VisitKind.BASELINE, VisitKind.LYMPHODEPLETION, VisitKind.REST}
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Day 0: the start of the first infusion that was given, before it the planned one.

    ``planned`` is the planned day also after the infusion, because its delay is judged against it.
    """

    day: date | None
    actual: bool
    planned: date | None

    def study_day(self, moment: date | None) -> int | None:
        """The study day of a calendar day; day 0 exists."""
        return None if self.day is None or moment is None else (moment - self.day).days


def anchor_of(recorded: Recorded) -> Anchor:
    """Day 0 of a subject. Without a planned infusion, day −5 is the first day of lymphodepletion."""
    planned = recorded.demography("planned_infusion")
    planned_day = planned if isinstance(planned, date) else None
    given = infusions_given(recorded)
    if given:
        return Anchor(given[0].day, True, planned_day)
    if planned_day is None:
        planned_day = _from_lymphodepletion(recorded)
    return Anchor(planned_day, False, planned_day)


def _from_lymphodepletion(recorded: Recorded) -> date | None:
    for visit in recorded.study.visits:
        if visit.kind is VisitKind.LYMPHODEPLETION and visit.day is not None:
            record = recorded.first(visit.oid)
            if record is not None and record.date is not None:
                return record.date - timedelta(days=visit.day)
    return None


def applicable(study: Study, cohort: Cohort | None) -> Iterator[VisitDefinition]:
    """The visits of the schedule of a cohort that have a day or a window, in the order of their days."""
    interval = _interval(study, cohort)
    chosen = [
        visit
        for visit in study.visits
        if visit.has_day_of_its_own
        and (not visit.intervals or interval in visit.intervals)
        and (not visit.setting or study.setting(visit.setting) is True)
    ]
    yield from sorted(chosen, key=lambda visit: _order(visit, interval))


def _interval(study: Study, cohort: Cohort | None) -> int:
    if cohort is not None:
        return cohort.interval_days
    return next((known.interval_days for known in study.cohorts.values() if known.on_path), 7)


def _order(visit: VisitDefinition, interval: int) -> int:
    offsets = offsets_of(visit, interval)
    return offsets[0] if offsets[0] is not None else offsets[1] if offsets[1] is not None else 0


def offsets_of(visit: VisitDefinition, interval: int) -> tuple[int | None, int | None, int | None]:
    """Ideal, earliest and latest study day of a visit for an interval between infusions."""
    if not visit.relative:
        return visit.day, visit.earliest, visit.latest
    ideal = (visit.day or 0) + visit.interval_index * interval
    return ideal, ideal + (visit.earliest or 0), ideal + (visit.latest or 0)


def window_of(day: date | None, earliest: date | None, latest: date | None) -> Window:
    """How a date lies to a window: one of four states, *none* where no window applies."""
    if day is None or (earliest is None and latest is None):
        return Window.NONE
    if earliest is not None and day < earliest:
        return Window.EARLY
    return Window.LATE if latest is not None and day > latest else Window.IN


@dataclass(frozen=True)
class Scheduler:
    """Makes the planned visits of one subject as of one day.

    ``left`` is the day the subject left; ``stopped`` the day on which treatment was stopped, which is not leaving.
    """

    recorded: Recorded
    anchor: Anchor
    cohort: Cohort | None
    as_of: date
    left: date | None
    closed: bool
    stopped: date | None = None

    @cached_property
    def _visits(self) -> tuple[VisitDefinition, ...]:
        return tuple(applicable(self.recorded.study, self.cohort))

    @cached_property
    def _oids(self) -> frozenset[str]:
        return frozenset(visit.oid for visit in self._visits)

    def plan(self) -> tuple[PlannedVisit, ...]:
        """All visits of the schedule in order, with date, window and state."""
        return tuple(self._planned(visit) for visit in self._visits)

    def window(self, visit: VisitRecord) -> Window:
        """How the date of a begun visit lies to its window."""
        definition = self.recorded.study.visit_by_oid.get(visit.oid)
        if definition is None or not self.belongs(definition):
            return Window.NONE
        _, earliest, latest = self.dates(definition)
        return window_of(visit.date, earliest, latest)

    def belongs(self, visit: VisitDefinition) -> bool:
        """Whether a visit is one of the schedule of this cohort, with a window of its own."""
        return visit.oid in self._oids

    def dates(self, visit: VisitDefinition) -> tuple[date | None, date | None, date | None]:
        """Due, earliest and latest calendar day."""
        interval = _interval(self.recorded.study, self.cohort)
        anchor = self.anchor.day
        if visit.kind is VisitKind.INFUSION and visit.relative and visit.interval_index == 0:
            # The delay of the first infusion is judged against its plan; day 0 itself moves with it.
            anchor = self.anchor.planned or self.anchor.day
        if anchor is None:
            return None, None, None
        anchor += self._moved(visit, interval)
        due, earliest, latest = (
            None if offset is None else anchor + timedelta(days=offset)
            for offset in offsets_of(visit, interval)
        )
        return due, earliest, latest

    def _moved(self, visit: VisitDefinition, interval: int) -> timedelta:
        """How far a visit after the treatment moves with the last infusion, where the study counts from that one."""
        ideal, last = offsets_of(visit, interval)[0], self._last_infusion
        if last is None or ideal is None or visit.kind is VisitKind.INFUSION or self.anchor.day is None:
            return timedelta(0)
        definition, day = last
        planned = offsets_of(definition, interval)[0] or 0
        return day - self.anchor.day - timedelta(days=planned) if ideal > planned else timedelta(0)

    @cached_property
    def _last_infusion(self) -> tuple[VisitDefinition, date] | None:
        """The last planned infusion with its day, if it was given and later visits count from it (trial sheet 6)."""
        study = self.recorded.study
        if str(study.setting("visits.later_clock")) != "last_infusion":
            return None
        planned = [visit for visit in study.visits if visit.kind is VisitKind.INFUSION][: study.infusions]
        given = {infusion.visit.oid: infusion.day for infusion in infusions_given(self.recorded)}
        last = planned[-1] if planned else None
        return None if last is None or last.oid not in given else (last, given[last.oid])

    def in_planned_window(self, visit: PlannedVisit) -> bool:
        """Whether a visit before day 0 lay in its window by the planned day of the first infusion."""
        definition = self.recorded.study.visit_by_oid[visit.oid]
        _, earliest, latest = offsets_of(definition, _interval(self.recorded.study, self.cohort))
        planned = self.anchor.planned
        if planned is None or visit.actual is None:
            return False
        edges = (
            None if offset is None else planned + timedelta(days=offset) for offset in (earliest, latest)
        )
        return window_of(visit.actual, *edges) is Window.IN

    def _planned(self, visit: VisitDefinition) -> PlannedVisit:
        due, earliest, latest = self.dates(visit)
        record = self._begun(visit) or self._merged(visit, earliest, latest)
        actual = None if record is None else record.date
        state, reason = self._state(visit, record, due, earliest, latest)
        return PlannedVisit(
            oid=visit.oid,
            key=visit.oid if record is None else record.key,
            due=due,
            earliest=earliest,
            latest=latest,
            state=state,
            actual=actual,
            day=self.anchor.study_day(actual if actual is not None else due),
            window=window_of(actual, earliest, latest),
            reason=reason,
            optional=visit.optional,
        )

    def _begun(self, visit: VisitDefinition) -> VisitRecord | None:
        """The visit if it has a date; forms kept under its name without one (history, from paper) do not begin it."""
        record = self.recorded.first(visit.oid)
        return record if record is not None and record.date is not None else None

    def _merged(
        self, visit: VisitDefinition, earliest: date | None, latest: date | None
    ) -> VisitRecord | None:
        """An infusion inside the window of a plain visit stands for it: one set of forms, the infusion's name."""
        if visit.kind is not VisitKind.FOLLOW_UP or visit.optional or earliest is None or latest is None:
            return None
        study = self.recorded.study
        for record in self.recorded.subject.visits:
            definition = study.visit_by_oid.get(record.oid)
            if (
                definition is not None
                and definition.kind is VisitKind.INFUSION
                and _same_day(record, visit, self.anchor)
            ):
                return record
        return None

    def _state(
        self,
        visit: VisitDefinition,
        record: VisitRecord | None,
        due: date | None,
        earliest: date | None,
        latest: date | None,
    ) -> tuple[VisitState, str]:
        if record is not None and not self._in_hand(visit, record):
            reason = self._not_held(record)
            return (VisitState.MISSED, reason) if reason is not None else (VisitState.DONE, "")
        if (
            self._left_before(latest)
            or (self.closed and latest is None)
            or self._stopped_before(visit, latest)
        ):
            return VisitState.NOT_APPLICABLE, ""
        if latest is None or (due is None and earliest is None):
            return VisitState.PLANNED, ""
        if self.as_of > latest and visit.optional:
            return VisitState.NOT_APPLICABLE, ""
        if visit.kind not in _BEFORE_DAY_0 and not self._treated(visit):
            # Their days count from an infusion that was not given: neither open nor due, whatever the calendar says.
            return VisitState.PLANNED, ""
        if self.as_of > latest:
            return VisitState.OVERDUE, ""
        if due is not None and self.as_of == due:
            return VisitState.DUE, ""
        if earliest is not None and self.as_of < earliest:
            return VisitState.PLANNED, ""
        return VisitState.OPEN, ""

    def _in_hand(self, visit: VisitDefinition, record: VisitRecord) -> bool:
        """A visit of treatment that began today and whose treatment is not decided yet is due, not done."""
        if record.date != self.as_of:
            return False
        if visit.kind is VisitKind.LYMPHODEPLETION:
            return all(record is not given for _, given in conditioning_days(self.recorded))
        if visit.kind is VisitKind.INFUSION:
            decided = self.recorded.yes(record, "infusion", "given") is not None
            return not decided and infusion_moment(self.recorded, record) is None
        return False

    def _treated(self, visit: VisitDefinition) -> bool:
        """Days after the first infusion are only owed once it was given; the first infusion itself is owed."""
        return self.anchor.actual or (visit.kind is VisitKind.INFUSION and visit.interval_index == 0)

    def _stopped_before(self, visit: VisitDefinition, latest: date | None) -> bool:
        """No treatment is owed once it was stopped; the follow-up goes on."""
        if self.stopped is None or visit.kind not in (VisitKind.LYMPHODEPLETION, VisitKind.INFUSION):
            return False
        return latest is None or latest >= self.stopped

    def _left_before(self, latest: date | None) -> bool:
        return self.left is not None and (latest is None or latest >= self.left)

    def _not_held(self, record: VisitRecord) -> str | None:
        if self.recorded.text(record, "visit_assessment", "contact") != "not_held":
            return None
        return self.recorded.text(record, "visit_assessment", "not_held_reason")


def _same_day(record: VisitRecord, visit: VisitDefinition, anchor: Anchor) -> bool:
    day = anchor.study_day(record.date)
    return day is not None and visit.day == day


def next_visit(
    plan: tuple[PlannedVisit, ...], as_of: date, closed: bool, anchor: Anchor, first_infusion: str
) -> PlannedVisit | None:
    """The first visit not done whose latest day has not passed; None once the subject has left or finished.

    Visits after the first infusion are nobody's next while that infusion was neither given nor is still to come:
    their days count from a day 0 that never was.
    """
    if closed:
        return None
    for visit in plan:
        if visit.oid == first_infusion and not anchor.actual and visit.state in _GONE:
            return None
        if visit.state in _AHEAD and visit.latest is not None and visit.latest >= as_of:
            return visit
    return None


def missed(plan: tuple[PlannedVisit, ...]) -> tuple[str, ...]:
    """Codes of the visits that were owed and did not take place."""
    gone = (VisitState.OVERDUE, VisitState.MISSED)
    return tuple(visit.oid for visit in plan if visit.state in gone)
