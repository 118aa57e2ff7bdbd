"""The list that opens under a field whose answers do not fit side by side. Typing in the field narrows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from ui.appearance import Tokens, font
from ui.widgets.form_options import Option, filtered

_ROW = 27
_MOST_ROWS = 10
_CODE = Qt.ItemDataRole.UserRole


class ChoiceList(QListWidget):
    """Offers options; the keyboard stays with the field. Several can be marked where ``several`` is said."""

    picked = Signal(object)
    """The option that a person chose."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._within = parent
        self._offered: tuple[Option, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._several = False
        self._field = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setUniformItemSizes(True)
        self.setFont(font())
        self.itemClicked.connect(self._pick)
        self.hide()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of the window."""
        self.setStyleSheet(
            f"QListWidget {{ background: {tokens.surface}; color: {tokens.text};"
            f" border: 1px solid {tokens.accent}; border-radius: 4px; outline: none; }}"
            f"QListWidget::item {{ height: {_ROW}px; padding-left: 6px; color: {tokens.text}; }}"
            f"QListWidget::item:selected {{ background: {tokens.accent_ground}; color: {tokens.text}; }}"
        )

    def offer(self, options: Sequence[Option], chosen: Sequence[str], several: bool, field: QRect) -> None:
        """Open under ``field`` (in the parent's coordinates), or above it where there is more room."""
        self._offered, self._chosen, self._several = tuple(options), frozenset(chosen), several
        self._show(self._offered)
        self._field = field
        self._place()
        self.show()
        self.raise_()

    def narrow(self, typed: str) -> None:
        """Keep the options that the typed text may mean."""
        self._show(filtered(self._offered, typed))
        self._place()

    def mark(self, chosen: Sequence[str]) -> None:
        """Show other options as chosen and leave the list where it is."""
        self._chosen = frozenset(chosen)
        for row in range(self.count()):
            item = self.item(row)
            option: Option = item.data(_CODE)
            item.setText(self._words(option))

    def take(self, event: QKeyEvent) -> bool:
        """Use a key for the list while it is open. False if it means something else."""
        key = Qt.Key(event.key())
        if (
            key in (Qt.Key.Key_Down, Qt.Key.Key_Up)
            and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + step)))
            return True
        if key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and not self._several):
            self.hide()
            return True
        marks = key == Qt.Key.Key_Space and self._several
        if (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or marks) and self.currentItem() is not None:
            self._pick(self.currentItem())
            return True
        return False

    def _show(self, options: Sequence[Option]) -> None:
        self.clear()
        for option in options:
            item = QListWidgetItem(self._words(option), self)
            item.setData(_CODE, option)
        chosen = [row for row, option in enumerate(options) if option.code in self._chosen]
        self.setCurrentRow(chosen[0] if chosen and not self._several else 0)

    def _words(self, option: Option) -> str:
        if not self._several:
            return option.label
        return ("✓ " if option.code in self._chosen else "\N{FIGURE SPACE}\N{FIGURE SPACE} ") + option.label

    def _place(self) -> None:
        parent, field = self._within, self._field
        height = max(1, min(self.count(), _MOST_ROWS)) * _ROW + 4
        widest = max((self.fontMetrics().horizontalAdvance(one.label) for one in self._offered), default=0)
        wide = min(max(field.width(), widest + 56), parent.width() - 8)
        below = parent.height() - field.bottom() - 4
        above = field.top() - 4
        fits_below = height <= below or below >= above
        height = min(height, below if fits_below else above)
        top = field.bottom() + 2 if fits_below else field.top() - height - 2
        self.setGeometry(min(field.left(), parent.width() - wide - 4), top, wide, max(_ROW, height))

    def _pick(self, item: QListWidgetItem) -> None:
        self.picked.emit(item.data(_CODE))
