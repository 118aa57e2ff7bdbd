"""The endpoints of one visit as plain values: SRI-4, LLDAS, DORIS, and where an answer that they lack is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workstation.scoring.doris import Doris
from workstation.scoring.lldas import Lldas
from workstation.scoring.sri4 import Event, Sri4


@dataclass(frozen=True, slots=True)
class Lacking:
    """An answer that would decide an endpoint: where it is given, and the last day of the window for it.

    ``form`` is empty where nothing can be answered any more: there is no complete baseline, no earlier assessment.
    """

    visit: str
    form: str
    item: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The three of one visit. LLDAS and DORIS are scored as observed; ``counts`` False: an event came before.

    ``lldas_clinical`` compares clinical descriptors only: a flicker of serology alone costs LLDAS, and that is shown.
    """

    sri4: Sri4
    lldas: Lldas
    lldas_clinical: Lldas
    doris: Doris
    events: tuple[Event, ...]
    counts: bool
    sri4_lacks: tuple[Lacking, ...] = ()
    lldas_lacks: tuple[Lacking, ...] = ()
    doris_lacks: tuple[Lacking, ...] = ()
