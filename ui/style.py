"""The look in force: tokens for what is painted, one style sheet for what Qt draws, light or dark as the
system is.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.appearance import DARK, FAMILY, LIGHT, SIZE, Tokens

HEADING = 20
SMALL = 12
RAIL = 11


class Look(QObject):
    """Holds the tokens in force; widgets that paint hear when they change."""

    changed = Signal(object)
    """The new :class:`ui.appearance.Tokens`."""

    def __init__(self, tokens: Tokens = LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens

    @property
    def tokens(self) -> Tokens:
        """The tokens in force."""
        return self._tokens

    def switch(self, tokens: Tokens) -> None:
        """Take another appearance."""
        if tokens is not self._tokens:
            self._tokens = tokens
            self.changed.emit(tokens)


def tokens_for(scheme: Qt.ColorScheme) -> Tokens:
    """The tokens for what the system asks for."""
    return DARK if scheme is Qt.ColorScheme.Dark else LIGHT


def dress(application: QApplication, tokens: Tokens) -> None:
    """Give the whole program palette and style sheet of an appearance."""
    application.setPalette(palette(tokens))
    application.setStyleSheet(style_sheet(tokens))


def palette(tokens: Tokens) -> QPalette:
    """The colours for what no rule of the style sheet names."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, value in (
        (roles.Window, tokens.ground),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.surface),
        (roles.AlternateBase, tokens.row),
        (roles.Text, tokens.text),
        (roles.PlaceholderText, tokens.muted),
        (roles.Button, tokens.surface),
        (roles.ButtonText, tokens.text),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.Link, tokens.accent),
        (roles.ToolTipBase, tokens.surface),
        (roles.ToolTipText, tokens.text),
        (roles.Accent, tokens.accent),
        (roles.Mid, tokens.line),
    ):
        made.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.planned))
    return made


def mark(widget: QWidget, kind: str) -> None:
    """Give a widget the kind by which the style sheet knows it, also when it changes later."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def style_sheet(tokens: Tokens) -> str:
    """The one style sheet, made from the tokens. Kinds are set with :func:`mark`."""
    return _SHEET.substitute(
        vars(tokens)
        | {
            "rail": RAIL,
            "family": FAMILY,
            "size": SIZE,
            "small": SMALL,
            "heading": HEADING,
            "hover": _hover(tokens),
            "handle": _handle(tokens),
        }
    )


def _hover(tokens: Tokens) -> str:
    # A step away from the surface in either appearance; a token of its own would never be used elsewhere.
    return tokens.row


def _handle(tokens: Tokens) -> str:
    # Between a line and the grey of what is planned: seen when looked for, quiet otherwise.
    line, planned = QColor(tokens.line), QColor(tokens.planned)
    return QColor(
        (line.red() + planned.red()) // 2,
        (line.green() + planned.green()) // 2,
        (line.blue() + planned.blue()) // 2,
    ).name()


_SHEET = Template("""
QWidget { font-family: "$family"; font-size: ${size}px; }
QMainWindow, QDialog { background: $ground; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 6px; }

QLabel { background: transparent; color: $text; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="small"] { color: $muted; font-size: ${small}px; }
QLabel[kind="strong"] { font-weight: bold; }
QLabel[kind="heading"] { font-size: ${heading}px; font-weight: bold; }
QLabel[kind="accent"] { color: $accent; font-weight: bold; }
QLabel[kind="wrong"] { color: $overdue; }
QLabel[kind="warning"] { color: $due_text; }
QLabel[kind="good"] { color: $done; }
QLabel[kind="code"] { color: $text; background: $accent_ground; border-radius: 8px; font-size: ${heading}px;
    font-weight: bold; padding: 14px; }

QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[kind="line"] { background: $line; border: none; min-height: 1px; max-height: 1px; }
QWidget[kind="bar_top"] { background: $surface; border-bottom: 1px solid $line; }
QWidget[kind="bar_bottom"] { background: $surface; border-top: 1px solid $line; }
QWidget[kind="rail"] { background: $surface; border-right: 1px solid $line; }
QFrame[kind="message_wrong"] { background: $overdue_ground; border-bottom: 1px solid $line; }
QFrame[kind="message_wrong"] QLabel { color: $text; }
QFrame[kind="message_warning"] { background: $due_ground; border-bottom: 1px solid $line; }
QFrame[kind="box_wrong"] { background: $overdue_ground; border-radius: 6px; }
QFrame[kind="box_warning"] { background: $due_ground; border-radius: 6px; }
QFrame[kind="box_plain"] { background: $accent_ground; border-radius: 6px; }
QLabel[kind="pill_warning"] { background: $due_ground; color: $due_text; border-radius: 9px; padding: 1px 9px;
    font-size: ${small}px; }
QLabel[kind="pill"] { background: $ground; color: $muted; border: 1px solid $line; border-radius: 9px;
    padding: 0px 7px; font-size: 11px; }
QLabel[kind="pill_done"] { background: transparent; color: $done; border: 1px solid $done; border-radius: 9px;
    padding: 0px 7px; font-size: 11px; }
QLabel[kind="pill_due"] { background: transparent; color: $due_text; border: 1px solid $due; border-radius:
9px;
    padding: 0px 7px; font-size: 11px; }

QPushButton { background: $surface; color: $text; border: 1px solid $line; border-radius: 6px; padding: 4px
11px; min-height: 18px; } QPushButton:hover { background: $hover; } QPushButton:focus { border: 1px solid
$accent; } QPushButton:checked { background: $accent_ground; color: $accent; border-color: $accent; }
QPushButton:pressed { background: $accent_ground; } QPushButton:disabled { color: $planned;
background: $ground; } QPushButton:default, QPushButton[kind="primary"] { background: $accent; color:
$on_accent;
    border: 1px solid $accent; }
QPushButton:default:hover, QPushButton[kind="primary"]:hover { background: $accent; }
QPushButton:default:focus, QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 3px 10px; }
QPushButton:default:disabled, QPushButton[kind="primary"]:disabled { background: $line; color: $muted;
    border-color: $line; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent;
    padding: 3px 4px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 1px solid $accent; }
QPushButton[kind="flat"] { background: transparent; border: 1px solid transparent; color: $muted; padding:
3px 8px; } QPushButton[kind="flat"]:hover { background: $hover; } QPushButton[kind="flat"]:focus { border:
1px solid $accent; } QPushButton[kind="choice"] { border-radius: 0px; } QPushButton[kind="choice"]:checked {
background: $accent; color: $on_accent; border-color: $accent; } QPushButton::menu-indicator { image: none;
width: 0px; }

QToolButton[kind="rail"] { background: transparent; color: $muted; border: 1px solid transparent;
    border-radius: 6px; font-size: ${rail}px; padding: 0px; }
QToolButton[kind="rail"]:hover { background: $hover; color: $text; }
QToolButton[kind="rail"]:checked { background: $accent_ground; color: $accent; font-weight: bold; }
QToolButton[kind="rail"]:focus { border: 1px solid $accent; }

QLineEdit, QComboBox, QPlainTextEdit { background: $surface; color: $text; border: 1px solid $line;
    border-radius: 6px; padding: 4px 8px; min-height: 19px; selection-background-color: $accent;
    selection-color: $on_accent; }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus { border: 1px solid $accent; }
QLineEdit[kind="wrong"], QComboBox[kind="wrong"], QPlainTextEdit[kind="wrong"] { border: 1px solid $overdue; }
QLineEdit:disabled, QComboBox:disabled { color: $muted; background: $ground; }
QLineEdit:read-only { background: $ground; }
QLineEdit[kind="inline"], QPlainTextEdit[kind="inline"] { border: none; border-radius: 0px; padding: 0px;
    min-height: 0px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $line; outline: none;
    selection-background-color: $accent_ground; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 2px 8px; }

QCheckBox, QRadioButton { background: transparent; color: $text; spacing: 8px; padding: 2px; border-radius:
4px;
    border: 1px solid transparent; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $accent; }
QCheckBox[kind="tick"]::indicator { image: none; width: 18px; height: 16px; border: none; background: transparent; }

QListView, QTableView, QTreeView { background: $surface; color: $text; border: none; outline: none;
    selection-background-color: $accent_ground; selection-color: $text; }
QListWidget[kind="framed"] { border: 1px solid $line; border-radius: 6px; padding: 2px; }
QListWidget[kind="framed"]::item { padding: 5px 8px; border-radius: 4px; }
QListWidget[kind="framed"]::item:selected { background: $accent_ground; color: $text; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0px; }
QScrollBar::handle:vertical { background: $handle; border-radius: 3px; min-height: 28px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0px; }
QScrollBar::handle:horizontal { background: $handle; border-radius: 3px; min-width: 28px; margin: 2px; }
QScrollBar::handle:hover { background: $planned; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $surface; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_ground; }
QMenu::item:disabled { color: $planned; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }

QProgressBar { background: $line; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
""")
