"""The results behind the form under the hands: what each feeds, and which stand behind the indices of its visit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from ui.operations import Operations
from ui.view_models.form_session import FormSession
from workstation.definition.ctcae import Ctcae
from workstation.definition.study import Study
from workstation.messages import Text
from workstation.services.release import load_ctcae
from workstation.trial.bilag_record import FORM as BILAG
from workstation.trial.index_words import item_words
from workstation.trial.look_back import BILAG_SOURCES, SLEDAI_SOURCES, Behind, behind
from workstation.trial.one_finding import Meaning, meanings
from workstation.trial.recorded import reading

_INDICES = frozenset({"sledai2k", BILAG})
_FED = frozenset(form for form, *_item in (*SLEDAI_SOURCES.values(), *BILAG_SOURCES.values())) - _INDICES
EXPLAINED = _FED | {BILAG}
"""Forms in which the item under the cursor is explained."""


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """``label`` names the result under the hands and ``meanings`` what it feeds; ``behind`` is of an index form."""

    label: Text | None = None
    meanings: tuple[Meaning, ...] = ()
    behind: tuple[Behind, ...] = ()


NOTHING = ResultFacts()


class ResultReader(QObject):
    """Reads the facts after a key; the limits of CTCAE are read beside, once."""

    def __init__(self, operations: Operations, study: Study, parent: QObject) -> None:
        super().__init__(parent)
        self._study = study
        self._ctcae: Ctcae | None = None
        self._behind: tuple[tuple[str, int, str], tuple[Behind, ...]] | None = None
        operations.run(lambda session: load_ctcae(session.resources), self._keep)

    def _keep(self, ctcae: Ctcae) -> None:
        self._ctcae = ctcae

    def of(self, session: FormSession | None) -> ResultFacts:
        """The facts for the form that is open and the item under its cursor."""
        if session is None:
            return NOTHING
        form, item = session.place.form.oid, session.editor.cursor
        if form in _INDICES:
            return ResultFacts(behind=self._standing(session))
        if form not in _FED or item not in session.place.form.items:
            return NOTHING
        recorded = reading(session.subject, self._study, session.assessment.as_of)
        visit = recorded.visit(session.visit)
        if visit is None:
            return NOTHING
        found = meanings(recorded, session.assessment, visit, form, item, self._ctcae)
        return ResultFacts(item_words(self._study, form, item), found) if found else NOTHING

    def _standing(self, session: FormSession) -> tuple[Behind, ...]:
        """What no key in the form of an index changes is read once."""
        opened = session.opened
        key = (opened.subject.oid, opened.entry_number, session.visit)
        if self._behind is None or self._behind[0] != key:
            recorded = reading(opened.subject, self._study, opened.assessment.as_of)
            visit = recorded.visit(session.visit)
            self._behind = (key, () if visit is None else behind(recorded, visit))
        return self._behind[1]
