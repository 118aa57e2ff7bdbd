"""How the visit on the desk stands with its signature, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from workstation.services.read_subject import Opened


@dataclass(frozen=True, slots=True)
class SignatureState:
    """``person`` is empty while nobody signed. ``other_rules``: it was signed under rules that are not in force.

    ``differs`` counts the results that the rules in force score differently; None: that cannot be told.
    """

    person: str = ""
    day: str = ""
    moment: str = ""
    rules: str = ""
    void: bool = False
    other_rules: bool = False
    differs: int | None = None

    @property
    def to_sign(self) -> bool:
        """Whether a signature is still owed."""
        return not self.person or self.void


def signature_state(opened: Opened | None, visit: str) -> SignatureState | None:
    """The state of a visit that has begun; None of one that has not."""
    record = None if opened is None else opened.subject.visit(visit)
    if opened is None or record is None or not record.forms:
        return None
    given = record.signature
    if given is None:
        return SignatureState()
    found = opened.since_signed.get(visit)
    return SignatureState(
        given.person,
        given.moment.date().isoformat(),
        given.moment.strftime("%Y-%m-%d %H:%M"),
        given.rules,
        record.void,
        visit in opened.since_signed,
        None if found is None else len(found),
    )
