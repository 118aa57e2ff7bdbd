"""The window: bars, rail and pages. It shows rooms that are given to it and opens nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ui.actions import (
    EXPLAIN,
    FIND,
    FULL_SCREEN,
    LANGUAGE,
    MENU,
    PATIENTS,
    PRINT,
    SAVE,
    SIGN,
    STUDY,
    TODAY,
    ActionSet,
    Situation,
)
from ui.appearance import Tokens
from ui.pages.page import Page, Room
from ui.surroundings import Surroundings
from ui.widgets.message_bar import MessageBar
from ui.widgets.nav_rail import NavRail
from ui.widgets.status_bar import StatusBar
from ui.widgets.top_bar import PROGRAM, Identity, TopBar
from workstation.i18n import Language

SMALLEST = (1180, 660)
USUAL = (1366, 768)
SUFFIX = ".kn5501"


class MainWindow(QMainWindow):
    """Bars, rail and a stack of pages.

    ``first_painted`` is emitted once, when the first page has painted its contents; ``closing`` before the window
    closes, so that drafts are kept; ``dropped`` carries the path of a study file that was let fall on the window.
    """

    first_painted = Signal()
    closing = Signal()
    dropped = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        self._rooms: tuple[Room, ...] = ()
        self._pages: dict[int, Page] = {}
        self._place = -1
        self._identity: Identity | None = None
        self._waiting_for_paint = False
        self.acts = ActionSet(around.words, self)
        self._menu = QMenu(self)
        self.top = TopBar(around.words, self._menu)
        self.messages = MessageBar(around.words)
        self.rail: NavRail | None = None
        self.stack = QStackedWidget()
        self.status = StatusBar(around.words)
        self._arrange()
        self._connect()
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self._say_title()

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.messages)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self.stack, 1)
        column.addLayout(self._middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(inside)
        for group in MENU:
            for action in group:
                self._menu.addAction(self.acts.of(action))
            self._menu.addSeparator()
        self.addActions(list(self.acts.all()))

    def _connect(self) -> None:
        around, acts = self._around, self.acts
        around.words.changed.connect(self._retranslate)
        around.look.changed.connect(self._set_tokens)
        around.errors.noticed.connect(self.messages.show_notice)
        around.operations.working.connect(self.status.show_work)
        around.operations.saved.connect(self.status.show_saved)
        self.top.language_wanted.connect(self.switch_language)
        acts.connect_to(LANGUAGE, self.switch_language)
        acts.connect_to(FULL_SCREEN, self._toggle_full_screen)
        for action in (TODAY, PATIENTS, STUDY):
            acts.connect_to(action, partial(self.go_to_room, action.text))
        for action in (FIND, SAVE, SIGN, PRINT, EXPLAIN):
            acts.connect_to(action, partial(self._ask_page, action.key))

    # pages

    def show_rooms(self, rooms: Sequence[Room], identity: Identity | None, first: str = "") -> None:
        """Show other pages: those of a study, with the rail, or the first page alone (``identity`` None).

        ``first`` is the title of the room that is entered; empty: the first one.
        """
        self._drop_pages()
        self._rooms, self._identity = tuple(rooms), identity
        self.top.show_identity(identity)
        if identity is None:
            self.status.clear()
        else:
            self.rail = NavRail(self._around.words, [room.title for room in rooms])
            self.rail.chosen.connect(self.go_to)
            self._middle.insertWidget(0, self.rail)
        self._say_title()
        if not first or not self.go_to_room(first):
            self.go_to(0)

    def go_to_room(self, title: str) -> bool:
        """Show the page of a title; False if it cannot be, or there is none such."""
        titles = [room.title for room in self._rooms]
        return title in titles and self.go_to(titles.index(title))

    def room(self, title: str) -> Page | None:
        """The page of a title that was entered, None if it was not."""
        titles = [room.title for room in self._rooms]
        return self._pages.get(titles.index(title)) if title in titles else None

    def show_identity(self, identity: Identity) -> None:
        """More has become known about the study that is open."""
        self._identity = identity
        self.top.show_identity(identity)
        self._say_title()

    def go_to(self, place: int) -> bool:
        """Show a page; False if the one that is shown cannot be left, or there is none such."""
        if not 0 <= place < len(self._rooms):
            return False
        if place == self._place:
            return True
        here = self._pages.get(self._place)
        if here is not None and not here.leave():
            self._mark_place()
            return False
        page = self._entered(place)
        self._place = place
        self.stack.setCurrentWidget(page.widget)
        self._mark_place()
        self._update_acts()
        page.activate()
        return True

    def page(self, place: int) -> Page | None:
        """A page that was entered, None if it was not."""
        return self._pages.get(place)

    @property
    def current(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._place)

    def leave_pages(self) -> bool:
        """Let every page keep what it has; False if one cannot be left."""
        # Each of them, also after one that cannot be left.
        left = [page.leave() for page in self._pages.values()]
        return all(left)

    def _entered(self, place: int) -> Page:
        page = self._pages.get(place)
        if page is None:
            page = self._rooms[place].make()
            self._pages[place] = page
            self.stack.addWidget(page.widget)
            page.offers_changed.connect(self._update_acts)
            if not self._waiting_for_paint:
                page.ready.connect(self._await_paint)
        return page

    def _drop_pages(self) -> None:
        for page in self._pages.values():
            self.stack.removeWidget(page.widget)
            page.widget.deleteLater()
        self._pages, self._place = {}, -1
        if self.rail is not None:
            self._middle.removeWidget(self.rail)
            self.rail.hide()
            self.rail.deleteLater()
            self.rail = None

    def _mark_place(self) -> None:
        if self.rail is not None:
            self.rail.choose(self._place)

    # acts

    def _update_acts(self) -> None:
        page, identity = self.current, self._identity
        self.acts.set_situation(
            Situation(
                study_open=identity is not None,
                read_only=identity is not None and identity.read_only,
                offered={} if page is None else page.offers,
            )
        )

    def _ask_page(self, key: str) -> None:
        do = None if self.current is None else self.current.offers.get(key)
        if do is not None:
            do()

    def switch_language(self) -> None:
        """The other language, everywhere, at once."""
        words = self._around.words
        words.switch(Language.ENGLISH if words.language is Language.CHINESE else Language.CHINESE)

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    # the window itself

    def _retranslate(self) -> None:
        self._say_title()
        for page in self._pages.values():
            page.retranslate()

    def _set_tokens(self, tokens: Tokens) -> None:
        for page in self._pages.values():
            page.set_tokens(tokens)

    def _say_title(self) -> None:
        name = self._around.words(PROGRAM)
        identity = self._identity
        shown = [] if identity is None else [identity.name]
        if identity is not None and identity.demo:
            shown.append(self._around.words("DEMO"))
        self.setWindowTitle(" · ".join([*shown, name]))

    def _await_paint(self) -> None:
        if not self._waiting_for_paint:
            self._waiting_for_paint = True
            self.stack.installEventFilter(self)
            self.stack.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the first page with contents has been painted: after its paint, hence the timer."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.first_painted.emit)
        return super().eventFilter(watched, event)

    def place_as(self, geometry: str) -> None:
        """Take the place on the screen that the window had before."""
        if geometry:
            self.restoreGeometry(QByteArray.fromHex(geometry.encode("ascii")))

    @property
    def geometry_kept(self) -> str:
        """The place on the screen, for the next start."""
        return bytes(self.saveGeometry().toHex().data()).decode("ascii")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A study file may be let fall here."""
        if _study_in(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the study that was let fall."""
        path = _study_in(event)
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Every page keeps what was typed, then the window closes; nothing is asked."""
        self.leave_pages()
        self.closing.emit()
        super().closeEvent(event)


def _study_in(event: QDropEvent) -> Path | None:
    """The one study file that is being dragged."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() == SUFFIX else None
