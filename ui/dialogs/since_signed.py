"""A signed visit scored again: the rules that were changed since, and every result that is another now."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.view_models.setting_words import setting_words
from ui.widgets.plain_table import Cell, PlainTable, Row
from ui.words import Words
from workstation.definition.study import Setting
from workstation.messages import Sentence, Text
from workstation.scoring.rules_version import RULES
from workstation.services.sign_visit import SinceSigned
from workstation.trial.rescoring import Difference


class SinceSignedDialog(Dialog):
    """Two tables: rules then and now, results then and now."""

    def __init__(
        self, words: Words, subject: str, visit: Text, since: SinceSigned, parent: QWidget | None = None
    ) -> None:
        values = {"visit": visit, "subject": subject}
        super().__init__(words, Sentence("{visit} of {subject} scored again", values), parent, width=680)
        if since.rules_version is None:
            self.add_text(
                "The rule set of this signature cannot be applied here: nothing can be compared.", "warning"
            )
            self.add_cancel("Close").setFocus()
            return
        if since.rules_version != RULES:
            versions = {"then": since.rules_version, "now": RULES}
            sentence = (
                "Signed by version {then} of the program's rules; this program scores by version {now}."
            )
            self.add_text(Sentence(sentence, versions), "warning")
        self.add_text("Rules that were changed after it was signed", "strong")
        self.rules = self._table(
            ("Rule", "When signed", "Now"), [setting_row(*each) for each in since.settings]
        )
        self.add_text("Results that are scored differently", "strong")
        if not since.differences:
            self.add_text("None: every result of this visit is the same under both.", "good")
        self.results = self._table(
            ("Result", "When signed", "Now"), [result_row(each) for each in since.differences]
        )
        self.add_text("What was signed stays in the journal; nothing is changed by looking at it.")
        self.add_cancel("Close").setFocus()

    def _table(self, head: tuple[str, ...], rows: list[Row]) -> PlainTable:
        table = PlainTable(self.words, (4, 2, 2), head)
        table.set_rows(rows)
        table.setVisible(bool(rows))
        self.body.addWidget(table)
        return table


def setting_row(setting: Setting, then: str) -> Row:
    """A rule with its value when it was signed and its value now."""
    was = setting.with_text(then).value
    return Cell(setting.label), Cell(setting_words(was)), Cell(setting_words(setting.value), "strong")


def result_row(difference: Difference) -> Row:
    """A result as it was scored when it was signed and as it is scored now."""
    return Cell(difference.name), Cell(difference.before), Cell(difference.after, "strong")
