"""The card of what does not go together: each clash with a way to both answers."""

from __future__ import annotations

from ui.widgets.panel_values import Card, Jump, Note, Part, plain
from workstation.definition.study import Study
from workstation.messages import Sentence
from workstation.trial.assessment import VisitAssessment
from workstation.trial.clash import Place
from workstation.trial.index_words import item_words

_MOST = 6


def clashes_card(visit: VisitAssessment, study: Study) -> Card:
    """Every clash as a sentence, followed by the two answers it is about."""
    parts: list[Part] = []
    for clash in visit.clashes[:_MOST]:
        parts.append(Note(clash.sentence, "warn", "warn"))
        parts += [_to(place, study) for place in dict.fromkeys((clash.first, clash.second))]
    more = len(visit.clashes) - _MOST
    if more > 0:
        parts.append(Note(Sentence("{count} more", {"count": more}), tone="muted"))
    count = plain(str(len(visit.clashes)))
    return Card("clashes", Sentence("Does not go together"), tuple(parts), count)


def _to(place: Place, study: Study) -> Jump:
    form = study.forms.get(place.form)
    values = {
        "form": place.form if form is None else form.short,
        "item": item_words(study, place.form, place.item),
    }
    return Jump(Sentence("{form}: {item}", values), place.form, place.item)
