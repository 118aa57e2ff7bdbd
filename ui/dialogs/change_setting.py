"""Changing a rule of the study: which one, its new value, what that changes, and why."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QProgressBar, QScrollArea, QWidget

from ui.dialogs.dialog import Dialog
from ui.dialogs.reason_field import ReasonField
from ui.operations import Changed, Outcome, Progress, Task
from ui.style import mark
from ui.surroundings import Surroundings
from ui.view_models.setting_words import choice_words, setting_words
from ui.widgets.fields import Chooser, Fields
from ui.widgets.plain_table import Cell, PlainTable, Row
from workstation.definition.study import Setting, Study
from workstation.messages import Refusal, Sentence, Text
from workstation.services.change_setting import Effect, change_setting, changeable, effects
from workstation.services.session import Session
from workstation.trial.index_words import visit_words

SETTING, VALUE, NUMBER = "setting", "value", "number"
_RESULTS_HIGH = 190


class ChangeSetting(Dialog):
    """Previews every patient before it changes anything; :attr:`Changed` of kind "settings" announces it."""

    def __init__(self, around: Surroundings, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(around.words, "Change a rule of the study", parent, width=760)
        self._operations, self._study = around.operations, study
        self._settings = {key: each for key, each in study.settings.items() if changeable(each)}
        self._looking: Task[tuple[Effect, ...]] | None = None
        self._shown: tuple[str, str] | None = None
        self.fields = Fields(around.words)
        self.setting = Chooser(around.words, {key: each.label for key, each in self._settings.items()})
        self.value = Chooser(around.words, {})
        self.number = QLineEdit()
        self.fields.add(SETTING, "Rule", self.setting)
        self.fields.add(VALUE, "New value", self.value)
        self.fields.add(NUMBER, "New value", self.number)
        self.body.addWidget(self.fields)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.body.addWidget(self.said)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.body.addWidget(self.progress)
        self.results = PlainTable(
            around.words, (0, 0, 4, 2, 2), ("Patient", "Visit", "Result", "Now", "Then")
        )
        self.area = QScrollArea()
        self._add_results()
        self.reason = ReasonField(around.words, ("Protocol amendment", "Confirmed by the sponsor"))
        self.say(self.reason.line.setPlaceholderText, "Why the rule is changed")
        self.say(self.reason.line.setAccessibleName, "Why the rule is changed")
        self.body.addWidget(self.reason)
        self.add_cancel()
        self.show_effects = self.add_button("Show what it changes", primary=True)
        self.change = self.add_button("Change the rule")
        self.show_effects.clicked.connect(self._look)
        self.change.clicked.connect(self._finish)
        self.setting.currentIndexChanged.connect(lambda: self._take_setting())
        self.value.currentIndexChanged.connect(lambda: self._forget())
        self.number.textChanged.connect(lambda: self._forget())
        self.finished.connect(lambda _code: self._stop_looking())
        self._take_setting()
        self.setting.setFocus()

    def _add_results(self) -> None:
        self.area.setWidget(self.results)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFixedHeight(_RESULTS_HIGH)
        self.area.hide()
        self.body.addWidget(self.area)

    # the new value

    @property
    def text(self) -> str:
        """The new value as it would be recorded."""
        return self.value.code if self._chosen else self.number.text().strip()

    @property
    def _current(self) -> Setting:
        return self._settings[self.setting.code]

    @property
    def _chosen(self) -> bool:
        """Whether the value is one of few, and not typed."""
        return bool(self._current.choices) or isinstance(self._current.value, bool)

    def _take_setting(self) -> None:
        setting = self._current
        self.value.set_choices(_choices(setting))
        self.number.setText(setting.text)
        self.fields.set_shown(VALUE, self._chosen)
        self.fields.set_shown(NUMBER, not self._chosen)
        self._forget()

    def _forget(self) -> None:
        """Another value: what was shown is not its effect."""
        self._stop_looking()
        self.fields.accept_all()
        self.box.hide()
        self._shown = None
        self.area.hide()
        self.change.setEnabled(False)
        values = {"value": setting_words(self._current.value), "source": self._current.source}
        mark(self.said, "muted")
        self.say(self.said.setText, Sentence("In force: {value}. Source: {source}.", values))

    # what it changes

    def _look(self) -> None:
        key, text = self.setting.code, self.text
        self._stop_looking()
        self.progress.show()

        def work(session: Session, told: Progress) -> tuple[Effect, ...]:
            return effects(session, key, text, told)

        self._looking = self._operations.run_long(
            work,
            self.while_open(lambda found: self._show_effects((key, text), found)),
            self.while_open(self._not_looked),
            progressed=lambda done, total: self.while_open(self._advance)((done, total)),
        )

    def _stop_looking(self) -> None:
        self.progress.hide()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _advance(self, told: tuple[int, int]) -> None:
        self.progress.setRange(0, max(told[1], 1))
        self.progress.setValue(told[0])

    def _show_effects(self, asked: tuple[str, str], found: tuple[Effect, ...]) -> None:
        self._looking, self._shown = None, asked
        self.progress.hide()
        self.change.setEnabled(True)
        rows = list(effect_rows(found, self._study))
        self.results.set_rows(rows)
        self.area.setVisible(bool(rows))
        if not found:
            mark(self.said, "good")
            self.say(self.said.setText, "No result of any patient would change.")
            return
        mark(self.said, "warning")
        values = {"results": len(rows), "patients": len(found)}
        self.say(
            self.said.setText, Sentence("Results that would change: {results}. Patients: {patients}.", values)
        )

    def _not_looked(self, error: Exception) -> None:
        self._looking = None
        self.progress.hide()
        self._refuse(error)

    # changing

    def _finish(self) -> None:
        self.box.hide()
        if self._shown != (self.setting.code, self.text):
            return
        if not self.reason.text:
            self.reason.refuse(True)
            self.box.show_sentence(Sentence("Say why the rule is changed."))
            self.reason.setFocus()
            return
        self.set_busy(True)
        key, text, reason = self.setting.code, self.text, self.reason.text

        def work(session: Session) -> Outcome[None]:
            change_setting(session, key, text, reason)
            return Outcome(None, Changed(kinds=frozenset({"settings"})))

        self._operations.run(work, self.while_open(self._done), self.while_open(self._refuse))

    def _done(self, _nothing: None) -> None:
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self.set_busy(False)
        if isinstance(error, Refusal):
            self.fields.refuse(VALUE if self._chosen else NUMBER, error.sentence)
        elif not self.refuse(error):
            self._operations.fail(error)


def _choices(setting: Setting) -> dict[str, Text | str]:
    if isinstance(setting.value, bool):
        return {"true": "Yes", "false": "No"}
    return {code: choice_words(code) for code in (setting.choices or (setting.text,))}


def effect_rows(found: tuple[Effect, ...], study: Study) -> Iterator[Row]:
    """A line for each result that would change; a patient is named once, a visit once for each patient."""
    for effect in found:
        patient, visit = effect.subject, ""
        for each in effect.differences:
            named = visit_words(study, each.visit) if each.visit != visit else ""
            yield (
                Cell(Sentence("{words}", {"words": patient}) if patient else "", "strong"),
                Cell(named),
                Cell(each.name),
                Cell(each.before, "muted"),
                Cell(each.after, "strong"),
            )
            patient, visit = "", each.visit
