"""Any form on the screen: built from its definition, painted line by line, one inline editor for all fields.

Give it a :class:`FormEditor`; everything typed goes there at every key, everything shown comes from there.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QToolTip, QWidget

from ui.appearance import Tokens, colour, font
from ui.view_models.form_editor import FormEditor
from ui.widgets.form_columns import ROW
from ui.widgets.form_commands import FormCommands
from ui.widgets.form_delegate import FormDelegate
from ui.widgets.form_entry import FormEntry, Spot
from ui.widgets.form_inline import InlineEditor
from ui.widgets.form_keys import command_of
from ui.widgets.form_layout import FormLayout, Zone, zone_at
from ui.widgets.form_model import FormModel
from ui.widgets.form_reading import tip
from ui.widgets.form_stops import Part, Stop, Stops
from ui.widgets.form_text import Typesetter
from ui.words import Words

_PAUSE_MS = 600


class FormView(QTableView):
    """Shows and edits one form. It holds no answer of its own."""

    help_wanted = Signal(str)
    """Path of the item that a person wants explained."""

    def __init__(
        self, editor: FormEditor, words: Words, tokens: Tokens, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self.words = words
        self._setter = Typesetter()
        self.layout_of = FormLayout(editor, words, self._setter)
        self._lines = FormModel(editor, self.layout_of, words, self)
        self._paints = FormDelegate(self.layout_of, tokens, self)
        self._stop: Stop | None = None
        self._look()
        self._entry = FormEntry(editor, self.layout_of, words, self, self._key)
        self._commands = FormCommands(self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.setModel(self._lines)
        self.setItemDelegate(self._paints)
        self._connect()
        self.set_tokens(tokens)
        # Lines are measured when the view has got its width.
        self._begin()

    def show_form(self, editor: FormEditor) -> None:
        """Show another form in place of this one: to make a view anew would be felt at every click on a patient."""
        self._pause.stop()
        self.editor.changed.disconnect(self._on_changed)
        self.editor.cursor_moved.disconnect(self._on_cursor)
        self.editor, self._stop = editor, None
        self.layout_of = FormLayout(editor, self.words, self._setter)
        self.layout_of.set_width(self.viewport().width())
        self._entry.turn_to(editor, self.layout_of)
        self._paints.turn_to(self.layout_of)
        self._lines.turn_to(editor, self.layout_of)
        self._listen()
        self.verticalScrollBar().setValue(0)
        self._begin()

    def _begin(self) -> None:
        self.setAccessibleName(self.words(self.editor.form.title))
        self.jump_to(self.editor.cursor)

    def _look(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setFont(font())
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.viewport().setMouseTracking(True)
        # Where keys choose, an input method would swallow the digits; the inline editors have their own.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def _listen(self) -> None:
        self.editor.changed.connect(self._on_changed)
        self.editor.cursor_moved.connect(self._on_cursor)

    def _connect(self) -> None:
        self._listen()
        self.words.changed.connect(self._on_words)
        self._entry.typing.connect(self._on_typing)
        self._entry.settled.connect(self._on_settled)
        self._entry.inline.focus_changed.connect(self._on_focus)
        self._pause.timeout.connect(self._on_pause)
        self._lines.rowsInserted.connect(lambda _, first, last: self._measure(first, last))
        self._lines.modelReset.connect(lambda: self._measure(0, self._lines.rowCount() - 1))
        self._lines.dataChanged.connect(lambda first, last, *_: self._measure(first.row(), last.row()))

    def set_tokens(self, tokens: Tokens) -> None:
        """Light or dark."""
        self._paints.set_tokens(tokens)
        self._entry.set_tokens(tokens)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, colour(tokens.surface))
        palette.setColor(QPalette.ColorRole.Window, colour(tokens.surface))
        self.setPalette(palette)
        self.viewport().update()

    # the place of the cursor

    @property
    def stop(self) -> Stop | None:
        """Where the cursor is; None in a form without items."""
        return self._stop

    @property
    def stops(self) -> Stops:
        """All places of the form as it is shown now."""
        return self._lines.stops

    @property
    def inline(self) -> InlineEditor:
        """The editor that follows the cursor."""
        return self._entry.inline

    def go(self, stop: Stop) -> None:
        """Put the cursor on a place and bring it into sight."""
        if self._stop is not None and stop != self._stop:
            self._leave(self._stop)
        self._stop = stop
        if stop.path:
            self.editor.move_to(stop.path)
        self._follow(arrived=True)

    def jump_to(self, path: str) -> None:
        """Put the cursor on an item, unfolding what hides it."""
        group = self._group_of(path)
        stop = Stop(Part.VALUE, path, group)
        if stop not in self.stops and group:
            self._set_scene(unfolded=self._lines.scene.unfolded | {group})
        if stop in self.stops:
            self.go(stop)
        elif self._stop is None and (first := self.stops.first()) is not None:
            self.go(first)

    def _group_of(self, path: str) -> str:
        if "/" in path:
            return path.partition("/")[0]
        groups = self.editor.form.groups
        return next((one.oid for one in groups if any(item.oid == path for item in one.items)), "")

    def _leave(self, stop: Stop) -> None:
        self._entry.close_list()
        self.editor.settle()
        self._on_pause()
        if self._lines.scene.asking and stop.part is Part.REASON:
            self._set_scene(asking="")

    def _set_scene(self, **parts: object) -> None:
        self._lines.set_scene(replace(self._lines.scene, **parts))  # type: ignore[arg-type]

    def _follow(self, arrived: bool = False) -> None:
        """Lines or cursor changed: paint the old and the new place, and bring the inline editor along."""
        old = self._paints.stop_row
        if self._stop is not None and self.stops.row(self._stop) < 0:
            self._stop, arrived = self._nearest(old), True
        row = -1 if self._stop is None else self.stops.row(self._stop)
        self._paints.stop, self._paints.stop_row = self._stop, row
        for changed in {old, row}:
            self._repaint(changed)
        index = self._lines.index(row, 0)
        if self.currentIndex() != index:
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if arrived:
            self._bring_into_sight(row)
            self._entry.open(self._spot())
        else:
            self._entry.move(self._spot())

    def _nearest(self, row: int) -> Stop | None:
        stop = Stop(Part.VALUE, self.editor.cursor, self._group_of(self.editor.cursor))
        found = stop if stop in self.stops else self.stops.near(row)
        if found is not None and found.path:
            self.editor.move_to(found.path)
        return found

    def _spot(self) -> Spot | None:
        row = self._paints.stop_row
        # Where nothing can be changed there is nothing to type into: the answer is painted as everywhere.
        if self._stop is None or row < 0 or self.editor.read_only:
            return None
        return Spot(self._stop, self._lines.line(row), self.visualRect(self._lines.index(row, 0)).topLeft())

    def _bring_into_sight(self, row: int) -> None:
        if row < 0:
            return
        # One line of what comes next stays in sight, so that nobody types at the edge of the page.
        for wanted in (min(row + 1, self._lines.rowCount() - 1), row):
            self.scrollTo(self._lines.index(wanted, 0), QAbstractItemView.ScrollHint.EnsureVisible)

    def _repaint(self, row: int) -> None:
        if 0 <= row < self._lines.rowCount():
            self.viewport().update(self.visualRect(self._lines.index(row, 0)))

    # what the commands ask for

    def open_list(self) -> bool:
        """Open the answers that are not side by side."""
        return not self.editor.read_only and self._entry.open_list()

    def open_units(self) -> bool:
        """Open the units of the value."""
        return not self.editor.read_only and self._entry.open_units()

    def fold(self, group: str, opened: bool | None = None) -> None:
        """Show or hide the rare items of a group; None turns it over."""
        unfolded = self._lines.scene.unfolded
        opened = group not in unfolded if opened is None else opened
        self._set_scene(unfolded=unfolded | {group} if opened else unfolded - {group})
        self._follow()

    def ask_reason(self, path: str) -> None:
        """Put the cursor where the reason of an item is given."""
        if self.editor.read_only:
            return
        self._set_scene(asking=path)
        self.go(Stop(Part.REASON, path, self._group_of(path)))

    def scroll_page(self, step: int) -> None:
        """Scroll by what is in sight; the cursor stays."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + step * (self.viewport().height() - ROW))

    def help(self) -> None:
        """Ask the window to explain the item in focus."""
        if self._stop is not None and self._stop.path:
            self.help_wanted.emit(self._stop.path)

    # news

    def _on_changed(self, paths: tuple[str, ...]) -> None:
        self._lines.refresh(paths)
        self._follow()
        self._entry.show_answer()

    def _on_cursor(self, path: str) -> None:
        if self._stop is None or self._stop.path != path:
            self.jump_to(path)

    def _on_typing(self, path: str) -> None:
        self._lines.hold(path)
        self._pause.start()

    def _on_pause(self) -> None:
        self._pause.stop()
        self._lines.release()
        self._follow()

    def _on_settled(self) -> None:
        after = self.stops.beside(self._stop, 1) if self._stop is not None else None
        if after is not None:
            self.go(after)

    def _on_words(self) -> None:
        self.setAccessibleName(self.words(self.editor.form.title))
        self.layout_of.forget_words()
        self._lay_out()

    def _lay_out(self) -> None:
        self._lines.refresh_all()
        # What is being typed stays as it is: an editor that opened anew would have it selected for the next key.
        self._follow()
        self._bring_into_sight(self._paints.stop_row)

    def _on_focus(self) -> None:
        self._paints.focused = self.hasFocus() or self.inline.focused
        if not self._paints.focused:
            self._entry.close_list()
            self._on_pause()
        self._repaint(self._paints.stop_row)

    def _measure(self, first: int, last: int) -> None:
        for row in range(first, last + 1):
            height = self.layout_of.height(self._lines.line(row))
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)

    # events

    def _key(self, event: QKeyEvent) -> bool:
        """A key in the view or in the inline editor; False leaves it to them."""
        if self._entry.take(event):
            return True
        command = command_of(event)
        if command is not None:
            return self._commands.run(command)
        beyond = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return not beyond and self.inline.widget is None and self._commands.press(event.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys where no editor is open."""
        event.setAccepted(self._key(event))

    def event(self, event: QEvent) -> bool:
        """Keep the form's own keys from the window's shortcuts, and Tab from leaving before the last item."""
        if isinstance(event, QKeyEvent) and command_of(event) is not None:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            tab = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if event.type() == QEvent.Type.KeyPress and tab and self._key(event):
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """One click answers, edits, or moves the cursor."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._entry.close_list()
        row, zone = self._zone_under(event.position().toPoint())
        self.setFocus()
        if row >= 0:
            self._commands.click(self._lines.line(row), zone)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click is one more click."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Everything happened at the press."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The line under the mouse shows what else can be answered there."""
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """No line is under the mouse."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._paints.hovered:
            old, self._paints.hovered = self._paints.hovered, row
            self._repaint(old)
            self._repaint(row)

    def _zone_under(self, point: QPoint) -> tuple[int, Zone | None]:
        row = self.rowAt(point.y())
        if row < 0:
            return -1, None
        corner = self.visualRect(self._lines.index(row, 0)).topLeft()
        here = self._stop if row == self._paints.stop_row else None
        zones = self.layout_of.zones(self._lines.line(row), here, hovered=True)
        return row, zone_at(zones, point.x() - corner.x(), point.y() - corner.y())

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole label, its help and what a choice means, where the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row, zone = self._zone_under(event.pos())
            if row >= 0:
                said = tip(self.editor, self._lines.line(row), zone, self.words)
                QToolTip.showText(event.globalPos(), said, self.viewport())
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to the place where the cursor is."""
        super().focusInEvent(event)
        if self.inline.widget is not None:
            self.inline.widget.setFocus(event.reason())
        self._on_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self._on_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: columns move, long labels break elsewhere, tables stand or stack."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.layout_of.set_width(self.viewport().width())
            self._lay_out()
        else:
            self._bring_into_sight(self._paints.stop_row)
            self._entry.move(self._spot())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The inline editor stays with its field."""
        super().scrollContentsBy(dx, dy)
        self._entry.close_list()
        self._entry.move(self._spot())

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Qt's own key navigation is not used; the cursor stays where it is."""
        return self.currentIndex()
