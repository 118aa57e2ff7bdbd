"""SRI-4, LLDAS and DORIS of a visit, from the indices of it, of the baseline and of the assessment before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workstation.definition.study import Study
from workstation.scoring import doris, lldas, sri4
from workstation.scoring.bilag_items import ITEMS_OF, System
from workstation.scoring.criterion import Criterion, missing_of
from workstation.scoring.doris import SteroidRule
from workstation.scoring.lldas import BEYOND, Scope
from workstation.scoring.result import any_of
from workstation.scoring.sledai2k import KEYS
from workstation.trial.assessment import VisitAssessment
from workstation.trial.bilag_record import FORM as BILAG_FORM
from workstation.trial.bilag_record import BilagOfVisit
from workstation.trial.endpoint import Endpoints, Lacking
from workstation.trial.intercurrent import Happened, ending_response, until
from workstation.trial.recorded import Recorded
from workstation.trial.subject import VisitRecord

_SLEDAI, _BACKGROUND = "sledai2k", "background_treatment"
_SHORT_SLEDAI = "sledai"
_HAEMOLYSIS = 96
_GUT = tuple(item.number for item in ITEMS_OF[System.GASTROINTESTINAL])
_PLACES = {
    "pga": ("pga", "pga"),
    "prednisone_mg_day": ("glucocorticoids", "rows"),
    "maintenance_therapy_ok": (_BACKGROUND, "maintenance_therapy_ok"),
    "therapy_stable": (_BACKGROUND, "therapy_stable"),
    "new_features": (_SLEDAI, "new_features"),
    **{key: (_SLEDAI, key) for key in BEYOND},
}
"""Where an answer of this name is given."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a visit is compared with. ``latest`` is the last day on which something can be collected for it."""

    baseline: VisitAssessment | None
    previous: VisitAssessment | None
    happened: Happened
    dosed: bool
    latest: date | None


def scored(visit: VisitAssessment) -> bool:
    """Whether anything was recorded at a visit that an endpoint could rest on."""
    return visit.sledai is not None or visit.pga is not None or visit.bilag is not None


def endpoints(
    recorded: Recorded, record: VisitRecord, visit: VisitAssessment, against: Compared
) -> Endpoints:
    """The endpoints of one visit."""
    study = recorded.study
    events = until(against.happened, visit.date)
    ending = ending_response(study, events)
    response = sri4.sri4(_activity(against.baseline), _activity(visit), ending)
    scope = str(study.setting("lldas.new_activity"))
    # Read by the SELENA index, the recorded flare is an answer of the assessor; without it nothing stands in for it.
    compared = Scope(scope) if scope in set(Scope) else Scope.ASSESSOR
    low = _lldas(recorded, record, visit, against, compared)
    clinical = _lldas(recorded, record, visit, against, Scope.CLINICAL)
    remission = doris.doris(
        _descriptors(visit),
        visit.pga,
        _background(recorded, record, visit),
        SteroidRule(str(study.setting("doris.steroid_rule"))),
    )
    places = _Places(visit, against)
    not_counted = str(study.setting("endpoints.after_intercurrent")) == "not_counted"
    return Endpoints(
        sri4=response,
        lldas=low,
        lldas_clinical=clinical,
        doris=remission,
        events=events,
        counts=not (events and not_counted),
        sri4_lacks=() if ending else places.of(response.components),
        lldas_lacks=places.of(low.criteria),
        doris_lacks=places.of(remission.criteria),
    )


def _activity(visit: VisitAssessment | None) -> sri4.Activity:
    if visit is None:
        return sri4.Activity(None, None)
    index = visit.sledai
    return sri4.Activity(
        sledai=None if index is None else index.total,
        pga=visit.pga,
        bilag={} if visit.bilag is None else visit.compared_grades,
        at_least=0 if index is None else index.partial_total,
    )


def _descriptors(visit: VisitAssessment) -> dict[str, bool | None]:
    """Present, absent, or not done, as the index of the visit has them."""
    index = visit.sledai
    if index is None:
        return {}
    return dict.fromkeys(KEYS, False) | dict.fromkeys(index.present, True) | dict.fromkeys(index.missing)


def _background(recorded: Recorded, record: VisitRecord, visit: VisitAssessment) -> doris.Treatment:
    return doris.Treatment(
        visit.steroid.mg_per_day,
        recorded.yes(record, _BACKGROUND, "therapy_stable"),
        recorded.yes(record, _BACKGROUND, "on_immunosuppressant"),
        recorded.yes(record, _BACKGROUND, "on_biologic"),
    )


def _lldas(
    recorded: Recorded, record: VisitRecord, visit: VisitAssessment, against: Compared, scope: Scope
) -> lldas.Lldas:
    before = None if against.previous is None else recorded.visit(against.previous.key)
    earlier = (
        None if before is None or against.previous is None else _state(recorded, before, against.previous)
    )
    treatment = lldas.Treatment(
        visit.steroid.mg_per_day,
        recorded.yes(record, _BACKGROUND, "maintenance_therapy_ok"),
        recorded.yes(record, _BACKGROUND, "investigational_drug") is True,
        not against.dosed or _exempt(recorded.study),
    )
    now = _state(recorded, record, visit)
    return lldas.lldas(now, earlier, visit.pga, treatment, _new_features(recorded, record), scope)


def _exempt(study: Study) -> bool:
    return str(study.setting("lldas.study_product")) == "exempt"


def _new_features(recorded: Recorded, record: VisitRecord) -> bool | None:
    """What the assessor said; or, where the study reads criterion 2 by the SELENA index, whether that one flares."""
    said = recorded.yes(record, _SLEDAI, "new_features")
    if said is None and str(recorded.study.setting("lldas.new_activity")) == "selena_flare":
        flare = recorded.text(record, "visit_assessment", "flare")
        return None if not flare else flare != "none"
    return said


def _state(recorded: Recorded, record: VisitRecord, visit: VisitAssessment) -> lldas.State:
    """Descriptors and the two questions beyond them; unasked, those are answered by BILAG-2004 if it was recorded."""
    bilag = visit.bilag
    haemolysis = recorded.yes(record, _SLEDAI, "haemolytic_anaemia")
    gut = recorded.yes(record, _SLEDAI, "gi_activity")
    if bilag is not None:
        answered = bilag.answers.get(_HAEMOLYSIS)
        haemolysis = haemolysis if haemolysis is not None or answered is None else answered is True
        gut = gut if gut is not None else _gut_active(bilag)
    return lldas.State(_descriptors(visit), haemolysis, gut)


def _gut_active(bilag: BilagOfVisit) -> bool | None:
    codes = (bilag.answers.get(number) for number in _GUT)
    return any_of(*(None if code is None else code > 0 for code in codes))


class _Places:
    """Where each missing answer is given."""

    def __init__(self, visit: VisitAssessment, against: Compared) -> None:
        self._visit = visit
        self._against = against

    def of(self, criteria: Iterable[Criterion]) -> tuple[Lacking, ...]:
        """The places of everything that is missing, each once."""
        found = (place for name in missing_of(criteria) for place in self._named(name))
        return tuple(dict.fromkeys(found))

    def _named(self, name: str) -> Iterator[Lacking]:
        kind, _, rest = name.partition(".")
        if name in _PLACES:
            yield self._here(*_PLACES[name])
        elif name == _SHORT_SLEDAI:
            index = self._visit.sledai
            for key in KEYS if index is None else index.missing:
                yield self._here(_SLEDAI, key)
        elif kind == _SHORT_SLEDAI:
            yield self._here(_SLEDAI, rest)
        elif kind == "bilag":
            yield from self._of_system(System(rest))
        elif kind == "previous" and rest and self._against.previous is not None:
            yield Lacking(self._against.previous.key, _SLEDAI, rest)
        else:
            yield Lacking(self._visit.key, "", name)

    def _of_system(self, system: System) -> Iterator[Lacking]:
        bilag = self._visit.bilag
        missing = () if bilag is None else bilag.overall.systems[system].missing
        for number in missing or (ITEMS_OF[system][0].number,):
            yield self._here(BILAG_FORM, str(number))

    def _here(self, form: str, item: str) -> Lacking:
        return Lacking(self._visit.key, form, item, self._against.latest)
