"""The one line editor, and the one for long text, that follow the cursor through a form.

They are real Qt editors, so an input method for Chinese, the clipboard and the keyboard of the machine all work.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from ui.appearance import Tokens, colour, font
from ui.style import mark
from ui.widgets.form_keys import command_of

KeyHandler = Callable[[QKeyEvent], bool]


class InlineEditor(QObject):
    """Shows the right editor over a field. ``typed`` speaks for every key; what it sets itself it does not announce."""

    typed = Signal(str)
    focus_changed = Signal()

    def __init__(self, viewport: QWidget, on_key: KeyHandler) -> None:
        super().__init__(viewport)
        self._on_key = on_key
        self._line = QLineEdit(viewport)
        self._line.setFrame(False)
        self._line.textEdited.connect(self.typed)
        self._viewport = viewport
        self._made: QPlainTextEdit | None = None
        self._tokens: Tokens | None = None
        self._setting = False
        self._widget: QLineEdit | QPlainTextEdit | None = None
        self._prepare(self._line)

    def _prepare(self, editor: QLineEdit | QPlainTextEdit) -> None:
        mark(editor, "inline")
        editor.setFont(font())
        editor.installEventFilter(self)
        editor.hide()

    @property
    def _block(self) -> QPlainTextEdit:
        # Few forms have a long text; a document for each would be felt when a form opens.
        if self._made is None:
            block = self._made = QPlainTextEdit(self._viewport)
            block.setFrameShape(QFrame.Shape.NoFrame)
            block.setTabChangesFocus(True)
            block.setUndoRedoEnabled(False)
            block.document().setDocumentMargin(0)
            block.textChanged.connect(self._block_typed)
            self._prepare(block)
            if self._tokens is not None:
                self._colour(block, self._tokens)
        return self._made

    @property
    def widget(self) -> QLineEdit | QPlainTextEdit | None:
        """The editor in use, or None where keys choose."""
        return self._widget

    @property
    def text(self) -> str:
        """What stands in the editor in use."""
        if self._on_block:
            return self._block.toPlainText()
        return self._line.text()

    @property
    def _on_block(self) -> bool:
        return self._widget is not None and self._widget is self._made

    @property
    def focused(self) -> bool:
        """The keyboard is with one of the editors."""
        return self._widget is not None and self._widget.hasFocus()

    @property
    def whole_selected(self) -> bool:
        """All of the text is selected, or there is none: Delete means the answer and not a letter."""
        if self._on_block:
            return not self._block.toPlainText()
        return self._line.selectedText() == self._line.text()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of the window."""
        self._tokens = tokens
        for editor in self._editors():
            self._colour(editor, tokens)

    def _editors(self) -> list[QLineEdit | QPlainTextEdit]:
        return [self._line] if self._made is None else [self._line, self._made]

    def _colour(self, editor: QLineEdit | QPlainTextEdit, tokens: Tokens) -> None:
        palette = editor.palette()
        for role, token in (
            (QPalette.ColorRole.Base, tokens.surface),
            (QPalette.ColorRole.Text, tokens.text),
            (QPalette.ColorRole.Highlight, tokens.accent),
            (QPalette.ColorRole.HighlightedText, tokens.on_accent),
            (QPalette.ColorRole.PlaceholderText, tokens.muted),
        ):
            palette.setColor(role, colour(token))
        editor.setPalette(palette)

    def show_line(self, rect: QRect, text: str, name: str, hint: str, right: bool) -> None:
        """Edit one line of text in ``rect``; the text is selected, so that typing replaces it."""
        self._leave(self._line)
        self._line.setAlignment(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        self._line.setPlaceholderText(hint)
        self._line.setAccessibleName(name)
        self._line.setGeometry(rect.adjusted(5, 2, -5, -2))
        self.set_text(text)
        self._line.selectAll()
        self._line.show()

    def show_block(self, rect: QRect, text: str, name: str) -> None:
        """Edit several lines of text in ``rect``, the caret behind the last."""
        self._leave(self._block)
        self._block.setAccessibleName(name)
        self._block.setGeometry(rect.adjusted(5, 3, -2, -2))
        self.set_text(text)
        self._block.moveCursor(QTextCursor.MoveOperation.End)
        self._block.show()

    def move(self, rect: QRect) -> None:
        """The field moved or grew under the editor."""
        if self._on_block:
            self._block.setGeometry(rect.adjusted(5, 3, -2, -2))
        elif self._widget is not None:
            self._line.setGeometry(rect.adjusted(5, 2, -5, -2))

    def let_go(self) -> None:
        """No editor is in use from now on, even while one is still seen."""
        self._widget = None

    def keep_text(self) -> None:
        """Go on behind what was typed instead of replacing it."""
        if self._widget is self._line:
            self._line.end(False)

    def hide(self) -> None:
        """No editor is needed here."""
        self._leave(None)

    def set_text(self, text: str) -> None:
        """Show another text (undo, a choice from the list) without announcing it as typed."""
        if text == self.text:
            return
        self._setting = True
        if self._on_block:
            self._block.setPlainText(text)
        else:
            self._line.setText(text)
        self._setting = False

    def at_edge(self, down: bool) -> bool:
        """The caret is in the last line (or the first), so that an arrow leaves the long text."""
        if not self._on_block:
            return True
        cursor = self._block.textCursor()
        move = QTextCursor.MoveOperation.Down if down else QTextCursor.MoveOperation.Up
        return not cursor.movePosition(move)

    def caret_at_end(self, right: bool) -> bool:
        """The caret stands at the end (or the start) of the line with nothing left to pass."""
        if self._widget is not self._line:
            return self._widget is None
        at = self._line.cursorPosition()
        return self._line.selectedText() == self._line.text() or at == (
            len(self._line.text()) if right else 0
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys go to the form first; what it does not want is typing."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and command_of(event)
        ):
            event.accept()
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit()
        return False

    def _block_typed(self) -> None:
        if not self._setting:
            self.typed.emit(self._block.toPlainText())

    def _leave(self, widget: QLineEdit | QPlainTextEdit | None) -> None:
        self._widget = widget
        for editor in self._editors():
            if editor is not widget:
                editor.hide()
