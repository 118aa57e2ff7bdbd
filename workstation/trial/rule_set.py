"""The rule set that indices are scored by: the version of the rules and the settings of the study that they read.

A signature keeps which one was in force, so that a visit can be scored again under it (scoring sheet, section 11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workstation.canonical import canonical, digest
from workstation.definition.study import Setting, Study
from workstation.scoring.rules_version import RULES

_PARTS = frozenset(
    {
        "attribution",
        "baseline",
        "bilag",
        "doris",
        "endpoints",
        "glucocorticoid",
        "lldas",
        "sledai",
        "sri4",
    }
)
"""First words of the keys of settings that an index or endpoint reads."""
_KEY_LENGTH = 6


@dataclass(frozen=True, slots=True)
class RuleSet:
    """``rules`` is the version of the program's rules, ``settings`` their settings as recorded, by key."""

    rules: int
    settings: Mapping[str, str]

    @property
    def key(self) -> str:
        """A short name that two different rule sets do not share, such as ``1-3f09ac``."""
        return f"{self.rules}-{digest(canonical(dict(self.settings)))[:_KEY_LENGTH]}"

    @property
    def text(self) -> str:
        """The rule set as it is recorded; the inverse of :func:`rule_set_from`."""
        return canonical({"rules": self.rules, "settings": dict(self.settings)})


def rule_set_from(data: Mapping[str, object]) -> RuleSet:
    """The rule set that was recorded as these data.

    Raises:
        ValueError: they are not what :attr:`RuleSet.text` writes.
    """
    rules, settings = data.get("rules"), data.get("settings")
    if not isinstance(rules, int) or not isinstance(settings, dict):
        raise ValueError("not a rule set")
    return RuleSet(rules, {str(key): str(text) for key, text in settings.items()})


def scores(key: str) -> bool:
    """Whether an index or endpoint reads the setting of this key."""
    return key.partition(".")[0] in _PARTS


def rule_set_of(study: Study) -> RuleSet:
    """The rule set in force."""
    return RuleSet(RULES, {key: setting.text for key, setting in study.settings.items() if scores(key)})


def under(study: Study, rules: RuleSet) -> Study:
    """The study as it would be scored under a rule set; what it does not know of stays as it is.

    Raises:
        ValueError: the rule set holds a value that its setting cannot have any more.
    """
    settings = {key: _as_of(setting, rules) for key, setting in study.settings.items()}
    return replace(study, settings=settings)


def applies(study: Study, rules: RuleSet) -> bool:
    """Whether every value of a rule set is still one of its setting."""
    try:
        under(study, rules)
    except ValueError:
        return False
    return True


def changed_settings(study: Study, rules: RuleSet) -> tuple[tuple[Setting, str], ...]:
    """The settings whose value is another now, each with its value in the rule set."""
    return tuple(
        (study.settings[key], text)
        for key, text in rules.settings.items()
        if key in study.settings and study.settings[key].text != text
    )


def _as_of(setting: Setting, rules: RuleSet) -> Setting:
    text = rules.settings.get(setting.key)
    return setting if text is None or text == setting.text else setting.with_text(text)
