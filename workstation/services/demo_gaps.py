"""What is missing in the demo: results not done, answers left blank, forms not begun (forms catalogue, 5.1, 5.4)."""

from __future__ import annotations

from workstation.forms.answers import Answer, State
from workstation.services.demo_scene import Built, Scene
from workstation.services.demo_tables import Gap


def begun(scene: Scene, forms: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a visit without those that nobody has begun."""
    for gap in _gaps(scene):
        if gap.forms:
            forms = tuple(form for form in forms if form in gap.forms)
        forms = tuple(form for form in forms if form not in gap.without)
    return forms


def with_gaps(scene: Scene, form: str, built: Built) -> Built:
    """The answers of a form with what is missing taken out or marked as not done."""
    for gap in _gaps(scene):
        if gap.form == form:
            built = _with_gap(scene, gap, built)
    return built


def _gaps(scene: Scene) -> tuple[Gap, ...]:
    return scene.course.tables.gaps.get((scene.patient.row, scene.visit.oid), ())


def _with_gap(scene: Scene, gap: Gap, built: Built) -> Built:
    items = gap.items
    if items == ("*",):
        definition = scene.course.study.forms[gap.form].items
        items = tuple(path for path in built if definition[path].result)
    marked = dict(built)
    for item in items:
        marked.pop(item, None)
        marked.pop(f"attribution_{item}", None)
        if gap.state:
            marked[item] = Answer(state=State(gap.state), reason=gap.reason)
    if gap.comment:
        marked["comment"] = Answer(gap.comment)
    return marked
