"""The course of one number over all visits, as a chart."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.surroundings import Surroundings
from ui.view_models.item_course import ItemCourse
from ui.widgets.course_plot import CoursePlot
from workstation.messages import Sentence

_WIDTH, _HEIGHT = 860, 420


class Course(Dialog):
    """Shows one course; Escape or Enter closes it."""

    def __init__(
        self, around: Surroundings, subject: str, course: ItemCourse, parent: QWidget | None = None
    ) -> None:
        title = Sentence("{subject}: course of {item}", {"subject": subject, "item": course.label})
        super().__init__(around.words, title, parent, width=_WIDTH)
        self.plot = CoursePlot(around.words, around.look.tokens)
        self.plot.setMinimumHeight(_HEIGHT)
        self._course = course
        self._draw()
        self.body.addWidget(self.plot, 1)
        self.add_text("The band is the reference range; hollow points are limits of the assay.")
        self.add_button("Close", primary=True).clicked.connect(self.accept)
        # A method of ours, not a lambda: the connection has to end with the dialog.
        around.words.changed.connect(self._draw)

    def _draw(self) -> None:
        self.plot.show_course(self._course)
