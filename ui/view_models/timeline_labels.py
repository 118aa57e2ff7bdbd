"""Words of the definitions for codes that were recorded."""

from __future__ import annotations

from workstation.definition.study import Study
from workstation.messages import Text


def choice_words(study: Study, form: str, item: str, code: str) -> Text | None:
    """The label of a recorded choice, the code where the study has no such choice, None for no code."""
    if not code:
        return None
    definition = study.forms.get(form)
    asked = definition.items.get(item) if definition is not None else None
    chosen = asked.choice(code) if asked is not None else None
    return Text(code, code) if chosen is None else chosen.label
