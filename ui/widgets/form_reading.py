"""A line of a form as words: for a screen reader, and for the mouse that rests on it."""

from __future__ import annotations

from ui.view_models.form_editor import FormEditor
from ui.widgets.form_layout import Area, FormLayout, Zone
from ui.widgets.form_lines import Line
from ui.widgets.form_units import for_eye
from ui.words import Words

_UNSAID = frozenset({Area.REMOVE})


def spoken(layout: FormLayout, line: Line, words: Words) -> str:
    """The line as one sentence: its label, what is chosen or written, unit, limits and flag."""
    parts = []
    for zone in layout.zones(line):
        if zone.area in (Area.SEGMENT, Area.SIGNIFICANCE):
            said = zone.text if zone.on else ""
        elif zone.area is Area.REQUIRED:
            said = words("required, missing") if zone.on else words("required")
        elif zone.area is Area.FIELD and len(line.paths) > 1:
            said = (
                f"{words(layout.editor.state.items[zone.path].item.label)} {zone.text}" if zone.text else ""
            )
        else:
            said = "" if zone.area in _UNSAID else zone.text
        if said:
            parts.append(said)
    return words.translator.list_mark.join(parts)


def described(editor: FormEditor, line: Line, words: Words) -> str:
    """What is wrong with the items of a line, and how they are explained."""
    states = [editor.state.items[path] for path in line.paths if path in editor.state.items]
    said = [words(finding.sentence) for state in states for finding in state.findings]
    return " ".join(for_eye(text) for text in said)


def tip(editor: FormEditor, line: Line, zone: Zone | None, words: Words) -> str:
    """The whole label, its help, and what a proposal rests on; over a choice, what that choice means."""
    state = editor.state.items.get(zone.path if zone is not None and zone.path else line.path)
    if state is None:
        return words(line.words) if line.words is not None else ""
    choice = state.item.choice(zone.code) if zone is not None else None
    if choice is not None and choice.help is not None:
        return for_eye(words("{item}: {reason}", item=choice.label, reason=choice.help))
    said = [words(state.item.label)]
    if state.item.help is not None:
        said.append(words(state.item.help))
    if state.proposal is not None:
        said.append(words(state.proposal.because))
    return "\n".join(for_eye(text) for text in said if text)
