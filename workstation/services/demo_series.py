"""A longer demo than the printed 14 patients: three per cohort along the path, courses in turn (forms catalogue, 5)."""

from __future__ import annotations

from workstation.definition.study import Study
from workstation.services.demo_tables import Patient

COURSES = ("R", "P", "N")
_PER_COHORT = 3
_LAST_PATIENT_DAY = 3
_ALONE_DAYS, _NEXT_DAYS, _NEW_COHORT_DAYS = 21, 14, 42
_MOST_DAYS = 1825
_SECOND_DRUGS = (("azathioprine", 75), ("mycophenolate_mofetil", 1500), ("azathioprine", 100))
_MEN_EVERY = 10
_MENOPAUSE = 50


def series(study: Study, patients: int) -> tuple[Patient, ...]:
    """Patients one after another; the last has just begun treatment. After the path its last cohort goes on."""
    path = [cohort.oid for cohort in study.cohorts.values() if cohort.on_path]
    days = _days(len(path), patients)
    cohorts = [path[min(index // _PER_COHORT, len(path) - 1)] for index in range(patients)]
    return tuple(
        _patient(index, cohort, day) for index, (cohort, day) in enumerate(zip(cohorts, days, strict=True))
    )


def _days(cohorts: int, patients: int) -> list[int]:
    """The study day of each patient at the date of the demo, the first patient being the furthest."""
    later = max(1, min(_NEXT_DAYS, _MOST_DAYS // patients))
    days = [_LAST_PATIENT_DAY]
    for index in range(patients - 1, 0, -1):
        days.append(days[-1] + _days_before(index, cohorts, later))
    return days[::-1]


def _days_before(index: int, cohorts: int, later: int) -> int:
    """How long after the patient before this one begins."""
    if index >= cohorts * _PER_COHORT:
        return later
    return (_NEW_COHORT_DAYS, _ALONE_DAYS, _NEXT_DAYS)[index % _PER_COHORT]


def _patient(index: int, cohort: str, day: int) -> Patient:
    course = COURSES[index % len(COURSES)]
    man = index % _MEN_EVERY == _MEN_EVERY - 1
    age = 20 + index * 7 % 36
    drug, amount = _SECOND_DRUGS[index % len(_SECOND_DRUGS)]
    return Patient(
        oid=f"S-{index + 1:03d}",
        number=index + 1,
        row=course,
        sex="M" if man else "F",
        age=age,
        height=(172 if man else 157) + index * 5 % 11,
        weight=(66 if man else 49) + index * 7 % 14,
        creatinine=(72 if man else 52) + index * 3 % 17,
        haemoglobin=(124 if man else 107) + index * 5 % 14,
        day=day,
        course=course,
        neutrophils={"baseline": 2.4 + index % 7 * 0.1, "nadir": 1.6},
        cohort=cohort,
        albumin=34 if course != "P" else 41,
        childbearing="NA" if man else "potential" if age < _MENOPAUSE else "post_menopausal",
        background={"hydroxychloroquine": 400 if index % 2 else 200, drug: amount},
    )
